"""What the patient summary says, and how far what is written in free text may go along. Asked with the record open."""

from dataclasses import dataclass, replace
from datetime import date, datetime

from health.choices import ConsentScope, DoseStatus, HandoutMode, ProblemStatus
from health.models import Administration, Allergy, Consent, MedicationOrder, Patient, Problem, SummaryIssued
from health.models.continuity import SummaryReceiver
from health.selectors import charts, problems, records
from health.selectors.charts import OrderLine
from inmates.models import Identifier, Person, Stay

SCOPES = {SummaryReceiver.GP: ConsentScope.GP, SummaryReceiver.SPECIALIST: ConsentScope.SPECIALIST}
ISSUED = 20


@dataclass(frozen=True, slots=True)
class Reach:
    """How far a summary goes to one receiver. ``limits``: what may not be said, in the patient's words."""

    receiver: SummaryReceiver
    consent: Consent | None
    free_text: bool
    limits: str = ""


@dataclass(frozen=True, slots=True)
class Order:
    line: OrderLine
    last: Administration | None

    @property
    def order(self) -> MedicationOrder:
        return self.line.order


@dataclass(frozen=True, slots=True)
class Summary:
    patient: Patient
    person: Person
    numbers: list[Identifier]
    problems: list[Problem]
    allergies: list[Allergy]
    orders: list[Order]
    reach: Reach
    at: datetime

    @property
    def birth_date(self) -> date | None:
        return self.person.birth_date

    @property
    def substitution(self) -> list[Order]:
        """Opioid substitution: what those who go on with it must know first."""
        return [each for each in self.orders if each.order.mode == HandoutMode.OAT_SUPERVISED]


def reach(patient: Patient, receiver: SummaryReceiver | str, at: datetime) -> Reach:
    """The patient gets everything. Others get free text by a consent that stands and has no limits."""
    to = SummaryReceiver(receiver)
    if to == SummaryReceiver.PATIENT:
        return Reach(to, None, free_text=True)
    lines = problems.consents(records.whole(patient), at)
    consent = next((line.consent for line in lines if line.stands and line.consent.scope == SCOPES[to]), None)
    limits = consent.limits if consent is not None else ""
    return Reach(to, consent, free_text=consent is not None and not limits, limits=limits)


def of(patient: Patient, to: Reach, at: datetime) -> Summary:
    """Whatever the record holds, the same number of queries."""
    ids = records.whole(patient)
    person = patient.whose
    lines = standing_at_release(charts.of(patient, at), records.last_stay(patient))
    given = last_given(ids)
    return Summary(
        patient=patient,
        person=person,
        numbers=list(Identifier.objects.filter(person=person, during__contains=at).order_by("kind", "value")),
        problems=[line.problem for line in problems.problems(ids) if line.problem.status == ProblemStatus.ACTIVE],
        allergies=charts.allergies(patient),
        orders=[Order(line, given.get((line.order.atc, line.order.form))) for line in lines],
        reach=to,
        at=at,
    )


def standing_at_release(chart: charts.Chart, stay: Stay | None) -> list[OrderLine]:
    """What stands now; of who has been released, what stood when they left."""
    now = [line for line in chart.current if line.state in ("on", "hold")]
    if stay is None or stay.during.upper is None:
        return now
    left = [line for line in chart.ended if line.order.released_from_id == stay.pk and not line.order.during.isempty]
    return now + [replace(line, state="hold" if line.hold else "on") for line in left]


def last_given(ids: list[int]) -> dict[tuple[str, str], Administration]:
    """The newest dose that was given, by substance and form: an order that follows another goes on with its doses."""
    found = (
        Administration.objects.filter(patient__in=ids, stands=True, status=DoseStatus.GIVEN)
        .select_related("order", "by")
        .order_by("order__atc", "order__form", "-at", "-pk")
        .distinct("order__atc", "order__form")
    )
    return {(entry.order.atc, entry.order.form): entry for entry in found}


def issued(patient: Patient) -> list[SummaryIssued]:
    """What was handed out, newest first."""
    found = SummaryIssued.objects.filter(patient__in=records.whole(patient)).select_related("by")
    return list(found.order_by("-at", "-pk")[:ISSUED])
