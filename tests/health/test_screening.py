"""Reception screening: who waits and since when, what is signed, and who sees what was answered."""

import uuid
from dataclasses import replace
from datetime import timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from health.choices import Answer, SuicideRisk
from health.context import clinical_context
from health.models import Clinician, Screening
from health.selectors import care as selectors
from health.selectors import records
from health.services import care
from inmates.models import Stay
from inmates.services import release
from tests.corrections.factories import NOW, PrisonFactory, UserFactory
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner, opened, uuid_of
from tests.inmates.factories import StayFactory

pytestmark = pytest.mark.django_db
WELL = care.Answers(
    health="Sover dårlig, ellers frisk.",
    suicide_risk=SuicideRisk.NONE,
    withdrawal=Answer.NO,
    pregnancy=Answer.NO,
    infection=Answer.UNKNOWN,
    medicines=Answer.YES,
    medicines_what="Metformin 500 mg",
)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


def received(prison: Prison, hours: int = 1) -> Stay:
    stay: Stay = StayFactory.create(reception_prison=prison, start=NOW - timedelta(hours=hours))
    return stay


def signed(nurse: Clinician, stay: Stay, answers: care.Answers = WELL, corrects: Screening | None = None) -> Screening:
    record = uuid_of(stay)
    opened(nurse, record)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(record)
        return care.sign_screening(patient=patient, answers=answers, corrects=corrects, by=nurse.user, at=NOW)


def waits(nurse: Clinician) -> list[tuple[uuid.UUID, bool]]:
    with clinical_context(nurse.user_id):
        return [(row.record, row.is_overdue) for row in selectors.waiting(NOW)]


def test_whoever_is_received_waits_oldest_first_and_is_overdue_after_a_day(nurse: Clinician, prison: Prison) -> None:
    new, late, just = received(prison, 1), received(prison, 25), received(prison, 24)
    assert waits(nurse) == [(uuid_of(late), True), (uuid_of(just), False), (uuid_of(new), False)]
    with clinical_context(nurse.user_id):
        assert selectors.counted(NOW) == (3, 1)


def test_another_clinics_patients_do_not_wait_here(nurse: Clinician) -> None:
    received(PrisonFactory.create())
    assert waits(nurse) == []


def test_who_is_screened_or_released_waits_no_longer(nurse: Clinician, prison: Prison) -> None:
    stay, gone = received(prison), received(prison)
    release.release(stay=gone, by=UserFactory.create(), at=NOW)
    signed(nurse, stay)
    assert waits(nurse) == []


def test_a_new_stay_is_a_new_screening(nurse: Clinician, prison: Prison) -> None:
    stay = received(prison, 2)
    signed(nurse, stay)
    release.release(stay=stay, by=UserFactory.create(), at=NOW)
    again = StayFactory.create(person=stay.person, reception_prison=prison, start=NOW)
    assert waits(nurse) == [(uuid_of(again), False)]


def test_the_list_takes_as_many_queries_for_many_as_for_one(nurse: Clinician, prison: Prison) -> None:
    received(prison)
    taken = []
    for _size in range(2):
        with (
            clinical_context(nurse.user_id),
            CaptureQueriesContext(
                connection,
            ) as queries,
        ):
            selectors.waiting(NOW)
        taken.append(len(queries))
        for _more in range(4):
            received(prison)
    assert taken == [2, 2]


def test_what_was_answered_is_seen_only_with_the_record_open(nurse: Clinician, prison: Prison) -> None:
    stay = received(prison)
    signed(nurse, stay)
    with clinical_context(clinician(prison=prison).user_id):
        assert Screening.objects.count() == 0
    with clinical_context(nurse.user_id):
        assert [row.medicines_what for row in Screening.objects.all()] == ["Metformin 500 mg"]


def test_the_second_screening_of_a_stay_is_refused_and_nothing_is_written(nurse: Clinician, prison: Prison) -> None:
    stay = received(prison)
    signed(nurse, stay)
    with pytest.raises(Conflict) as refused:
        signed(nurse, stay)
    assert refused.value.code == "a_stay_has_one_screening"
    assert as_owner("SELECT count(*) FROM health.screening") == [(1,)]


def test_a_correction_stands_instead_and_the_first_can_still_be_read(nurse: Clinician, prison: Prison) -> None:
    stay = received(prison)
    first = signed(nurse, stay)
    second = signed(nurse, stay, replace(WELL, infection=Answer.NO), corrects=first)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(uuid_of(stay))
        assert selectors.standing(patient, NOW) == second
        assert {row.infection for row in selectors.screenings(patient)} == {Answer.NO, Answer.UNKNOWN}
    with pytest.raises(Refusal):
        signed(nurse, stay, corrects=first)
    assert as_owner("SELECT count(*) FROM health.screening") == [(2,)]


def test_nobody_is_screened_who_is_not_in_custody(nurse: Clinician, prison: Prison) -> None:
    stay = received(prison)
    release.release(stay=stay, by=UserFactory.create(), at=NOW)
    with pytest.raises(care.ScreeningRefused):
        signed(nurse, stay)
    assert as_owner("SELECT count(*) FROM health.screening") == [(0,)]


def test_what_is_signed_is_never_changed_not_even_by_the_owner(nurse: Clinician, prison: Prison) -> None:
    signed(nurse, received(prison))
    for act in ("UPDATE health.screening SET health = 'x'", "DELETE FROM health.screening"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            as_owner(act)


COPY = """INSERT INTO health.screening SELECT (jsonb_populate_record(s, jsonb_build_object(
  'id', nextval('health.screening_id_seq'), 'stay_id', %s, 'corrects_id', nullif(%s, 0)))).*
  FROM health.screening s WHERE s.id = %s"""
BROKEN: list[tuple[str, dict[str, Any]]] = [
    ("a_screening_says_how_the_patient_is", {"health": ""}),
    ("a_screening_has_known_answers", {"pregnancy": "MAYBE"}),
    ("a_yes_in_a_screening_says_what", {"medicines_what": ""}),
    ("a_raised_suicide_risk_says_what_is_done", {"suicide_risk": "ACUTE"}),
]


@pytest.mark.parametrize(("name", "wrong"), BROKEN)
def test_postgresql_refuses_a_screening_that_says_too_little(
    nurse: Clinician, prison: Prison, name: str, wrong: dict[str, Any]
) -> None:
    with pytest.raises(Refusal) as refused:
        signed(nurse, received(prison), replace(WELL, **wrong))
    assert refused.value.code == name
    assert as_owner("SELECT count(*) FROM health.screening") == [(0,)]


def test_postgresql_refuses_the_stay_of_another_and_a_second_first_screening(nurse: Clinician, prison: Prison) -> None:
    mine, other = received(prison), received(prison)
    made = signed(nurse, mine)
    with pytest.raises(IntegrityError) as wrong, transaction.atomic():
        as_owner(COPY, other.pk, 0, made.pk)
    assert wrong.value.__cause__.diag.constraint_name == "a_screening_is_of_the_patients_own_stay"  # type: ignore[union-attr]
    with pytest.raises(IntegrityError, match="a_stay_has_one_screening"), transaction.atomic():
        as_owner(COPY, mine.pk, 0, made.pk)
    as_owner(COPY, mine.pk, made.pk, made.pk)
    with pytest.raises(IntegrityError, match="a_screening_is_corrected_once"), transaction.atomic():
        as_owner(COPY, mine.pk, made.pk, made.pk)


SAID = {
    "health": "Frisk.",
    "suicide_risk": "NONE",
    "withdrawal": "NO",
    "pregnancy": "NO",
    "infection": "NO",
    "medicines": "YES",
}


def test_from_the_list_to_the_signed_screening_and_its_correction(nurse: Clinician, prison: Prison) -> None:
    stay = StayFactory.create(reception_prison=prison)  # long ago by the clock on the wall too
    ours: Client = browser(nurse)
    page = reverse("patient_screening", args=[uuid_of(stay)])
    listed = ours.get(reverse("screenings_waiting"))
    assert listed["Cache-Control"] == "no-store"
    assert page in listed.content.decode()
    assert "Overdue since" in listed.content.decode()
    assert ours.post(page, SAID).status_code == 422
    assert as_owner("SELECT count(*) FROM health.screening") == [(0,)]
    assert ours.post(page, SAID | {"medicines_what": "Metformin"})["Location"] == page
    assert page not in ours.get(reverse("screenings_waiting")).content.decode()
    assert "Metformin" in ours.get(page).content.decode()
    assert ours.post(page, SAID | {"medicines_what": "Insulin"}).status_code in (409, 422)
    ((pk,),) = as_owner("SELECT id FROM health.screening")
    assert ours.post(page, SAID | {"medicines_what": "Insulin", "corrects": pk})["Location"] == page
    assert as_owner("SELECT corrects_id FROM health.screening ORDER BY id") == [(None,), (pk,)]
    after = ours.get(page).content.decode()
    assert "Insulin" in after
    assert "Metformin" in after
    assert browser(clinician()).get(page).status_code == 404
