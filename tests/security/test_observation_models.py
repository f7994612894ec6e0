"""What PostgreSQL itself refuses of rounds: each constraint broken on purpose, each with its sentence."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, InternalError, ProgrammingError

from corrections.periods import between
from corrections.refusals import has_sentence
from security.choices import EndOfRounds, Ground
from security.models import Observation, ObservationCheck
from security.services import observing
from tests.commit import at_commit
from tests.security.observing import START, Landing, after, begin, build_landing, look, to_court

pytestmark = pytest.mark.django_db


@pytest.fixture
def landing() -> Landing:
    return build_landing()


def broken(constraint: str, act: Callable[[], Any]) -> None:
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert has_sentence(constraint)


def change(row: Any, **values: Any) -> Callable[[], Any]:
    return lambda: type(row)._default_manager.filter(pk=row.pk).update(**values)


def add_check(observation: Observation, landing: Landing, **values: Any) -> Callable[[], Any]:
    row = {
        "id": uuid4(),
        "observation": observation,
        "unit": landing.unit,
        "due_at": after(30),
        "at": after(20),
        "by": landing.nesheim,
        "code": "ASLEEP",
        **values,
    }
    return lambda: ObservationCheck.objects.create(**row)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("an_observation_is_every_5_minutes_to_a_day", {"interval_minutes": 4}),
        ("an_observation_is_every_5_minutes_to_a_day", {"interval_minutes": 1441}),
        ("an_observation_has_a_known_ground", {"ground": "DIAGNOSIS"}),
        ("an_ended_observation_says_when_and_why", {"end_code": "ORDERED"}),
        ("an_ended_observation_says_when_and_why", {"ended_at": after(1)}),
        ("an_ended_observation_says_when_and_why", {"during": between(START, after(1)), "next_due_at": None}),
        ("an_observation_knows_its_next_check_or_rests", {"next_due_at": None}),
        ("an_observation_knows_its_next_check_or_rests", {"suspended_at": after(1)}),
        (
            "an_observation_knows_its_next_check_or_rests",
            {"during": between(START, after(1)), "ended_at": after(1), "end_code": EndOfRounds.ORDERED},
        ),
    ],
)
def test_an_observation_makes_sense(landing: Landing, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, change(begin(landing), **values))


@pytest.mark.parametrize("minutes", [5, 1440])
def test_the_shortest_and_the_longest_interval_are_kept(landing: Landing, minutes: int) -> None:
    assert begin(landing, minutes=minutes).next_due_at == START + timedelta(minutes=minutes)


def test_an_observation_has_a_period(landing: Landing) -> None:
    empty = type(between(START, after(1)))(empty=True)
    row = begin(landing)
    with pytest.raises(IntegrityError, match=r"an_observation_has_a_period|an_observation_knows|an_ended_observation"):
        at_commit(change(row, during=empty, next_due_at=None))
    assert has_sentence("an_observation_has_a_period")


def test_a_person_is_observed_once_for_each_ground(landing: Landing) -> None:
    row = begin(landing)
    values = {"stay": landing.myhre, "interval_minutes": 15, "ground": Ground.CONCERN, "during": row.during}
    moments = {"ordered_at": START, "running_since": START, "next_due_at": after(15)}
    broken("one_observation_of_a_person_and_ground_at_a_time", lambda: Observation.objects.create(**values, **moments))
    assert begin(landing, ground=Ground.FIRST_DAYS).pk != row.pk


def test_what_has_ended_stands(landing: Landing) -> None:
    row = observing.end(observation=begin(landing), code=EndOfRounds.ORDERED, by=landing.dale, at=after(10))
    broken("an_ended_observation_stands", change(row, interval_minutes=60))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_check_says_what_was_seen", {"code": "NOTHING"}),
        ("a_late_check_says_why", {"at": after(31.1)}),
        ("a_check_that_called_help_says_what_happened", {"code": "HELP"}),
        ("a_check_is_made_while_the_observation_runs", {"at": after(-1)}),
    ],
)
def test_a_check_makes_sense(landing: Landing, constraint: str, values: dict[str, Any]) -> None:
    broken(constraint, add_check(begin(landing), landing, **values))
    assert not ObservationCheck.objects.exists()


def test_no_check_is_added_to_what_rests_or_has_ended(landing: Landing) -> None:
    row = begin(landing)
    to_court(landing, after(5))
    broken("a_check_is_made_while_the_observation_runs", add_check(row, landing))
    observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.dale, at=after(10))
    broken("a_check_is_made_while_the_observation_runs", add_check(row, landing))


def test_a_check_is_only_added(landing: Landing) -> None:
    made = look(begin(landing), landing.nesheim, after(20))
    for act in (change(made, text="Otherwise"), lambda: ObservationCheck.objects.filter(pk=made.pk).delete()):
        with pytest.raises((IntegrityError, InternalError, ProgrammingError)):
            at_commit(act)
    assert ObservationCheck.objects.get(pk=made.pk).text == ""
