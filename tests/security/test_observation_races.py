"""Two officers at one door, with threads: both look in, both begin, one ends while the other looks."""

from typing import Any
from uuid import uuid4

import pytest

from corrections.models import Clock
from corrections.refusals import Conflict
from inmates.models import Absence
from security.choices import EndOfRounds
from security.models import Observation, ObservationCheck
from security.services import observing
from tests.security.observing import Landing, after, begin, build_landing, clock_of, look, to_court
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def landing() -> Landing:
    return build_landing()


def test_two_officers_who_look_in_at_the_same_moment_have_both_seen_the_person(landing: Landing) -> None:
    row = begin(landing)
    results = together(lambda: look(row, landing.nesheim, after(20)), lambda: look(row, landing.lunde, after(20)))
    assert all(isinstance(result, ObservationCheck) for result in results), results
    row.refresh_from_db()
    assert row.next_due_at == after(50) == clock_of(row).due_at
    assert Clock.objects.filter(subject_type="security.observation").count() == 1
    assert {check.by_id for check in ObservationCheck.objects.all()} == {landing.nesheim.pk, landing.lunde.pk}


def test_of_two_late_looks_at_once_one_answers_the_lateness(landing: Landing) -> None:
    row = begin(landing)
    late: dict[str, Any] = {"late_reason": "Alarm on B3"}
    results = together(
        lambda: look(row, landing.nesheim, after(40), **late), lambda: look(row, landing.lunde, after(40), **late)
    )
    assert all(isinstance(result, ObservationCheck) for result in results), results
    assert sorted((check.due_at, check.late_reason) for check in ObservationCheck.objects.all()) == [
        (after(30), "Alarm on B3"),
        (after(70), ""),
    ]


def test_the_same_tap_sent_three_times_at_once_is_one_look(landing: Landing) -> None:
    row, tap = begin(landing), uuid4()
    results = together(*[lambda: look(row, landing.nesheim, after(20), event_id=tap)] * 3)
    assert {getattr(result, "pk", result) for result in results} == {tap}
    assert ObservationCheck.objects.count() == 1


def test_two_who_begin_the_same_observation_are_one(landing: Landing) -> None:
    results = together(lambda: begin(landing), lambda: begin(landing, minutes=15))
    assert sorted(type(result).__name__ for result in results) == ["Conflict", "Observation"], results
    assert Observation.objects.count() == 1 == Clock.objects.filter(subject_type="security.observation").count()


@pytest.mark.parametrize("round_", range(3))
def test_a_look_while_it_is_ended_comes_before_the_end_or_is_told_of_it(landing: Landing, round_: int) -> None:
    row = begin(landing)
    seen, ended = together(
        lambda: look(row, landing.nesheim, after(20)),
        lambda: observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.dale, at=after(21)),
    )
    assert isinstance(ended, Observation), ended
    assert isinstance(seen, ObservationCheck | Conflict), seen
    assert ObservationCheck.objects.count() == (1 if isinstance(seen, ObservationCheck) else 0)
    assert not Clock.objects.running().filter(subject_type="security.observation").exists()


def test_a_look_while_the_person_leaves_comes_before_or_is_told_of_it(landing: Landing) -> None:
    row = begin(landing)
    seen, gone = together(lambda: look(row, landing.nesheim, after(20)), lambda: to_court(landing, after(20)))
    assert isinstance(gone, Absence), gone
    if not isinstance(seen, ObservationCheck):
        assert seen.code == "outside", seen
    row.refresh_from_db()
    assert (row.next_due_at, row.suspended_at) == (None, after(20))
