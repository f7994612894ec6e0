"""Who has been in the cell for 22 of the last 24 hours: at the edge, in whose reach, and what stands behind it."""

from datetime import UTC, date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections import middleware
from corrections.access import access_of
from corrections.choices import Role
from corrections.models import User
from inmates.models import Stay
from inmates.registries import BoardSubject
from security.permissions import LockPerm
from security.selectors import long_in_cell
from sentencing.choices import RestrictionKind
from sentencing.models import LiftedRestriction, Restriction
from tests.corrections.factories import CellFactory, PostingFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory, StayFactory
from tests.security.locking import Hall, build_hall, by_name, lock_in, unlock
from tests.sentencing.factories import RemandOrderFactory

pytestmark = pytest.mark.django_db
NOON = oslo("2026-11-25 12:00")
EIGHT = oslo("2026-11-25 08:00")
SECOND, HOUR = timedelta(seconds=1), timedelta(hours=1)


@pytest.fixture
def hall(monkeypatch: pytest.MonkeyPatch) -> Hall:
    """Locked in for days; both people."""
    found = build_hall()
    PostingFactory.create(user=found.nesheim, role=Role.OFFICER, unit=found.unit)
    monkeypatch.setattr(middleware, "now", lambda: NOON)
    lock_in(found, oslo("2026-11-23 18:00"))
    return found


def out_for(hall: Hall, length: timedelta, begin: datetime = EIGHT) -> None:
    unlock(hall, begin)
    lock_in(hall, begin + length)


def long(hall: Hall, at: datetime = NOON) -> set[int]:
    return set(long_in_cell.who([hall.myhre.pk, hall.sundbo.pk], at))


# ---- the edge ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("more", "is_long"), [(-SECOND, True), (timedelta(0), True), (SECOND, False)])
def test_two_hours_out_is_the_edge_to_the_second(hall: Hall, more: timedelta, is_long: bool) -> None:
    out_for(hall, 2 * HOUR + more)
    assert (hall.myhre.pk in long(hall)) is is_long


@pytest.mark.parametrize("night", ["2026-10-25", "2026-03-29"])
def test_on_the_nights_of_the_clock_twenty_four_hours_have_passed_too(night: str) -> None:
    hall = build_hall()
    at = oslo(f"{night} 12:00")
    stay = hall.myhre
    stay.placements.update(during=(at - 48 * HOUR, None))
    passed = at.astimezone(UTC)
    lock_in(hall, passed - 40 * HOUR)
    unlock(hall, passed - 24 * HOUR)
    lock_in(hall, passed - 22 * HOUR)
    assert long_in_cell.who([stay.pk], at)
    unlock(hall, passed - SECOND)
    assert not long_in_cell.who([stay.pk], at)


def test_hours_that_nobody_wrote_about_are_held_against_nobody(hall: Hall) -> None:
    other = build_other(hall)
    assert not long_in_cell.who([other.pk], NOON)


def test_who_is_locked_in_by_name_is_in_though_the_unit_is_out(hall: Hall) -> None:
    unlock(hall, oslo("2026-11-24 07:00"))
    by_name(hall, "LOCK", oslo("2026-11-24 08:00"))
    assert long(hall) == {hall.myhre.pk}


# ---- the page ------------------------------------------------------------------------------------------------------
def build_other(hall: Hall) -> Stay:
    unit = UnitFactory.create(code="C1", prison=hall.unit.prison)
    stay = StayFactory.create()
    PlacementFactory.create(stay=stay, bed=CellFactory.create(unit=unit, code="C1-01", position=1).beds.get(number=1))
    return stay


def page(user: User, name: str = "long_in_cell", *args: object) -> str:
    client = Client()
    client.force_login(user)
    return " ".join(client.get(reverse(name, args=args)).content.decode().split())


def test_the_page_names_who_and_says_that_no_decision_is_known(hall: Hall) -> None:
    text = page(hall.nesheim)
    assert "Myhre, Ola" in text
    assert text.count("No decision is known here") == 2
    assert "0 h 00 min" in text


def test_the_page_is_of_the_units_that_the_user_sees(hall: Hall) -> None:
    far = UserFactory.create()
    PostingFactory.create(user=far, role=Role.OFFICER, unit=UnitFactory.create(code="D1"))
    assert "Nobody whom you see here" in page(far)


def test_the_doors_and_the_person_say_it_in_red(hall: Hall) -> None:
    out_for(hall, 95 * timedelta(minutes=1))
    assert "Out of the cell 1 h 35 min in the last 24 hours" in page(hall.nesheim, "doors", hall.unit.pk)


def test_full_isolation_by_the_court_stands_behind_it_until_it_is_lifted(hall: Hall) -> None:
    court(hall, hall.myhre)
    assert "Full isolation by the court, to and including" in page(hall.nesheim)
    assert page(hall.nesheim).count("No decision is known here") == 1
    LiftedRestriction.objects.create(
        restriction=Restriction.objects.get(), lifted_on=NOON.date(), document="Kjennelse", registered_at=NOON,
        registered_by=hall.dale,
    )  # fmt: skip
    assert "Full isolation" not in page(hall.nesheim)


def court(hall: Hall, stay: Stay) -> None:
    order = RemandOrderFactory.create(stay=stay, registered_by=hall.dale)
    Restriction.objects.create(
        order=order, kind=RestrictionKind.FULL_ISOLATION, since=date(2026, 11, 20), until=date(2026, 11, 30),
        registered_at=NOON, registered_by=hall.dale,
    )  # fmt: skip


def test_the_next_shift_is_told_once_a_unit(hall: Hall) -> None:
    subject = BoardSubject(hall.unit.pk, hall.unit.prison_id, (hall.myhre.pk, hall.sundbo.pk), NOON)
    [duty] = long_in_cell.duties(subject, NOON, NOON + 8 * HOUR)
    assert duty.title == "2 people have been in the cell for 22 hours or more"
    unlock(hall, NOON - 3 * HOUR)
    assert long_in_cell.duties(subject, NOON, NOON + 8 * HOUR) == []


def test_the_list_asks_as_often_whatever_the_number(hall: Hall) -> None:
    access = access_of(hall.nesheim, at=NOON)
    assert access.units(LockPerm.VIEW)
    with CaptureQueriesContext(connection) as few:
        assert len(long_in_cell.in_reach(access, NOON)) == 2
    for number in range(3, 8):
        cell = CellFactory.create(unit=hall.unit, code=f"B2-{number}", position=number)
        PlacementFactory.create(stay=StayFactory.create(), bed=cell.beds.get(number=1))
    with CaptureQueriesContext(connection) as many:
        assert len(long_in_cell.in_reach(access, NOON)) == 7
    assert len(few) == len(many) == 3
