"""The counts that fall due: each exactly once for its unit and slot, early enough, late when missed, and escalating."""

from datetime import datetime, time, timedelta

import pytest

from corrections.choices import Role
from corrections.models import Breach, Place, Task
from corrections.services import work
from inmates.choices import AbsenceKind
from inmates.models import Movement
from inmates.selectors import whereabouts
from inmates.services import movements
from security.choices import CountKind, CountState
from security.models import Count, CountPlan, CountStateChange
from security.services import closing, making, planning
from tests.corrections.factories import PlaceFactory, oslo
from tests.security.counting import DUE, Ward, after, build_ward
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    return build_ward()


def slots_of(ward: Ward) -> list[str]:
    return list(Count.objects.filter(unit=ward.unit).order_by("due_at").values_list("slot", flat=True))


def ticks(start: datetime, end: datetime, every: timedelta) -> None:
    while start <= end:
        making.make_counts(at=start)
        start += every


# ---- once --------------------------------------------------------------------------------------------------------
def test_a_count_is_made_when_its_lead_begins_with_everybody_who_lives_there(ward: Ward) -> None:
    assert making.make_counts(at=after(-16)) == 1  # yesterday's, which nothing had made
    assert making.make_counts(at=after(-15)) == 1
    count = ward.count()
    assert (count.state, count.due_at, count.finish_by, count.lines.count()) == ("OPEN", DUE, after(20), 5)
    assert making.make_counts(at=after(-15)) == 0


def test_a_day_of_ticks_makes_each_count_once(ward: Ward) -> None:
    planning.plan_count(
        unit=ward.unit, kind=CountKind.SCHEDULED, starts=time(7, 15), by=ward.dale, at=DUE - timedelta(hours=27)
    )
    planning.plan_count(
        unit=ward.unit,
        kind=CountKind.RANDOM,
        starts=time(17),
        ends=time(19),
        by=ward.dale,
        at=DUE - timedelta(hours=27),
    )
    ticks(oslo("2026-11-24 00:00"), oslo("2026-11-24 23:59"), timedelta(minutes=5))
    today = [slot for slot in slots_of(ward) if slot.startswith("2026-11-24")]
    assert [slot[11:16] for slot in today if slot[11:13] not in ("17", "18")] == ["07:15", "15:00"]
    assert len(today) == 3


def test_two_plans_at_one_time_make_one_count(ward: Ward) -> None:
    planning.plan_count(
        unit=ward.unit, kind=CountKind.NIGHT, starts=time(15), by=ward.dale, at=DUE - timedelta(hours=1)
    )
    making.make_counts(at=after(-10))
    assert Count.objects.filter(unit=ward.unit, due_at=DUE).count() == 1


def test_a_plan_that_has_ended_makes_no_more(ward: Ward) -> None:
    planning.end_plan(plan=ward.plan, by=ward.dale, at=after(-60))
    making.make_counts(at=after(-10))
    assert not Count.objects.filter(due_at=DUE).exists()


def test_a_new_plan_makes_nothing_of_before_it_was_planned(ward: Ward) -> None:
    planning.plan_count(unit=ward.unit, kind=CountKind.SCHEDULED, starts=time(14), by=ward.dale, at=after(-10))
    making.make_counts(at=after(-10))
    assert "2026-11-24T14:00+0100" not in slots_of(ward)


@pytest.mark.parametrize(
    ("from_", "to", "wanted"),
    [
        ("2026-03-28 20:00", "2026-03-29 12:00", ["2026-03-29T03:00+0200"]),
        ("2026-10-24 20:00", "2026-10-25 12:00", ["2026-10-25T02:30+0200"]),
    ],
)
def test_on_the_nights_of_the_clock_each_count_is_made_once(from_: str, to: str, wanted: list[str]) -> None:
    ward = build_ward(starts=time(2, 30))
    CountPlan.objects.filter(pk=ward.plan.pk).update(during=(oslo(from_), None))
    ticks(oslo(from_), oslo(to), timedelta(minutes=10))
    assert slots_of(ward) == wanted


# ---- missed ------------------------------------------------------------------------------------------------------
def test_what_was_missed_while_nothing_ran_is_made_late_a_day_back_and_no_further(ward: Ward) -> None:
    CountPlan.objects.filter(pk=ward.plan.pk).update(during=(DUE - timedelta(days=5), None))
    assert making.make_counts(at=after(8 * 60)) == 1
    count = ward.count()
    assert (count.state, count.made_at) == (CountState.LATE, after(8 * 60))


def test_a_late_count_calls_the_officer_then_the_duty_manager_then_the_leader(ward: Ward) -> None:
    making.make_counts(at=after(-10))
    called = []
    for minutes in (19, 20, 25, 35):
        work.escalate(at=after(minutes))
        found = Task.objects.filter(kind="clock.COUNT", unit=ward.unit, due_at=after(20)).order_by("created_at", "pk")
        called.append([task.role for task in found])
    assert called == [
        [],
        [Role.OFFICER],
        [Role.OFFICER, Role.DUTY_MANAGER],
        [Role.OFFICER, Role.DUTY_MANAGER, Role.LEADER],
    ]
    assert Breach.objects.filter(clock__subject_id=ward.count().pk, due_at=after(20)).count() == 1


def test_marking_late_again_marks_nothing(ward: Ward) -> None:
    making.make_counts(at=after(-10))
    before = closing.mark_late(at=after(19))
    assert closing.mark_late(at=after(20)) == 1
    assert (before, closing.mark_late(at=after(21))) == (0, 0)
    assert CountStateChange.objects.filter(count=ward.count(), event="mark_late").count() == 1


# ---- two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_beats_at_once_make_no_double() -> None:
    wards = [build_ward() for _ in range(6)]
    made = together(*[lambda: making.make_counts(at=after(-10))] * 4)
    assert all(isinstance(number, int) for number in made), made
    for ward in wards:
        assert Count.objects.filter(unit=ward.unit, due_at=DUE).count() == 1
        assert ward.count().lines.count() == 5


@pytest.mark.django_db(transaction=True)
def test_an_emergency_that_two_order_at_once_is_counted_once() -> None:
    ward = build_ward()
    together(
        lambda: making.order_emergency(prison=ward.unit.prison, by=ward.dale, at=after(1)),
        lambda: making.order_emergency(prison=ward.unit.prison, by=ward.lunde, at=after(1.1)),
    )
    assert Count.objects.filter(unit=ward.unit, kind=CountKind.EMERGENCY).count() == 1


# ---- where everybody should be ---------------------------------------------------------------------------------------
def test_where_people_should_be_is_what_the_whereabouts_say(ward: Ward) -> None:
    """The SQL of the lines is held to the one rule of where people are, case by case."""
    common = PlaceFactory.create(prison=ward.unit.prison, unit=ward.unit, name="Fellesrom")
    home, walking, arrived, court, back = ward.stays

    def move(number: int, place: Place | None, ago: int) -> Movement:
        stay = ward.stays[number]
        last = whereabouts.of_stay(stay.pk, after(-ago)).movement_id
        return movements.register_movement(
            stay=stay,
            to_place=place,
            left_at=after(-ago),
            follows=last,
            by=ward.lunde,
            at=after(-ago),
        )

    move(0, common, 200)
    move(0, None, 190)
    move(1, ward.workshop, 30)
    movements.confirm_arrival(movement=move(2, ward.workshop, 90), by=ward.dale, at=after(-85))
    for stay in (court, back):
        gone = movements.depart(
            stay=stay, kind=AbsenceKind.LEAVE, departed_at=after(-300), by=ward.dale, at=after(-300)
        )
    movements.return_from(absence=gone, returned_at=after(-120), by=ward.dale, at=after(-120))
    move(4, common, 60)
    making.make_counts(at=after(-10))
    rule = whereabouts.of_stays([stay.pk for stay in ward.stays], after(-10))
    for line in ward.count().lines.all():
        here = rule[line.stay_id]
        assert (line.expected, line.place_id, line.on_the_way, line.since, line.until) == (
            here.bucket.value.upper(),
            here.place_id,
            here.on_the_way,
            here.since,
            here.until,
        )
    assert [ward.line(number).expected for number in range(5)] == ["CELL", "INSIDE", "INSIDE", "OUTSIDE", "UNIT"]
    assert (home, walking, arrived) == tuple(ward.stays[:3])
