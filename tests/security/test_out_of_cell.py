"""Hours out of cell as PostgreSQL reckons them: against the same in plain Python, and at both nights of the clock."""

from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrections.models import Unit, User
from corrections.periods import Period
from corrections.rules import OSLO
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.models import Absence, Commitment, Placement, Stay
from security.models import LockEvent
from security.rules.locks import Hours, Span, Turn, days
from security.selectors import hours_out
from security.services import locking
from tests.corrections.factories import CellFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import StayFactory
from tests.security import slow_hours
from tests.security.locking import EVENING, MORNING, Hall, build_hall, by_name, lock_in, unlock
from tests.security.slow_hours import Home, Life

pytestmark = pytest.mark.django_db
HOUR, DAY = timedelta(hours=1), timedelta(days=1)
BEGIN = oslo("2026-10-23 12:00")  # two days before the night of twenty-five hours
LENGTH = 4 * 24 * 60
MINUTES = st.integers(0, LENGTH - 1)
UNIT_TURNS = st.lists(st.tuples(MINUTES, st.sampled_from(["LOCK", "UNLOCK"])), max_size=8)
OWN_TURNS = st.lists(st.tuples(MINUTES, st.sampled_from(["LOCK", "UNLOCK", "FOLLOW"])), max_size=6)


def moment(minute: int) -> datetime:
    return BEGIN + timedelta(minutes=minute)


@st.composite
def apart(draw: Any) -> list[tuple[int, int]]:
    """Spans that do not meet."""
    edges = sorted(draw(st.sets(MINUTES, max_size=6)))
    return list(zip(edges[::2], edges[1::2], strict=False))


@pytest.fixture
def house() -> tuple[Unit, Unit, Stay, User]:
    units = [UnitFactory.create(code=code) for code in ("B1", "B2")]
    for unit in units:
        CellFactory.create(unit=unit, code=f"{unit.code}-01", position=1)
    return units[0], units[1], StayFactory.create(), UserFactory.create()


def written(unit: Unit, stay: Stay | None, turns: list[tuple[int, str]], by: User) -> list[Turn]:
    """One event a minute and door: what two at the same instant mean is decided when they are written."""
    distinct = dict(turns)
    for minute, act in distinct.items():
        at = moment(minute)
        LockEvent.objects.create(unit=unit, stay=stay, act=act, at=at, reason="x", registered_at=at, registered_by=by)
    return [Turn(moment(minute), act, own=stay is not None) for minute, act in distinct.items()]


@settings(max_examples=60, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
@given(UNIT_TURNS, UNIT_TURNS, OWN_TURNS, OWN_TURNS, apart(), apart(), apart())
def test_what_postgresql_says_is_what_plain_python_says(
    house: tuple[Unit, Unit, Stay, User],
    first: list[tuple[int, str]],
    second: list[tuple[int, str]],
    own_first: list[tuple[int, str]],
    own_second: list[tuple[int, str]],
    homes: list[tuple[int, int]],
    away: list[tuple[int, int]],
    booked: list[tuple[int, int]],
) -> None:
    one, two, stay, by = house
    with connection.cursor() as cursor:  # the fixture stands for all examples
        cursor.execute("SAVEPOINT example")
    try:
        units = [(one if nth % 2 else two) for nth, _span in enumerate(homes)]
        for unit, (start, end) in zip(units, homes, strict=True):
            Placement.objects.create(
                stay=stay, bed=unit.cells.get().beds.get(number=1), during=(moment(start), moment(end)),
                placed_at=moment(start), placed_by=by,
            )  # fmt: skip
        for start, end in away:
            Absence.objects.create(
                stay=stay, kind=AbsenceKind.COURT, during=(moment(start), moment(end)), departed_at=moment(start),
                returned_at=moment(end), departed_by=by,
            )  # fmt: skip
        for start, end in booked:
            Commitment.objects.create(
                stay=stay, kind=CommitmentKind.WORK, label="Snekkeri", during=(moment(start), moment(end)), source="x",
                booked_at=BEGIN, booked_by=by,
            )  # fmt: skip
        turns = {unit.pk: written(unit, None, acts, by) for unit, acts in ((one, first), (two, second))}
        own = {unit.pk: written(unit, stay, acts, by) for unit, acts in ((one, own_first), (two, own_second))}
        until = moment(LENGTH - 100)
        spans = days(BEGIN.date(), BEGIN.date() + 4 * DAY, OSLO, until=until)
        life = Life(
            homes=[Home(unit.pk, moment(s), moment(e)) for unit, (s, e) in zip(units, homes, strict=True)],
            outside=[Span(moment(s), moment(e)) for s, e in away],
            booked=[Span(moment(s), moment(e)) for s, e in booked],
            own=own,
        )
        assert hours_out.account([stay.pk], spans)[stay.pk] == slow_hours.hours(life, turns, spans, OSLO)
    finally:
        with connection.cursor() as cursor:
            cursor.execute("ROLLBACK TO SAVEPOINT example")


def day_of(hall: Hall, on: date, stay: Stay | None = None, at: datetime | None = None) -> Hours:
    stay = stay or hall.myhre
    [found] = hours_out.of_stays([stay.pk], on, on, at=at or oslo("2026-12-01 12:00"))[stay.pk]
    return found


# ---- to the second, and on both nights -------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("second", "out"), [(-1, 13.5 * HOUR - timedelta(seconds=1)), (1, 13.5 * HOUR + timedelta(seconds=1))]
)
def test_a_second_counts(second: int, out: timedelta) -> None:
    hall = build_hall()
    lock_in(hall, MORNING - 10 * HOUR)
    unlock(hall)
    lock_in(hall, EVENING + timedelta(seconds=second))
    assert day_of(hall, MORNING.date()).out == 13.5 * HOUR + timedelta(seconds=second)


@pytest.mark.parametrize(
    ("on", "length", "out"), [("2026-03-29", 23, 3.0), ("2026-10-25", 25, 5.0), ("2026-10-26", 24, 4.0)]
)
def test_an_open_night_is_as_long_as_it_was(on: str, length: int, out: float) -> None:
    hall = build_hall()
    Placement.objects.all().update(during=Period(oslo("2026-01-01 12:00"), None))
    day = date.fromisoformat(on)
    start = datetime.combine(day, datetime.min.time(), tzinfo=OSLO)
    unlock(hall, start)
    lock_in(hall, datetime.combine(day, datetime.min.time().replace(hour=4), tzinfo=OSLO))
    found = day_of(hall, day)
    assert (found.length, found.out) == (length * HOUR, out * HOUR)


def test_the_hour_that_comes_twice_counts_twice() -> None:
    hall = build_hall()
    Placement.objects.all().update(during=Period(oslo("2026-01-01 12:00"), None))
    lock_in(hall, oslo("2026-10-24 20:00"))
    unlock(hall, datetime(2026, 10, 25, 0, 30, tzinfo=UTC))  # 02:30, the first time
    lock_in(hall, datetime(2026, 10, 25, 1, 30, tzinfo=UTC))  # 02:30 again
    assert day_of(hall, date(2026, 10, 25)).out == HOUR


def test_an_event_that_never_happened_does_not_count() -> None:
    hall = build_hall()
    lock_in(hall, MORNING - 10 * HOUR)
    event = unlock(hall)
    locking.correct(event=event, turned_at=None, reason="Feil avdeling", by=hall.lunde, at=EVENING)
    assert day_of(hall, MORNING.date()).out == timedelta(0)


def test_a_move_to_another_unit_follows_its_doors_from_then_on() -> None:
    hall = build_hall()
    other = UnitFactory.create(code="C1", prison=hall.unit.prison)
    cell = CellFactory.create(unit=other, code="C1-01", position=1)
    noon = oslo("2026-11-24 12:00")
    for unit in (hall.unit, other):
        locking.turn(unit=unit, act="LOCK", by=hall.nesheim, at=MORNING - 10 * HOUR)
    unlock(hall)
    placement = Placement.objects.get(stay=hall.myhre)
    placement.during = Period(placement.during.lower, noon)
    placement.save()
    Placement.objects.create(
        stay=hall.myhre, bed=cell.beds.get(number=1), during=(noon, None), placed_at=noon, placed_by=hall.nesheim
    )
    found = day_of(hall, MORNING.date())
    assert (found.out, found.is_whole) == (5 * HOUR, True)


def test_the_last_day_and_night_is_any_twenty_four_hours() -> None:
    hall = build_hall()
    lock_in(hall, MORNING - 10 * HOUR)
    unlock(hall)
    lock_in(hall, MORNING + 2 * HOUR)
    at = MORNING + 30 * HOUR
    assert hours_out.until_now([hall.myhre.pk], MORNING + 20 * HOUR)[hall.myhre.pk].out == 2 * HOUR
    assert hours_out.until_now([hall.myhre.pk], MORNING + 25 * HOUR)[hall.myhre.pk].out == HOUR
    assert hours_out.until_now([hall.myhre.pk], at)[hall.myhre.pk].out == timedelta(0)


def test_it_asks_once_whatever_the_number() -> None:
    hall = build_hall()
    unlock(hall)
    by_name(hall, "LOCK", MORNING + HOUR)
    with CaptureQueriesContext(connection) as asked:
        hours_out.of_stays([hall.myhre.pk, hall.sundbo.pk], date(2026, 1, 1), MORNING.date(), at=EVENING)
    assert len(asked) == 1


def test_nothing_is_asked_of_nobody() -> None:
    with CaptureQueriesContext(connection) as asked:
        assert hours_out.of_stays([], MORNING.date(), MORNING.date(), at=EVENING) == {}
    assert not asked


def test_a_day_before_anybody_wrote_of_the_doors_is_not_known() -> None:
    found = day_of(build_hall(), date(2026, 11, 20))
    assert (found.known, found.band, found.length) == (
        timedelta(0),
        None,
        24 * HOUR,
    )
