"""Our own count of the days to deduct (strl. s. 83): only ever a warning."""

from datetime import datetime, timedelta

import pytest

from sentencing.rules.remand import days_to_deduct

START = datetime.fromisoformat("2026-01-12T08:00:00+01:00")


@pytest.mark.parametrize(("hours", "days"), [(4, 0), (5, 1), (24, 1), (25, 2), (48, 2), (49, 3)])
def test_each_started_day_above_four_hours_is_a_day(hours: int, days: int) -> None:
    assert days_to_deduct([(START, START + timedelta(hours=hours))]) == days


@pytest.mark.parametrize(("isolated", "extra"), [(0, 0), (1, 1), (2, 1), (3, 2), (14, 7), (78, 39)])
def test_each_started_two_days_of_full_isolation_are_a_day_more(isolated: int, extra: int) -> None:
    """HR-2006-1981-A: 78 days isolated are 39 more; 14 isolated days are 21 in all."""
    held = (START, START + timedelta(days=78))
    assert days_to_deduct([held], [(START, START + timedelta(days=isolated))]) == 78 + extra
