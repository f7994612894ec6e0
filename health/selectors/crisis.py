"""Who is at risk now, and what stands about one patient. Inside a clinical context."""

from dataclasses import dataclass
from datetime import date, datetime
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import QuerySet

from corrections import display
from health.choices import CareKind, RiskLevel
from health.models import CrisisPlan, FoodStrike, IsolationVisit, Patient, PlanMeasure, RiskAssessment
from health.selectors.records import whole
from inmates.models import Person, Stay


@dataclass(frozen=True, slots=True)
class Due:
    """One line of the list: what is to be done for whom, by when. ``alarms``: steps that have passed unanswered."""

    kind: CareKind
    record: UUID
    person: Person
    since: datetime
    due_at: datetime
    done_at: datetime | None
    excused_at: datetime | None
    alarms: int
    is_late: bool
    assessment: RiskAssessment | None = None
    strike: FoodStrike | None = None
    day: int = 0

    @property
    def is_done(self) -> bool:
        return self.done_at is not None


def addresses(at: datetime) -> list[UUID]:
    """Whose records the list needs."""
    return sorted({row[1] for row in _rows(at)})


def waiting(at: datetime) -> int:
    """How many reviews, visits and examinations have passed their time. It names nobody."""
    return sum(1 for row in _rows(at) if row[7] or (row[5] is None and row[4] < at))


def now_at_risk(at: datetime) -> list[tuple[CareKind, list[Due]]]:
    """By kind, what is due first stands first. Four queries, whatever their number; the records are open."""
    rows = _rows(at)
    people = Person.objects.in_bulk({row[2] for row in rows})
    stays = Stay.objects.as_of(at).filter(person__in=people)
    levels = {each.stay.person_id: each for each in _standing().filter(stay__in=stays).select_related("stay")}
    fasting = FoodStrike.objects.filter(ended_on__isnull=True, stay__in=stays).select_related("stay")
    strikes = {each.stay.person_id: each for each in fasting}
    today = display.local(at).date()
    lines = []
    for kind, record, person, since, due_at, done_at, excused_at, alarms in rows:
        strike = strikes.get(person) if kind == CareKind.FOOD else None
        late = done_at is None and (due_at < at or alarms > 0)
        line = Due(CareKind(kind), record, people[person], since, due_at, done_at, excused_at, alarms, late,
                   levels.get(person), strike, day_of(strike, today) if strike else 0)  # fmt: skip
        lines.append(line)
    return [(kind, found) for kind in CareKind if (found := [line for line in lines if line.kind == kind])]


def _rows(at: datetime) -> list[tuple[str, UUID, int, datetime, datetime, datetime | None, datetime | None, int]]:
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT kind, record, person, since, due_at, done_at, excused_at, alarms FROM health.care_now(%s)", [at]
        )
        found: list[Any] = cursor.fetchall()
        return found


def _standing() -> QuerySet[RiskAssessment]:
    followed = RiskAssessment.objects.filter(follows__isnull=False).values("follows")
    return RiskAssessment.objects.exclude(pk__in=followed).select_related("patient", "by").order_by("at", "pk")


def day_of(strike: FoodStrike, on: date) -> int:
    """Which day it is: the first day without food is day 1."""
    return (min(on, strike.ended_on) if strike.ended_on else on).toordinal() - strike.started_on.toordinal() + 1


# ---- one patient -------------------------------------------------------------------------------------------------
def assessments(patient: Patient) -> list[RiskAssessment]:
    """All that were signed, the newest first."""
    return list(RiskAssessment.objects.filter(patient__in=whole(patient)).select_related("by").order_by("-at", "-pk"))


def standing(patient: Patient, at: datetime) -> RiskAssessment | None:
    """The assessment of the open stay that nothing follows."""
    stay = Stay.objects.as_of(at).filter(person=patient.person_row)
    return _standing().filter(patient__in=whole(patient), stay__in=stay).order_by("pk").first()


@dataclass(frozen=True, slots=True)
class Plan:
    plan: CrisisPlan
    measures: list[PlanMeasure]


def plans(patient: Patient) -> list[Plan]:
    """Every plan with its measures, the newest first. Three queries."""
    ids = whole(patient)
    found = list(CrisisPlan.objects.filter(patient__in=ids).select_related("by").order_by("-at", "-pk"))
    measures: dict[int, list[PlanMeasure]] = {}
    for each in PlanMeasure.objects.filter(patient__in=ids).order_by("plan_id", "position"):
        measures.setdefault(each.plan_id, []).append(each)
    return [Plan(plan, measures.get(plan.pk, [])) for plan in found]


def plan_of(patient: Patient, at: datetime) -> Plan | None:
    """The newest plan of the open stay, also one that ended what was before it."""
    stay = Stay.objects.as_of(at).filter(person=patient.person_row).values_list("pk", flat=True)
    return next((each for each in plans(patient) if each.plan.stay_id in set(stay)), None)


def visits(patient: Patient) -> list[IsolationVisit]:
    return list(
        IsolationVisit.objects.filter(patient__in=whole(patient)).select_related("by").order_by("-at", "-pk")[:60]
    )


@dataclass(frozen=True, slots=True)
class Care:
    """What the first page of a record says at once. ``days`` is 0 where the patient eats."""

    assessment: RiskAssessment | None
    is_late: bool
    days: int


def care_of(patient: Patient, at: datetime) -> Care:
    """Four queries."""
    found = standing(patient, at)
    raised = found if found is not None and found.level != RiskLevel.NONE else None
    strike = FoodStrike.objects.filter(patient__in=whole(patient), ended_on__isnull=True).order_by("pk").first()
    days = day_of(strike, display.local(at).date()) if strike else 0
    return Care(raised, raised is not None and raised.review_due_at is not None and raised.review_due_at < at, days)
