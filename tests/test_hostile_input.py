"""What no honest browser sends: bytes without a letter, days at the ends of the calendar, cursors nobody was given.

Each is answered with a page that says something, never with an error of ours, and nothing is written.
"""

import base64

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Posting, ReadRecord
from inmates.models import Absence, Alert, LogEntry
from tests.corrections.factories import NOW, UserFactory, staff
from tests.corrections.pages import at_instant, signed_in
from tests.inmates.mockup import Mockup, build_mockup

pytestmark = pytest.mark.django_db
ENDS = ("01.01.0001", "0001-01-01", "31.12.9999", "9999-12-31")


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)


@pytest.fixture
def b2() -> Mockup:
    return build_mockup()


@pytest.fixture
def officer(b2: Mockup) -> Client:
    return signed_in(b2.officer)


def test_a_board_or_an_agenda_at_the_ends_of_the_calendar_shows_now_or_today(b2: Mockup, officer: Client) -> None:
    page, agenda = reverse("board", args=[b2.unit.pk]), reverse("board_agenda", args=[b2.unit.pk])
    days = [{"day": day, "time": time} for day in ENDS for time in ("", "00:00", "23:59")]
    instants = [{"at": at} for at in ("0001-01-01", "0001-01-01T00:00:00+14:00", "9999-12-31T23:59-14:00")]
    for query in days + instants:
        board = officer.get(page, query)
        assert (board.status_code, "data-live" in board.content.decode()) == (422, True)
        assert officer.get(agenda, query).status_code == 200


def test_lookups_are_not_narrowed_to_the_ends_of_the_calendar(officer: Client) -> None:
    for day in ENDS:
        assert officer.get(reverse("own_reads"), {"last_day": day}).status_code == 422
        assert officer.get(reverse("own_reads"), {"first_day": day}).status_code == 422


def test_nothing_is_registered_to_last_to_the_ends_of_the_calendar(b2: Mockup, officer: Client) -> None:
    person, prison, user = b2.stays["Lervik"].person.uuid, b2.unit.prison, UserFactory.create()
    manager, leader = signed_in(staff(Role.DUTY_MANAGER, prison=prison)), signed_in(staff(Role.LEADER, prison=prison))
    before = (Absence.objects.count(), Alert.objects.count(), Posting.objects.count())
    for day in ENDS:
        court = {"kind": "COURT", "back_on": day, "back_at": "00:10"}
        assert officer.post(reverse("board_depart", args=[person]), court).status_code == 422
        alert = {"code": "PHONE_CONTROL", "until": day}
        assert manager.post(reverse("person_alert", args=[person]), alert).status_code == 422
        posting = {"user": user.pk, "role": Role.OFFICER, "first_day": "24.11.2026", "last_day": day}
        assert leader.post(reverse("posting_grant", args=[prison.slug]), posting).status_code == 422
    assert (Absence.objects.count(), Alert.objects.count(), Posting.objects.count()) == before


def test_a_page_that_nobody_was_given_is_the_newest(b2: Mockup, officer: Client) -> None:
    for before in ("2026-11-22T00:00:00Z~²", "2026-11-22T00:00:00Z~٣", "a\0b", "2026-11-22T00:00:00Z~\0"):
        assert officer.get(reverse("unit_log", args=[b2.unit.pk]), {"before": before}).status_code == 200
    page = reverse("person_timeline", args=[b2.stays["Lervik"].person.uuid])
    for word in ("2026-01-01T00:00:00Z|a\0b", "2026-01-01T00:00:00+00:00|\0", "0001-01-01T00:00+14:00|x"):
        before = base64.urlsafe_b64encode(word.encode()).decode()
        assert officer.get(page, {"before": before}).status_code == 200


def test_a_search_with_signs_that_nobody_sees_is_a_search(b2: Mockup, officer: Client) -> None:
    for client in (officer, signed_in(staff(Role.CASEWORKER, prison=b2.unit.prison))):
        for query in ("a\0b", "Lervik\0", "\0\0\0", "\u202eLervik", "\x1b[2J", "Ler\u200bvik"):
            assert client.get(reverse("search"), {"q": query}).status_code == 200


def test_colours_of_strangers_are_colours() -> None:
    answer = Client().post(reverse("set_colour_scheme"), {"scheme": "a\0b"})
    assert (answer.status_code, "scheme" in answer.cookies) == (302, False)


def test_whoever_is_refused_beside_a_person_has_looked_at_the_person(b2: Mockup, officer: Client) -> None:
    person = b2.stays["Lervik"].person
    manager = signed_in(staff(Role.DUTY_MANAGER, prison=b2.unit.prison))
    asked = ((officer, "person_note", "act"), (officer, "board_move", "board"), (officer, "board_depart", "board"))
    for client, page, what in (*asked, (manager, "person_alert", "act"), (manager, "person_move", "move")):
        before = ReadRecord.objects.count()
        assert client.post(reverse(page, args=[person.uuid]), {}).status_code == 422
        latest = ReadRecord.objects.order_by("-pk")[0]
        assert (ReadRecord.objects.count(), latest.what, latest.subject_id) == (before + 1, f"person.{what}", person.pk)


def test_a_note_about_a_person_asks_about_words_of_health_as_the_log_does(b2: Mockup, officer: Client) -> None:
    page, before = reverse("person_note", args=[b2.stays["Lervik"].person.uuid]), LogEntry.objects.count()
    note = {"kind": "NOTE", "text": "Han har fått en diagnose"}
    asked = officer.post(page, note)
    assert (asked.status_code, LogEntry.objects.count()) == (422, before)
    assert 'name="stands"' in asked.content.decode()
    assert officer.post(page, note | {"stands": "on"}).status_code == 302
    assert LogEntry.objects.count() == before + 1


def test_a_page_about_people_takes_no_other_verb_than_its_own(b2: Mockup) -> None:
    person, manager = b2.stays["Lervik"].person.uuid, signed_in(staff(Role.DUTY_MANAGER, prison=b2.unit.prison))
    forms = ("person_note", "person_alert", "person_apart", "person_contact_officer", "person_move")
    pages = [reverse(name, args=[person]) for name in ("person", "person_timeline", "person_photo", *forms)]
    pages += [reverse("person_tab", args=[person, "details"]), reverse("person_panel", args=[person, "today"])]
    before = ReadRecord.objects.count()
    for page in (*pages, reverse("people"), reverse("search")):
        assert {verb(page).status_code for verb in (manager.put, manager.patch, manager.delete, manager.trace)} == {405}
    assert ReadRecord.objects.count() == before
