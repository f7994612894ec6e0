"""The chart: CAVE before an order, holds that are resumed, values in their limits, and what is corrected."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction

from corrections.refusals import Conflict, Refusal
from health.choices import MeasureKind
from health.models import Clinician, MedicationOrder
from health.selectors import charts
from health.services import bedside, medicines
from tests.corrections.factories import NOW
from tests.health.factories import clinician
from tests.health.rounds import PARACETAMOL, SERTRALINE, START, opened, ordered, record_of, rows
from tests.inmates.factories import PlacementFactory
from tests.together import together

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PENICILLIN = replace(SERTRALINE, atc="J01CE02", drug="Fenoksymetylpenicillin", strength=Decimal(650))


def allergic(nurse: Clinician, record: UUID, **more: Any) -> Any:
    said = {"substance": "penicillin", "atc": "J01C", "reaction": "Anafylaksi", "critical": True, **more}
    with opened(nurse.user, record) as patient:
        return bedside.note_allergy(patient=patient, by=nurse.user, at=START, **said)


def orders() -> list[tuple[Any, ...]]:
    return rows("SELECT drug, cave_answer FROM health.medication_order ORDER BY id")


# ---- CAVE --------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    "known",
    [{}, {"atc": ""}, {"substance": "Alle penicilliner", "atc": "J01CE"}, {"substance": "PENICILLIN", "atc": ""}],
    ids=["by code", "by name", "by a longer code", "whatever the case"],
)
def test_a_cave_that_hits_is_answered(nurse: Clinician, record: UUID, known: dict[str, Any]) -> None:
    allergic(nurse, record, **known)
    for answer in ("", "  "):
        with pytest.raises(Refusal) as no:
            ordered(nurse.user, record, replace(PENICILLIN, cave_answer=answer))
        assert no.value.code == "a_cave_that_hits_is_answered"
    assert orders() == []
    ordered(nurse.user, record, replace(PENICILLIN, cave_answer="Tålt i 2024, lege E. Sandvik"))
    with opened(nurse.user, record):
        assert [order.cave_answer for order in MedicationOrder.objects.all()] == ["Tålt i 2024, lege E. Sandvik"]


def test_a_cave_about_something_else_is_in_nobodys_way(nurse: Clinician, record: UUID) -> None:
    allergic(nurse, record)
    ordered(nurse.user, record)
    assert orders() == [("Sertralin", b"")]


def test_an_allergy_that_was_none_warns_nobody_and_can_still_be_read(nurse: Clinician, record: UUID) -> None:
    known = allergic(nurse, record)
    with opened(nurse.user, record) as patient:
        with pytest.raises(Refusal) as no:
            bedside.refute_allergy(allergy=known, reason=" ", by=nurse.user, at=NOW)
        assert no.value.code == "a_refuted_allergy_says_why"
        assert [each.substance for each in charts.allergies(patient)] == ["penicillin"]
        bedside.refute_allergy(allergy=known, reason="Utredet på sykehus: ingen allergi", by=nurse.user, at=NOW)
        assert charts.allergies(patient) == []
    ordered(nurse.user, record, PENICILLIN)
    assert rows("SELECT substance, refuted FROM health.allergy ORDER BY id") == [
        ("penicillin", False),
        ("penicillin", True),
    ]


def test_an_allergy_is_corrected_once_and_about_the_same_patient(nurse: Clinician, record: UUID) -> None:
    known = allergic(nurse, record)
    allergic(nurse, record, substance="Fenoksymetylpenicillin", instead_of=known)
    with pytest.raises(Conflict) as no:
        allergic(nurse, record, instead_of=known)
    assert no.value.code == "an_allergy_is_corrected_once"
    with opened(nurse.user, record) as patient:
        assert [each.substance for each in charts.allergies(patient)] == ["Fenoksymetylpenicillin"]
    stranger = record_of(PlacementFactory.create().stay)
    with pytest.raises(IntegrityError, match="a_correction_is_about_the_same_patient"), transaction.atomic():
        rows(
            "INSERT INTO health.allergy (patient_id, substance, atc, reaction, critical, refuted, instead_of_id, by_id,"
            " at) SELECT p.id, 'x', '', '', false, false, %s, %s, now() FROM health.patient p WHERE p.uuid = %s"
            " RETURNING id",
            known.pk,
            nurse.user_id,
            stranger,
        )


# ---- hold and resume ---------------------------------------------------------------------------------------------
def test_a_hold_without_an_end_lasts_until_somebody_resumes_the_medicine(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with opened(nurse.user, record):
        held = medicines.hold(order=made, start=NOW, end=None, reason="Faster", by=nurse.user, at=NOW)
        over = medicines.resume(hold=held, by=nurse.user, at=NOW + DAY)
        assert (over.during.lower, over.during.upper, over.ended_by) == (NOW, NOW + DAY, nurse.user)
        with pytest.raises(Conflict, match="no longer on hold"):
            medicines.resume(hold=held, by=nurse.user, at=NOW + DAY)
        medicines.hold(order=made, start=NOW + 2 * DAY, end=NOW + 3 * DAY, reason="Prøve", by=nurse.user, at=NOW + DAY)
    assert rows("SELECT count(*) FROM health.medication_hold") == [(2,)]


def test_a_hold_whose_time_is_over_is_not_resumed(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with opened(nurse.user, record):
        held = medicines.hold(order=made, start=NOW, end=NOW + DAY, reason="Faster", by=nurse.user, at=NOW)
        with pytest.raises(Conflict, match="no longer on hold"):
            medicines.resume(hold=held, by=nurse.user, at=NOW + 2 * DAY)
    assert rows("SELECT ended_at FROM health.medication_hold") == [(None,)]


def test_a_hold_is_ended_never_changed(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with opened(nurse.user, record):
        medicines.hold(order=made, start=NOW, end=NOW + DAY, reason="Faster", by=nurse.user, at=NOW)
    for change in (
        "UPDATE health.medication_hold SET reason = 'Annet' RETURNING id",
        "UPDATE health.medication_hold SET during = tstzrange(lower(during), NULL), ended_at = now() RETURNING id",
    ):
        with pytest.raises(IntegrityError, match=r"ended, never changed|a_resumed_medicine"), transaction.atomic():
            rows(change)
    with pytest.raises(IntegrityError, match="a_resumed_medicine_says_who_and_when"), transaction.atomic():
        rows("UPDATE health.medication_hold SET ended_at = now() RETURNING id")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows("DELETE FROM health.medication_hold RETURNING id")


def test_a_stopped_medicine_is_not_held(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with opened(nurse.user, record):
        medicines.stop(order=made, reason="Ferdig", by=nurse.user, at=NOW)
        with pytest.raises(Conflict):
            medicines.hold(order=made, start=NOW + DAY, end=None, reason="Faster", by=nurse.user, at=NOW + DAY)
    assert rows("SELECT count(*) FROM health.medication_hold") == [(0,)]


# ---- measurements ------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("kind", "value", "under", "text"),
    [
        (MeasureKind.BLOOD_PRESSURE, "132", "84", "132/84 mmHg"),
        (MeasureKind.TEMPERATURE, "37.2", None, "37,2 °C"),
        (MeasureKind.GLUCOSE, "5.8", None, "5,8 mmol/l"),
        (MeasureKind.PULSE, "72", None, "72/min"),
    ],
)
def test_a_value_is_read_in_its_unit(
    nurse: Clinician, record: UUID, kind: MeasureKind, value: str, under: str | None, text: str
) -> None:
    with opened(nurse.user, record) as patient:
        made = bedside.measure(
            patient=patient,
            kind=kind,
            value=Decimal(value),
            under=Decimal(under) if under else None,
            by=nurse.user,
            at=NOW,
        )
        assert made.text == text


@pytest.mark.parametrize(
    ("kind", "value", "under"),
    [("TEMPERATURE", "372", None), ("GLUCOSE", "0.2", None), ("WEIGHT", "7", None), ("BLOOD_PRESSURE", "132", "8")],
)
def test_a_value_that_must_be_mistyped_is_refused_with_its_limits(
    nurse: Clinician, record: UUID, kind: str, value: str, under: str | None
) -> None:
    with opened(nurse.user, record) as patient, pytest.raises(Refusal, match="lies between"):
        bedside.measure(
            patient=patient,
            kind=kind,
            value=Decimal(value),
            under=Decimal(under) if under else None,
            by=nurse.user,
            at=NOW,
        )
    assert rows("SELECT count(*) FROM health.measurement") == [(0,)]
    with pytest.raises(IntegrityError, match="a_measurement_is_plausible"), transaction.atomic():
        rows(
            "INSERT INTO health.measurement (patient_id, kind, value, under, by_id, at)"
            " SELECT id, %s, %s, %s, %s, now() FROM health.patient RETURNING id",
            kind,
            Decimal(value),
            Decimal(under) if under else None,
            nurse.user_id,
        )


def test_a_measurement_is_corrected_once_and_the_newest_that_stands_is_shown(nurse: Clinician, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        wrong = bedside.measure(patient=patient, kind="WEIGHT", value=Decimal(48), by=nurse.user, at=NOW)
        for number in (84, 85):
            act = {"patient": patient, "kind": "WEIGHT", "value": Decimal(number), "instead_of": wrong}
            if number == 85:
                with pytest.raises(Conflict) as no:
                    bedside.measure(**act, by=nurse.user, at=NOW)  # type: ignore[arg-type]
                assert no.value.code == "a_measurement_is_corrected_once"
            else:
                bedside.measure(**act, by=nurse.user, at=NOW)  # type: ignore[arg-type]
        assert [str(each.value) for each in charts.latest_measurements(patient)] == ["84.00"]


# ---- two at once -------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_nurses_ordering_the_same_drug_at_once_are_one_after_the_other(
    nurse: Clinician, other: Clinician, record: UUID
) -> None:
    results = together(
        lambda: ordered(nurse.user, record, PARACETAMOL),
        lambda: ordered(other.user, record, replace(PARACETAMOL, strength=Decimal(1000))),
    )
    assert sorted(type(result).__name__ for result in results) == ["MedicationOrder", "Refusal"]
    assert len(orders()) == 1


def test_another_clinic_orders_nothing_for_our_patient(nurse: Clinician, record: UUID) -> None:
    with pytest.raises(Refusal):
        ordered(clinician().user, record)
    assert orders() == []
