"""Two rows that are one person: the record of the one that is joined goes along, opens with the other and counts."""

from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID, uuid4

import pytest
from django.test import Client

from corrections.models import Prison, Unit
from corrections.periods import between
from corrections.refusals import Conflict, Refusal
from health.context import clinical_context
from health.models import Clinician, Dose, Patient
from health.selectors import charts, records
from health.services import bedside, doses
from inmates.models import Person, Stay
from inmates.services import duplicates
from tests.corrections.factories import LONG_AGO, NOW, PrisonFactory, UserFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import BOTH, PARACETAMOL, given, opened, ordered, record_of, rows
from tests.health.test_round_page import CHECKED, press, signed_in
from tests.inmates.factories import PersonFactory, StayFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


def joined(loser: Person, winner: Person) -> None:
    duplicates.merge(loser=loser, winner=winner, reason="Samme fingeravtrykk", by=UserFactory.create(), at=NOW)


def clinics() -> list[tuple[Any, ...]]:
    return rows("SELECT person_id, prison_id FROM health.patient ORDER BY person_id")


@pytest.fixture
def former(prison: Prison) -> Stay:
    """Who was here before, under another row, and left."""
    made: Stay = StayFactory.create(during=between(LONG_AGO - 90 * DAY, LONG_AGO - 30 * DAY))
    return made


def test_the_record_of_who_is_joined_goes_where_the_other_is(
    nurse: Clinician, prison: Prison, stay: Stay, former: Stay
) -> None:
    joined(former.person, stay.person)
    assert {clinic for _person, clinic in clinics()} == {prison.pk}


def test_a_person_who_was_never_received_gets_a_record_with_the_stay(prison: Prison, stay: Stay) -> None:
    winner = PersonFactory.create()
    loser = stay.person
    joined(loser, winner)
    assert clinics() == sorted([(loser.pk, prison.pk), (winner.pk, prison.pk)])


def test_both_records_open_together_and_the_log_says_so_of_each(
    nurse: Clinician, record: UUID, stay: Stay, former: Stay
) -> None:
    before = record_of(former)
    joined(former.person, stay.person)
    with opened(nurse.user, record) as patient:
        assert len(records.whole(patient)) == 2
        other = Patient.objects.get(uuid=before)
        bedside.note_allergy(patient=other, substance="penicillin", by=nurse.user, at=NOW)
        assert [each.substance for each in charts.allergies(patient)] == ["penicillin"]
    logged = rows("SELECT p.uuid FROM health.access_log l JOIN health.patient p ON p.id = l.patient_id ORDER BY l.id")
    assert {str(uuid) for (uuid,) in logged} == {str(record), str(before)}


def test_a_transfer_takes_both_records_along(nurse: Clinician, prison: Prison, stay: Stay, former: Stay) -> None:
    joined(former.person, stay.person)
    there = PrisonFactory.create()
    stay.refresh_from_db()
    stay.reception_prison = there
    stay.save()
    assert {clinic for _person, clinic in clinics()} == {there.pk}
    with clinical_context(nurse.user_id):
        assert Patient.objects.count() == 0
    with clinical_context(clinician(prison=there).user_id):
        assert Patient.objects.count() == 2


def test_cave_of_the_joined_record_warns_of_an_order_in_the_other(
    nurse: Clinician, record: UUID, stay: Stay, former: Stay
) -> None:
    before = record_of(former)
    joined(former.person, stay.person)
    with opened(nurse.user, before) as patient:
        bedside.note_allergy(patient=patient, substance="SSRI", atc="N06AB", by=nurse.user, at=NOW)
    with pytest.raises(Refusal) as no:
        ordered(nurse.user, record)
    assert no.value.code == "a_cave_that_hits_is_answered"


def test_the_same_medicine_is_not_ordered_twice_over_two_records(
    nurse: Clinician, record: UUID, stay: Stay, former: Stay
) -> None:
    before = record_of(former)
    joined(former.person, stay.person)
    ordered(nurse.user, before)
    with pytest.raises(Conflict) as no:
        ordered(nurse.user, record)
    assert no.value.code == "one_order_of_a_strength_and_kind_at_a_time"


@pytest.fixture
def twin(nurse: Clinician, prison: Prison, record: UUID, stay: Stay, former: Stay) -> UUID:
    """The record of the row that is joined: the same medicine was ordered there and never ended."""
    other = record_of(former)
    rows(
        "UPDATE health.patient SET prison_id = (SELECT prison_id FROM health.patient WHERE uuid = %s) RETURNING 1",
        record,
    )
    ordered(nurse.user, record)
    ordered(nurse.user, other)
    ordered(nurse.user, record, replace(PARACETAMOL, drug="Paracet"))
    ordered(nurse.user, other, PARACETAMOL)
    joined(former.person, stay.person)
    return other


def test_a_dose_that_the_joined_record_gave_is_not_given_again(nurse: Clinician, record: UUID, twin: UUID) -> None:
    with clinical_context(nurse.user_id):
        doses.make_doses(start=MORNING - timedelta(hours=2), end=MORNING + timedelta(hours=2))
    with opened(nurse.user, record):
        found = Dose.objects.select_related("order__patient__person", "patient").filter(due_at=MORNING)
        first, second = sorted(found, key=lambda dose: dose.patient.uuid != record)
    given(nurse.user, record, first)
    with pytest.raises(Conflict) as no:
        given(nurse.user, twin, second)
    assert (no.value.code, "other record" in str(no.value)) == ("a_joined_record_gave_it_already", True)
    assert rows("SELECT dose_id FROM health.administration") == [(first.pk,)]


def test_the_daily_maximum_counts_what_both_records_gave(nurse: Clinician, record: UUID, twin: UUID) -> None:
    with opened(nurse.user, record) as patient:
        first, second = sorted(charts.as_needed_orders(patient, MORNING), key=lambda order: order.drug)
        doses.give_as_needed(order=first, checked=BOTH, client_id=uuid4(), by=nurse.user, at=MORNING)
        with pytest.raises(Refusal) as no:
            doses.give_as_needed(order=second, checked=BOTH, client_id=uuid4(), by=nurse.user, at=MORNING)
    assert no.value.code == "as_needed_waits_its_interval"
    assert rows("SELECT count(*) FROM health.administration") == [(1,)]


def test_a_round_says_that_the_joined_record_gave_it_and_registers_nothing(
    client: Client, nurse: Clinician, unit: Unit, record: UUID, twin: UUID
) -> None:
    with clinical_context(nurse.user_id):
        doses.make_doses(start=MORNING - timedelta(hours=2), end=MORNING + timedelta(hours=2))
    page = signed_in(client, nurse)
    by_record = dict(
        rows(
            "SELECT p.uuid, d.id FROM health.dose d JOIN health.patient p ON p.id = d.patient_id WHERE d.due_at = %s",
            MORNING,
        )
    )
    press(page, unit, record, f"give:{by_record[record]}", **CHECKED)
    answer = press(page, unit, twin, f"give:{by_record[twin]}", **CHECKED)
    assert (answer.status_code, "other record" in answer.content.decode()) == (409, True)
    assert rows("SELECT dose_id FROM health.administration") == [(by_record[record],)]
