"""Doses: given once, to the right person, in its time, by the right hands, and by two where two are needed."""

from dataclasses import replace
from datetime import datetime, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction

from corrections.models import Prison
from corrections.periods import since
from corrections.refusals import Conflict, Refusal
from health.choices import DoseStatus
from health.context import clinical_context
from health.models import Administration, Clinician, Dose
from health.services import doses, medicines
from health.services.doses import Checked
from inmates.choices import AbsenceKind
from inmates.models import Absence, Stay
from tests.health.fixtures import MORNING
from tests.health.rounds import (
    SERTRALINE,
    given,
    opened,
    ordered,
    rows,
)
from tests.together import together

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)


def entries() -> list[tuple[Any, ...]]:
    return rows("SELECT status, amount, stands FROM health.administration ORDER BY id")


def refused(nurse: Clinician, record: UUID, dose: Dose, at: datetime | None = None, **more: Any) -> Administration:
    with opened(nurse.user, record):
        return doses.not_given(
            dose=dose,
            by=nurse.user,
            at=at or dose.due_at,
            **{"status": DoseStatus.REFUSED, "reason": "Kvalme", "client_id": uuid4(), **more},
        )


# ---- given, or not -----------------------------------------------------------------------------------------------
def test_a_dose_is_given_with_amount_time_and_name(nurse: Clinician, record: UUID, dose: Dose) -> None:
    entry = given(nurse.user, record, dose)
    assert (entry.status, entry.amount, entry.at, entry.by) == ("GIVEN", Decimal(2), MORNING, nurse.user)
    assert (entry.face_checked, entry.birth_date_checked) == (True, True)


def test_the_same_press_sent_twice_counts_once(nurse: Clinician, record: UUID, dose: Dose) -> None:
    press = uuid4()
    first = given(nurse.user, record, dose, client_id=press)
    assert given(nurse.user, record, dose, client_id=press) == first
    assert entries() == [("GIVEN", 2, True)]


def test_a_dose_that_a_colleague_gave_is_not_given_again(
    nurse: Clinician, other: Clinician, record: UUID, dose: Dose
) -> None:
    given(nurse.user, record, dose)
    with pytest.raises(Conflict, match=nurse.user.short_name):
        given(other.user, record, dose)
    with pytest.raises(Conflict, match=nurse.user.short_name):
        refused(other, record, dose)
    assert entries() == [("GIVEN", 2, True)]


def test_what_was_refused_may_be_given_after_all_and_both_can_be_read(
    nurse: Clinician, record: UUID, dose: Dose
) -> None:
    refused(nurse, record, dose)
    given(nurse.user, record, dose, dose.due_at + 20 * MINUTE)
    assert entries() == [("REFUSED", 0, False), ("GIVEN", 2, True)]


@pytest.mark.parametrize(
    ("act", "code"),
    [
        ({"checked": Checked(face=True, birth_date=False)}, "who_gets_it_was_checked"),
        ({"checked": Checked(face=False, birth_date=True)}, "who_gets_it_was_checked"),
        ({"at": MORNING + 61 * MINUTE}, "outside_its_window_says_why"),
        ({"at": MORNING - 61 * MINUTE}, "outside_its_window_says_why"),
    ],
)
def test_nothing_is_given_unchecked_or_outside_its_time_without_a_word(
    nurse: Clinician, record: UUID, dose: Dose, act: dict[str, Any], code: str
) -> None:
    with pytest.raises(Refusal) as no:
        given(nurse.user, record, dose, **act)
    assert no.value.code == code
    assert entries() == []


def test_outside_its_time_with_a_word_it_is_given(nurse: Clinician, record: UUID, dose: Dose) -> None:
    entry = given(nurse.user, record, dose, MORNING + 82 * MINUTE, reason="Var hos tannlegen")
    assert entry.reason == "Var hos tannlegen"


@pytest.mark.parametrize(
    ("act", "code"),
    [({"reason": " "}, "not_given_says_why"), ({"status": DoseStatus.UNDONE}, "unknown_status")],
)
def test_not_given_says_why(nurse: Clinician, record: UUID, dose: Dose, act: dict[str, Any], code: str) -> None:
    with pytest.raises(Refusal) as no:
        refused(nurse, record, dose, **act)
    assert no.value.code == code
    assert entries() == []


def test_who_is_at_court_is_given_nothing(nurse: Clinician, record: UUID, dose: Dose, stay: Stay) -> None:
    Absence.objects.create(
        stay=stay,
        kind=AbsenceKind.COURT,
        destination="Fjordvik tingrett",
        during=since(MORNING - 30 * MINUTE),
        departed_at=MORNING - 30 * MINUTE,
        departed_by=nurse.user,
        expected_return_at=MORNING + timedelta(hours=5),
    )
    with pytest.raises(Refusal, match="Fjordvik tingrett") as no:
        given(nurse.user, record, dose)
    assert (no.value.code, entries()) == ("away", [])
    refused(nurse, record, dose, status=DoseStatus.ABSENT, reason="I retten")
    assert entries() == [("ABSENT", 0, True)]


def test_what_is_stopped_or_on_hold_is_not_given(nurse: Clinician, record: UUID, dose: Dose) -> None:
    with opened(nurse.user, record):
        medicines.hold(
            order=dose.order,
            start=MORNING - MINUTE,
            end=MORNING + timedelta(hours=1),
            reason="Faster",
            by=nurse.user,
            at=MORNING - MINUTE,
        )
    with pytest.raises(Refusal) as no:
        given(nurse.user, record, dose)
    assert no.value.code == "what_is_given_is_ordered_and_not_on_hold"
    with opened(nurse.user, record):
        medicines.stop(order=dose.order, reason="Bivirkning", by=nurse.user, at=MORNING - MINUTE)
    with pytest.raises(Refusal) as no:
        given(nurse.user, record, dose, MORNING + timedelta(hours=2), reason="sent")
    assert (no.value.code, entries()) == ("what_is_given_is_ordered_and_not_on_hold", [])


# ---- taken back, corrected ---------------------------------------------------------------------------------------
def take_back(nurse: Clinician, record: UUID, entry: Administration, at: datetime) -> Administration:
    with opened(nurse.user, record):
        return doses.take_back(entry=entry, client_id=uuid4(), by=nurse.user, at=at)


def test_within_five_minutes_an_entry_is_taken_back_and_the_dose_is_due_again(
    nurse: Clinician, record: UUID, dose: Dose
) -> None:
    entry = given(nurse.user, record, dose)
    take_back(nurse, record, entry, MORNING + 5 * MINUTE)
    given(nurse.user, record, dose, MORNING + 6 * MINUTE)
    assert entries() == [("GIVEN", 2, False), ("UNDONE", 0, False), ("GIVEN", 2, True)]


def test_after_five_minutes_or_by_another_it_is_corrected_instead(
    nurse: Clinician, other: Clinician, record: UUID, dose: Dose
) -> None:
    entry = given(nurse.user, record, dose)
    for who, at in ((nurse, MORNING + 5 * MINUTE + timedelta(seconds=1)), (other, MORNING + MINUTE)):
        with pytest.raises(Refusal) as no:
            take_back(who, record, entry, at)
        assert no.value.code == "taken_back_within_five_minutes_by_the_same"
    assert entries() == [("GIVEN", 2, True)]
    with opened(other.user, record):
        values: dict[str, Any] = {"entry": entry, "status": DoseStatus.GIVEN, "amount": Decimal(1), "by": other.user}
        with pytest.raises(Refusal) as no:
            doses.correct(**values, reason=" ", client_id=uuid4(), at=MORNING + 20 * MINUTE)
        assert no.value.code == "a_correction_says_why"
        fixed = doses.correct(**values, reason="Tok en", client_id=uuid4(), at=MORNING + 20 * MINUTE)
        assert (fixed.at, fixed.recorded_at) == (MORNING, MORNING + 20 * MINUTE)
        with pytest.raises(Conflict) as gone:
            doses.correct(**values, reason="Tok en", client_id=uuid4(), at=MORNING + 30 * MINUTE)
        assert gone.value.code == "an_entry_replaces_the_one_that_stands"
    assert entries() == [("GIVEN", 2, False), ("GIVEN", 1, True)]


# ---- PostgreSQL refuses what no service should have sent ----------------------------------------------------------
def row(dose: Dose, **more: Any) -> dict[str, Any]:
    return {
        "order": dose.order,
        "patient_id": dose.patient_id,
        "dose": dose,
        "status": "GIVEN",
        "amount": 2,
        "face_checked": True,
        "birth_date_checked": True,
        "at": MORNING,
        "recorded_at": MORNING,
        "client_id": uuid4(),
    } | more


def test_a_dose_is_given_once_and_a_press_counts_once(nurse: Clinician, record: UUID, dose: Dose) -> None:
    entry = given(nurse.user, record, dose)
    with opened(nurse.user, record):
        for more, name in (
            ({}, "a_dose_is_given_once"),
            ({"client_id": entry.client_id}, "a_press_counts_once"),
            ({"status": "KANSKJE", "amount": 0, "reason": "x"}, "a_dose_has_a_known_answer"),
            ({"amount": 0}, "given_is_an_amount"),
            ({"status": "UNDONE", "amount": 0}, "taken_back_is_an_entry_that_was"),
            ({"dose": None}, "an_entry_is_about_its_own_patient_and_dose"),
        ):
            with pytest.raises(IntegrityError) as no, transaction.atomic():
                Administration.objects.create(**(row(dose, by=nurse.user) | more))
            assert getattr(no.value.__cause__, "diag").constraint_name == name  # noqa: B009
    assert entries() == [("GIVEN", 2, True)]


def test_an_entry_is_replaced_once_even_where_the_trigger_is_gone(nurse: Clinician, record: UUID, dose: Dose) -> None:
    entry = given(nurse.user, record, dose)
    take_back(nurse, record, entry, MORNING)
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("ALTER TABLE health.administration DISABLE TRIGGER an_entry_is_right")
    with (
        opened(nurse.user, record),
        pytest.raises(IntegrityError, match="an_entry_is_replaced_once"),
        transaction.atomic(),
    ):
        Administration.objects.create(**row(dose, by=nurse.user, instead_of=entry))


def test_an_entry_is_never_changed_nor_deleted(nurse: Clinician, record: UUID, dose: Dose) -> None:
    given(nurse.user, record, dose)
    for sql in (
        "UPDATE health.administration SET amount = 1 RETURNING id",
        "UPDATE health.administration SET stands = false, reason = 'x' RETURNING id",
        "DELETE FROM health.administration RETURNING id",
        "DELETE FROM health.dose RETURNING id",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows(sql)


@pytest.mark.django_db(transaction=True)
def test_two_nurses_racing_on_the_same_dose_make_one_row(
    nurse: Clinician, other: Clinician, record: UUID, dose: Dose
) -> None:
    results = together(
        lambda: given(nurse.user, record, dose),
        lambda: given(other.user, record, dose),
        lambda: refused(other, record, dose),
    )
    assert sum(isinstance(result, Administration) for result in results) in (1, 2)  # refused, then given after all
    assert all(isinstance(result, Administration | Conflict) for result in results)
    assert rows("SELECT count(*) FROM health.administration WHERE stands") == [(1,)]
    assert rows("SELECT count(*) FROM health.administration WHERE status = 'GIVEN'") <= [(1,)]


@pytest.mark.django_db(transaction=True)
def test_two_nurses_racing_to_give_make_exactly_one_entry(
    nurse: Clinician, other: Clinician, record: UUID, dose: Dose
) -> None:
    results = together(lambda: given(nurse.user, record, dose), lambda: given(other.user, record, dose))
    assert sorted(type(result).__name__ for result in results) == ["Administration", "Conflict"]
    assert entries() == [("GIVEN", 2, True)]


# ---- missed ------------------------------------------------------------------------------------------------------
def test_a_dose_that_nobody_answered_is_found_once_and_gone_when_it_is_answered(
    nurse: Clinician, record: UUID, dose: Dose, prison: Prison
) -> None:
    assert doses.find_missed(at=MORNING + 59 * MINUTE) == 0
    assert doses.find_missed(at=MORNING + 60 * MINUTE) == 1
    assert doses.find_missed(at=MORNING + 61 * MINUTE) == 0
    with clinical_context(nurse.user_id):
        assert rows("SELECT kind FROM health.waiting_patients(%s)", prison.pk) == [("missed",)]
    refused(nurse, record, dose, MORNING + timedelta(hours=2), reason="Sov")
    with clinical_context(nurse.user_id):
        assert rows("SELECT kind FROM health.waiting_patients(%s)", prison.pk) == []


def test_what_was_answered_or_on_hold_is_not_missed(nurse: Clinician, record: UUID, dose: Dose) -> None:
    with opened(nurse.user, record):
        medicines.hold(
            order=dose.order,
            start=MORNING - MINUTE,
            end=MORNING + MINUTE,
            reason="Faster",
            by=nurse.user,
            at=MORNING - MINUTE,
        )
    assert doses.find_missed(at=MORNING + timedelta(hours=2)) == 0
    ordered(nurse.user, record, replace(SERTRALINE, atc="A10BA02"))
    with clinical_context(nurse.user_id):
        doses.make_doses(start=MORNING - MINUTE, end=MORNING + MINUTE)
    with opened(nurse.user, record):
        second = Dose.objects.select_related("order__patient__person").exclude(pk=dose.pk).get()
    refused(nurse, record, second)
    assert doses.find_missed(at=MORNING + timedelta(hours=2)) == 0
