"""What taps on one line come to: in any order, late, twice, undone, by two officers."""

import itertools
from datetime import timedelta

import pytest

from security.rules.marks import Tapped, fold
from tests.security.counting import DUE

KARI, TOR = 1, 2


def tapped(seq: int, kind: str, *, by: int = KARI, at: int = 0, came: int = 30) -> Tapped:
    return Tapped(seq, kind, False, DUE + timedelta(seconds=at), DUE + timedelta(seconds=came), by)


def kind_of(*taps: Tapped) -> str | None:
    last = fold(taps)
    return last.kind if last else None


def test_nothing_tapped_is_not_counted() -> None:
    assert kind_of() is None


def test_the_last_tap_counts_whatever_order_they_came_in() -> None:
    taps = [tapped(1, "missing", at=1), tapped(2, "undo", at=2), tapped(3, "seen", at=3), tapped(4, "missing", at=4)]
    assert {kind_of(*order) for order in itertools.permutations(taps)} == {"missing"}


def test_an_undo_brings_back_what_stood_before() -> None:
    assert kind_of(tapped(1, "seen"), tapped(2, "missing"), tapped(3, "undo")) == "seen"
    assert kind_of(tapped(1, "seen"), tapped(2, "undo")) is None
    assert kind_of(tapped(1, "undo"), tapped(2, "seen")) == "seen"


def test_an_undo_takes_back_only_ones_own() -> None:
    assert kind_of(tapped(1, "seen", by=KARI, at=1), tapped(1, "undo", by=TOR, at=2)) == "seen"


@pytest.mark.parametrize(("kari", "tor", "wins"), [(10, 20, "missing"), (20, 10, "seen")])
def test_of_two_officers_the_later_by_their_clocks_decides(kari: int, tor: int, wins: str) -> None:
    assert kind_of(tapped(1, "seen", by=KARI, at=kari), tapped(1, "missing", by=TOR, at=tor)) == wins


def test_a_clock_that_is_ahead_wins_nothing() -> None:
    ahead = tapped(1, "seen", by=KARI, at=3600, came=5)
    assert kind_of(ahead, tapped(1, "missing", by=TOR, at=20, came=20)) == "missing"
