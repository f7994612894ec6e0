"""The page of a round: who gets what, in as many queries for two patients as for twenty, and what is pressed."""

from dataclasses import replace
from datetime import datetime, time, timedelta
from typing import Any
from unittest import mock
from uuid import UUID, uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.models import Prison, Unit
from corrections.periods import since
from health.context import clinical_context
from health.doors import SECOND_FACTOR
from health.models import Clinician, Dose
from health.selectors import rounds
from health.services import doses, missed
from inmates.choices import AbsenceKind
from inmates.models import Absence, Person, Placement, Stay
from tests.corrections.factories import BedFactory, PrisonFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import BUPRENORPHINE, PARACETAMOL, SERTRALINE, given, opened, ordered, record_of, rows
from tests.inmates.factories import PersonFactory, PlacementFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
CHECKED: dict[str, Any] = {"face": "on", "birth_date": "on"}


@pytest.fixture
def page(client: Client, nurse: Clinician) -> Client:
    return signed_in(client, nurse)


def clock(at: datetime) -> Any:
    return mock.patch("corrections.middleware.now", return_value=at)


def signed_in(client: Client, nurse: Clinician) -> Client:
    client.force_login(nurse.user)
    session = client.session
    session[SECOND_FACTOR] = nurse.pk
    session.save()
    return client


def planned(nurse: Clinician) -> None:
    with clinical_context(nurse.user_id):
        doses.make_doses(start=MORNING - timedelta(days=6), end=MORNING + timedelta(hours=12))


def address(unit: Unit) -> str:
    return reverse("medicine_round", args=[unit.pk, rounds.slot_of(MORNING)])


def see(page: Client, unit: Unit, at: datetime = MORNING) -> Any:
    with clock(at):
        return page.get(address(unit))


def press(page: Client, unit: Unit, record: UUID, act: str, *, at: datetime = MORNING, **more: str) -> Any:
    with clock(at):
        sent = {"patient": str(record), "nonce": str(uuid4()), "act": act} | more
        return page.post(address(unit), sent, follow=True)


def dose_pk(atc: str = "N06AB06", due_at: datetime = MORNING) -> int:
    found = rows(
        "SELECT d.id FROM health.dose d JOIN health.medication_order o ON o.id = d.order_id"
        " WHERE o.atc = %s AND d.due_at = %s",
        atc,
        due_at,
    )
    return int(found[0][0])


def entries() -> list[tuple[Any, ...]]:
    return rows("SELECT status, stands FROM health.administration ORDER BY id")


def test_the_rounds_of_the_day_are_listed_without_opening_a_record(
    page: Client, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    before = rows("SELECT count(*) FROM health.access_log")
    with clock(MORNING):
        body = page.get(reverse("medicine_rounds")).content.decode()
    assert address(unit) in body
    assert "08:30" in body
    assert rows("SELECT count(*) FROM health.access_log") == before


def test_a_dose_is_given_from_the_page_and_the_next_patient_is_named(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    answer = see(page, unit)
    assert answer["Cache-Control"] == "no-store"
    assert str(stay.person) in answer.content.decode()
    assert f'value="give:{dose_pk()}"' in answer.content.decode()
    done = press(page, unit, record, f"give:{dose_pk()}", **CHECKED)
    assert done.status_code == 200
    assert "1 of 1 done" in done.content.decode()
    assert entries() == [("GIVEN", True)]


def test_the_dose_of_another_patient_is_no_dose_of_this_one(
    page: Client, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    """Numbers of others in the body: of the same unit, and of none. Nothing is given, to either."""
    other = record_of(PlacementFactory.create(unit=unit).stay)
    ordered(nurse.user, record)
    planned(nurse)
    for act in (
        f"give:{dose_pk()}",
        f"undo:{dose_pk()}",
        "give:-1",
        "give:99999999999999999999",
        "give:x",
        "take:1",
        "",
    ):
        assert press(page, unit, other, act, **CHECKED).status_code in (409, 422), act
        assert press(page, unit, UUID(int=7), act, **CHECKED).status_code in (200, 404, 409, 422), act
    assert entries() == []


def test_an_unchecked_patient_is_given_nothing_and_the_page_says_what_to_do(
    page: Client, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    answer = press(page, unit, record, f"give:{dose_pk()}", face="on")
    assert answer.status_code == 422
    assert "ask for the birth date first" in answer.content.decode()
    assert 'name="face" checked' in answer.content.decode()
    assert entries() == []


def test_outside_its_time_the_page_asks_for_a_reason(page: Client, nurse: Clinician, unit: Unit, record: UUID) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    late = MORNING + timedelta(minutes=82)
    assert "Why now?" in see(page, unit, late).content.decode()
    assert press(page, unit, record, f"give:{dose_pk()}", at=late, **CHECKED).status_code == 422
    assert entries() == []
    press(
        page,
        unit,
        record,
        f"give:{dose_pk()}",
        at=late,
        **CHECKED,
        **dict[str, Any]({f"reason-{dose_pk()}": "Tannlege"}),
    )
    assert entries() == [("GIVEN", True)]


def test_undo_is_on_the_page_for_five_minutes(page: Client, nurse: Clinician, unit: Unit, record: UUID) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    press(page, unit, record, f"give:{dose_pk()}", **CHECKED)
    ((pk,),) = rows("SELECT id FROM health.administration")
    undo = f'value="undo:{pk}"'
    assert undo in see(page, unit, MORNING + 4 * MINUTE).content.decode()
    later = see(page, unit, MORNING + 6 * MINUTE)
    assert (later.status_code, undo in later.content.decode()) == (200, False)
    press(page, unit, record, f"undo:{pk}", at=MORNING + 4 * MINUTE)
    assert entries() == [("GIVEN", False), ("UNDONE", False)]


def test_as_needed_is_given_from_the_page_and_then_says_when_it_may_be_next(
    page: Client, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record)
    as_needed = ordered(nurse.user, record, PARACETAMOL)
    planned(nurse)
    answer = press(page, unit, record, f"prn:{as_needed.pk}", **CHECKED)
    assert "Earliest 12:30" in answer.content.decode()
    assert entries() == [("GIVEN", True)]


def test_not_given_asks_why(page: Client, nurse: Clinician, unit: Unit, record: UUID) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    url = reverse("dose_not_given", args=[unit.pk, rounds.slot_of(MORNING), record, dose_pk()])
    sent = {"status": "REFUSED", "reason": "", "nonce": str(uuid4())}
    with clock(MORNING):
        assert page.get(url).status_code == 200
        assert page.post(url, sent).status_code == 422
        assert entries() == []
        assert page.post(url, sent | {"reason": "Kvalme"}).status_code == 302
        assert page.post(url, sent | {"reason": "Kvalme"}).status_code == 302  # the same press again
    assert entries() == [("REFUSED", True)]


def test_who_did_not_come_is_not_there_for_everything_that_is_left(
    page: Client, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record)
    ordered(nurse.user, record, replace(SERTRALINE, atc="A10BA02"))
    planned(nurse)
    press(page, unit, record, f"give:{dose_pk()}", **CHECKED)
    url = reverse("round_absent", args=[unit.pk, rounds.slot_of(MORNING), record])
    with clock(MORNING):
        page.post(url, {"status": "ABSENT", "reason": "Sov", "nonce": str(uuid4())})
    assert entries() == [("GIVEN", True), ("ABSENT", True)]


def test_who_is_at_court_has_no_button_to_give(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    left = MORNING - timedelta(hours=1)
    Absence.objects.create(
        stay=stay,
        kind=AbsenceKind.COURT,
        destination="Fjordvik tingrett",
        during=since(left),
        departed_at=left,
        departed_by=nurse.user,
        expected_return_at=MORNING + timedelta(hours=5),
    )
    body = see(page, unit).content.decode()
    assert "Fjordvik tingrett" in body
    assert "give:" not in body
    assert press(page, unit, record, f"give:{dose_pk()}", **CHECKED).status_code == 422
    assert entries() == []


def test_who_is_transferred_in_the_middle_of_the_round_is_said_and_nothing_is_lost(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    ordered(nurse.user, record, BUPRENORPHINE)
    planned(nurse)
    press(page, unit, record, f"give:{dose_pk()}", **CHECKED)
    Placement.objects.filter(stay=stay).delete()
    stay.reception_prison = PrisonFactory.create()
    stay.save()
    answer = press(page, unit, record, f"give:{dose_pk('N07BC01')}", **CHECKED)
    assert answer.status_code == 409
    assert "no longer in this round" in answer.content.decode()
    assert entries() == [("GIVEN", True)]


def test_who_is_joined_with_another_row_in_the_middle_stays_in_the_round(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    winner = PersonFactory.create()
    loser = stay.person_id
    Stay.objects.filter(pk=stay.pk).update(person=winner)
    Person.objects.filter(pk=loser).update(merged_into=winner)
    body = see(page, unit).content.decode()
    assert str(winner) in body
    press(page, unit, record, f"give:{dose_pk()}", **CHECKED)
    assert entries() == [("GIVEN", True)]


def test_another_clinics_round_is_not_there(client: Client, unit: Unit, nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    stranger = signed_in(client, clinician(prison=PrisonFactory.create()))
    assert see(stranger, unit).status_code == 404
    assert stranger.get(reverse("medicine_round", args=[unit.pk, "x"])).status_code == 404


def fill(nurse: Clinician, unit: Unit, people: int) -> None:
    for _number in range(people):
        record = record_of(PlacementFactory.create(bed=BedFactory.create(unit=unit)).stay)
        for what in (SERTRALINE, BUPRENORPHINE, PARACETAMOL, replace(SERTRALINE, atc="A10BA02", times=[time(8, 30)])):
            ordered(nurse.user, record, what)
    planned(nurse)


def queries(page: Client, url: str) -> int:
    with (
        clock(MORNING),
        CaptureQueriesContext(
            connection,
        ) as seen,
    ):
        assert page.get(url).status_code == 200
    return len(seen)


def like_the_first(unit: Unit, people: int) -> None:
    """That many more in the unit, each with the orders of somebody who is there already."""
    PlacementFactory.create_batch(people, unit=unit)
    rows(
        "INSERT INTO health.medication_order SELECT (jsonb_populate_record(o, jsonb_build_object("
        " 'id', nextval('health.medication_order_id_seq'), 'patient_id', p.id))).*"
        " FROM health.medication_order o, health.patient p"
        " WHERE o.patient_id = (SELECT min(patient_id) FROM health.medication_order) AND p.prison_id = %s"
        " AND NOT EXISTS (SELECT FROM health.medication_order x WHERE x.patient_id = p.id) RETURNING id",
        unit.prison_id,
    )


ROUND_QUERIES = 40  # of the morning round, whatever the number of its patients; the line of the log of each included


def test_a_morning_round_of_200_patients_opens_in_as_many_queries_as_one_of_20(
    page: Client, nurse: Clinician, unit: Unit
) -> None:
    fill(nurse, unit, 1)
    like_the_first(unit, 19)
    planned(nurse)
    queries(page, address(unit))  # what is kept after the first time
    small, rows_small = queries(page, address(unit)), queries(page, reverse("medicine_rounds"))
    like_the_first(unit, 180)
    planned(nurse)
    assert "of 200 done" in see(page, unit).content.decode()
    assert (queries(page, address(unit)), queries(page, reverse("medicine_rounds"))) == (small, rows_small)
    assert small == ROUND_QUERIES
    before = rows("SELECT count(DISTINCT request_id), count(*) FROM health.access_log")[0]
    see(page, unit)
    after = rows("SELECT count(DISTINCT request_id), count(*) FROM health.access_log")[0]
    assert (after[0] - before[0], after[1] - before[1]) == (1, 200)


def test_a_colleague_signs_second_from_the_list_of_what_waits(
    client: Client, nurse: Clinician, prison: Prison, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record, BUPRENORPHINE)
    planned(nurse)
    with opened(nurse.user, record):
        dose = Dose.objects.select_related("order__patient__person").get(due_at=MORNING)
    entry = given(nurse.user, record, dose)
    page = signed_in(client, nurse)
    assert "A colleague signs" in page.get(reverse("medicine_waiting")).content.decode()
    assert "another person" in page.post(reverse("dose_sign", args=[entry.pk]), follow=True).content.decode()
    other = signed_in(client, clinician(prison=prison))
    assert "I saw it, sign" in other.get(reverse("medicine_waiting")).content.decode()
    other.post(reverse("dose_sign", args=[entry.pk]))
    assert rows("SELECT count(*) FROM health.second_signature") == [(1,)]


def test_a_missed_dose_is_on_the_list_until_it_is_answered(
    page: Client, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    missed.escalate(at=MORNING + timedelta(hours=2))
    with clock(MORNING + timedelta(hours=2)):
        body = page.get(reverse("medicine_waiting")).content.decode()
    assert address(unit) in body
    assert "The physician" in body  # those of the days before
