"""Pure rules of the ground floor: limits of time, and who may give whom a role."""

from datetime import UTC, datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from corrections.choices import Role
from corrections.rules import TimeUnit, due_after, roles_given_by
from tests.corrections.factories import oslo


@pytest.mark.parametrize(
    ("start", "limit", "unit", "due"),
    [
        # elapsed time: the night in March has 23 hours, the one in October 25
        ("2026-03-28 12:00", 24, "H", "2026-03-29 13:00"),
        ("2026-10-24 12:00", 24, "H", "2026-10-25 11:00"),
        # calendar time: the same time of day
        ("2026-03-28 12:00", 1, "D", "2026-03-29 12:00"),
        ("2026-10-24 12:00", 1, "D", "2026-10-25 12:00"),
        ("2026-02-01 09:30", 28, "D", "2026-03-01 09:30"),
        ("2026-11-24 14:32", 2, "W", "2026-12-08 14:32"),
        # a month with no such day ends on its last
        ("2026-01-31 10:00", 1, "M", "2026-02-28 10:00"),
        ("2028-01-31 10:00", 1, "M", "2028-02-29 10:00"),
        ("2026-12-31 10:00", 2, "M", "2027-02-28 10:00"),
        ("2028-02-29 10:00", 1, "Y", "2029-02-28 10:00"),
    ],
)
def test_a_limit_in_hours_is_elapsed_and_in_days_and_longer_calendar(
    start: str, limit: int, unit: str, due: str
) -> None:
    assert due_after(oslo(start).astimezone(UTC), limit, unit) == oslo(due)


@given(
    st.datetimes(datetime(2000, 1, 1), datetime(2100, 1, 1), timezones=st.just(UTC)),  # noqa: DTZ001  (the strategy adds it)
    st.sampled_from(TimeUnit),
    st.integers(1, 60),
)
def test_a_longer_limit_never_ends_earlier(start: datetime, unit: TimeUnit, limit: int) -> None:
    assert start < due_after(start, limit, unit) <= due_after(start, limit + 1, unit)


def test_a_leader_gives_the_roles_of_the_daily_work_and_no_other() -> None:
    given_by_leader = roles_given_by({Role.LEADER})
    assert Role.OFFICER in given_by_leader
    assert given_by_leader.isdisjoint({Role.LEADER, Role.ADMINISTRATOR, Role.REGION, Role.INSPECTOR, Role.HEALTH_STAFF})


def test_an_administrator_gives_every_role_and_others_none() -> None:
    assert roles_given_by({Role.ADMINISTRATOR}) == set(Role)
    for role in set(Role) - {Role.LEADER, Role.ADMINISTRATOR}:
        assert roles_given_by({role}) == set()
