"""The page of one person: the same head on every tab, boxes that fail alone, and nothing that hints at what is closed."""

from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from corrections.choices import PlaceKind, Role
from corrections.models import ReadRecord
from corrections.periods import between, since
from inmates.choices import AlertCode, CommitmentKind, LogKind
from inmates.models import Alert, Commitment, Identifier, LogEntry, Movement, Need, NextOfKin, Placement
from inmates.permissions import PersonPerm
from inmates.registries import PersonPanel, person_panels
from inmates.services import care
from tests.corrections.factories import NOW, PlaceFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW)


@pytest.fixture
def home() -> Placement:
    """Andreas Lervik in B2-01, in the workshop since 12:31."""
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


def text(client: Client, url: str) -> str:
    response = client.get(url)
    assert response.status_code == 200, response.content[:400]
    return response.content.decode()


def test_every_tab_says_who_where_now_since_when_and_who_saw(home: Placement) -> None:
    client = signed_in(Role.OFFICER, home)
    for url in (
        address(home),
        address(home, "person_timeline"),
        *(address(home, "person_tab", tab) for tab in ("log", "cells", "details")),
    ):
        page = text(client, url)
        assert home.stay.person.name in page
        assert "Verksted, tre" in page
        assert "12:31" in page
        assert "14:45" in page
        assert "O. Vik" in page
        assert home.bed.cell.code in page
