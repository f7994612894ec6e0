"""Somebody is moved to another cell, sent to another prison or released while their unit is counted.

Whoever is about to do it reads that the unit is being counted; when they do it all the same, the count follows.
"""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections import middleware
from corrections.access import access_of
from corrections.choices import Role
from corrections.models import Unit, User
from inmates.models import Placement, Stay, Transfer
from inmates.registries import Change
from inmates.selectors import consequences
from inmates.services import placements, release, releasing, transfers
from inmates.services.transfers import Order
from security.choices import CountState, EventKind, Expected
from security.models import CountEvent
from security.services import closing, counting
from tests.corrections.factories import BedFactory, UnitFactory, staff
from tests.inmates.factories import PlacementFactory
from tests.security.counting import Ward, after, begun, build_ward, handed_in, made, see_all
from tests.together import together

pytestmark = pytest.mark.django_db
COUNTED = "Avdeling B2 is being counted. Wait until the count adds up, or tell whoever counts."


@pytest.fixture
def ward() -> Ward:
    return build_ward()


@pytest.fixture
def dale(ward: Ward) -> User:
    return staff(Role.DUTY_MANAGER, prison=ward.unit.prison, first_name="Mona", last_name="Dale")


@pytest.fixture
def other() -> Unit:
    return UnitFactory.create()


def told(user: User, stay: Stay, kind: Any, **where: Any) -> list[str]:
    change = Change(stay.pk, kind, after(2), **where)
    return [found.text for found in consequences.of(change, access_of(user, at=after(2)))]


def on_the_way(stay: Stay, other: Unit, by: User) -> Transfer:
    at = after(-30)
    order = Order(other.prison, other.security_level, "e", "Ingen plass.", at.date())
    transfer = transfers.order_transfer(stay=stay, order=order, by=by, at=at)
    return transfers.depart(transfer=transfer, departed_at=at, expected_at=at + timedelta(hours=2), by=by, at=at)


# ---- told beforehand ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("kind", ["move", "transfer", "release"])
def test_who_changes_where_somebody_lives_reads_that_the_unit_is_being_counted(
    ward: Ward, dale: User, kind: str
) -> None:
    made(ward)
    assert COUNTED not in told(dale, ward.stays[0], kind)
    count = counting.start(count=ward.count(), by=ward.nesheim, at=after(1))
    assert COUNTED in told(dale, ward.stays[0], kind)
    see_all(count, by=ward.nesheim)
    counting.submit(count=count, by=ward.nesheim, at=after(5))
    assert COUNTED not in told(dale, ward.stays[0], kind)


def test_a_count_of_the_unit_that_somebody_comes_to_is_told_too(ward: Ward, dale: User) -> None:
    begun(ward)
    elsewhere = UnitFactory.create(prison=ward.unit.prison)
    stay = PlacementFactory.create(unit=elsewhere).stay
    assert COUNTED not in told(dale, stay, "move")
    assert COUNTED in told(dale, stay, "move", to_unit_id=ward.unit.pk)


def test_the_page_of_a_transfer_and_of_a_release_say_it_before_the_act(
    ward: Ward, dale: User, other: Unit, client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "now", lambda: after(2))
    begun(ward)
    at = after(-30)
    order = Order(other.prison, other.security_level, "e", "Ingen plass.", at.date())
    transfer = transfers.order_transfer(stay=ward.stays[0], order=order, by=dale, at=at)
    plan = releasing.plan(stay=ward.stays[1], kind="FULL_TERM", planned_at=after(60), by=dale, at=at)
    client.force_login(dale)
    for address in (reverse("transfer", args=[transfer.pk]), reverse("release", args=[plan.uuid])):
        assert COUNTED in client.get(address).content.decode(), address


# ---- followed ----------------------------------------------------------------------------------------------------
def test_whoever_is_released_during_the_count_is_missed_by_nobody(ward: Ward) -> None:
    count = begun(ward)
    release.release(stay=ward.stays[0], by=ward.dale, at=after(2))
    assert ward.line(0).expected == Expected.GONE
    see_all(count, by=ward.nesheim, at=after(3))
    count = counting.submit(count=count, by=ward.nesheim, at=after(5))
    assert (count.state, count.expected, count.missing) == (CountState.AGREED, 4, 0)


def test_whoever_arrives_in_another_prison_without_a_cell_is_expected_here_no_more(
    ward: Ward, dale: User, other: Unit
) -> None:
    transfer = on_the_way(ward.stays[0], other, dale)
    count = begun(ward)
    assert ward.line(0).expected == Expected.OUTSIDE
    transfers.arrive(transfer=transfer, arrived_at=after(2), by=ward.dale, at=after(2))
    assert ward.line(0).expected == Expected.GONE
    see_all(count, by=ward.nesheim, at=after(3))
    assert counting.submit(count=count, by=ward.nesheim, at=after(5)).state == CountState.AGREED


def test_whoever_moves_to_another_unit_stands_in_one_count_of_the_two(ward: Ward, dale: User) -> None:
    count = begun(ward)
    elsewhere = UnitFactory.create(prison=ward.unit.prison, security_level=ward.unit.security_level)
    home = Placement.objects.current().get(stay=ward.stays[0])
    bed = BedFactory.create(unit=elsewhere)
    placements.move_cell(stay=ward.stays[0], bed=bed, seen=home.pk, by=dale, at=after(2))
    assert ward.line(0).expected == Expected.GONE
    see_all(count, by=ward.nesheim, at=after(3))
    assert counting.submit(count=count, by=ward.nesheim, at=after(5)).missing == 0


# ---- at the same moment ------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_a_release_at_the_moment_of_handing_in_is_before_or_after_and_nobody_is_missing(
    ward: Ward, round_: int
) -> None:
    count = begun(ward)
    see_all(count, by=ward.nesheim)
    results = together(
        lambda: counting.submit(count=count, by=ward.nesheim, at=after(5)),
        lambda: release.release(stay=ward.stays[0], by=ward.dale, at=after(5)),
    )
    assert not [result for result in results if isinstance(result, Exception)], (round_, results)
    count.refresh_from_db()
    moved = CountEvent.objects.filter(count=count, kind=EventKind.MOVED).count()
    assert (count.state, count.missing) == (CountState.AGREED, 0)
    assert (count.expected, ward.line(0).expected, moved) in [(5, Expected.CELL, 0), (4, Expected.GONE, 1)]


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("round_", range(3))
def test_a_release_at_the_moment_of_certifying_changes_the_count_before_it_or_not_at_all(
    ward: Ward, round_: int
) -> None:
    """The one who is missed is released: either they were missing to the end, or the count adds up without them."""
    count = handed_in(ward, missing=(0,))
    results = together(
        lambda: closing.certify(count=count, by=ward.dale, at=after(10), incident="Ikke funnet, se hendelse 12"),
        lambda: release.release(stay=ward.stays[0], by=ward.lunde, at=after(9)),
    )
    assert not [result for result in results if isinstance(result, Exception)], (round_, results)
    count.refresh_from_db()
    assert Stay.objects.get(pk=ward.stays[0].pk).during.upper == after(9)
    assert count.state == CountState.CERTIFIED
    assert (ward.line(0).expected, count.missing) in [(Expected.CELL, 1), (Expected.GONE, 0)]
