"""A board is drawn once for all who may see the same, and never shown to anybody else or after a change."""

from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.choices import Role
from corrections.models import User
from inmates.models import Stay
from inmates.selectors.board import kept
from inmates.services import movements
from tests.corrections.factories import NOW, staff
from tests.inmates.house import House, build_house

pytestmark = pytest.mark.django_db(transaction=True)


@pytest.fixture(autouse=True)
def nothing_kept(monkeypatch: pytest.MonkeyPatch) -> Iterator[None]:
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW)
    kept.forget()
    yield
    kept.forget()


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def resident(house: House) -> Stay:
    return house.resident()


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    client.get(reverse("unit_log", args=[user.home_unit_id or 0]))  # the first request also writes the session
    return client


def was_read(client: Client, house: House) -> bool:
    """Whether a page of the board had to ask where people are."""
    with CaptureQueriesContext(connection) as asked:
        assert client.get(reverse("board", args=[house.unit.pk])).status_code == 200
    return any("inmates_movement" in query["sql"] for query in asked)


def test_a_board_is_drawn_once_for_colleagues_of_one_role(house: House, resident: Stay) -> None:
    first, second = signed_in(house.officer), signed_in(house.colleague)
    assert was_read(first, house)
    assert not was_read(first, house)
    assert not was_read(second, house)


def test_a_board_is_drawn_anew_when_somebody_has_moved(house: House, resident: Stay) -> None:
    officer = signed_in(house.officer)
    was_read(officer, house)
    movements.register_movement(
        stay=resident, to_place=house.workshop, left_at=NOW, follows=None, by=house.officer, at=NOW
    )
    page = officer.get(reverse("board", args=[house.unit.pk])).content.decode()
    assert "Verksted" in page


def test_a_board_is_drawn_anew_for_another_role_and_another_minute(
    house: House, resident: Stay, monkeypatch: pytest.MonkeyPatch
) -> None:
    was_read(signed_in(house.officer), house)
    leader = signed_in(staff(Role.LEADER, prison=house.prison))
    assert was_read(leader, house)
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW + timedelta(minutes=1))
    assert was_read(leader, house)


def test_what_is_held_at_another_unit_gives_nobody_this_board(house: House, resident: Stay) -> None:
    was_read(signed_in(house.officer), house)
    elsewhere = staff(Role.OFFICER)
    assert signed_in(elsewhere).get(reverse("board", args=[house.unit.pk])).status_code == 404


def test_inside_a_transaction_nothing_is_kept(house: House, resident: Stay) -> None:
    officer = signed_in(house.officer)
    with transaction.atomic():
        assert was_read(officer, house)
        assert was_read(officer, house)
    assert was_read(officer, house)
    with transaction.atomic():
        assert was_read(officer, house)
