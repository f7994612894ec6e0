"""What writes: moving somebody to another cell, and taking over a register."""

from collections.abc import Callable, Iterator
from datetime import timedelta

from django.db import connections, transaction

from bench.browser import on
from bench.clock import PRESENT
from bench.measure import compare
from bench.table import Row
from corrections.models import Bed, User
from inmates.models import Placement, Stay
from inmates.services import placements

FREE_CELL = 82  # of unit 1: its last cells are empty
RESIDENT = 7


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
    return iter(())
