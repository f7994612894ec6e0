"""What needs somebody now on a unit, and what other floors lend to its board."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from corrections.access import access_of
from corrections.choices import Role
from corrections.periods import since
from corrections.registries import TaskText, task_texts
from corrections.services import work
from inmates.choices import AbsenceKind, NonAssociationReason
from inmates.models import NonAssociation
from inmates.registries import (
    AgendaItem,
    BoardAction,
    BoardBadge,
    BoardSource,
    action_sources,
    agenda_sources,
    board_badges,
)
from inmates.selectors import whereabouts
from inmates.selectors.board import board_rows
from inmates.services import movements
from tests.corrections.factories import NOW, CellFactory, oslo, staff
from tests.inmates.boards import attributes, board_of
from tests.inmates.factories import PlacementFactory
from tests.inmates.house import House, build_house, minutes
from tests.inmates.mockup import Mockup, build_mockup, today

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def b2() -> Mockup:
    return build_mockup()


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


# ---- what needs action ------------------------------------------------------------------------
def test_what_needs_action_is_said_with_who_and_since_when(b2: Mockup) -> None:
    said = [(action.level, action.title, action.text, action.button) for action in board_of(b2).actions]

    assert said == [
        ("warn", "B2-07 Eikeland", "Not reported back from skole, expected 14:30", "Register"),
        ("warn", "Keep Kvalvåg and Aydın apart", "Kjøkken and fellesrom now", "Show"),
    ]


def test_two_who_must_not_meet_in_one_room_are_told_and_their_tiles_turn_amber(b2: Mockup) -> None:
    stay = b2.stays["Kvalvåg"]
    movements.register_movement(
        stay=stay, to_place=b2.places["Fellesrom"], left_at=today("14:20"),
        follows=whereabouts.of_stay(stay.pk, NOW).movement_id, by=b2.officer, at=NOW,
    )  # fmt: skip

    board = board_of(b2)

    assert "Both: Fellesrom now" in [action.text for action in board.actions]
    assert attributes(board, "10")["data-lvl"] == attributes(board, "14")["data-lvl"] == "warn"


def test_a_pair_on_two_units_is_told_when_they_meet_elsewhere(house: House) -> None:
    mine, other = house.resident("Berg"), PlacementFactory.create(unit=None).stay
    elsewhere = PlacementFactory.create(cell=CellFactory.create(unit__prison=house.prison)).stay
    first, second = sorted([mine.person_id, elsewhere.person_id])
    NonAssociation.objects.create(
        first_id=first,
        second_id=second,
        reason=NonAssociationReason.THREAT,
        during=since(minutes(99)),
        registered_at=NOW,
    )
    for stay in (mine, elsewhere):
        movements.register_movement(
            stay=stay, to_place=house.school, left_at=minutes(5), follows=None, by=house.officer, at=minutes(5)
        )

    texts = [action.text for action in board_of(house).actions]

    assert texts == ["Both: Skole now"]
    assert other.pk != elsewhere.pk


def test_who_may_not_see_pairs_sees_no_names_and_no_action(b2: Mockup) -> None:
    coordinator = staff(Role.REINTEGRATION, prison=b2.prison)

    board = board_rows(b2.unit.pk, NOW, access_of(coordinator, at=NOW))

    assert [action.icon for action in board.actions] == ["clock"]


@pytest.mark.parametrize(
    ("kind", "late", "level"),
    [
        (AbsenceKind.COURT, 5, "warn"),
        (AbsenceKind.COURT, 61, "bad"),
        (AbsenceKind.LEAVE, 1, "bad"),
        (AbsenceKind.HOSPITAL, 30, "warn"),
    ],
)
def test_an_absence_that_should_have_ended_is_told(house: House, kind: AbsenceKind, late: int, level: str) -> None:
    stay = house.resident()
    movements.depart(
        stay=stay,
        kind=kind,
        departed_at=minutes(300),
        expected_return_at=minutes(late),
        by=house.officer,
        at=minutes(300),
    )

    (action,) = board_of(house).actions

    assert (action.key, action.level) == (f"late-{stay.pk}", level)


def test_somebody_who_left_and_was_not_seen_arriving_is_asked_for(house: House) -> None:
    stay = house.resident()
    movements.register_movement(
        stay=stay, to_place=house.school, left_at=minutes(15), follows=None, by=house.officer, at=minutes(15)
    )

    assert board_of(house, minutes(1)).actions == ()
    assert [action.key for action in board_of(house).actions] == [f"on-the-way-{stay.pk}"]


def test_a_cell_that_should_be_open_and_an_arrival_that_did_not_come_are_told(b2: Mockup) -> None:
    board = board_of(b2, oslo("2026-11-26 09:00"))

    texts = {action.title: action.text for action in board.actions}
    assert texts["B2-12"] == "Closed longer than planned. It should have been in use again 25.11."
    assert texts["Arrival to B2-23"] == "Expected 24.11. 15:30, not received yet"


def test_overdue_work_of_ones_own_role_is_told(house: House) -> None:
    if "test.board" not in task_texts:
        task_texts.register("test.board", TaskText(text=lambda detail: "Sjekk branndør"))
    for role in (Role.OFFICER, Role.LEADER):
        work.create_task(
            kind="test.board", detail={}, role=role, prison=house.prison, unit=house.unit, due_at=minutes(3),
            dedupe_key=f"test {role}", by=None, at=minutes(60),
        )  # fmt: skip

    (action,) = board_of(house).actions

    assert (action.title, action.level, action.text) == ("Sjekk branndør", "bad", "Overdue since 14:29")


def test_overdue_work_about_a_resident_says_who_and_in_which_cell(house: House) -> None:
    if "test.about" not in task_texts:
        task_texts.register("test.about", TaskText(text=lambda detail: f"{detail['number']} is waiting"))
    stay = house.resident()
    codes = {"number": "4711", "person": str(stay.person.uuid)}
    work.create_task(
        kind="test.about", detail=codes, role=Role.OFFICER, prison=house.prison, unit=house.unit, due_at=minutes(3),
        dedupe_key="test about", by=None, at=minutes(60),
    )  # fmt: skip
    cell = stay.placements.get().bed.cell.code

    (action,) = board_of(house).actions
    assert action.title == f"{cell} {stay.person.family_name} is waiting"

    (on_the_wall,) = board_of(house, wall=True).actions
    assert on_the_wall.title == "4711 is waiting"


# ---- what other floors lend ------------------------------------------------------------------------
@pytest.fixture
def lent(monkeypatch: pytest.MonkeyPatch) -> Any:
    for slot in (board_badges, action_sources, agenda_sources):
        monkeypatch.setattr(slot, "_items", {})
        monkeypatch.setattr(slot, "_order", {})


def test_other_floors_lend_badges_actions_and_hours(lent: Any, house: House) -> None:
    stay = house.resident()
    overdue = BoardAction("x", "bad", "eye", "Tilsyn", "forfalt", NOW)
    board_badges.register("x", BoardSource(lambda subject: {stay.pk: [BoardBadge("eye", "Tilsyn +4 min", "bad")]}))
    action_sources.register("x", BoardSource(lambda subject: [overdue]))
    agenda_sources.register(
        "x", BoardSource(lambda subject, start, end: [AgendaItem(NOW + HOUR, "Navnetelling", len(subject.stay_ids))])
    )

    board = board_of(house)

    assert board.actions == (overdue,)
    assert [(item.time, item.text) for item in board.agenda] == [("15:32", "Navnetelling")]
    html = str(board.floors[0].html)
    assert "Tilsyn +4 min" in html
    assert 'data-lvl="bad"' in html


def test_a_source_is_not_asked_for_who_may_not_know(lent: Any, house: House) -> None:
    def never(*_args: Any) -> Any:
        raise AssertionError

    for slot in (board_badges, action_sources, agenda_sources):
        slot.register("x", BoardSource(never, perm="nobody.may"))

    assert board_of(house).actions == ()
