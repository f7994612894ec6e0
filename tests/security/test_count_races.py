"""Two people at once, with threads: hand in, begin, tap and certify the same count, while people move."""

from collections.abc import Callable
from typing import Any

import pytest

from corrections.refusals import Conflict, Refusal
from inmates.services import movements
from security.choices import CountState, EventKind, Expected
from security.models import Count, CountEvent, CountStateChange
from security.services import closing, counting
from tests.security.counting import Ward, after, begun, build_ward, handed_in, made, see_all, send, tap
from tests.together import together

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture
def ward() -> Ward:
    return build_ward()


def one_and_a_conflict(results: list[Any]) -> None:
    assert [type(result) for result in results if isinstance(result, Exception)] == [Conflict], results
    assert sum(isinstance(result, Count) for result in results) == 1


def test_two_officers_who_begin_the_same_count_are_one(ward: Ward) -> None:
    count = made(ward)
    one_and_a_conflict(
        together(
            lambda: counting.start(count=count, by=ward.nesheim, at=after(1)),
            lambda: counting.start(count=count, by=ward.lunde, at=after(1)),
        )
    )
    assert CountStateChange.objects.filter(count=count, event="start").count() == 1


def test_two_officers_who_hand_in_the_same_count_are_one(ward: Ward) -> None:
    count = begun(ward)
    see_all(count, by=ward.nesheim)
    one_and_a_conflict(
        together(
            lambda: counting.submit(count=count, by=ward.nesheim, at=after(5)),
            lambda: counting.submit(count=count, by=ward.lunde, at=after(5)),
        )
    )
    assert CountStateChange.objects.filter(count=count, event="submit").count() == 1


def test_the_same_taps_sent_twice_at_once_are_kept_once(ward: Ward) -> None:
    count = begun(ward)
    taps = [tap(line, seq=number) for number, line in enumerate(count.lines.order_by("pk"), start=1)]
    answers = together(*[lambda: send(count, *taps, by=ward.nesheim)] * 3)
    assert [len(answer.ok) for answer in answers] == [5, 5, 5], answers
    assert CountEvent.objects.filter(count=count).count() == 5


def test_taps_on_a_count_that_has_not_begun_begin_it_once(ward: Ward) -> None:
    count = made(ward)
    lines = list(count.lines.order_by("pk"))
    answers = together(
        lambda: send(count, tap(lines[0]), by=ward.nesheim), lambda: send(count, tap(lines[1]), by=ward.lunde)
    )
    assert [len(answer.ok) for answer in answers] == [1, 1], answers
    assert CountStateChange.objects.filter(count=count, event="start").count() == 1


@pytest.mark.parametrize("round_", range(3))
def test_a_movement_that_lands_while_a_count_is_certified_comes_before_or_after(ward: Ward, round_: int) -> None:
    """Of the closed count nothing changes any more; nobody waits for ever, and the movement always stands."""
    count = handed_in(ward, missing=(0,))
    stay = ward.stays[0]
    acts: list[Callable[[], Any]] = [
        lambda: closing.certify(count=count, by=ward.dale, at=after(10), incident="Not found, see incident 12"),
        lambda: movements.register_movement(
            stay=stay, to_place=ward.workshop, left_at=after(9), follows=None, by=ward.lunde, at=after(9)
        ),
    ]
    results = together(*acts)
    assert not [result for result in results if isinstance(result, Exception)], (round_, results)
    count.refresh_from_db()
    line = ward.line(0)
    moved = CountEvent.objects.filter(count=count, kind=EventKind.MOVED).count()
    assert (count.state, count.missing) == (CountState.CERTIFIED, 1)
    assert (line.expected, moved) in [(Expected.CELL, 0), (Expected.INSIDE, 1)]


def test_a_movement_that_lands_while_a_count_begins_is_in_its_lines(ward: Ward) -> None:
    count = made(ward)
    results = together(
        lambda: counting.start(count=count, by=ward.nesheim, at=after(1), despite_movement=True),
        lambda: movements.register_movement(
            stay=ward.stays[0], to_place=ward.workshop, left_at=after(0), follows=None, by=ward.lunde, at=after(0)
        ),
    )
    assert not [result for result in results if isinstance(result, Refusal)], results
    assert ward.line(0).expected == Expected.INSIDE
