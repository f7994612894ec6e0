"""Periods: half-open, never empty, and the same instant whatever the clock on the wall says that night."""

from datetime import UTC, timedelta

import pytest

from corrections import display
from corrections.choices import ClosureReason
from corrections.models import CellClosure
from corrections.periods import between, ended, is_open, since
from corrections.services import estate
from tests.corrections.factories import NOW, CellFactory, UserFactory, oslo

HOUR = timedelta(hours=1)
NIGHTS = [("2026-03-29", "2026-03-30", 23), ("2026-10-25", "2026-10-26", 25)]  # the clock changes at 02:00 and 03:00


def test_a_period_holds_its_first_instant_and_not_its_last() -> None:
    period = between(NOW, NOW + HOUR)
    assert (period.lower_inc, period.upper_inc) == (True, False)
    assert NOW in period
    assert NOW + HOUR not in period


@pytest.mark.parametrize("end", [NOW, NOW - HOUR])
def test_a_period_ends_after_it_begins(end: object) -> None:
    with pytest.raises(ValueError, match="ends after it begins"):
        between(NOW, end)  # type: ignore[arg-type]
    with pytest.raises(ValueError, match="ends after it begins"):
        ended(since(NOW), end)  # type: ignore[arg-type]


def test_an_open_period_has_no_end_until_it_is_ended() -> None:
    assert is_open(since(NOW))
    assert not is_open(ended(since(NOW), NOW + HOUR))


@pytest.mark.django_db
def test_as_of_reads_what_held_at_one_instant() -> None:
    closure = estate.close_cell(cell=CellFactory.create(), reason=ClosureReason.DAMP, by=UserFactory.create(), at=NOW)
    estate.reopen_cell(closure=closure, by=UserFactory.create(), at=NOW + HOUR)
    held = {
        at: CellClosure.objects.as_of(at).exists()
        for at in (NOW - HOUR, NOW, NOW + HOUR / 2, NOW + HOUR, NOW + 2 * HOUR)
    }
    assert list(held.values()) == [False, True, True, False, False]
    assert not CellClosure.objects.current().exists()


@pytest.mark.django_db
def test_touching_reads_what_holds_at_any_instant_of_a_stretch() -> None:
    closure = estate.close_cell(cell=CellFactory.create(), reason=ClosureReason.DAMP, by=UserFactory.create(), at=NOW)
    estate.reopen_cell(closure=closure, by=UserFactory.create(), at=NOW + HOUR)
    assert CellClosure.objects.touching(NOW - HOUR, NOW + timedelta(seconds=1)).exists()
    assert not CellClosure.objects.touching(NOW - HOUR, NOW).exists()
    assert not CellClosure.objects.touching(NOW + HOUR, NOW + 2 * HOUR).exists()


@pytest.mark.django_db
@pytest.mark.parametrize(("day", "next_day", "hours"), NIGHTS)
def test_the_days_when_clocks_change_are_as_long_as_they_are(day: str, next_day: str, hours: int) -> None:
    start, end = oslo(f"{day} 00:00").astimezone(UTC), oslo(f"{next_day} 00:00").astimezone(UTC)
    assert end - start == hours * HOUR
    closure = estate.close_cell(cell=CellFactory.create(), reason=ClosureReason.DAMP, by=UserFactory.create(), at=start)
    estate.reopen_cell(closure=closure, by=UserFactory.create(), at=end)
    closure.refresh_from_db()
    assert closure.during.upper - closure.during.lower == hours * HOUR
    for minute in range(0, hours * 60, 30):
        assert CellClosure.objects.as_of(start + timedelta(minutes=minute)).exists()


@pytest.mark.django_db
def test_the_hour_that_happens_twice_is_two_hours() -> None:
    """02:30 summer time and 02:30 winter time: closed in the first, open in the second; the screen tells them apart."""
    first = oslo("2026-10-25 02:30").astimezone(UTC)
    second = first + HOUR
    assert (display.clock(first)[:5], display.clock(second)[:5]) == ("02:30", "02:30")
    assert display.clock(first) != display.clock(second)
    closure = estate.close_cell(cell=CellFactory.create(), reason=ClosureReason.DAMP, by=UserFactory.create(), at=first)
    estate.reopen_cell(closure=closure, by=UserFactory.create(), at=first + HOUR / 2)
    assert CellClosure.objects.as_of(first).exists()
    assert not CellClosure.objects.as_of(second).exists()
