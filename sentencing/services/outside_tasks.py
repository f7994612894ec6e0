"""What a term outside asks of whom: a breach to follow up, a consent taken back, a meeting that is late, an end that
comes, data to erase. They follow from what is written: run as often as one likes, each task is there once.
"""

from collections.abc import Collection, Iterable
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.db.models import Max, Q
from django.utils import timezone

from corrections.choices import Role, Urgency
from corrections.models import User
from corrections.services import task_lists
from corrections.services.task_lists import Followed, WantedTask
from inmates.models import Placement, Stay
from sentencing.choices import CheckKind, OutsideKind, OutsideState
from sentencing.models import HouseholdMember, OutsideBreach, OutsideTerm
from sentencing.services.outside_hours import OPEN

SUBJECT = Stay._meta.label_lower
KINDS = ("outside.BREACH", "outside.CONSENT", "outside.MEETING", "outside.ENDS", "outside.ERASE")
ENDS_WITHIN = timedelta(days=14)


@transaction.atomic
def call(*, stay_ids: Collection[int] | None, by: User | None, at: datetime) -> Followed:
    """The tasks of these stays (of all for ``None``) as they should be now. Five statements, whatever their number."""
    terms = gather(stay_ids)
    homes = units_of({term.stay_id for term in terms})
    lacking = consents({term.stay_id for term in terms if term.kind == OutsideKind.MONITORING and term.state in OPEN})
    breaches: dict[int, list[OutsideBreach]] = {}
    for breach in OutsideBreach.objects.filter(term__in=terms, followed_at__isnull=True).order_by("pk"):
        breaches.setdefault(breach.term_id, []).append(breach)
    tasks = [task for term in terms for task in tasks_of(term, homes, lacking, breaches.get(term.pk, []), at)]
    return task_lists.follow(subject_type=SUBJECT, kinds=KINDS, tasks=tasks, only=stay_ids, by=by, at=at)


def gather(stay_ids: Collection[int] | None) -> list[OutsideTerm]:
    """Terms that still ask for something: open, with a breach, or with data to erase."""
    waits = Q(breaches__followed_at__isnull=True, breaches__isnull=False) | Q(
        erase_on__isnull=False, erased_at__isnull=True
    )
    found = OutsideTerm.objects.filter(Q(state__in=OPEN) | waits)
    if stay_ids is not None:
        found = found.filter(stay__in=list(stay_ids))
    with_last = found.annotate(
        last_met=Max("checks__held_at", filter=Q(checks__kind=CheckKind.MEETING, checks__is_fine=True))
    )
    return list(with_last.select_related("stay__person", "decision").order_by("pk"))


def units_of(stay_ids: Collection[int]) -> dict[int, tuple[int, int]]:
    rows = Placement.objects.current().filter(stay__in=stay_ids)
    found: Any = rows.values_list("stay_id", "bed__cell__unit_id", "bed__cell__unit__prison_id")
    return {stay: (unit, prison) for stay, unit, prison in found}


def consents(stay_ids: Collection[int]) -> dict[int, datetime]:
    """Since when an adult in the home of a monitored person does not consent any more."""
    missing = HouseholdMember.objects.filter(stay__in=stay_ids, is_adult=True, left_at__isnull=True)
    found = missing.filter(Q(withdrawn_at__isnull=False) | Q(consented_at__isnull=True)).order_by("pk")
    return {member.stay_id: member.withdrawn_at or member.noted_at for member in found}


def tasks_of(
    term: Any,
    homes: dict[int, tuple[int, int]],
    lacking: dict[int, datetime],
    breaches: list[OutsideBreach],
    at: datetime,
) -> Iterable[WantedTask]:
    unit, prison = homes.get(term.stay_id, (None, term.decision.prison_id))
    shown = {
        "number": term.stay.person.number,
        "person": str(term.stay.person.uuid),
        "term": term.pk,
        "kind": term.kind,
    }

    def wanted(kind: str, key: str, role: str, due: datetime, urgency: str = Urgency.WARN) -> WantedTask:
        name = f"outside:{term.pk}:{key}"
        return WantedTask(name, kind, shown, role, prison, unit, term.stay_id, due, urgency=urgency)

    for breach in breaches:
        yield wanted(
            "outside.BREACH", f"breach:{breach.pk}", Role.LEADER, breach.registered_at + timedelta(days=1), Urgency.BAD
        )
    if term.state in OPEN and term.stay_id in lacking:
        since = lacking[term.stay_id]
        yield wanted("outside.CONSENT", f"consent:{since:%Y%m%dT%H%M%S}", Role.LEADER, since, Urgency.BAD)
    if late := late_meeting(term, at):
        yield wanted("outside.MEETING", f"meeting:{late}", Role.CASEWORKER, end_of(late))
    if term.state == OutsideState.RUNNING and term.last_on <= timezone.localtime(at).date() + ENDS_WITHIN:
        yield wanted("outside.ENDS", f"ends:{term.last_on}", Role.CASEWORKER, end_of(term.last_on))
    if term.erase_on is not None and term.erased_at is None and not breaches:
        yield wanted("outside.ERASE", f"erase:{term.erase_on}", Role.CASEWORKER, end_of(term.erase_on))


def late_meeting(term: Any, at: datetime) -> date | None:
    """The day by which a meeting should have been held, when it has come and none was."""
    if term.state != OutsideState.RUNNING or term.meeting_days is None or not reports(term, at):
        return None
    last = timezone.localtime(term.last_met or term.started_at).date()
    due: date = last + timedelta(days=term.meeting_days)
    return due if due <= timezone.localtime(at).date() else None


def reports(term: Any, at: datetime) -> bool:
    """Whether meetings are held at all: of probation while the reporting duty lasts."""
    if term.kind != OutsideKind.PROBATION:
        return True
    today = timezone.localtime(at).date()
    return term.reporting_months is not None and (term.reporting_until is None or today <= term.reporting_until)


def end_of(day: date) -> datetime:
    return timezone.make_aware(datetime.combine(day, time(23, 59)))
