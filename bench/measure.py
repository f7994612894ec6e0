"""A B A B: the processor time of two calls, interleaved, as a ratio of medians with a bootstrap interval.

Processor time is that of this process (``time.process_time``) and, apart, of the PostgreSQL backend behind Django's
connection (read from the kernel; a clock tick is 10 ms, so many calls are summed). Wall time is never asserted.
"""

import gc
import os
import random
import statistics
import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path

from django.db import connection

ROUNDS = 40
WARM_UP = 5
RESAMPLES = 1_000
TICK = 1 / os.sysconf("SC_CLK_TCK")


@dataclass(frozen=True)
class Ratio:
    """``value`` = median of A ÷ median of B; ``low`` and ``high`` hold 95 of 100 resamples."""

    value: float
    low: float
    high: float
    a_ms: float
    b_ms: float


def backend_seconds() -> float:
    """Processor seconds that the PostgreSQL backend of this connection has used so far; 0 where the kernel hides it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_backend_pid()")
        pid = cursor.fetchone()[0]
    try:
        fields = Path(f"/proc/{pid}/stat").read_text(encoding="ascii").rsplit(")", 1)[1].split()
    except OSError:
        return 0.0
    return (int(fields[11]) + int(fields[12])) * TICK


def once(call: Callable[[], object]) -> float:
    started = time.process_time()
    call()
    return time.process_time() - started


def compare(a: Callable[[], object], b: Callable[[], object], *, rounds: int = ROUNDS, wall: bool = False) -> Ratio:
    """How much A costs in units of B. ``wall`` measures elapsed time, for what the database does."""
    timed = elapsed if wall else once
    for _ in range(WARM_UP):
        a()
        b()
    gc.collect()
    gc.disable()
    try:
        pairs = [(timed(a), timed(b)) for _ in range(rounds)]
    finally:
        gc.enable()
    return ratio([pair[0] for pair in pairs], [pair[1] for pair in pairs])


def elapsed(call: Callable[[], object]) -> float:
    started = time.perf_counter()
    call()
    return time.perf_counter() - started


def ratio(a: Sequence[float], b: Sequence[float]) -> Ratio:
    chance = random.Random(1)  # noqa: S311  (resampling, not a secret)
    middles = sorted(
        statistics.median(chance.choices(a, k=len(a))) / max(statistics.median(chance.choices(b, k=len(b))), 1e-9)
        for _ in range(RESAMPLES)
    )
    middle_a, middle_b = statistics.median(a), statistics.median(b)
    return Ratio(
        value=middle_a / max(middle_b, 1e-9),
        low=middles[int(0.025 * RESAMPLES)],
        high=middles[int(0.975 * RESAMPLES) - 1],
        a_ms=middle_a * 1000,
        b_ms=middle_b * 1000,
    )
