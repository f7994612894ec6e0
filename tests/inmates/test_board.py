"""The board of a unit: what it shows, that its numbers add up, and what it costs."""

import random
import re
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.template.loader import render_to_string
from django.test.utils import CaptureQueriesContext
from django.utils import translation
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from corrections import display
from corrections.access import Access, access_of
from corrections.choices import ClosureReason, PlaceKind
from corrections.models import CellClosure
from corrections.periods import since
from corrections.refusals import Refusal
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.models import Placement, Stay
from inmates.selectors import whereabouts
from inmates.selectors.board import board_rows, day_agenda, facts, tiles
from inmates.selectors.whereabouts import Bucket
from inmates.services import commitments, movements
from tests.corrections.factories import NOW, CellFactory, PlaceFactory, oslo
from tests.inmates.boards import attributes, board_of, tile
from tests.inmates.factories import PlacementFactory, StayFactory
from tests.inmates.house import House, add_history, build_house, minutes, plan_of
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


# ---- numbers ------------------------------------------------------------------------
def test_the_unit_of_the_design_adds_up(b2: Mockup) -> None:
    board = board_of(b2)

    assert board.counts == {Bucket.CELL: 7, Bucket.UNIT: 5, Bucket.INSIDE: 6, Bucket.OUTSIDE: 2}
    assert (board.residents, board.capacity) == (20, 23)
    assert [(part.key, part.value) for part in board.tally] == [
        ("residents", "20"), ("cell", "7"), ("unit", "5"), ("inside", "6"), ("outside", "2"), ("next", "in 13 min"),
    ]  # fmt: skip
    assert [floor.note for floor in board.floors] == [
        "11 places in use · 10 residents · 1 cell closed",
        "12 places in use · 10 residents",
    ]
    assert [(group.name, group.count) for group in board.groups] == [
        ("On the unit", 5), ("Elsewhere inside", 6), ("Outside the prison", 2),
    ]  # fmt: skip


STEPS = st.lists(st.tuples(st.integers(0, 5), st.sampled_from(["here", "there", "cell", "out", "back"])), max_size=25)


@given(steps=STEPS, looked_at=st.integers(0, 26))
@settings(max_examples=25, deadline=None, suppress_health_check=[HealthCheck.function_scoped_fixture])
def test_in_cell_and_on_unit_and_inside_and_outside_are_all_who_live_there(
    house: House, steps: list[tuple[int, str]], looked_at: int
) -> None:
    """Whatever happens, and at whatever minute one looks, present or past."""
    stays = [house.resident() for _ in range(6)]
    for minute, (index, what) in enumerate(steps):
        happen(house, stays[index], what, minutes(30 - minute))

    board = board_rows(house.unit.pk, minutes(30 - looked_at), access_of(house.officer, at=NOW))

    assert sum(board.counts.values()) == board.residents
    for stay in stays:
        Placement.objects.filter(stay=stay).delete()


def happen(house: House, stay: Stay, what: str, at: datetime) -> None:
    """One step of somebody's day; what cannot be is refused and leaves things as they are."""
    where = whereabouts.of_stay(stay.pk, at)
    try:
        if what == "out":
            movements.depart(stay=stay, kind=AbsenceKind.COURT, departed_at=at, by=house.officer, at=at)
        elif what == "back":
            (absence,) = stay.absences.filter(returned_at=None)
            movements.return_from(absence=absence, returned_at=at, by=house.officer, at=at)
        else:
            place = {"here": house.common_room, "there": house.workshop, "cell": None}[what]
            movements.register_movement(
                stay=stay, to_place=place, left_at=at, follows=where.movement_id, by=house.officer, at=at
            )
    except (Refusal, ValueError):
        pass


def test_who_moves_to_another_unit_leaves_this_board(house: House) -> None:
    stay = house.resident()
    assert board_of(house).residents == 1

    stay.placements.get().delete()

    assert board_of(house).residents == 0


def test_a_cell_of_two_has_a_tile_for_each_place_in_use(house: House) -> None:
    cell = CellFactory.create(unit=house.unit, code="B2-30", places=2)
    PlacementFactory.create(cell=cell)

    board = board_of(house)

    assert (board.capacity, board.residents) == (2, 1)
    assert "Lervik" in tile(board, "30/1")
    assert tile(board, "30/2") == "Cell 30/2 Free"


# ---- tiles ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("cell", "words"),
    [
        ("01", "Cell 01 Lervik Andreas Verksted until 14:45"),
        ("02", "Cell 02 in the cell Warsame Mohamed"),
        ("03", "Cell 03 Hauglid Tor-Arne Fellesrom 13:40"),
        ("04", "Cell 04 Free"),
        ("07", "Cell 07 Eikeland Jonas Skole Expected 14:30"),
        ("10", "Cell 10 must not meet certain people Kvalvåg Sondre Kjøkken 14:05"),
        ("12", "Cell 12 closed Closed until 25.11. Sluk tett · sak 4471"),
        ("13", "Cell 13 Brattland Emil Tingretten until about 16:00"),
        ("15", "Cell 15 in the cell Solstad Henrik New, day 2"),
        ("21", "Cell 21 Rødseth Stian Permisjon until 25.11."),
        ("23", "Cell 23 Reserved Arrival 15:30"),
    ],
)
def test_a_tile_says_in_words_what_its_shape_shows(b2: Mockup, cell: str, words: str) -> None:
    assert tile(board_of(b2), cell) == words


def test_filled_is_in_the_cell_hollow_is_out_amber_is_follow_up(b2: Mockup) -> None:
    board = board_of(b2)
    shapes = {
        cell: (attributes(board, cell)["data-in"], attributes(board, cell).get("data-lvl", "")) for cell in b2.cells
    }

    assert shapes["02"] == ("yes", "")
    assert shapes["01"] == ("no", "")
    assert shapes["04"] == shapes["23"] == ("empty", "")
    assert shapes["12"] == ("closed", "")
    assert shapes["07"] == ("no", "warn")
    assert [cell for cell, (_state, level) in shapes.items() if level] == ["07"]


def test_red_is_overdue_and_nothing_else(b2: Mockup) -> None:
    assert attributes(board_of(b2, today("14:44")), "07")["data-lvl"] == "warn"
    assert attributes(board_of(b2, today("14:45")), "07")["data-lvl"] == "bad"


def test_tiles_stand_in_the_order_of_the_building(b2: Mockup) -> None:
    html = "".join(str(floor.html) for floor in board_of(b2).floors)

    assert re.findall(r"</span>(\d\d)</span>", html) == [f"{n:02}" for n in range(1, 25)]
    assert [len(re.findall("corridor", str(floor.html))) for floor in board_of(b2).floors] == [1, 1]


def test_the_tile_of_the_board_is_the_component_of_the_gallery(b2: Mockup) -> None:
    """Drawn by hand for speed, so it is held equal to ui/_cell_tile.html."""
    draft = tiles.Draft(state="no", level="warn", name="<Lervik>", first="O'Hara", marks=[("eye", "seen")], href="/x/")
    draft.where, draft.chip = display.whereabouts("walk", "A & B"), display.chip("warn", "clock", "14:30")
    values = {
        "key": "bed-7", "href": "/x/", "state": "no", "level": "warn", "number": "07", "cell_word": "Cell",
        "marks": display.marks(("eye", "seen")), "name": "<Lervik>", "first": "O'Hara", "where": draft.where,
        "chip": draft.chip,
    }  # fmt: skip

    component = render_to_string("ui/_cell_tile.html", {"tile": values})

    assert tiles.draw(draft, 7, "07").strip() == component.strip()


def test_a_name_cannot_become_markup(house: House) -> None:
    house.resident("<script>alert(1)</script>", "&amp;")

    html = "".join(str(floor.html) for floor in board_of(house).floors)

    assert "<script>" not in html
    assert "&lt;script&gt;" in html


def test_a_kept_tile_changes_when_the_clock_changes_what_it_says(b2: Mockup) -> None:
    """The same row, looked at again: drawn anew at the minute when it is due, not before and not later."""
    at_due, before = today("14:30"), today("14:29")

    assert tile(board_of(b2, before), "07") == "Cell 07 Eikeland Jonas Skole until 14:30"
    assert tile(board_of(b2, at_due), "07") == "Cell 07 Eikeland Jonas Skole Expected 14:30"
    assert tile(board_of(b2, before), "07") == "Cell 07 Eikeland Jonas Skole until 14:30"


def test_the_third_day_is_the_last_new_one(b2: Mockup) -> None:
    assert "New, day 3" in tile(board_of(b2, oslo("2026-11-25 23:59")), "15")
    assert "New" not in tile(board_of(b2, oslo("2026-11-26 00:00")), "15")


def test_who_is_where_they_are_booked_is_expected_back_when_it_ends(house: House) -> None:
    stay = house.resident()
    start = minutes(30)
    commitments.book(
        stay=stay, kind=CommitmentKind.WORK, label="Arbeid", place=house.workshop, start=start, end=minutes(2),
        source="test", by=house.officer, at=minutes(40),
    )  # fmt: skip
    movements.register_movement(
        stay=stay, to_place=house.workshop, left_at=start, follows=None, by=house.officer, at=start
    )

    board = board_of(house)

    assert [action.key for action in board.actions] == [f"late-{stay.pk}"]


# ---- the next two hours, the whole day ------------------------------------------------------------------------
def test_the_next_two_hours_are_grouped_by_what_and_when(b2: Mockup) -> None:
    assert [(item.time, item.text, item.note, item.state) for item in board_of(b2).agenda] == [
        ("14:45", "Back from verksted", "3 pers.", "next"),
        ("15:15", "Til helse", "6 pers.", ""),
        ("15:30", "Arrival to B2-23", "1 pers.", ""),
        ("16:00", "Back from Tingretten", "1 pers.", ""),
    ]


def test_the_whole_day_says_what_is_still_waited_for(b2: Mockup) -> None:
    unit, day, items = day_agenda(b2.unit.pk, NOW.date(), NOW, access_of(b2.officer, at=NOW))

    assert (unit.name, day) == ("Avdeling B2", NOW.date())
    assert [(item.time, item.note, item.state) for item in items][:2] == [
        ("14:30", "1 pers., not yet", ""),
        ("14:45", "3 pers.", "next"),
    ]


# ---- the past, the wall, the night ------------------------------------------------------------------------
def test_the_board_of_a_past_minute_is_the_same_question(b2: Mockup) -> None:
    board = board_of(b2, today("13:00"), live=False)

    assert board.counts == {Bucket.CELL: 14, Bucket.UNIT: 0, Bucket.INSIDE: 4, Bucket.OUTSIDE: 2}
    assert board.capacity == 24
    assert tile(board, "12") == "Cell 12 Free"
    assert [action.button for action in board.actions] == []


def test_the_past_offers_no_acts(b2: Mockup) -> None:
    board = board_of(b2, live=False)

    assert [(action.button, action.href) for action in board.actions] == [("", ""), ("", "")]
    assert attributes(board, "01")["href"].startswith("/people/")


def test_a_wall_screen_shows_initials_and_nothing_that_is_only_for_staff(b2: Mockup) -> None:
    board = board_of(b2, wall=True)
    shown = str(board.floors) + str(board.groups) + str(board.agenda) + str(board.log)

    for family_name, given_name in (("Kvalvåg", "Sondre"), ("Aydın", "Yusuf"), ("Rødseth", "Stian")):
        assert family_name not in shown
        assert given_name not in shown
    for word in ("keep-apart", "Tingretten", "Permisjon", "Sluk tett", "<a ", "New, day"):
        assert word not in shown
    assert tile(board, "10") == "Cell 10 S.K. Kjøkken 14:05"
    assert tile(board, "21") == "Cell 21 S.R. Out"


@pytest.mark.parametrize(
    ("at", "words"),
    [
        ("2026-11-24 14:32", "Tuesday 24 November 2026 · day shift 07:00–14:45"),
        ("2026-11-24 14:45", "Tuesday 24 November 2026 · evening shift 14:45–22:00"),
        ("2026-11-24 23:59", "Tuesday 24 November 2026 · night shift 22:00–07:00"),
        ("2026-11-25 00:01", "Wednesday 25 November 2026 · night shift 22:00–07:00"),
    ],
)
def test_the_head_says_the_date_and_the_shift_also_after_midnight(house: House, at: str, words: str) -> None:
    assert board_of(house, oslo(at)).eyebrow == words


def test_on_the_night_with_an_hour_twice_a_time_says_which(house: House) -> None:
    stay = house.resident()
    left = datetime.fromisoformat("2026-10-25T00:30:00+00:00")
    movements.register_movement(
        stay=stay, to_place=house.common_room, left_at=left, follows=None, by=house.officer, at=left
    )

    shown = tile(board_of(house, left + HOUR), "".join(re.findall(r"</span>(\S+)</span>", str(board_of(house).floors))))

    assert "Fellesrom 02:30 (summer time)" in shown


# ---- what it costs ------------------------------------------------------------------------
def queries_of(world: Any, access: Access) -> int:
    with CaptureQueriesContext(connection) as queries:
        board_rows(world.unit.pk, NOW, access)
    return len(queries)


def test_five_queries_whatever_the_size_of_the_unit(house: House) -> None:
    access = access_of(house.officer, at=NOW)
    house.resident()
    few = queries_of(house, access)
    for _ in range(12):
        house.resident()

    assert few == queries_of(house, access) == 5


def test_no_growing_table_is_read_from_end_to_end(house: House) -> None:
    bed = CellFactory.create(unit=house.unit).beds.get()
    add_history(StayFactory.create(), bed)
    stays = [house.resident() for _ in range(3)]
    values: dict[str, Any] = {"unit": house.unit.pk, "at": NOW, "limit": 6, "start": NOW, "end": NOW + HOUR}
    values |= {"stays": [stay.pk for stay in stays], "people": [stay.person_id for stay in stays], "roles": ["OFFICER"]}

    for query in (facts.UNIT, facts.CELLS, facts.APART, facts.LOG):
        plan = plan_of(query, values)
        assert not re.search(r"Seq Scan on inmates_(placement|absence|movement)", plan), plan


def test_an_empty_unit_has_a_board(house: House) -> None:
    board = board_of(house)

    assert (board.residents, board.capacity, board.floors, board.actions) == (0, 0, (), ())


def test_a_large_unit_is_shown_whole(house: House) -> None:
    rng = random.Random(7)  # noqa: S311
    places = [PlaceFactory.create(prison=house.prison, name=f"Sted {n}", kind=PlaceKind.OTHER) for n in range(9)]
    for position in range(40):
        cell = CellFactory.create(unit=house.unit, code=f"{position:02}", position=position)
        stay = house.resident(f"Person{position}", cell=cell)
        if rng.random() < 0.6:
            movements.register_movement(
                stay=stay,
                to_place=rng.choice(places),
                left_at=minutes(9),
                follows=None,
                by=house.officer,
                at=minutes(9),
            )

    board = board_of(house)

    assert board.residents == sum(board.counts.values()) == 40
    assert sum(place.count for group in board.groups for place in group.places) == 40 - board.counts[Bucket.CELL]
    assert board.floors[0].cols == 8


def test_a_closed_cell_with_no_end_says_so(house: House) -> None:
    CellClosure.objects.create(
        cell=CellFactory.create(unit=house.unit, code="B2-40"), during=since(minutes(5)), reason=ClosureReason.DAMP,
        closed_at=minutes(5), closed_by=house.officer,
    )  # fmt: skip

    assert tile(board_of(house), "40") == "Cell 40 closed Closed Damp"
