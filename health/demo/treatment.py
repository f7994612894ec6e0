"""The medicines of unit B2: a morning round as it is drawn, with a new dose, a controlled one and two as needed."""

from dataclasses import replace
from datetime import time, timedelta
from decimal import Decimal
from uuid import uuid5

from corrections.demo.stage import Stage
from corrections.models import Prison, User
from health.choices import DoseStatus, DoseUnit, Form, HandoutMode, MeasureKind, Route, StrengthUnit
from health.context import clinical_context
from health.models import Administration, Dose, MedicationOrder, Patient
from health.services import bedside, doses, medicines, stock
from health.services.doses import Checked
from health.services.medicines import Prescription

NURSE, SECOND, PRISON = "berg", "holm", "fjordvik"
DOCTOR = "Lege E. Sandvik"
MORNING = time(8, 30)
BOTH = Checked(face=True, birth_date=True)


def tablet(atc: str, drug: str, strength: int, dose: int = 1, **more: object) -> Prescription:
    plain = Prescription(
        atc=atc,
        drug=drug,
        form=Form.TABLET,
        strength=Decimal(strength),
        strength_unit=StrengthUnit.MG,
        dose=Decimal(dose),
        dose_unit=DoseUnit.TABLET,
        route=Route.ORAL,
        mode=HandoutMode.NURSE_SUPERVISED,
        prescriber=DOCTOR,
        times=[MORNING],
    )
    return replace(plain, **more)  # type: ignore[arg-type]


def as_needed(atc: str, drug: str, strength: int, dose: int, hours: int, most: int) -> Prescription:
    return tablet(
        atc, drug, strength, dose, times=[], as_needed=True, min_interval_hours=hours, daily_max=Decimal(most)
    )


METFORMIN = tablet("A10BA02", "Metformin", 500, instruction="Med mat")
SERTRALINE = tablet("N06AB06", "Sertralin", 50)
MORE_SERTRALINE = replace(SERTRALINE, dose=Decimal(2), look_for="Ny dose: spør om kvalme og søvn.")
BUPRENORPHINE = tablet(
    "N07BC01",
    "Buprenorfin",
    8,
    2,
    form=Form.SUBLINGUAL,
    route=Route.SUBLINGUAL,
    mode=HandoutMode.OAT_SUPERVISED,
    controlled=True,
    look_for="Vent til tabletten er løst opp, 5–10 min. Se under tunga.",
)
PARACETAMOL = as_needed("N02BE01", "Paracetamol", 500, 2, 6, 8)
IBUPROFEN = as_needed("M01AE01", "Ibuprofen", 400, 1, 6, 3)
ROUND = {
    "Myhre": [SERTRALINE, METFORMIN, tablet("C07AB02", "Metoprolol", 50)],
    "Rahimi": [tablet("N06AX11", "Mirtazapin", 15), METFORMIN],
    "Skogli": [METFORMIN, SERTRALINE, BUPRENORPHINE, PARACETAMOL, IBUPROFEN],
    "Tveit": [METFORMIN, tablet("C09AA05", "Ramipril", 5), tablet("C10AA05", "Atorvastatin", 20), PARACETAMOL],
    "Hovde": [tablet("N03AX09", "Lamotrigin", 100)],
    "Fosse": [tablet("R06AE07", "Cetirizin", 10), SERTRALINE],
    "Brattland": [tablet("N06AB10", "Escitalopram", 10)],
}


def patients() -> dict[str, Patient]:
    found = Patient.objects.filter(person__family_name__in=ROUND, prison__slug=PRISON).select_related("person")
    return {patient.person.family_name: patient for patient in found.order_by("pk")}


def seed(stage: Stage) -> None:
    nurse, second = (User.objects.get(username=name) for name in (NURSE, SECOND))
    start = stage.clock(20, "12:00")
    with clinical_context(nurse.pk):
        people = patients()
        made = {
            (name, what.atc): medicines.order(patient=people[name], what=what, start=start, by=nurse, at=start)
            for name, ordered in ROUND.items()
            if name in people
            for what in ordered
        }
        skogli = people["Skogli"]
        bedside.note_allergy(
            substance="penicillin",
            atc="J01C",
            reaction="Anafylaksi 2019, kritisk",
            critical=True,
            patient=skogli,
            by=nurse,
            at=start,
        )
        bedside.measure(kind=MeasureKind.WEIGHT, value=Decimal(84), patient=skogli, by=nurse, at=start)
        bedside.measure(
            kind=MeasureKind.BLOOD_PRESSURE, value=Decimal(132), under=Decimal(84), patient=skogli, by=nurse, at=start
        )
        bedside.measure(kind=MeasureKind.HBA1C, value=Decimal(49), patient=skogli, by=nurse, at=start)
        medicines.change(order=made["Skogli", "N06AB06"], what=MORE_SERTRALINE, by=nurse, at=stage.clock(4, "06:00"))
        item = stock.keep(
            prison=Prison.objects.get(slug=PRISON),
            cabinet="A",
            **stock.as_ordered(made["Skogli", "N07BC01"]),
            by=nurse,
            at=start,
        )
        received = stock.receive(item=item, amount=Decimal(44), by=nurse, at=start)
    with clinical_context(second.pk):
        stock.sign_second(move=received, by=second, at=start + timedelta(minutes=5))
    days(stage, nurse, second)


def days(stage: Stage, nurse: User, second: User) -> None:
    """The five mornings before today, answered; one refusal, one late."""
    with clinical_context(nurse.pk):
        doses.make_doses(start=stage.clock(5, "00:00"), end=stage.at + timedelta(hours=36))
        past = Dose.objects.filter(due_at__lt=stage.clock(0, "00:00"), due_at__gte=stage.clock(5, "00:00"))
        signed = [answer(stage, dose, nurse) for dose in past.select_related("order", "patient__person").order_by("pk")]
    with clinical_context(second.pk):
        for entry in (each for each in signed if each is not None):
            doses.sign_second(entry=entry, by=second, at=entry.at + timedelta(minutes=2))


def answer(stage: Stage, dose: Dose, nurse: User) -> Administration | None:
    """What became of one dose of the days before. The controlled one waits for its second signature."""
    press = uuid5(dose.patient.uuid, f"demo:{dose.due_at.isoformat()}:{dose.order.atc}")
    who, day = dose.patient.person.family_name, (stage.today - dose.due_at.date()).days
    if (who, day) == ("Hovde", 1):  # nobody has answered it: it has gone on to the leader and the physician
        return None
    if (who, dose.order.atc, day) == ("Skogli", "N06AB06", 3):
        doses.not_given(
            dose=dose,
            status=DoseStatus.REFUSED,
            reason="Kvalme, lege varslet",
            client_id=press,
            by=nurse,
            at=dose.due_at,
        )
        return None
    late = (who, dose.order.atc, day) == ("Skogli", "A10BA02", 1)
    at = dose.due_at + timedelta(minutes=82 if late else 5)
    try:
        entry = doses.give(dose=dose, checked=BOTH, reason="Sov" if late else "", client_id=press, by=nurse, at=at)
    except doses.DoseRefused:
        doses.not_given(
            dose=dose, status=DoseStatus.ABSENT, reason="Ikke i fengselet", client_id=press, by=nurse, at=at
        )
        return None
    return entry if dose.order.controlled else None


def refresh(stage: Stage) -> None:
    """The rounds of today and tomorrow."""
    with clinical_context(User.objects.get(username=NURSE).pk):
        if MedicationOrder.objects.exists():
            doses.make_doses(start=stage.at - timedelta(hours=24), end=stage.at + timedelta(hours=36))
