"""Everyone has a contact officer within the time that the rule CONTACT gives (norway.md 13): one a stay and prison."""

from collections import Counter
from collections.abc import Sequence
from datetime import datetime, timedelta

from django.db.models import Q, QuerySet

from corrections.models import Clock, RuleVersion, User
from corrections.rules import OSLO
from corrections.services import clocks, law, work
from inmates.models import Placement, Stay, Transfer

RULE = "CONTACT"


def key_of(stay_id: int, moves: int = 0) -> str:
    """``moves``: how many prisons the person was sent on to; each names an officer of its own."""
    return f"contact:{stay_id}:{moves}" if moves else f"contact:{stay_id}"


def moves_of(stay_ids: Sequence[int]) -> Counter[int]:
    arrived = Transfer.objects.filter(stay__in=list(stay_ids), arrived_at__isnull=False)
    return Counter(arrived.values_list("stay_id", flat=True))


def running(stay_id: int) -> QuerySet[Clock]:
    mine = Q(dedupe_key=key_of(stay_id)) | Q(dedupe_key__startswith=f"{key_of(stay_id)}:")
    return Clock.objects.running().filter(mine).order_by("pk")


def rule_on(at: datetime) -> RuleVersion | None:
    """The rule as it stands; none where the country has no such rule."""
    try:
        return law.rule_in_force(RULE, at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return None


def start(*, stay_ids: Sequence[int], by: User | None, at: datetime) -> int:
    """Start the clock of each stay that has a cell and no contact officer. Returns how many were started."""
    rule = rule_on(at)
    if rule is None or not stay_ids:
        return 0
    limit = timedelta(hours=rule.parameters["limit"])
    waiting = Placement.objects.current().filter(stay__in=list(stay_ids)).exclude(stay__in=with_an_officer(stay_ids))
    rows = waiting.order_by("stay_id").values_list("stay_id", "bed__cell__unit_id", "bed__cell__unit__prison_id")
    moves = moves_of(stay_ids)
    new = [
        clocks.NewClock(
            subject_id=stay_id,
            prison_id=prison_id,
            unit_id=unit_id,
            started_at=at,
            due_at=at + limit,
            dedupe_key=key_of(stay_id, moves[stay_id]),
        )
        for stay_id, unit_id, prison_id in rows
    ]
    return clocks.start_many(rule=rule, subject_type=Stay._meta.label_lower, clocks=new, by=by, at=at)


def with_an_officer(stay_ids: Sequence[int]) -> list[int]:
    held = Stay.objects.filter(pk__in=list(stay_ids), contact_officers__is_substitute=False)
    return list(held.filter(contact_officers__during__endswith__isnull=True).values_list("pk", flat=True))


def close(*, stay_id: int, by: User | None, at: datetime) -> None:
    """An officer is named: met in time, or closed late with its breach."""
    for clock in running(stay_id):
        work.close_clock(clock=clock, by=by, at=at)


def cancel(*, stay_id: int, by: User | None, at: datetime, reason: str = "released") -> None:
    """The person has left: nobody waits any more. A breach that was recorded stays."""
    for clock in running(stay_id):
        work.cancel_clock(clock=clock, by=by, at=at, reason=reason)
