"""Orders: what PostgreSQL refuses by name, and what the services say about it."""

from dataclasses import replace
from datetime import UTC, datetime, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID
from zoneinfo import ZoneInfo

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal
from health.choices import DoseUnit, Form, HandoutMode, MeasureKind, StrengthUnit
from health.context import clinical_context
from health.models import Allergy, Clinician, Dose, MedicationHold, MedicationOrder
from health.services import bedside, doses, medicines
from health.services.medicines import Prescription
from inmates.models import Stay
from inmates.services import release
from tests.corrections.factories import NOW, PrisonFactory, UserFactory
from tests.health.factories import clinician
from tests.health.rounds import PARACETAMOL, SERTRALINE, START, opened, ordered, rows

pytestmark = pytest.mark.django_db
OSLO = ZoneInfo("Europe/Oslo")
COPY = (
    "INSERT INTO health.medication_order SELECT (jsonb_populate_record(o, jsonb_build_object('id', o.id + 1000))).*"
    " FROM health.medication_order o RETURNING id"
)


def orders() -> int:
    return int(rows("SELECT count(*) FROM health.medication_order")[0][0])


@pytest.mark.parametrize(
    ("wrong", "constraint"),
    [
        ({"dose_unit": DoseUnit.ML}, "a_dose_unit_fits_the_form"),
        ({"form": Form.SOLUTION, "dose_unit": DoseUnit.ML}, "a_strength_unit_fits_the_form"),
        ({"atc": "N06A"}, "a_medicine_has_an_atc_code"),
        ({"dose": Decimal(0)}, "a_dose_is_more_than_nothing"),
        ({"times": []}, "an_order_says_when_it_is_due"),
        ({"interval_hours": 8}, "an_order_says_when_it_is_due"),
        ({"daily_max": Decimal(4)}, "as_needed_has_an_interval_and_a_maximum"),
        ({"times": [], "as_needed": True}, "as_needed_has_an_interval_and_a_maximum"),
        ({"weekdays": [0, 8]}, "weekdays_are_monday_to_sunday"),
        ({"mode": "ELLERS"}, "a_medicine_has_a_known_mode"),
    ],
)
def test_an_order_that_cannot_be_right_is_refused_with_a_sentence(
    nurse: Clinician, record: UUID, wrong: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(Refusal) as refused:
        ordered(nurse.user, record, replace(SERTRALINE, **wrong))
    assert refused.value.code == constraint
    assert orders() == 0


def test_a_dose_unit_fits_the_form_whatever_the_pair(nurse: Clinician, record: UUID) -> None:
    cough = replace(
        SERTRALINE,
        atc="R05DA04",
        form=Form.SOLUTION,
        dose_unit=DoseUnit.ML,
        strength_unit=StrengthUnit.MG_ML,
    )
    assert ordered(nurse.user, record, cough).dose_unit == DoseUnit.ML


def test_a_stop_before_the_start_is_refused(nurse: Clinician, record: UUID) -> None:
    with pytest.raises(Refusal) as refused:
        ordered(nurse.user, record, end=START - timedelta(days=1))
    assert refused.value.code == "backwards"
    assert orders() == 0


def test_an_order_is_taken_back_before_it_starts_and_nothing_of_it_is_due(nurse: Clinician, record: UUID) -> None:
    start = START + timedelta(days=1)
    made = ordered(nurse.user, record, start=start)
    with opened(nurse.user, record):
        medicines.stop(order=made, reason="Feil pasient", by=nurse.user, at=START)
        doses.make_doses(start=start, end=start + timedelta(days=2))
        assert Dose.objects.count() == 0
    with opened(nurse.user, record):
        left = MedicationOrder.objects.get()
        assert (left.during.isempty, left.stop_reason.endswith("Feil pasient")) == (True, True)
    ordered(nurse.user, record, start=start)  # what was taken back stands in nobody's way
    assert orders() == 2
    with pytest.raises(IntegrityError, match="ended, never changed"), transaction.atomic():
        rows("UPDATE health.medication_order SET during = 'empty', stopped_at = %s RETURNING id", NOW)


def test_a_change_of_what_is_still_to_start_starts_when_that_would_have(nurse: Clinician, record: UUID) -> None:
    start = START + timedelta(days=1)
    made = ordered(nurse.user, record, start=start)
    with opened(nurse.user, record):
        changed = medicines.change(order=made, what=replace(SERTRALINE, dose=Decimal(1)), by=nurse.user, at=START)
    assert (changed.during.lower, changed.follows_id) == (start, made.pk)


def test_a_medicine_stops_after_it_starts_says_postgresql(nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record)
    empty = COPY.replace("'id', o.id + 1000", "'id', o.id + 1000, 'during', 'empty'")
    with pytest.raises(IntegrityError, match="a_medicine_stops_after_it_starts"), transaction.atomic():
        rows(empty)


def test_the_same_strength_is_ordered_once_at_a_time(nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record)
    with pytest.raises(Conflict) as refused:
        ordered(nurse.user, record, replace(SERTRALINE, dose=Decimal(1), beside_others=True))
    assert refused.value.code == "one_order_of_a_strength_and_kind_at_a_time"
    assert "Change that order instead" in str(refused.value)
    assert orders() == 1
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE health.medication_order DISABLE TRIGGER an_order_is_answered")
    with pytest.raises(IntegrityError, match="one_order_of_a_strength_and_kind_at_a_time"), transaction.atomic():
        rows(COPY)


@pytest.mark.parametrize(
    "other",
    [
        replace(SERTRALINE, strength=Decimal(25)),
        replace(SERTRALINE, times=[], as_needed=True, min_interval_hours=4, daily_max=Decimal(4)),
        replace(SERTRALINE, form=Form.CAPSULE, dose_unit=DoseUnit.CAPSULE),
    ],
    ids=["another strength", "as needed beside fixed", "another form"],
)
def test_two_orders_of_one_drug_go_beside_each_other_when_that_is_meant(
    nurse: Clinician, record: UUID, other: Prescription
) -> None:
    ordered(nurse.user, record)
    with pytest.raises(Refusal) as refused:
        ordered(nurse.user, record, other)
    assert refused.value.code == "an_order_beside_another_is_meant"
    assert orders() == 1
    assert ordered(nurse.user, record, replace(other, beside_others=True)).beside_others is True


def test_substitution_treatment_is_signed_by_two(nurse: Clinician, record: UUID) -> None:
    with pytest.raises(Refusal) as refused:
        ordered(nurse.user, record, replace(SERTRALINE, mode=HandoutMode.OAT_SUPERVISED))
    assert refused.value.code == "substitution_treatment_is_signed_by_two"
    assert orders() == 0


def test_a_change_is_another_order_that_follows_without_a_gap(nurse: Clinician, record: UUID) -> None:
    first = ordered(nurse.user, record)
    with opened(nurse.user, record):
        second = medicines.change(order=first, what=replace(SERTRALINE, dose=Decimal(1)), by=nurse.user, at=NOW)
        assert MedicationOrder.objects.get(pk=first.pk).during == between(START, NOW)
        assert (second.during, second.follows, second.dose) == (since(NOW), first, Decimal(1))
        with pytest.raises(Conflict, match="Look at the newer one"):
            medicines.change(order=first, what=SERTRALINE, by=nurse.user, at=NOW + timedelta(hours=1))


def test_an_order_is_followed_once(nurse: Clinician, record: UUID) -> None:
    first = ordered(nurse.user, record)
    with opened(nurse.user, record):
        second = medicines.change(order=first, what=SERTRALINE, by=nurse.user, at=NOW)
        medicines.stop(order=second, reason="Bivirkning", by=nurse.user, at=NOW + timedelta(days=1))
        second.pk, second.during = None, since(NOW + timedelta(days=2))
        second.stopped_at = second.stopped_by = None
        with pytest.raises(IntegrityError, match="an_order_is_followed_once"), transaction.atomic():
            second.save(force_insert=True)


def test_an_order_is_ended_never_changed(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with pytest.raises(IntegrityError, match="ended, never changed"), transaction.atomic():
        rows("UPDATE health.medication_order SET dose = 3 RETURNING id")
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows("DELETE FROM health.medication_order RETURNING id")
    with opened(nurse.user, record):
        medicines.stop(order=made, reason="Ferdig", by=nurse.user, at=NOW)
        with pytest.raises(Conflict):
            medicines.stop(order=made, reason="Ferdig", by=nurse.user, at=NOW + timedelta(hours=1))
    with pytest.raises(IntegrityError, match="ended, never changed"), transaction.atomic():
        rows("UPDATE health.medication_order SET stopped_by_id = NULL RETURNING id")
    with opened(nurse.user, record):
        order = MedicationOrder.objects.get()
        assert (order.dose, order.stop_reason) == (Decimal(2), "Ferdig")


def test_a_stop_says_who_and_when(nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record)
    with pytest.raises(IntegrityError, match="a_stop_says_who_and_when"), transaction.atomic():
        rows("UPDATE health.medication_order SET stopped_at = now() RETURNING id")


def test_a_stop_without_a_reason_is_refused(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    with opened(nurse.user, record), pytest.raises(Refusal, match="Write why"):
        medicines.stop(order=made, reason=" ", by=nurse.user, at=NOW)


def test_a_hold_has_a_reason_a_period_and_no_double(nurse: Clinician, record: UUID) -> None:
    made = ordered(nurse.user, record)
    end = NOW + timedelta(days=2)
    with opened(nurse.user, record):
        medicines.hold(order=made, start=NOW, end=end, reason="Faster", by=nurse.user, at=NOW)
        for start, until, reason, code in (
            (end, NOW, "x", "backwards"),
            (end, end + timedelta(days=1), " ", "a_hold_says_why"),
            (NOW, end, "x", "an_order_is_held_once_at_a_time"),
        ):
            with pytest.raises(Refusal) as refused:
                medicines.hold(order=made, start=start, end=until, reason=reason, by=nurse.user, at=NOW)
            assert refused.value.code == code
        assert MedicationHold.objects.count() == 1
    with pytest.raises(IntegrityError, match="a_hold_ends_after_it_begins"), transaction.atomic():
        rows(
            "INSERT INTO health.medication_hold (order_id, patient_id, during, reason, by_id, at)"
            " SELECT id, patient_id, 'empty', 'x', ordered_by_id, now() FROM health.medication_order RETURNING id"
        )


def test_an_allergy_names_a_substance_and_a_blood_pressure_has_two_values(nurse: Clinician, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        with pytest.raises(Refusal) as refused:
            bedside.note_allergy(patient=patient, substance=" ", by=nurse.user, at=NOW)
        assert refused.value.code == "an_allergy_names_a_substance"
        with pytest.raises(Refusal) as refused:
            bedside.measure(patient=patient, kind=MeasureKind.BLOOD_PRESSURE, value=Decimal(132), by=nurse.user, at=NOW)
        assert refused.value.code == "blood_pressure_has_two_values"
        assert Allergy.objects.count() == 0


def test_nobody_orders_in_the_name_of_another(nurse: Clinician, record: UUID) -> None:
    another = UserFactory.create()
    with opened(nurse.user, record) as patient, pytest.raises(DatabaseError, match="row-level security"):
        medicines.order(patient=patient, what=SERTRALINE, start=START, by=another, at=START)


# ---- when it is due ----------------------------------------------------------------------------------------------
def made(start: datetime, end: datetime) -> int:
    with clinical_context(UserFactory.create().pk):
        return doses.make_doses(start=start, end=end)


def due_at() -> list[datetime]:
    return [at.astimezone(OSLO) for (at,) in rows("SELECT due_at FROM health.dose ORDER BY due_at")]


def test_doses_are_made_once_however_often_the_round_is_made(nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record, replace(SERTRALINE, times=[time(8, 30), time(20)]))
    day = datetime(2026, 11, 24, tzinfo=OSLO)
    assert made(day, day + timedelta(days=1)) == 2
    assert made(day, day + timedelta(days=1)) == 0
    assert due_at() == [day.replace(hour=8, minute=30), day.replace(hour=20)]
    order_id, due = rows("SELECT order_id, due_at FROM health.dose ORDER BY due_at LIMIT 1")[0]
    with pytest.raises(IntegrityError, match="a_dose_is_due_once"), transaction.atomic():
        rows(
            'INSERT INTO health.dose (order_id, patient_id, due_at, "window") SELECT order_id, patient_id, due_at,'
            ' "window" FROM health.dose WHERE order_id = %s AND due_at = %s RETURNING id',
            order_id,
            due,
        )


def test_doses_come_on_their_weekdays_inside_the_order_and_never_for_what_is_kept(
    nurse: Clinician, record: UUID
) -> None:
    start = datetime(2026, 11, 23, tzinfo=OSLO)  # a Monday
    end = datetime(2026, 11, 27, 12, tzinfo=OSLO)
    ordered(nurse.user, record, replace(SERTRALINE, weekdays=[1, 5, 6]), start=start, end=end)
    ordered(nurse.user, record, replace(SERTRALINE, atc="A10BA02", mode=HandoutMode.SELF_KEPT), start=start)
    ordered(nurse.user, record, PARACETAMOL, start=start)
    made(start, start + timedelta(days=7))
    assert [at.isoweekday() for at in due_at()] == [1, 5]


def test_a_dose_in_the_hour_that_is_missing_in_march_comes_an_hour_later(nurse: Clinician, record: UUID) -> None:
    night = datetime(2026, 3, 29, tzinfo=OSLO)
    ordered(nurse.user, record, replace(SERTRALINE, times=[time(2, 30)]), start=night - timedelta(days=9))
    made(night - timedelta(days=1), datetime(2026, 3, 31, tzinfo=OSLO))
    assert [at.isoformat() for at in due_at()] == [
        "2026-03-28T02:30:00+01:00",
        "2026-03-29T03:30:00+02:00",
        "2026-03-30T02:30:00+02:00",
    ]


def test_a_dose_in_the_hour_that_comes_twice_in_october_comes_once(nurse: Clinician, record: UUID) -> None:
    night = datetime(2026, 10, 25, tzinfo=OSLO)
    ordered(nurse.user, record, replace(SERTRALINE, times=[time(2, 30)]), start=night - timedelta(days=9))
    for hour in range(6):  # as the worker does: hour by hour, over the whole night
        since_ = night.astimezone(UTC) + timedelta(hours=hour)
        made(since_, since_ + timedelta(hours=1))
    assert len(due_at()) == 1
    assert (due_at()[0].hour, due_at()[0].minute) == (2, 30)


@pytest.mark.parametrize("day", [datetime(2026, 3, 28, tzinfo=OSLO), datetime(2026, 10, 24, tzinfo=OSLO)])
def test_every_eight_hours_is_elapsed_time_on_both_nights(nurse: Clinician, record: UUID, day: datetime) -> None:
    ordered(nurse.user, record, replace(SERTRALINE, times=[], interval_hours=8), start=day)
    made(day, day.astimezone(UTC) + timedelta(hours=48))
    elapsed = [at.astimezone(UTC) for at in due_at()]
    assert elapsed == [day.astimezone(UTC) + timedelta(hours=8 * n) for n in range(6)]


def test_nobody_who_is_released_gets_doses(nurse: Clinician, record: UUID, stay: Stay) -> None:
    ordered(nurse.user, record)
    release.release(stay=stay, by=UserFactory.create(), at=NOW)
    assert made(NOW, NOW + timedelta(days=2)) == 0


def test_the_doses_of_another_clinic_are_not_seen(nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record)
    made(NOW, NOW + timedelta(days=1))
    with clinical_context(clinician(prison=PrisonFactory.create()).user_id):
        assert Dose.objects.count() == 0
        assert MedicationOrder.objects.count() == 0
