"""One resident at work, as the tests of a person's page share them."""

from typing import Any

from django.test import Client
from django.urls import reverse

from corrections.choices import PlaceKind, Role
from inmates.models import Movement, Placement
from tests.corrections.factories import PlaceFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory


def at_work() -> Placement:
    """Andreas Lervik in B2, in the workshop since 12:31."""
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    placement = PlacementFactory.create(unit=unit, start=oslo("2026-06-02 10:00"))
    shop = PlaceFactory.create(prison=unit.prison, name="Verksted, tre", kind=PlaceKind.WORKSHOP)
    officer = staff(Role.OFFICER, unit=unit, first_name="Ola", last_name="Vik")
    Movement.objects.create(
        stay=placement.stay,
        to_place=shop,
        left_at=oslo("2026-11-24 12:28"),
        arrived_at=oslo("2026-11-24 12:31"),
        expected_back_at=oslo("2026-11-24 14:45"),
        registered_at=oslo("2026-11-24 12:28"),
        registered_by=officer,
        seen_by=officer,
    )
    return placement


def signed_in(role: Role, home: Placement, **where: Any) -> Client:
    client = Client()
    client.force_login(staff(role, **(where or {"unit": home.bed.cell.unit})))
    return client


def address(home: Placement, name: str = "person", *more: str) -> str:
    return reverse(name, args=[home.stay.person.uuid, *more])
