"""A movement lands while a count runs: the line says where the person should be now, and keeps the trace.

The movement has the stay locked; here it waits for the count. Before the certification it changes the line, after it
the count is closed and stays as it is. Of a count that is handed in, only who makes the difference is followed.
"""

from datetime import datetime
from uuid import uuid4

from django.db import transaction
from django.db.models import Q

from corrections.models import User
from inmates.models import Placement
from security.choices import CountState, EventKind, Expected, Mark
from security.models import Count, CountEvent, CountLine
from security.rules.counts import FOLLOWED
from security.services import lines, states

MISSING = (Mark.NONE, Mark.MISSING)
WHERE = ("expected", "place_id", "destination", "on_the_way")


@transaction.atomic
def follow(*, stay_id: int, by: User | None = None, at: datetime) -> int:
    """Every count that runs on the unit where the person lives, or lived when it began. Returns the lines changed."""
    home = Placement.objects.current().filter(stay_id=stay_id).values("bed__cell__unit")
    running = Count.objects.filter(state__in=FOLLOWED).filter(
        Q(unit__in=home)
        | Q(pk__in=CountLine.objects.filter(stay_id=stay_id, count__state__in=FOLLOWED).values("count"))
    )
    changed = 0
    for pk in running.order_by("pk").values_list("pk", flat=True):
        count = states.lock(Count(pk=pk))
        if count.state in FOLLOWED:
            changed += follow_in(count, stay_id, by, at)
    return changed


def follow_in(count: Count, stay_id: int, by: User | None, at: datetime) -> int:
    before = CountLine.objects.filter(count=count, stay_id=stay_id).order_by("pk").first()
    if count.state == CountState.DISCREPANCY and (before is None or before.mark not in MISSING):
        return 0
    lines.freeze_one(count, stay_id, at)
    after = CountLine.objects.filter(count=count, stay_id=stay_id).order_by("pk").first()
    if after is None or (before is not None and where(before) == where(after)):
        return 0
    CountEvent.objects.create(
        id=uuid4(),
        count=count,
        line=after,
        attempt=count.attempt,
        seq=0,
        kind=EventKind.MOVED,
        client_at=at,
        received_at=at,
        by=by,
        expected=after.expected,
        destination=(after.place.name if after.place else after.destination)[:120],
    )
    if count.state == CountState.DISCREPANCY:
        states.renumber(count)
    return 1


def where(line: CountLine) -> tuple[object, ...]:
    return tuple(getattr(line, name) for name in WHERE) if line.expected != Expected.GONE else (Expected.GONE,)
