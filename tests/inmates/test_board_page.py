"""The board over HTTP: the page, its poll, its past, and what can be done from it."""

import re
from collections.abc import Callable
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections import middleware
from corrections.access import forget_access
from corrections.choices import Role
from corrections.models import Posting, ReadRecord
from corrections.services import postings
from inmates.models import Absence, Movement
from inmates.selectors import whereabouts
from inmates.services import log, movements
from tests.corrections.factories import NOW, staff
from tests.inmates.mockup import Mockup, build_mockup

pytestmark = pytest.mark.django_db
POLL = {"HX-Request": "true", "X-Poll": "1"}
HTMX = {"HX-Request": "true"}


class Clock:
    at: datetime = NOW

    def __call__(self) -> datetime:
        return self.at


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> Clock:
    clock = Clock()
    monkeypatch.setattr(middleware, "now", clock)
    return clock


@pytest.fixture
def b2() -> Mockup:
    return build_mockup()


@pytest.fixture
def officer(b2: Mockup, client: Client) -> Client:
    client.force_login(b2.officer)
    return client


def board(b2: Mockup, **query: str) -> str:
    return reverse("board", args=[b2.unit.pk], query=query or None)


def committed() -> None:
    """What PostgreSQL counts at commit, counted now."""
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def count_as_another_transaction() -> None:
    """The counter counts once a transaction; the next change belongs to another one."""
    committed()
    with connection.cursor() as cursor:
        cursor.execute("UPDATE inmates_boardversion SET counted_in = 0")


# ---- the poll ------------------------------------------------------------------------
def test_a_poll_of_an_unchanged_board_is_answered_without_reading_it(b2: Mockup, officer: Client) -> None:
    first = officer.get(board(b2), headers=POLL)

    with CaptureQueriesContext(connection) as queries:
        again = officer.get(board(b2), headers=POLL | {"If-None-Match": first.headers["ETag"]})

    assert (first.status_code, again.status_code, again.content) == (200, 304, b"")
    assert again.headers["ETag"] == first.headers["ETag"]
    assert not [query["sql"] for query in queries if "inmates_movement" in query["sql"]]
    assert len(queries) <= 3


CHANGES: dict[str, Callable[[Mockup, Clock], Any]] = {
    "a movement": lambda b2, clock: movements.register_movement(
        stay=b2.stays["Fosse"], to_place=b2.places["Skole"], left_at=NOW, follows=None, by=b2.officer, at=NOW
    ),
    "a line in the log": lambda b2, clock: log.write(unit=b2.unit, text="Ro", by=b2.officer, at=NOW),
    "another minute": lambda b2, clock: setattr(clock, "at", NOW + timedelta(minutes=1)),
    "another language": lambda b2, clock: type(b2.officer).objects.filter(pk=b2.officer.pk).update(language="en"),
    "another role": lambda b2, clock: postings.grant_posting(
        user=b2.officer, role=Role.CASEWORKER, prison=b2.prison, unit=b2.unit, start=NOW, by=None, at=NOW
    ),
}


@pytest.mark.parametrize("change", CHANGES)
def test_a_poll_is_answered_anew_when_anything_shown_changes(
    b2: Mockup, officer: Client, clock: Clock, change: str
) -> None:
    etag = officer.get(board(b2), headers=POLL).headers["ETag"]
    count_as_another_transaction()

    CHANGES[change](b2, clock)
    committed()
    forget_access()

    again = officer.get(board(b2), headers=POLL | {"If-None-Match": etag})
    assert again.status_code == 200
    assert again.headers["ETag"] != etag


def test_a_poll_is_not_answered_from_what_was_kept_once_the_posting_has_ended(b2: Mockup, officer: Client) -> None:
    etag = officer.get(board(b2), headers=POLL).headers["ETag"]
    postings.end_posting(posting=Posting.objects.get(user=b2.officer), by=b2.manager, at=NOW)

    assert officer.get(board(b2), headers=POLL | {"If-None-Match": etag}).status_code == 403


def test_the_page_and_its_fragment_are_kept_apart_by_browsers(b2: Mockup, officer: Client) -> None:
    page, fragment = officer.get(board(b2)), officer.get(board(b2), headers=POLL)

    assert "no-store" in page.headers["Cache-Control"]
    assert "no-cache" in fragment.headers["Cache-Control"]
    assert "HX-Request" in page.headers["Vary"]
    assert "HX-Request" in fragment.headers["Vary"]
    assert "<html" not in fragment.content.decode()
    assert fragment.content.decode() in page.content.decode()


def test_the_page_costs_at_most_eight_queries(b2: Mockup, officer: Client) -> None:
    officer.get(board(b2))
    with CaptureQueriesContext(connection) as queries:
        officer.get(board(b2))

    assert len(queries) <= 8, [query["sql"][:90] for query in queries]


# ---- the past ------------------------------------------------------------------------
@pytest.mark.parametrize(
    "query", [{"day": "24.11.2026", "time": "13:00"}, {"at": "2026-11-24T13:00"}, {"at": "2026-11-24T12:00Z"}]
)
def test_a_past_minute_is_marked_and_offers_nothing_to_do(b2: Mockup, officer: Client, query: dict[str, str]) -> None:
    html = officer.get(board(b2, **query)).content.decode()

    assert 'class="past"' in html
    assert '<div id="board">' in html
    assert "hx-trigger" not in html.partition('<div id="board"')[2].partition("board__tools")[0]
    assert "/board/people/" not in html
    assert "logadd" not in html


@pytest.mark.parametrize(
    "query",
    [
        {"time": "23:59"},
        {"at": "2031-01-01T00:00Z"},
        {"at": "yesterday"},
        {"day": "x", "time": "13:00"},
        {"time": "99:99"},
    ],
)
def test_a_minute_that_cannot_be_shows_now_and_says_why(b2: Mockup, officer: Client, query: dict[str, str]) -> None:
    answer = officer.get(board(b2, **query))

    assert answer.status_code == 422
    assert "data-live" in answer.content.decode()


def test_on_the_night_with_an_hour_twice_both_are_offered(b2: Mockup, officer: Client) -> None:
    first = officer.get(board(b2, day="25.10.2026", time="02:30"))
    second = officer.get(board(b2, day="25.10.2026", time="02:30", second="1"))

    assert first.content.decode().count("second=1") == 1
    assert '&amp;time=02:30"' in second.content.decode()
    assert first.context["board"].at != second.context["board"].at


def test_the_minute_that_the_clock_skipped_is_said_not_to_exist(b2: Mockup, officer: Client) -> None:
    assert officer.get(board(b2, day="29.03.2026", time="02:30")).status_code == 422


# ---- acts ------------------------------------------------------------------------
def move(client: Client, b2: Mockup, name: str, to: str, **data: Any) -> Any:
    stay = b2.stays[name]
    follows = whereabouts.of_stay(stay.pk, NOW).movement_id or ""
    address = reverse("board_move", args=[stay.person.uuid])
    return client.post(address, {"place": b2.places[to].pk, "follows": follows, **data}, headers=HTMX)


def test_a_movement_answers_with_the_board_as_it_is_now_and_a_way_back(b2: Mockup, officer: Client) -> None:
    answer = move(officer, b2, "Fosse", "Fellesrom")

    moved = Movement.objects.get(stay=b2.stays["Fosse"])
    html = answer.content.decode()
    assert answer.headers["HX-Trigger"] == "close-sheet"
    assert 'hx-target="#board"' in html
    assert reverse("board_undo", args=[moved.pk]) in html
    assert (moved.to_place, moved.left_at, moved.registered_by) == (b2.places["Fellesrom"], NOW, b2.officer)


def test_undo_takes_it_back(b2: Mockup, officer: Client) -> None:
    move(officer, b2, "Fosse", "Fellesrom")
    moved = Movement.objects.get(stay=b2.stays["Fosse"])

    answer = officer.post(reverse("board_undo", args=[moved.pk]), headers=HTMX)

    assert answer.status_code == 200
    assert Movement.objects.get(pk=moved.pk).undone_by == b2.officer


def test_who_is_second_sees_the_sheet_as_things_are_now_with_who_was_first(b2: Mockup, officer: Client) -> None:
    move(officer, b2, "Fosse", "Fellesrom")

    answer = move(officer, b2, "Fosse", "Skole", follows="")

    assert answer.status_code == 409
    assert "K. Nesheim" in answer.content.decode()
    assert Movement.objects.filter(stay=b2.stays["Fosse"]).count() == 1


def test_the_time_of_leaving_may_be_typed(b2: Mockup, officer: Client) -> None:
    move(officer, b2, "Fosse", "Skole", left_at="14:20", back_at="15.30")

    moved = Movement.objects.get(stay=b2.stays["Fosse"])
    assert (moved.left_at, moved.expected_back_at) == (NOW - timedelta(minutes=12), NOW + timedelta(minutes=58))


@pytest.mark.parametrize("data", [{"left_at": "25:00"}, {"place": ""}, {"place": "9" * 30}, {"follows": "x"}])
def test_a_form_that_cannot_be_read_is_explained_and_writes_nothing(
    b2: Mockup, officer: Client, data: dict[str, str]
) -> None:
    answer = move(officer, b2, "Fosse", "Skole", **data)

    assert answer.status_code == 422
    assert 'role="alert"' in answer.content.decode()
    assert not Movement.objects.filter(stay=b2.stays["Fosse"]).exists()


def test_a_place_of_another_prison_is_not_there(b2: Mockup, officer: Client) -> None:
    assert move(officer, b2, "Fosse", "Skole", place="999999").status_code == 404


def test_a_departure_and_a_return(b2: Mockup, officer: Client) -> None:
    stay = b2.stays["Fosse"]
    address = reverse("board_depart", args=[stay.person.uuid])
    officer.post(address, {"kind": "COURT", "destination": "Tingretten", "back_at": "16:00"}, headers=HTMX)
    absence = Absence.objects.get(stay=stay)
    assert (absence.destination, absence.expected_return_at) == ("Tingretten", NOW + timedelta(minutes=88))

    middleware.now.at = NOW + timedelta(minutes=3)  # type: ignore[attr-defined]
    officer.post(reverse("board_return", args=[absence.pk]), headers=HTMX)

    assert Absence.objects.get(stay=stay).returned_at == NOW + timedelta(minutes=3)


def test_a_departure_with_a_day_needs_the_time_too(b2: Mockup, officer: Client) -> None:
    address = reverse("board_depart", args=[b2.stays["Fosse"].person.uuid])

    answer = officer.post(address, {"kind": "LEAVE", "back_on": "26.11.2026"}, headers=HTMX)

    assert answer.status_code == 422
    assert not Absence.objects.filter(stay=b2.stays["Fosse"]).exists()


def test_without_javascript_an_act_leads_back_to_the_board(b2: Mockup, officer: Client) -> None:
    stay = b2.stays["Fosse"]
    data = {"place": b2.places["Skole"].pk, "follows": ""}

    answer = officer.post(reverse("board_move", args=[stay.person.uuid]), data, follow=True)

    assert answer.redirect_chain == [(board(b2), 302)]
    assert [str(message) for message in answer.context["messages"]]


def test_looking_at_the_sheet_is_recorded(b2: Mockup, officer: Client) -> None:
    person = b2.stays["Fosse"].person

    officer.get(reverse("board_person", args=[person.uuid]), headers=HTMX)

    read = ReadRecord.objects.get(subject_id=person.pk)
    assert (read.by, read.what) == (b2.officer, "person.board")


def test_who_may_look_but_not_move_finds_no_keys(b2: Mockup, client: Client) -> None:
    client.force_login(staff(Role.LEADER, prison=b2.prison))

    html = client.get(reverse("board_person", args=[b2.stays["Fosse"].person.uuid]), headers=HTMX).content.decode()

    assert "Fosse" in html
    assert "movekey" not in html
    assert "<form" not in html


def test_a_wall_screen_has_no_menu_and_leads_nowhere(b2: Mockup, officer: Client) -> None:
    html = officer.get(board(b2, wall="1")).content.decode()
    main = html.partition('id="main"')[2].partition("</main>")[0]

    assert "mainnav" not in html
    assert "Nesheim" not in main
    assert not re.findall(r'<a [^>]*class="cell"', main)
