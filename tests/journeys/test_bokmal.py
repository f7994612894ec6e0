"""Every page of the prison's floors is opened in Bokmål on a tablet held upright, by somebody who may.

The pages are those of the access matrix, with what its small world has to show; the journeys beside this file walk the
same pages through all that can happen on them.
"""

from collections.abc import Iterator

import pytest
from django.urls import reverse

from corrections.models import User
from tests import access_matrix, access_world
from tests.access_matrix import OBJECTS, ROLES, Row
from tests.access_world import World
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import in_bokmal
from tests.journeys.targets import too_low

TABLET = {"width": 768, "height": 1024}
FLOWS = {
    "somebody is received": ("receptions", "arrival_", "reception", "duplicate", "merge"),
    "another cell and another prison": ("person_move", "person_swap", "person_transfer", "transfer"),
    "out and back": ("person_trip", "trip", "absence"),
    "somebody is released": ("releases", "person_release", "release", "property_", "money_"),
    "counts": ("count",),
    "the roll": ("roll", "national_roll", "prison"),
    "the rounds": ("rounds", "observation_"),
    "the log and the handover": ("unit_log", "log_", "handover", "unit_equipment", "climate", "contact_officer"),
    "the board": ("board",),
}
THE_REST = "everything else"
NO_PAGE = {"healthz", "count_worker", "rounds_worker", "unit_log_names"}  # for programs
FILES = {"import_report", "decision_statistics_file", "person_dates_pdf"}
OK = 200


def flow_of(url: str) -> str:
    return next((flow for flow, names in FLOWS.items() if url.startswith(names)), THE_REST)


def pages() -> Iterator[tuple[Row, str]]:
    """Each page, and the first role of the matrix that opens it."""
    for row in access_matrix.rows():
        if row.verb == "GET" and row.url not in NO_PAGE | FILES:
            role = next((short for short in ROLES if row.expected(short) == OK), None)
            if role is not None:
                yield row, role


@pytest.fixture
def world(clock: Clock) -> World:
    return access_world.build(ROLES)


@pytest.mark.usefixtures("catalogues")
@pytest.mark.parametrize("flow", [*FLOWS, THE_REST])
def test_every_page_is_in_bokmal_and_made_for_a_finger(window: OpenWindow, world: World, flow: str) -> None:
    wrong: list[str] = []
    opened = 0
    for row, role in pages():
        if flow_of(row.url) != flow:
            continue
        user = world.cast[role][0]
        assert isinstance(user, User)
        seen = window(user, **TABLET)
        seen.open(reverse(row.url, args=OBJECTS[row.thing](world.own)))
        wrong += [f"{row.url}: {line}" for line in in_bokmal(seen)]
        wrong += [f"{row.url}: too low for a finger, {line}" for line in too_low(seen)]
        seen.context.close()
        opened += 1
    assert opened > 1
    assert not wrong, "\n".join(wrong)


def test_a_target_that_is_too_low_for_a_finger_is_found_out(window: OpenWindow, world: World) -> None:
    manager = world.cast["DUT"][0]
    assert isinstance(manager, User)
    seen = window(manager, **TABLET)
    seen.open(reverse("arrival_add"))
    assert too_low(seen) == []
    seen.page.locator("main").get_by_role("button", name="Register the arrival").evaluate(
        "(button) => Object.assign(button.style, { minHeight: 0, height: '30px' })"
    )
    assert too_low(seen) == ["30 px: Register the arrival"]


def test_a_page_that_is_left_in_english_is_found_out(window: OpenWindow, world: World) -> None:
    """Without the catalogues every page is one."""
    manager = world.cast["DUT"][0]
    assert isinstance(manager, User)
    seen = window(manager, **TABLET)
    seen.open(reverse("receptions"))
    wrong = in_bokmal(seen)
    assert "in English: Being received now" in wrong
    assert len(wrong) > 10
