"""What writes: moving somebody to another cell, and taking over a register."""

import os
import subprocess
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

import psycopg
from django.db import connections, transaction

from bench.browser import on
from bench.clock import PRESENT
from bench.databases import FOLDER, environment, make_empty
from bench.measure import compare
from bench.table import Row
from corrections.launch import paths
from corrections.launch.services import LOGINS, Services
from corrections.models import Bed, User
from inmates.models import Placement, Stay
from inmates.services import placements
from tests.inmates import large

FREE_CELL = 82  # of unit 1: its last cells are empty
RESIDENT = 7
ROWS = 10_000
EMPTY = "bench_import"
KILO = 1024


def moves() -> Iterator[Row]:
    for alias in connections:
        if alias != "default":
            pair = compare(move(alias), move("default"))
            yield Row(f"cell move, {alias.removeprefix('x')}× history", "the same, 1×", pair, 1.25)


def move(alias: str) -> Callable[[], object]:
    """The whole service with its locks, events and history, undone at the end."""
    with on(alias):
        stay = Stay.objects.select_related("person").get(pk=RESIDENT)
        bed = Bed.objects.select_related("cell__unit").get(pk=FREE_CELL)
        by = User.objects.get(username="officer-2")
        seen = Placement.objects.current().get(stay=stay).pk

    def call() -> None:
        with on(alias), transaction.atomic():
            placements.move_cell(stay=stay, bed=bed, seen=seen, by=by, at=PRESENT + timedelta(minutes=1))
            transaction.set_rollback(True)

    return call


def imports() -> Iterator[Row]:
    """A register of ten thousand rows by the command, in a process of its own, into a database with nobody in it."""
    services = Services(FOLDER, test=True)
    make_empty(services, EMPTY)
    folder = FOLDER / "register"
    folder.mkdir(exist_ok=True)
    (folder / "estate.csv").write_bytes(large.estate(ROWS))
    (folder / "register.csv").write_bytes(large.register(ROWS))
    hand_over(services, "import_estate", folder / "estate.csv")
    took = hand_over(services, "import_register", folder / "register.csv")
    taken = int(services.postgres.sql("SELECT count(*) FROM inmates_stay", EMPTY))
    if taken != ROWS:
        raise AssertionError(f"{taken} of {ROWS} rows were taken")
    copied = plain_copy(services, folder / "register.csv")
    name = f"import of a register of {ROWS} rows"
    note = f"of them {took.processor:.1f} s processor time in Python"
    yield Row(f"{name}, elapsed", "", value=round(took.elapsed, 1), unit="s", goal=30, note=note)
    yield Row(f"{name}, memory", "", value=round(took.megabytes), unit="MB", goal=300)
    times, note = round(took.elapsed / copied), f"COPY {copied:.3f} s"
    yield Row(f"{name}, elapsed", "COPY of its lines as text", value=times, unit="times", note=note)


@dataclass(frozen=True)
class Took:
    elapsed: float
    processor: float
    megabytes: float


def hand_over(services: Services, command: str, file: Path) -> Took:
    """What the command took; it fails when the command does."""
    env = environment(services, EMPTY, "web")
    started = time.perf_counter()
    child = subprocess.Popen(
        [paths.PYTHON, "manage.py", command, str(file)], cwd=paths.ROOT, env=env, stdout=subprocess.DEVNULL
    )
    _pid, status, used = os.wait4(child.pid, 0)
    if status:
        raise AssertionError(f"{command} ended with {status}")
    return Took(time.perf_counter() - started, used.ru_utime + used.ru_stime, used.ru_maxrss / KILO)


def plain_copy(services: Services, file: Path) -> float:
    """Seconds that PostgreSQL needs for the same lines as one column of text."""
    lines = file.read_text(encoding="utf-8-sig").splitlines()
    with psycopg.connect(services.postgres.url(LOGINS["migrate"], EMPTY)) as connection, connection.cursor() as cursor:
        cursor.execute("CREATE TABLE line (text text)")
        started = time.perf_counter()
        with cursor.copy("COPY line FROM STDIN") as stream:
            for line in lines:
                stream.write_row((line,))
        return time.perf_counter() - started
