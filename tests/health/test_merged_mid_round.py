"""Two rows are joined, or the patient is transferred, while a nurse has the page open: a sentence, and nothing lost."""

from dataclasses import replace
from datetime import timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from django.urls import reverse

from corrections.models import Bed, Prison, Unit
from corrections.periods import between
from corrections.refusals import Conflict
from health.choices import Answer, AskedThrough, ConsentForm, ConsentScope, Occasion, RiskLevel, Service, Urgency
from health.context import clinical_context
from health.models import Clinician
from health.selectors import charts, crisis, records, waiting
from health.selectors import requests as asked
from health.services import bedside, consents, food, requests
from health.services import crisis as care
from health.services.crisis import Assessed
from inmates.models import Person, Stay
from inmates.services import transfers
from tests.corrections.factories import LONG_AGO, NOW, BedFactory, PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import PARACETAMOL, SERTRALINE, opened, ordered, record_of, rows
from tests.health.test_joined_records import joined
from tests.health.test_round_page import CHECKED, address, clock, planned, press, see, signed_in
from tests.inmates.factories import PersonFactory, StayFactory
from tests.inmates.transferring import asked as asked_for

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
WAIT = timedelta(minutes=5)


@pytest.fixture
def page(client: Client, nurse: Clinician) -> Client:
    return signed_in(client, nurse)


@pytest.fixture
def winner(prison: Prison) -> Person:
    """The row that will go on: registered once, long ago, and never with the stay of today."""
    stay = StayFactory.create(during=between(LONG_AGO - 90 * DAY, LONG_AGO - 30 * DAY))
    rows("UPDATE health.patient SET prison_id = %s WHERE person_id = %s RETURNING 1", prison.pk, stay.person_id)
    person: Person = stay.person
    return person


def transferred(stay: Stay, bed: Bed) -> None:
    """Out at eight, in at the other prison at 08:25: between the page and the press."""
    by = UserFactory.create()
    order = transfers.order_transfer(
        stay=stay, order=asked_for(bed.cell.unit, planned_on=MORNING.date()), by=by, at=MORNING - 8 * WAIT
    )
    gone = transfers.depart(
        transfer=order, departed_at=MORNING - 6 * WAIT, expected_at=MORNING, by=by, at=MORNING - 6 * WAIT
    )
    transfers.arrive(transfer=gone, arrived_at=MORNING - WAIT, bed=bed, by=by, at=MORNING - WAIT)


def given_rows() -> list[tuple[Any, ...]]:
    return rows("SELECT p.uuid, a.status FROM health.administration a JOIN health.patient p ON p.id = a.patient_id")


def dose_of(record: UUID, atc: str = "N06AB06") -> int:
    return int(
        rows(
            "SELECT d.id FROM health.dose d JOIN health.medication_order o ON o.id = d.order_id"
            " JOIN health.patient p ON p.id = d.patient_id WHERE p.uuid = %s AND o.atc = %s AND d.due_at = %s",
            record,
            atc,
            MORNING,
        )[0][0]
    )


def test_what_was_pressed_on_a_page_from_before_the_merge_is_registered_once_and_in_the_same_record(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay, winner: Person
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    assert see(page, unit).status_code == 200
    joined(stay.person, winner)
    answer = press(page, unit, record, f"give:{dose_of(record)}", **CHECKED)
    assert (answer.status_code, "1 of 1 done" in answer.content.decode()) == (200, True)
    assert given_rows() == [(record, "GIVEN")]
    again = press(page, unit, record, f"give:{dose_of(record)}", **CHECKED)
    assert again.status_code == 409
    assert given_rows() == [(record, "GIVEN")]


def test_a_person_of_two_records_stands_once_in_the_round_with_all_that_is_due(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay, winner: Person
) -> None:
    going_on = UUID(str(rows("SELECT uuid FROM health.patient WHERE person_id = %s", winner.pk)[0][0]))
    ordered(nurse.user, record)
    ordered(nurse.user, going_on, replace(SERTRALINE, atc="A11CC05", drug="Kolekalsiferol"))
    joined(stay.person, winner)
    planned(nurse)
    body = see(page, unit).content.decode()
    assert (body.count('class="dose__drug"'), "0 of 1 done" in body) == (2, True)
    press(page, unit, record, f"give:{dose_of(record)}", **CHECKED)
    press(page, unit, going_on, f"give:{dose_of(going_on, 'A11CC05')}", **CHECKED)
    assert sorted(given_rows(), key=str) == sorted([(record, "GIVEN"), (going_on, "GIVEN")], key=str)


def test_one_substance_ordered_in_both_records_is_flagged_until_one_order_is_stopped(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay, winner: Person
) -> None:
    going_on = UUID(str(rows("SELECT uuid FROM health.patient WHERE person_id = %s", winner.pk)[0][0]))
    first = ordered(nurse.user, record)
    second = ordered(nurse.user, going_on, replace(SERTRALINE, strength=Decimal(100), dose=Decimal(1)))
    with clinical_context(nurse.user_id):
        before = waiting.count()
    joined(stay.person, winner)
    planned(nurse)
    with clinical_context(nurse.user_id):
        assert waiting.count() == before + 1
    assert see(page, unit).content.decode().count("Ordered in both of two joined records") == 2
    with clock(MORNING):
        body = page.get(reverse("medicine_waiting")).content.decode()
        assert ("Ordered in both of two joined records" in body, str(going_on) in body) == (True, True)
        chart = page.get(reverse("patient_medicines", args=[record])).content.decode()
        assert chart.count("Ordered in both records: stop one") == 2
    with opened(nurse.user, record) as patient:
        assert charts.of(patient, NOW).twice == {first.pk, second.pk}
    with clock(MORNING):
        page.post(reverse("order_stop", args=[record, second.pk]), {"reason": "Samme legemiddel to ganger"})
        assert "Ordered in both" not in page.get(reverse("medicine_waiting")).content.decode()
    with opened(nurse.user, record) as patient:
        assert charts.of(patient, MORNING + DAY).twice == frozenset()


def test_orders_that_two_records_need_as_needed_are_flagged_too(
    nurse: Clinician, record: UUID, stay: Stay, winner: Person
) -> None:
    going_on = UUID(str(rows("SELECT uuid FROM health.patient WHERE person_id = %s", winner.pk)[0][0]))
    orders = {ordered(nurse.user, record, PARACETAMOL).pk, ordered(nurse.user, going_on, PARACETAMOL).pk}
    joined(stay.person, winner)
    with opened(nurse.user, record) as patient:
        [found] = waiting.ordered_twice(NOW)
        assert ({order.pk for order in found.orders}, found.record, found.person) == (orders, patient.uuid, winner)


def assessed(nurse: Clinician, record: UUID, at: Any = NOW, **more: Any) -> Any:
    names = ("wish", "thoughts", "method", "intent", "plan", "tried", "lately", "burden", "state", "holds")
    what = Assessed(
        occasion=Occasion.RECEPTION,
        answers=dict.fromkeys(names, (Answer.YES, "")),
        level=RiskLevel.HIGH,
        judgement="Følges tett",
    )
    with opened(nurse.user, record) as patient:
        return care.assess(patient=patient, what=what, by=nurse.user, at=at, **{"follows": None} | more)


def test_care_goes_on_from_the_old_address_where_the_joined_record_left_it(
    nurse: Clinician, record: UUID, stay: Stay, winner: Person
) -> None:
    first = assessed(nurse, record)
    with opened(nurse.user, record) as patient:
        strike = food.begin(patient=patient, kind="FOOD", started_on=NOW.date() - DAY, by=nurse.user, at=NOW)
    joined(stay.person, winner)
    with opened(nurse.user, record) as patient:
        assert patient.person_id == winner.pk
        assert crisis.standing(patient, NOW + WAIT) == first
        assert crisis.care_of(patient, NOW + WAIT).days == 2
        groups = dict(crisis.now_at_risk(NOW + WAIT))
        found = [(kind, line.person, line.assessment, line.strike) for kind, lines in groups.items() for line in lines]
        assert found == [("REVIEW", winner, first, None), ("FOOD", winner, first, strike)]
    second = assessed(nurse, record, at=NOW + WAIT, follows=first)
    with opened(nurse.user, record) as patient:
        assert crisis.assessments(patient) == [second, first]
        assert food.end(strike=strike, ended_on=NOW.date(), by=nurse.user, at=NOW + WAIT).ended_on == NOW.date()


def test_allergies_consents_requests_and_looks_of_both_are_one_and_none_is_lost(
    nurse: Clinician, record: UUID, stay: Stay, winner: Person
) -> None:
    going_on = UUID(str(rows("SELECT uuid FROM health.patient WHERE person_id = %s", winner.pk)[0][0]))
    said: dict[str, Any] = {"scope": ConsentScope.GP, "recipient": "Fastlegen", "form": ConsentForm.WRITTEN}
    for each, substance in ((record, "Penicillin"), (going_on, "Nøtter")):
        with opened(nurse.user, each) as patient:
            bedside.note_allergy(patient=patient, substance=substance, by=nurse.user, at=NOW)
            consents.give_consent(patient=patient, **said, by=nurse.user, at=NOW)
    with opened(nurse.user, record) as patient:
        wish = requests.register_request(
            patient=patient, through=AskedThrough.values[0], urgency=Urgency.SOON, text="Vondt i ryggen", asked_at=NOW,
            by=nurse.user, at=NOW,
        )  # fmt: skip
    joined(stay.person, winner)
    with opened(nurse.user, record) as patient:
        assert {each.substance for each in charts.allergies(patient)} == {"Penicillin", "Nøtter"}
        assert asked.requests_of(patient) == [wish]
        assert asked.request_of(patient, wish.pk) == wish
        answered = requests.answer_request(
            request=wish, outcome="APPOINTMENT", answer="Time", service=Service.NURSE, by=nurse.user, at=NOW + WAIT
        )
        assert answered.answered_at == NOW + WAIT
        found = consents.demand(patient, ConsentScope.GP, NOW + WAIT)
        with pytest.raises(Conflict) as no:
            consents.give_consent(patient=patient, **said, by=nurse.user, at=NOW + WAIT)
        assert no.value.code in ("a_joined_record_has_it", "one_consent_of_a_scope_at_a_time")
        consents.withdraw_consent(consent=found, by=nurse.user, at=NOW + WAIT)
        with pytest.raises(consents.ConsentRefused):
            consents.demand(patient, ConsentScope.GP, NOW + WAIT)
        assert len({look.entry.request_id for look in records.looks(patient)}) == len(records.looks(patient)) == 4


def test_a_patient_moved_to_another_unit_in_the_middle_is_said_on_both_pages_and_nothing_is_registered(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    assert see(page, unit).status_code == 200
    there = BedFactory.create()
    rows(
        "UPDATE public.inmates_placement SET during = tstzrange(lower(during), %s) WHERE stay_id = %s RETURNING 1",
        MORNING - WAIT, stay.pk,
    )  # fmt: skip
    assert there.cell.unit.prison_id != unit.prison_id
    answer = press(page, unit, record, f"give:{dose_of(record)}", **CHECKED)
    assert (answer.status_code, "no longer in this round" in answer.content.decode()) == (409, True)
    with clock(MORNING):
        form = page.post(
            reverse("dose_not_given", args=[unit.pk, address(unit).split("/")[-2], record, dose_of(record)]),
            {"status": "REFUSED", "reason": "Vil ikke", "nonce": str(record)},
        )
    assert (form.status_code, "no longer in this round" in form.content.decode()) == (409, True)
    assert given_rows() == []


def test_a_patient_transferred_in_the_middle_is_in_the_round_of_the_other_clinic_and_what_was_typed_comes_back(
    page: Client, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    planned(nurse)
    bed = BedFactory.create(unit=UnitFactory.create(prison=PrisonFactory.create()))
    other = bed.cell.unit
    transferred(stay, bed)
    gone = press(page, unit, record, f"give:{dose_of(record)}", **CHECKED)
    assert (gone.status_code, "no longer in this round" in gone.content.decode()) == (409, True)
    with clock(MORNING):
        note = page.post(
            reverse("patient_record", args=[record]), {"kind": "CONSULTATION", "text": "Sover dårlig om natten"}
        )
    assert (note.status_code, note["Cache-Control"]) == (404, "no-store")
    assert "Sover dårlig om natten" in note.content.decode()
    assert "record has gone to the clinic there" in note.content.decode()
    assert rows("SELECT count(*) FROM health.note") == [(0,)]
    colleague = clinician(prison=other.prison)
    client = signed_in(Client(), colleague)
    done = press(client, other, record, f"give:{dose_of(record)}", **CHECKED)
    assert done.status_code == 200
    assert rows("SELECT by_id, status FROM health.administration") == [(colleague.user_id, "GIVEN")]


def test_an_address_of_nobody_says_the_same_and_shows_no_name(page: Client, nurse: Clinician, stay: Stay) -> None:
    stranger = PersonFactory.create()
    elsewhere = record_of(StayFactory.create(person=stranger, reception_prison=PrisonFactory.create()))
    with clock(MORNING):
        answer = page.get(reverse("patient_record", args=[elsewhere]))
    assert (answer.status_code, str(stranger.family_name) in answer.content.decode()) == (404, False)
