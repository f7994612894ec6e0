"""The estate, the work list, postings and lookups in a real browser: clean for axe, and whole without JavaScript."""

from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from corrections.choices import ClosureReason, Role, Urgency
from corrections.models import CellClosure, Posting, Prison, Task, Unit, User
from corrections.services import audit, estate, work
from tests.corrections.factories import (
    NOW,
    CellFactory,
    PlaceFactory,
    PostingFactory,
    PrisonFactory,
    TaskFactory,
    UnitFactory,
    UserFactory,
    staff,
)
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.fixtures import OpenWindow

pytestmark = [pytest.mark.journey, pytest.mark.django_db(transaction=True)]
DAY = timedelta(days=1)


class Scene:
    """Fjordvik with two units, a closed cell, tasks, postings and lookups."""

    def __init__(self) -> None:
        self.prison: Prison = PrisonFactory.create(name="Fjordvik fengsel", slug="fjordvik", municipality="Fjordvik")
        self.unit: Unit = self.a_unit("B2", 1)
        self.a_unit("C1", 2, security_level="LOWER")
        self.leader: User = staff(
            Role.LEADER, prison=self.prison, first_name="Hanne", last_name="Brekke", username="brekke"
        )
        self.officer: User = staff(
            Role.OFFICER, unit=self.unit, first_name="Ola", last_name="Vik", username="vik", home_unit=self.unit
        )
        self.cell = CellFactory.create(unit=self.unit, code="B2-21", position=21)
        self.closure: CellClosure = estate.close_cell(
            cell=CellFactory.create(unit=self.unit, code="B2-22", position=22),
            reason=ClosureReason.DAMAGED,
            note="Knust vindu",
            expected_return_on=(NOW + 7 * DAY).date(),
            by=self.leader,
            at=NOW - DAY,
        )
        self.tasks()
        self.postings()
        person = PersonFactory.create(family_name="Lervik", given_name="Andreas")
        PlacementFactory.create(unit=self.unit, person=person)
        audit.record_read(by=self.officer, at=NOW - DAY, subject=person, what="person.overview", reason="Samtale")

    def a_unit(self, code: str, position: int, **values: Any) -> Unit:
        unit = UnitFactory.create(prison=self.prison, code=code, name=f"Avdeling {code}", position=position, **values)
        for n in range(4):
            PlacementFactory.create(cell=CellFactory.create(unit=unit, code=f"{code}-0{n + 1}", position=n))
        PlaceFactory.create(prison=self.prison, unit=unit, name=f"Kjøkken {code}", kind="KITCHEN")
        return unit

    def tasks(self) -> None:
        for due, urgency in ((-DAY, Urgency.BAD), (DAY, Urgency.WARN), (9 * DAY, Urgency.QUIET)):
            TaskFactory.create(unit=self.unit, role=Role.LEADER, due_at=NOW + due, urgency=urgency, at=NOW - 2 * DAY)
        done = TaskFactory.create(unit=self.unit, role=Role.LEADER, at=NOW - DAY)
        work.complete_task(task=done, outcome="Ringt advokaten", by=self.officer, at=NOW - DAY / 4)

    def postings(self) -> None:
        for n, name in enumerate(("Dale", "Lunde", "Nesheim")):
            user = UserFactory.create(first_name="Mona", last_name=name, username=name.lower())
            PostingFactory.create(user=user, unit=self.unit, end=NOW + n * DAY if n else None)

    def addresses(self) -> dict[str, str]:
        """Every page of the shell by a short name, as its leader opens it."""
        cell, unit, posting = self.cell.pk, self.unit.pk, Posting.objects.get(user__username="dale").pk
        task = Task.objects.order_by("pk")[0].pk
        named: dict[str, tuple[str, list[Any]]] = {
            "prison": ("prison", ["fjordvik"]),
            "units": ("unit_list", ["fjordvik"]),
            "unit-add": ("unit_add", ["fjordvik"]),
            "cells": ("unit_cells", [unit]),
            "cell": ("cell", [self.closure.cell_id]),
            "cell-add": ("cell_add", [unit]),
            "cell-capacity": ("cell_capacity", [cell]),
            "cell-close": ("cell_close", [cell]),
            "places": ("place_list", ["fjordvik"]),
            "place-add": ("place_add", ["fjordvik"]),
            "tasks": ("tasks", []),
            "task-complete": ("task_complete", [task]),
            "postings": ("postings", []),
            "posting-grant": ("posting_grant", ["fjordvik"]),
            "posting-end": ("posting_end", [posting]),
            "who-may-do-what": ("who_may_do_what", []),
            "reads": ("reads", []),
            "own-reads": ("own_reads", []),
            "settings": ("my_settings", []),
        }
        return {name: reverse(url, args=args) for name, (url, args) in named.items()}


@pytest.fixture
def scene(clock: Any) -> Scene:
    return Scene()


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_every_page_of_the_shell_is_clean_for_axe(scene: Scene, window: OpenWindow, scheme: str) -> None:
    view = window(scene.leader, scheme=scheme)
    wrong = {}
    for name, address in scene.addresses().items():
        view.open(address)
        if found := view.axe():
            wrong[name] = found
    assert not wrong


@pytest.mark.parametrize("width", [768, 320])
def test_no_page_of_the_shell_scrolls_sideways(scene: Scene, window: OpenWindow, width: int) -> None:
    view = window(scene.leader, width=width, height=1024)
    wide = []
    for name, address in scene.addresses().items():
        view.open(address)
        if view.scrolls_sideways():
            wide.append(name)
    assert not wide


@pytest.mark.parametrize("js", [True, False])
def test_a_cell_is_closed_in_the_browser_and_a_mistake_is_explained_first(
    scene: Scene, window: OpenWindow, js: bool
) -> None:
    view = window(scene.leader, js=js)
    view.expects(422)
    page = view.open(reverse("cell_close", args=[scene.cell.pk]))
    page.select_option("[name=reason]", "OTHER")
    page.click("form[method=post] .form__end button")
    page.locator("[data-errors]").wait_for()
    assert not CellClosure.objects.filter(cell=scene.cell).exists()
    page.fill("[name=note]", "Lekkasje")
    page.click("form[method=post] .form__end button")
    page.wait_for_url(f"**{reverse('unit_cells', args=[scene.unit.pk])}")
    assert CellClosure.objects.get(cell=scene.cell).note == "Lekkasje"


def test_who_has_no_posting_and_who_is_refused_meet_a_sentence(scene: Scene, window: OpenWindow) -> None:
    nobody = window(UserFactory.create())
    nobody.open("/")
    assert not nobody.axe()
    nobody.expects(403)
    nobody.open(reverse("postings"))
    assert not nobody.axe()
