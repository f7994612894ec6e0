"""Orders end with the stay and stay readable with their last dose; a transfer hands them to the other clinic."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from corrections.models import Unit
from corrections.refusals import Refusal
from health.context import clinical_context
from health.models import Clinician, MedicationOrder
from health.models.continuity import DischargeOutcome, DischargeStepKind, SummaryReceiver
from health.selectors import charts, rounds
from health.selectors.summaries import of, reach
from health.services import continuity, doses, medicines, missed
from inmates.models import Stay
from inmates.services import release
from tests.corrections.factories import BedFactory, PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import PARACETAMOL, SERTRALINE, due, given, opened, ordered, record_of, rows
from tests.health.test_merged_mid_round import transferred
from tests.health.test_round_page import clock, planned, signed_in
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
HOUR = timedelta(hours=1)
GATE = MORNING + HOUR


def released(stay: Stay) -> None:
    release.release(stay=stay, by=UserFactory.create(), at=GATE)


def test_what_was_ordered_ends_with_the_stay_and_nothing_more_is_due(
    nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    now = ordered(nurse.user, record)
    later = ordered(nurse.user, record, PARACETAMOL, start=GATE + DAY)
    short = ordered(nurse.user, record, replace(SERTRALINE, drug="Amoxicillin", atc="J01CA04"), end=MORNING - DAY)
    given(nurse.user, record, due(nurse.user, record, MORNING))
    planned(nurse)
    released(stay)
    with opened(nurse.user, record) as patient:
        chart = charts.of(patient, GATE)
        assert (chart.current, {line.order for line in chart.ended}) == ([], {now, later, short})
        ended = MedicationOrder.objects.in_bulk()
        assert (ended[now.pk].during.upper, ended[now.pk].stopped_at) == (GATE, GATE)
        assert (ended[now.pk].stopped_by, ended[now.pk].released_from) == (None, stay)
        assert ended[later.pk].during.isempty
        assert (ended[short.pk].during.upper, ended[short.pk].released_from) == (MORNING - DAY, None)
        assert rounds.due_between(unit.prison_id, GATE, GATE + 3 * DAY) == []
        with pytest.raises(Refusal):
            medicines.stop(order=ended[now.pk], reason="Løslatt", by=nurse.user, at=GATE + HOUR)
    with clinical_context(nurse.user_id):
        doses.make_doses(start=GATE, end=GATE + 2 * DAY)
    assert missed.escalate(at=GATE + 3 * DAY) == 0
    assert rows("SELECT count(*) FROM health.missed") == [(0,)]


def test_the_last_dose_and_the_medicines_along_stay_in_the_plan_after_the_gate(
    client: Client, nurse: Clinician, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    given(nurse.user, record, due(nurse.user, record, MORNING))
    with opened(nurse.user, record) as patient:
        continuity.take_step(
            patient=patient, kind=DischargeStepKind.MEDICINES, outcome=DischargeOutcome.DONE, days=3,
            what="Sertralin 100 mg, seks tabletter", by=nurse.user, at=MORNING,
        )  # fmt: skip
    released(stay)
    with opened(nurse.user, record) as patient:
        [left] = of(patient, reach(patient, SummaryReceiver.PATIENT, GATE), GATE).orders
        assert (left.order.drug, left.line.state, left.last.at if left.last else None) == ("Sertralin", "on", MORNING)
    page = signed_in(client, nurse)
    with clock(GATE + HOUR):
        body = page.get(reverse("discharge_plan", args=[record])).content.decode()
        chart = page.get(reverse("patient_medicines", args=[record])).content.decode()
    for said in ("Medicines when the patient left", "3 days", "Sertralin 100 mg, seks tabletter", "08:30"):
        assert said in body
    assert "Answer a step" not in body
    assert "Ended with the release" in chart


def test_the_orders_of_a_joined_record_end_too_and_those_of_others_go_on(
    nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    other = PlacementFactory.create(unit=unit).stay
    mine = ordered(nurse.user, record)
    theirs = ordered(nurse.user, record_of(other))
    released(stay)
    found = dict(rows("SELECT id, released_from_id FROM health.medication_order"))
    assert found == {mine.pk: stay.pk, theirs.pk: None}


def test_who_is_received_again_gets_new_orders_and_the_old_ones_stay_ended(
    nurse: Clinician, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    released(stay)
    StayFactory.create(person=stay.person, reception_prison=stay.reception_prison, start=GATE + HOUR)
    planned(nurse)
    with opened(nurse.user, record) as patient:
        assert charts.of(patient, GATE + DAY).current == []
    again = ordered(nurse.user, record, start=GATE + DAY, at=GATE + DAY)
    with opened(nurse.user, record) as patient:
        assert [line.order for line in charts.of(patient, GATE + 2 * DAY).current] == [again]


def test_a_stop_is_by_somebody_or_with_the_stay_never_both(nurse: Clinician, record: UUID, stay: Stay) -> None:
    order = ordered(nurse.user, record)
    with pytest.raises(IntegrityError, match="a_stop_says_who_and_when"), transaction.atomic():
        rows(
            "UPDATE health.medication_order SET during = tstzrange(lower(during), %s), stopped_at = %s,"
            " stopped_by_id = %s, released_from_id = %s WHERE id = %s RETURNING id",
            GATE, GATE, nurse.user_id, stay.pk, order.pk,
        )  # fmt: skip


def test_a_transfer_hands_the_orders_to_the_clinic_that_receives_and_the_first_sees_them_no_more(
    nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    order = ordered(nurse.user, record)
    bed = BedFactory.create(unit=UnitFactory.create(prison=PrisonFactory.create()))
    transferred(stay, bed)
    colleague = clinician(prison=bed.cell.unit.prison)
    with pytest.raises(Refusal), opened(nurse.user, record):
        pass
    with opened(colleague.user, record) as patient:
        [line] = charts.of(patient, MORNING).current
        assert (line.order, line.state, line.order.released_from) == (order, "on", None)
    with clinical_context(colleague.user_id):
        doses.make_doses(start=MORNING - HOUR, end=MORNING + DAY)
        due_there = rounds.due_between(bed.cell.unit.prison_id, MORNING - HOUR, MORNING + HOUR)
        assert [(each.record, each.due_at) for each in due_there] == [(record, MORNING)]
    with clinical_context(nurse.user_id):
        assert rounds.due_between(unit.prison_id, MORNING - HOUR, MORNING + HOUR) == []
