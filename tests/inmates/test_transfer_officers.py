"""The officers who bring somebody to another prison: named at the departure, free again when they are there."""

from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections import middleware
from corrections.choices import Role, SecurityLevel
from corrections.models import Unit, User
from corrections.refusals import Conflict
from inmates.models import Absence, Escort, Placement, Transfer
from inmates.selectors import trips as selector
from inmates.services import transfers, trips
from inmates.services.trips import Plan
from tests.corrections.factories import UnitFactory, staff
from tests.inmates.factories import PlacementFactory
from tests.inmates.races import race
from tests.inmates.transferring import HOUR, NOW, START, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2", security_level=SecurityLevel.HIGH)


@pytest.fixture
def other() -> Unit:
    return UnitFactory.create(code="T1", security_level=SecurityLevel.HIGH)


@pytest.fixture
def home(unit: Unit) -> Placement:
    return PlacementFactory.create(unit=unit, start=START)


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def officers(unit: Unit) -> list[User]:
    names = (("Kari", "Nesheim"), ("Ola", "Vik"))
    return [staff(Role.OFFICER, unit=unit, first_name=first, last_name=last) for first, last in names]


def leave_with(transfer: Transfer, officers: list[User], by: User) -> Transfer:
    return transfers.depart(
        transfer=transfer, departed_at=NOW, expected_at=NOW + 2 * HOUR, officers=officers, by=by, at=NOW
    )


def test_whoever_goes_along_stands_in_the_movement_list_until_they_are_there(
    home: Placement, other: Unit, by: User, officers: list[User]
) -> None:
    transfer = leave_with(order(home, other, by), officers, by)
    assert list(Escort.objects.order_by("pk").values_list("officer", "is_lead", "transfer")) == [
        (officers[0].pk, True, transfer.pk),
        (officers[1].pk, False, transfer.pk),
    ]
    assert {(row.during.lower, row.during.upper) for row in Escort.objects.all()} == {(NOW, NOW + 2 * HOUR)}
    (line,) = selector.day_of(transfer.from_prison_id, NOW.date(), NOW)
    assert line.officers == "K. Nesheim, O. Vik"
    transfers.arrive(transfer=transfer, arrived_at=NOW + HOUR, by=by, at=NOW + HOUR)
    assert {row.during.upper for row in Escort.objects.all()} == {NOW + HOUR}


def test_an_officer_who_is_out_with_somebody_is_named_and_nobody_leaves(
    home: Placement, unit: Unit, other: Unit, by: User, officers: list[User]
) -> None:
    out = PlacementFactory.create(unit=unit, start=START)
    plan = Plan("COURT", "Fjordvik tingrett", NOW + HOUR, NOW + 3 * HOUR, officers=officers[:1])
    trips.plan_trip(stay=out.stay, plan=plan, by=by, at=NOW)
    transfer = order(home, other, by)
    with pytest.raises(Conflict, match=r"K\. Nesheim goes with another trip then: Fjordvik tingrett, 15:32–17:32"):
        leave_with(transfer, officers, by)
    transfer.refresh_from_db()
    assert transfer.departed_at is None
    assert not Absence.objects.exists()
    assert Escort.objects.filter(transfer__isnull=False).count() == 0


@pytest.mark.django_db(transaction=True)
def test_of_two_departures_that_want_the_same_officer_one_leaves_and_the_other_is_told(
    home: Placement, unit: Unit, other: Unit, by: User, officers: list[User]
) -> None:
    second = PlacementFactory.create(unit=unit, start=START)
    orders = [order(home, other, by), order(second, other, by)]
    found: list[Any] = race(
        lambda: leave_with(orders[0], officers[:1], by), lambda: leave_with(orders[1], officers[:1], by)
    )
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "Transfer"]
    assert Transfer.objects.en_route().count() == Absence.objects.count() == Escort.objects.count() == 1


def test_the_page_of_the_transfer_names_them_and_the_prison_that_receives_reads_it(
    home: Placement, other: Unit, by: User, officers: list[User], client: Client, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(middleware, "now", lambda: NOW)
    transfer = order(home, other, by)
    client.force_login(by)
    data = {"expected_at": "16:30", "lead": officers[1].pk, "others": [officers[0].pk]}
    assert client.post(reverse("transfer_depart", args=[transfer.pk]), data).status_code == 302
    client.force_login(staff(Role.DUTY_MANAGER, prison=other.prison))
    assert "O. Vik (leads), K. Nesheim" in client.get(reverse("transfer", args=[transfer.pk])).content.decode()
