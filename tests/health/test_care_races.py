"""Two nurses at the same patient in the same second: one is registered, the other is told so, nothing stands twice."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from typing import Any
from uuid import UUID

import pytest

from corrections.access import now
from corrections.models import Place, Prison, Unit
from corrections.refusals import Conflict, Refusal
from health.choices import Occasion, RequestOutcome, RiskLevel, Service, VisitOutcome, WatchLevel
from health.models import Clinician, CrisisPlan, RiskAssessment
from health.selectors import crisis as selectors
from health.services import appointments, crisis, food
from health.services.crisis import Assessed, Measure
from inmates.models import Stay
from tests.corrections.factories import NOW, PlaceFactory
from tests.health.rounds import opened, record_of, rows
from tests.health.test_crisis import HIGH, isolate
from tests.health.test_requests import answered, asked, room, timed, waits
from tests.inmates.factories import PlacementFactory
from tests.together import together

__all__ = ["room"]
pytestmark = pytest.mark.django_db(transaction=True)
RAISED = replace(HIGH, level=RiskLevel.RAISED, watch=WatchLevel.EVERY_60, occasion=Occasion.REVIEW)


def assess(who: Clinician, record: UUID, what: Assessed, follows: RiskAssessment | None = None) -> RiskAssessment:
    with opened(who.user, record) as patient:
        return crisis.assess(patient=patient, what=what, follows=follows, by=who.user, at=NOW)


def one_of(*acts: Callable[[], Any]) -> Refusal:
    """Exactly one came through; the sentence for the other."""
    results = together(*acts)
    refused = [result for result in results if isinstance(result, Exception)]
    assert len(refused) == len(acts) - 1, results
    assert isinstance(refused[0], Refusal), refused
    assert len(str(refused[0])) > 15
    return refused[0]


def standing_signals() -> list[tuple[Any, ...]]:
    return rows("SELECT code FROM public.inmates_signal WHERE ended_at IS NULL ORDER BY id")


def test_the_first_assessment_of_a_stay_is_signed_once_and_the_officers_get_its_level_alone(
    nurse: Clinician, other: Clinician, record: UUID
) -> None:
    no = one_of(lambda: assess(nurse, record, HIGH), lambda: assess(other, record, RAISED))
    assert no.code == "a_stay_has_one_first_risk_assessment"
    [(level, watch)] = rows("SELECT level, watch FROM health.risk_assessment")
    assert standing_signals() == [({"EVERY_30": "OBSERVE_30", "EVERY_60": "OBSERVE_60"}[watch],)]
    assert (level, watch) in {("HIGH", "EVERY_30"), ("RAISED", "EVERY_60")}


def test_of_two_reviews_of_one_assessment_the_second_must_read_the_first(
    nurse: Clinician, other: Clinician, record: UUID
) -> None:
    first = assess(nurse, record, HIGH)
    lower = replace(RAISED, watch=WatchLevel.NONE, level=RiskLevel.NONE)
    no = one_of(lambda: assess(nurse, record, RAISED, first), lambda: assess(other, record, lower, first))
    assert no.code == "a_risk_assessment_is_followed_once"
    with opened(nurse.user, record) as patient:
        stands = selectors.standing(patient, NOW)
    assert stands is not None
    assert stands.follows_id == first.pk
    assert standing_signals() == ([("OBSERVE_60",)] if stands.watch == WatchLevel.EVERY_60 else [])


def test_a_plan_that_two_write_at_once_is_one_plan_with_its_own_measures(
    nurse: Clinician, other: Clinician, record: UUID
) -> None:
    def write(who: Clinician, what: str) -> CrisisPlan:
        with opened(who.user, record) as patient:
            return crisis.write_plan(
                patient=patient, signs="Trekker seg unna", measures=[Measure(what, "Berg"), Measure("Ro", "Holm")],
                follows=None, by=who.user, at=NOW,
            )  # fmt: skip

    no = one_of(lambda: write(nurse, "Samtale"), lambda: write(other, "Besøk"))
    assert no.code == "a_stay_has_one_first_crisis_plan"
    assert rows("SELECT count(*), count(DISTINCT plan_id) FROM health.plan_measure") == [(2, 1)]


def test_a_visit_to_somebody_isolated_counts_once(nurse: Clinician, other: Clinician, record: UUID, stay: Stay) -> None:
    isolate(stay, now() - timedelta(hours=2))

    def visit(who: Clinician) -> Any:
        with opened(who.user, record) as patient:
            return crisis.visit(patient=patient, outcome=VisitOutcome.SEEN, by=who.user, at=now())

    no = one_of(lambda: visit(nurse), lambda: visit(other))
    assert no.code == "a_visit_counts_once_a_day"
    assert rows("SELECT count(*) FROM health.isolation_visit") == [(1,)]


def test_a_hunger_strike_begins_once(nurse: Clinician, other: Clinician, record: UUID) -> None:
    def begin(who: Clinician) -> Any:
        with opened(who.user, record) as patient:
            return food.begin(patient=patient, kind="FOOD", started_on=NOW.date(), by=who.user, at=NOW)

    assert one_of(lambda: begin(nurse), lambda: begin(other)).code == "one_hunger_strike_at_a_time"
    assert rows("SELECT count(*) FROM health.food_strike") == [(1,)]
    assert standing_signals() == [("NO_FOOD",)]


def test_a_request_is_answered_once_and_puts_the_patient_on_one_list(
    nurse: Clinician, other: Clinician, record: UUID
) -> None:
    wish = asked(nurse, record)

    def answer(who: Clinician, service: Service) -> Any:
        return answered(who, record, wish, outcome=RequestOutcome.APPOINTMENT, service=service)

    no = one_of(lambda: answer(nurse, Service.DENTIST), lambda: answer(other, Service.DOCTOR))
    assert (type(no), no.code) == (Conflict, "a_request_is_answered_once")
    assert rows("SELECT count(*) FROM health.appointment") == [(1,)]


def test_an_appointment_gets_one_time_and_the_officers_see_one_slot(
    nurse: Clinician, other: Clinician, record: UUID, room: Place
) -> None:
    waiting = waits(nurse, record)
    start = now() + timedelta(hours=3)
    no = one_of(
        lambda: timed(nurse, record, waiting, room, start=start),
        lambda: timed(other, record, waiting, room, start=start + timedelta(hours=2)),
    )
    assert (type(no), no.code) in ((Conflict, "has_a_time"), (Conflict, "an_appointment_has_one_time_at_once"))
    assert rows("SELECT count(*) FROM health.appointment_time") == [(1,)]
    assert rows("SELECT count(*) FROM public.inmates_commitment WHERE cancelled_at IS NULL") == [(1,)]


def test_a_clinician_is_given_one_patient_for_one_hour(
    nurse: Clinician, other: Clinician, unit: Unit, prison: Prison, record: UUID, room: Place
) -> None:
    neighbour = record_of(PlacementFactory.create(unit=unit).stay)
    elsewhere = PlaceFactory.create(prison=prison)
    first, second = waits(nurse, record), waits(nurse, neighbour)
    start = now() + timedelta(hours=3)
    no = one_of(
        lambda: timed(nurse, record, first, room, start=start, clinician=nurse.user),
        lambda: timed(other, neighbour, second, elsewhere, start=start, clinician=nurse.user),
    )
    assert no.code == "a_clinician_sees_one_patient_at_a_time"
    assert rows("SELECT count(*) FROM public.inmates_commitment") == [(1,)]


def test_a_time_is_kept_or_missed_never_both(nurse: Clinician, other: Clinician, record: UUID, room: Place) -> None:
    time = timed(nurse, record, waits(nurse, record), room)
    after = time.during.upper + timedelta(hours=1)

    def keep() -> Any:
        with opened(nurse.user, record):
            return appointments.keep_time(time=time, by=nurse.user, at=after)

    def miss() -> Any:
        with opened(other.user, record):
            return appointments.miss_time(time=time, why_not="NO_ESCORT", by=other.user, at=after)

    assert isinstance(one_of(keep, miss), Conflict)
    [(outcome,)] = rows("SELECT outcome FROM health.appointment_time")
    [(closed,)] = rows("SELECT closed_as FROM health.appointment")
    assert (outcome, closed) in {("KEPT", "KEPT"), ("NOT_KEPT", "")}
