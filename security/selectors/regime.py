"""What an evening with too few officers is planned from: who lives where, what they have had, and whom they must not
meet. A handful of statements, whatever the number of people."""

from collections.abc import Mapping, Sequence
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import F, Sum

from corrections.models import Prison, RuleVersion, Unit
from corrections.rules import OSLO
from corrections.services import law
from inmates.choices import AlertCode
from inmates.meeting_choices import MeetingKind
from inmates.models import Absence, Alert, Commitment, Placement
from inmates.selectors import meetings
from security.choices import DoorAct, DoorTurn
from security.models import DailyTurn, LockEvent, RegimeLoss, RegimePlan
from security.registries import isolation_grounds
from security.rules import locks
from security.rules.regime import SLOT, Evening, Group, Resident
from security.selectors import hours_out
from sentencing.choices import RestrictionKind
from sentencing.models import Restriction

RULE = "REGIME"
HALF_HOUR = timedelta(minutes=SLOT)
MINUTE = timedelta(minutes=1)
USUAL = {"floor": 120, "per_officer": 8, "largest": 16, "back": 28}


def limits(at: datetime) -> dict[str, int]:
    """The floor in minutes, people an officer, people a group, and days of the ledger, as the rule stands."""
    try:
        given = law.rule_in_force(RULE, at.astimezone(OSLO).date()).parameters
    except RuleVersion.DoesNotExist:
        given = {}
    return {key: int(given.get(key, usual)) for key, usual in USUAL.items()}


# ---- the facts -----------------------------------------------------------------------------------------------------
def facts(prison: Prison, start: datetime, end: datetime, at: datetime) -> dict[str, Any]:
    """Everything that the plan is worked out from, as JSON: it is kept with the plan, so that it can be explained."""
    homes = residents(prison, start)
    stays, people = [home.stay_id for home in homes], [home.stay.person_id for home in homes]
    had, lost = minutes_had(stays, start, end, at), lost_since(stays, at)
    alone = without_company(stays, homes, start)
    two = set(Alert.objects.as_of(start).filter(person__in=people, code=AlertCode.NO_ONE_TO_ONE).values_list("person"))
    stay_of = {home.stay.person_id: home.stay_id for home in homes}
    bars = meetings.between(people, MeetingKind.YARD, start, end).bars if people else ()
    return {
        **limits(at),
        "slots": int((end - start) / HALF_HOUR),
        "open": {str(unit): count for unit, count in open_slots(prison, start, end).items()},
        "people": [
            {
                "id": home.stay_id,
                "unit": home.bed.cell.unit_id,
                "had": had.get(home.stay_id, 0),
                "lost": lost.get(home.stay_id, 0),
                "alone": home.stay_id in alone,
                "two": (home.stay.person_id,) in two,
            }
            for home in homes
        ],
        "apart": sorted({tuple(sorted((stay_of[bar.one], stay_of[bar.other]))) for bar in bars}),
    }


def residents(prison: Prison, start: datetime) -> list[Placement]:
    """Those who live in the prison and are not outside when the evening begins."""
    outside = Absence.objects.as_of(start).values("stay")
    homes = Placement.objects.current().filter(bed__cell__unit__prison=prison).exclude(stay__in=outside)
    return list(
        homes.select_related("stay__person", "bed__cell__unit").order_by(
            "bed__cell__unit__position", "bed__cell__unit_id", "bed__cell__position", "bed__number", "pk"
        )
    )


def minutes_had(stays: Sequence[int], start: datetime, end: datetime, at: datetime) -> dict[int, int]:
    """Out of the cell on the day of the evening so far, and booked elsewhere during it (a visit, a lesson)."""
    on = start.astimezone(OSLO).date()
    found = {pk: int(days[0].out / MINUTE) for pk, days in hours_out.of_stays(stays, on, on, at=min(at, start)).items()}
    booked = Commitment.objects.touching(start, end).filter(stay__in=stays, cancelled_at__isnull=True)
    for row in booked.order_by("pk"):
        within = min(row.during.upper, end) - max(row.during.lower, start)
        found[row.stay_id] = found.get(row.stay_id, 0) + int(within / MINUTE)
    return found


def lost_since(stays: Sequence[int], at: datetime) -> dict[int, int]:
    """Minutes that adopted plans have taken from each in the days that the ledger looks back."""
    first = at.astimezone(OSLO).date() - timedelta(days=limits(at)["back"])
    rows = RegimeLoss.objects.filter(stay__in=stays, on__gt=first).values("stay")
    return {row["stay"]: row["lost"] for row in rows.annotate(lost=Sum(F("promised") - F("given"))).order_by("stay")}


def without_company(stays: Sequence[int], homes: Sequence[Placement], start: datetime) -> set[int]:
    """Locked in by name, isolated by a court, or kept from company by a decision (``isolation_grounds``)."""
    units = {home.bed.cell.unit_id for home in homes}
    standing = LockEvent.objects.standing().filter(unit__in=units, stay__in=stays)
    last = standing.order_by("stay_id", "-at", "-pk").distinct("stay_id")
    found = {event.stay_id for event in last if event.act == DoorAct.LOCK and event.stay_id is not None}
    on = start.astimezone(OSLO).date()
    isolated = Restriction.objects.filter(
        order__stay__in=stays, kind=RestrictionKind.FULL_ISOLATION, since__lte=on, until__gte=on
    )
    found.update(isolated.values_list("order__stay", flat=True))
    for load in isolation_grounds.values():
        found.update(load(stays, start))
    return found


def open_slots(prison: Prison, start: datetime, end: datetime) -> dict[int, int]:
    """How many half hours the daily order of each unit leaves before it locks; units without an order: all."""
    rows = DailyTurn.objects.as_of(start).filter(unit__prison=prison).order_by("unit_id", "pk")
    lines: dict[int, list[locks.Line]] = {}
    for row in rows:
        lines.setdefault(row.unit_id, []).append(locks.Line(row.act, row.starts, row.weekdays))
    found = {}
    for unit, order in lines.items():
        turns = locks.expected(order, start, end, OSLO)
        lock = next((turn.at for turn in turns if turn.act == DoorTurn.LOCK), end)
        found[unit] = int((min(lock, end) - start) / HALF_HOUR)
    return found


# ---- back to the rule ----------------------------------------------------------------------------------------------
def evening_of(plan: RegimePlan) -> Evening:
    return evening(plan.facts, plan.officers)


def evening(known: Mapping[str, Any], officers: int) -> Evening:
    return Evening(
        slots=known["slots"],
        officers=officers,
        residents=tuple(Resident(**person) for person in known["people"]),
        apart=frozenset((one, other) for one, other in known["apart"]),
        open_slots={int(unit): count for unit, count in known["open"].items()},
        floor=known["floor"],
        per_officer=known["per_officer"],
        largest=known["largest"],
    )


def groups_of(plan: RegimePlan) -> list[Group]:
    return [Group(row["unit"], tuple(row["people"]), frozenset(row["slots"])) for row in plan.groups]


def usual_end(prison: Prison, start: datetime) -> datetime | None:
    """When the last unit is locked by the daily order on that day."""
    rows = DailyTurn.objects.as_of(start).filter(unit__prison=prison).order_by("pk")
    lines = [locks.Line(row.act, row.starts, row.weekdays) for row in rows]
    midnight = locks.day_span(start.astimezone(OSLO).date(), OSLO).end
    turns = [turn.at for turn in locks.expected(lines, start, midnight, OSLO) if turn.act == DoorTurn.LOCK]
    return max(turns, default=None)


def units_by_id(prison_id: int) -> dict[int, Unit]:
    return {unit.pk: unit for unit in Unit.objects.filter(prison=prison_id).order_by("position", "pk")}


def day_of(plan: RegimePlan) -> date:
    """The local day of the evening."""
    start: datetime = plan.during.lower
    return start.astimezone(OSLO).date()
