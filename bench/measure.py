"""A B A B: the processor time of two calls, interleaved, as a ratio of medians with a bootstrap interval.

Processor time is that of this process and, apart, of the PostgreSQL backends that work for it (the kernel's clock of
those processes). Their sum is compared; wall time is never asserted.
"""

import gc
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass

from django.db import connections

ROUNDS = 40
WARM_UP = 8
RESAMPLES = 1_000
CPU_CLOCK = 2  # of the kind of clock that a process number is made into (clock_getcpuclockid)

Call = Callable[[], object]
others: list[int] = []  # backends of connections that Django does not know


@dataclass(frozen=True)
class Cost:
    """Seconds of processor time: of this process, and of its backends."""

    here: float
    database: float

    @property
    def total(self) -> float:
        return self.here + self.database


@dataclass(frozen=True)
class Ratio:
    """``value`` = median of A ÷ median of B; ``low`` and ``high`` hold 95 of 100 resamples."""

    value: float
    low: float
    high: float
    a: Cost
    b: Cost


def backends() -> list[int]:
    """The process numbers of the backends that this process uses, one a database (the pools hold one connection)."""
    pids = [*others]
    for alias in connections:
        with connections[alias].cursor() as cursor:
            cursor.execute("SELECT pg_backend_pid()")
            pids.append(cursor.fetchone()[0])
        connections[alias].close()
    return pids


def processor_seconds(pid: int) -> float:
    return time.clock_gettime((~pid << 3) | CPU_CLOCK)


def cost_of(call: Call, pids: Sequence[int]) -> Cost:
    before = sum(map(processor_seconds, pids))
    started = time.process_time()
    call()
    here = time.process_time() - started
    return Cost(here, sum(map(processor_seconds, pids)) - before)


def compare(a: Call, b: Call, *, rounds: int = ROUNDS, inner: int = 1) -> Ratio:
    """How much A costs in units of B. ``inner`` calls make one round, for calls of a few microseconds."""
    pids = backends()
    for _ in range(WARM_UP):
        a()
        b()
    gc.collect()
    gc.disable()
    try:
        pairs = [(cost_of(times(a, inner), pids), cost_of(times(b, inner), pids)) for _ in range(rounds)]
    finally:
        gc.enable()
    return ratio([pair[0] for pair in pairs], [pair[1] for pair in pairs], inner)


def times(call: Call, count: int) -> Call:
    if count == 1:
        return call

    def many() -> None:
        for _ in range(count):
            call()

    return many


def ratio(a: Sequence[Cost], b: Sequence[Cost], inner: int = 1) -> Ratio:
    """Pairs are resampled together: what disturbed one of a pair disturbed the other."""
    chance = random.Random(1)  # noqa: S311  (resampling, not a secret)
    totals = [(one.total, other.total) for one, other in zip(a, b, strict=True)]
    samples = (chance.choices(totals, k=len(totals)) for _ in range(RESAMPLES))
    middles = sorted(middle_ratio(sample) for sample in samples)
    return Ratio(
        value=middle_ratio(totals),
        low=middles[int(0.025 * RESAMPLES)],
        high=middles[int(0.975 * RESAMPLES) - 1],
        a=middle(a, inner),
        b=middle(b, inner),
    )


def middle_ratio(pairs: Sequence[tuple[float, float]]) -> float:
    return statistics.median(pair[0] for pair in pairs) / max(statistics.median(pair[1] for pair in pairs), 1e-9)


def middle(costs: Sequence[Cost], inner: int) -> Cost:
    return Cost(
        statistics.median(cost.here for cost in costs) / inner,
        statistics.median(cost.database for cost in costs) / inner,
    )
