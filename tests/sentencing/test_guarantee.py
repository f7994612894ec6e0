"""What must be in place before somebody goes home: asked for in time, exactly once, and of somebody by name."""

from datetime import datetime, timedelta

import pytest

from corrections.choices import Role
from corrections.models import Task, Unit, User
from corrections.services import postings
from inmates.models import Stay
from inmates.services import care, releasing
from sentencing.choices import ItemState, ReleaseDomain
from sentencing.selectors.way_out import of_alarm
from sentencing.services import stairs
from tests.corrections.factories import UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory
from tests.together import together

pytestmark = pytest.mark.django_db
NOON = oslo("2026-09-08 12:00")  # the day of the alarm: 22 September less two weeks
DOMAINS = {str(domain) for domain in ReleaseDomain}


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


@pytest.fixture
def by() -> User:
    return UserFactory.create(first_name="Hanne", last_name="Brekke")


@pytest.fixture
def stay(unit: Unit) -> Stay:
    """Ten months from 2 March: the earliest release is 22 September."""
    found: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00")).stay
    JudgmentFactory.create(stay=found, months=10)
    return found


def officer(unit: Unit, first: str, last: str) -> User:
    return staff(Role.OFFICER, unit=unit, first_name=first, last_name=last)


def follow(stay: Stay, who: User, by: User, *, at: datetime, substitute: bool = False) -> None:
    care.assign_contact_officer(stay=stay, officer=who, seen=None, by=by, at=at, is_substitute=substitute)


def call(at: datetime) -> None:
    stairs.call(stay_ids=None, by=None, at=at)


def gone(user: User, by: User, at: datetime) -> None:
    """No longer at work in the prison."""
    postings.end_posting(posting=user.postings.get(), by=by, at=at)


def asked(stay: Stay, domain: str = "HOME") -> list[str]:
    """Who the open alarm of one thing names."""
    tasks = Task.objects.open().filter(subject_id=stay.pk, kind="guarantee.ALARM", detail__domain=domain)
    return list(tasks.get().detail["who"])


def open_ones(stay: Stay) -> set[tuple[str, int]]:
    found = Task.objects.open().filter(subject_id=stay.pk, kind__startswith="guarantee.")
    return {(task.detail["domain"], task.detail["stage"]) for task in found}


# ---- when ----------------------------------------------------------------------------------------------------------
def test_each_stage_asks_for_what_it_should_and_for_nothing_that_is_arranged(stay: Stay, by: User) -> None:
    def settle(domain: ReleaseDomain, state: ItemState, *, owner: str = "", evidence: str = "") -> None:
        stairs.settle_item(
            stay=stay, domain=domain, state=state, outside_owner=owner, evidence=evidence, by=by, at=oslo("2026-06-01")
        )

    settle(ReleaseDomain.HOME, ItemState.ARRANGED, owner="Fjordvik kommune", evidence="Leiekontrakt")
    settle(ReleaseDomain.INCOME, ItemState.OPEN, owner="NAV Fjordvik")
    without = DOMAINS - {"HOME", "INCOME"}
    for day, stage, wanted in (
        ("2026-06-23 23:59", 0, set()),
        ("2026-06-24 00:00", 90, without),
        ("2026-07-23 23:59", 90, without),
        ("2026-07-24 00:00", 60, without),
        ("2026-08-22 23:59", 60, without),
        ("2026-08-23 00:00", 30, without | {"INCOME"}),
        ("2026-09-07 23:59", 30, without | {"INCOME"}),
        ("2026-09-08 00:00", 14, without | {"INCOME"}),
    ):
        call(oslo(day))
        assert open_ones(stay) == {(domain, stage) for domain in wanted}, day


@pytest.mark.parametrize(("night", "home"), [("2026-10-25", "2026-11-08 12:00"), ("2027-03-28", "2027-04-11 12:00")])
def test_the_alarm_on_the_night_when_the_clocks_change_rings_once(unit: Unit, by: User, night: str, home: str) -> None:
    """Two weeks before falls on that very day; the watch runs through the hour that is there twice, or not at all."""
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00")).stay
    JudgmentFactory.create(stay=stay, years=3)
    releasing.plan(stay=stay, kind="FULL_TERM", planned_at=oslo(home), by=by, at=oslo("2026-06-01"))
    call(oslo(f"{night} 00:00") - timedelta(minutes=1))
    alarms = Task.objects.filter(subject_id=stay.pk, kind="guarantee.ALARM")
    assert not alarms.exists()
    for quarters in range(4 * 26):
        call(oslo(f"{night} 00:00") + timedelta(minutes=15 * quarters))
    assert {task.detail["domain"] for task in alarms} == DOMAINS
    assert alarms.count() == Task.history.filter(subject_id=stay.pk, kind="guarantee.ALARM").count() == 7
    assert {task.due_at for task in alarms} == {oslo(home).replace(hour=23, minute=59)}


@pytest.mark.django_db(transaction=True)
def test_a_worker_that_starts_again_beside_another_rings_no_alarm_twice(stay: Stay) -> None:
    together(lambda: call(NOON), lambda: call(NOON))
    call(NOON + timedelta(seconds=5))
    alarms = Task.objects.filter(subject_id=stay.pk, kind="guarantee.ALARM")
    assert alarms.count() == Task.history.filter(subject_id=stay.pk, kind="guarantee.ALARM").count() == 7


# ---- who -----------------------------------------------------------------------------------------------------------
def test_the_alarm_names_the_contact_officer_and_who_steps_in(stay: Stay, unit: Unit, by: User) -> None:
    follow(stay, officer(unit, "Kari", "Nesheim"), by, at=oslo("2026-04-01"))
    call(NOON)
    assert asked(stay) == ["K. Nesheim"]
    follow(stay, officer(unit, "Tor", "Lunde"), by, at=NOON, substitute=True)
    assert asked(stay) == ["K. Nesheim", "T. Lunde"]  # at once, not at the next round
    task = Task.objects.filter(subject_id=stay.pk, kind="guarantee.ALARM").order_by("pk")[0]
    assert "with K. Nesheim, or T. Lunde now" in of_alarm(task.detail)


def test_who_has_left_is_named_no_more_and_the_substitute_is(stay: Stay, unit: Unit, by: User) -> None:
    first, second = officer(unit, "Kari", "Nesheim"), officer(unit, "Tor", "Lunde")
    follow(stay, first, by, at=oslo("2026-04-01"))
    follow(stay, second, by, at=oslo("2026-04-01"), substitute=True)
    gone(first, by, oslo("2026-09-08 08:00"))
    call(NOON)
    assert asked(stay) == ["T. Lunde"]
    User.objects.filter(pk=second.pk).update(is_active=False)
    call(NOON)
    assert asked(stay) == []


def test_where_nobody_follows_the_person_any_more_the_leader_is_named(stay: Stay, unit: Unit, by: User) -> None:
    elsewhere = staff(Role.LEADER, unit=UnitFactory.create(), first_name="Liv", last_name="Aamodt")
    leader = staff(Role.LEADER, prison=unit.prison, first_name="Eva", last_name="Fjeldstad")
    only = officer(unit, "Kari", "Nesheim")
    follow(stay, only, by, at=oslo("2026-04-01"))
    gone(only, by, oslo("2026-09-08 08:00"))
    call(NOON)
    assert asked(stay) == [leader.short_name]
    assert elsewhere.short_name not in asked(stay)


def test_who_took_it_on_is_named_before_the_contact_officer(stay: Stay, unit: Unit, by: User) -> None:
    follow(stay, officer(unit, "Kari", "Nesheim"), by, at=oslo("2026-04-01"))
    owner = staff(Role.REINTEGRATION, prison=unit.prison, first_name="Siv", last_name="Moe")
    stairs.settle_item(
        stay=stay, domain=ReleaseDomain.HOME, state=ItemState.OPEN, owner=owner, by=by, at=oslo("2026-06-01")
    )
    call(NOON)
    assert (asked(stay), asked(stay, "DEBT")) == (["S. Moe"], ["K. Nesheim"])


def test_what_somebody_took_on_who_has_left_has_no_owner_and_is_asked_for_again(
    stay: Stay, unit: Unit, by: User
) -> None:
    owner = staff(Role.REINTEGRATION, prison=unit.prison, first_name="Siv", last_name="Moe")
    stairs.settle_item(
        stay=stay, domain=ReleaseDomain.HOME, state=ItemState.OPEN, owner=owner, by=by, at=oslo("2026-06-01")
    )
    call(oslo("2026-06-25 12:00"))
    assert ("HOME", 90) not in open_ones(stay)
    gone(owner, by, oslo("2026-06-25 13:00"))
    call(oslo("2026-06-25 14:00"))
    assert ("HOME", 90) in open_ones(stay)
