"""A signal of the health service drives the rounds: they begin, get closer and end with it, and say no reason."""

from datetime import datetime, timedelta

import pytest

from corrections.access import now
from corrections.choices import Role
from inmates.choices import SignalFor
from inmates.models import Signal, Stay
from inmates.services import release
from security.choices import EndOfRounds, Ground
from security.models import Observation
from security.rules import advice as rules
from security.services import advice, observing
from tests.corrections.factories import NOW, UnitFactory, UserFactory, staff
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay() -> Stay:
    made: Stay = StayFactory.create()
    PlacementFactory.create(stay=made, unit=UnitFactory.create())
    return made


def signal(
    stay: Stay, code: str = "OBSERVE_15", at: datetime = NOW, hours: int = 24, needed_by: str = "UNIT"
) -> Signal:
    made: Signal = Signal.objects.create(
        stay=stay, code=code, needed_by=needed_by, set_at=at, expires_at=at + timedelta(hours=hours)
    )
    return made


def rounds(stay: Stay) -> list[tuple[int, str, bool]]:
    found = Observation.objects.filter(stay=stay).order_by("pk")
    return [(each.interval_minutes, each.end_code, each.ordered_by_id is None) for each in found]


@pytest.mark.parametrize(
    ("codes", "minutes"),
    [
        ([], None),
        (["LOWER_BUNK"], None),
        (["OBSERVE_60"], 60),
        (["OBSERVE_60", "OBSERVE_15", "OBSERVE_30"], 15),
        (["OBSERVE_ALWAYS", "OBSERVE_15"], 5),
    ],
)
def test_the_shortest_interval_that_is_asked_for_counts(codes: list[str], minutes: int | None) -> None:
    assert rules.interval(codes) == minutes


def test_a_signal_begins_the_rounds_with_a_ground_that_says_nothing_of_health(stay: Stay) -> None:
    signal(stay)
    signal(stay, "LOWER_BUNK")
    assert (advice.follow(at=NOW), advice.follow(at=NOW)) == (1, 0)
    row = Observation.objects.get()
    assert (row.stay, row.interval_minutes, row.ground, row.note) == (stay, 15, Ground.HEALTH_ADVICE, "")
    assert row.next_due_at == NOW + timedelta(minutes=15)


def test_what_only_those_who_place_people_need_begins_no_rounds(stay: Stay) -> None:
    signal(stay, needed_by=SignalFor.PLACING)
    assert (advice.follow(at=NOW), rounds(stay)) == (0, [])


def test_another_interval_is_another_observation(stay: Stay) -> None:
    first = signal(stay, "OBSERVE_60")
    advice.follow(at=NOW)
    Signal.objects.filter(pk=first.pk).update(ended_at=NOW + timedelta(minutes=5))
    signal(stay, "OBSERVE_15", NOW + timedelta(minutes=5))
    assert advice.follow(at=NOW + timedelta(minutes=6)) == 1
    assert rounds(stay) == [(60, EndOfRounds.CHANGED, True), (15, "", True)]


def test_withdrawn_or_run_out_the_rounds_end(stay: Stay) -> None:
    made = signal(stay)
    advice.follow(at=NOW)
    Signal.objects.filter(pk=made.pk).update(ended_at=NOW + timedelta(hours=1))
    assert advice.follow(at=NOW + timedelta(minutes=59)) == 0
    assert advice.follow(at=NOW + timedelta(hours=1)) == 1
    signal(stay, "OBSERVE_30", NOW + timedelta(hours=2), hours=1)
    advice.follow(at=NOW + timedelta(hours=2))
    assert advice.follow(at=NOW + timedelta(hours=3)) == 1
    assert rounds(stay) == [(15, EndOfRounds.ORDERED, True), (30, EndOfRounds.ORDERED, True)]


def test_what_an_officer_ordered_stands_and_is_only_made_closer(stay: Stay) -> None:
    officer = UserFactory.create()
    observing.start(stay=stay, interval=30, ground=Ground.HEALTH_ADVICE, by=officer, at=NOW)
    wide = signal(stay, "OBSERVE_60")
    assert advice.follow(at=NOW + timedelta(minutes=1)) == 0
    Signal.objects.filter(pk=wide.pk).update(ended_at=NOW + timedelta(minutes=2))
    assert advice.follow(at=NOW + timedelta(minutes=2)) == 0
    signal(stay, "OBSERVE_15", NOW + timedelta(minutes=3))
    assert advice.follow(at=NOW + timedelta(minutes=3)) == 1
    assert rounds(stay) == [(30, EndOfRounds.CHANGED, False), (15, "", True)]


def test_officers_do_not_end_what_the_health_service_asks_for_and_are_told_how_it_ends(stay: Stay) -> None:
    made, manager = signal(stay), staff(Role.DUTY_MANAGER)
    advice.follow(at=NOW)
    row = Observation.objects.get()
    with pytest.raises(observing.RoundRefused, match="withdraw their signal") as refused:
        observing.end(observation=row, code=EndOfRounds.ORDERED, by=manager, at=NOW + timedelta(minutes=1))
    assert refused.value.code == "advised"
    assert rounds(stay) == [(15, "", True)]
    Signal.objects.filter(pk=made.pk).update(ended_at=NOW + timedelta(minutes=2))
    observing.end(observation=row, code=EndOfRounds.ORDERED, by=manager, at=NOW + timedelta(minutes=2))
    assert rounds(stay) == [(15, EndOfRounds.ORDERED, True)]


def test_released_people_are_left_in_peace_and_keep_nobody_waiting(stay: Stay) -> None:
    other: Stay = StayFactory.create()
    PlacementFactory.create(stay=other, unit=UnitFactory.create())
    signal(stay)
    signal(other)
    release.release(stay=stay, by=UserFactory.create(), at=NOW)
    assert advice.follow(at=now()) == 0 or rounds(stay) == []
    advice.follow(at=NOW + timedelta(minutes=1))
    assert (rounds(stay), [row[0] for row in rounds(other)]) == ([], [15])
