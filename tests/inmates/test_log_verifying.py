"""What of the log is verified, what a decision rests on, and what is deleted; what is sent twice is written once."""

from collections.abc import Iterator
from datetime import date
from typing import Any
from uuid import uuid4

import psycopg
import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation
from psycopg.errors import InsufficientPrivilege

from corrections.choices import Role
from corrections.models import User, WriteRecord
from corrections.refusals import Refusal
from corrections.services import law
from inmates import tasks
from inmates.choices import LogKind, LogSource, VerifiedHow
from inmates.models import HealthNudge, LogEntry, LogMention, LogReliance, LogVerification
from inmates.selectors import log as selector
from inmates.services import log, verifying
from tests.corrections.factories import NOW, oslo, staff
from tests.health.logins import connect
from tests.inmates.house import House, build_house
from tests.together import together

pytestmark = pytest.mark.django_db
WRITTEN = oslo("2026-01-31 12:00")
KEPT_UNTIL = oslo("2026-05-31 12:00")


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def caseworker(house: House) -> User:
    return staff(Role.CASEWORKER, prison=house.prison, first_name="Hanne", last_name="Brekke")


def write(house: House, text: str = "Sa at noen har mobil", **values: Any) -> LogEntry:
    given = {"unit": house.unit, "text": text, "by": house.officer, "at": WRITTEN}
    return log.write(**{**given, **values})


def hearsay(house: House, **values: Any) -> LogEntry:
    return write(house, source=LogSource.RESIDENT, **values)


def refused(code: str, act: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    return str(caught.value)


def line_of(house: House, entry: LogEntry) -> selector.Line:
    return next(line for line in selector.page_of(house.unit.pk, NOW).lines if line.id == entry.pk)


# ---- how sure a line is ------------------------------------------------------------------------
def test_what_others_told_is_unverified_until_somebody_says_otherwise(house: House) -> None:
    told, seen, checked = hearsay(house), write(house), hearsay(house, is_verified=True, text="Sjekket")

    assert (told.is_verified, seen.is_verified, checked.is_verified) == (False, True, True)
    line = line_of(house, told)
    assert (line.standing, line.source, line.until) == ("unverified", "Told by a resident", "31.05.2026")
    assert (line_of(house, seen).standing, line_of(house, checked).standing) == ("", "verified")
    refused("unknown_source", lambda: write(house, source="RUMOUR"))


def test_a_line_is_verified_by_a_new_row_that_says_who_and_how(house: House) -> None:
    entry = hearsay(house)
    verifying.verify(entry=entry, how=VerifiedHow.DOCUMENT, note="Rapport 12", by=house.colleague, at=NOW)

    entry.refresh_from_db()
    assert not entry.is_verified  # the line stays as it was written
    assert LogVerification.objects.get(entry=entry).verified_by == house.colleague
    line = line_of(house, entry)
    assert (line.standing, line.verified) == (
        "verified",
        "A document that I have read, T. Lunde 24.11.2026. Rapport 12",
    )
    told = refused(
        "already_verified", lambda: verifying.verify(entry=entry, how=VerifiedHow.SEEN, by=house.officer, at=NOW)
    )
    assert told.startswith("T. Lunde verified this")
    seen = write(house)
    refused("verified_at_once", lambda: verifying.verify(entry=seen, how=VerifiedHow.SEEN, by=house.officer, at=NOW))
    other = hearsay(house)
    refused("unknown_how", lambda: verifying.verify(entry=other, how="HUNCH", by=house.officer, at=NOW))
    assert LogVerification.objects.count() == 1


def test_a_correction_is_as_sure_as_what_it_corrects_and_is_verified_with_it(house: House) -> None:
    first = hearsay(house)
    right = log.correct(entry=first, text="Sa at to har mobil", by=house.officer, at=WRITTEN)
    assert (right.root, right.source, right.is_verified) == (first, LogSource.RESIDENT, False)

    verifying.verify(entry=right, how=VerifiedHow.SEEN, by=house.colleague, at=NOW)
    assert line_of(house, right).standing == "verified"
    assert LogVerification.objects.get().entry == first


def test_a_correction_changes_the_kind_and_whom_it_is_about(house: House) -> None:
    karimi, myhre = house.resident("Karimi").person, house.resident("Myhre").person
    entry = write(house, "Karimi fulgt til helse", person=karimi, kind=LogKind.NOTE)
    right = log.correct(
        entry=entry, text="Myhre fulgt til helse", kind=LogKind.MOVEMENT, people=[myhre], by=house.officer, at=NOW
    )

    assert (right.kind, right.person) == (LogKind.MOVEMENT, myhre)
    assert [row.person for row in right.mentions.all()] == [myhre]
    entry.refresh_from_db()
    assert (entry.text, entry.person) == ("Karimi fulgt til helse", karimi)
    refused("no_change", lambda: log.correct(entry=right, text=right.text, by=house.officer, at=NOW))


def test_only_what_is_unverified_now_is_shown_when_asked_for(house: House) -> None:
    told, known = hearsay(house), hearsay(house, text="Noe annet")
    write(house, "Ro")
    verifying.verify(entry=known, how=VerifiedHow.SEEN, by=house.officer, at=NOW)

    assert [line.id for line in selector.page_of(house.unit.pk, NOW, unverified=True).lines] == [told.pk]


# ---- rule G1 ------------------------------------------------------------------------
def test_each_night_what_nobody_verified_in_four_months_is_deleted(
    house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    entry = hearsay(house, person=house.resident("Karimi").person)
    right = log.correct(entry=entry, text="Sa at Karimi har mobil", by=house.officer, at=WRITTEN)
    kept = hearsay(house, text="Noe annet", at=oslo("2026-02-01 12:00"))
    monkeypatch.setattr(tasks, "now", lambda: KEPT_UNTIL)

    tasks.erase_unverified_log()
    tasks.erase_unverified_log()

    for row in (entry, right):
        row.refresh_from_db()
        assert (row.text, row.person, row.erased_at) == ("", None, KEPT_UNTIL)
    assert row.erased_under == law.rule_in_force("G1", date(2026, 5, 31))
    assert not LogMention.objects.filter(entry__in=[entry, right]).exists()
    kept.refresh_from_db()
    assert kept.text == "Noe annet"
    assert WriteRecord.objects.get(act="inmates.erase_unverified_log").detail == {"lines": 2}
    line = line_of(house, right)
    assert (line.standing, line.erased, line.text, line.was, line.about) == ("erased", "31.05.2026", "", "", ())


def test_what_a_decision_rests_on_is_kept_and_says_so(house: House, caseworker: User) -> None:
    entry = hearsay(house)
    verifying.rely(entry=entry, reference=" 26/104  ", by=caseworker, at=NOW)

    assert verifying.erase_unverified(by=None, at=KEPT_UNTIL) == 0
    line = line_of(house, entry)
    assert (line.decisions, line.standing, line.until) == (("26/104",), "unverified", "")
    refused("no_reference", lambda: verifying.rely(entry=entry, reference=" ", by=caseworker, at=NOW))
    refused(
        "a_decision_rests_on_a_line_once",
        lambda: verifying.rely(entry=entry, reference="26/104", by=caseworker, at=NOW),
    )
    assert LogReliance.objects.count() == 1


def test_what_was_deleted_is_neither_corrected_verified_nor_relied_on(house: House, caseworker: User) -> None:
    entry = hearsay(house)
    verifying.erase_unverified(by=None, at=KEPT_UNTIL)
    entry.refresh_from_db()

    refused("erased", lambda: log.correct(entry=entry, text="Likevel", by=house.officer, at=NOW))
    refused("erased", lambda: verifying.verify(entry=entry, how=VerifiedHow.SEEN, by=house.officer, at=NOW))
    refused("erased", lambda: verifying.rely(entry=entry, reference="26/104", by=caseworker, at=NOW))


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_comes_as_the_line_goes_is_kept_or_told(house: House, caseworker: User) -> None:
    entry = hearsay(house)

    def rely() -> Any:
        with translation.override("en"):
            return verifying.rely(entry=entry, reference="26/104", by=caseworker, at=NOW)

    outcomes = together(rely, lambda: verifying.erase_unverified(by=None, at=KEPT_UNTIL))

    entry.refresh_from_db()
    relied = LogReliance.objects.filter(entry=entry).exists()
    assert relied == (entry.text != "")
    assert relied or any(isinstance(outcome, Refusal) for outcome in outcomes)


# ---- the web login itself ------------------------------------------------------------------------
@pytest.fixture
def web(db: None) -> Iterator[psycopg.Connection[Any]]:
    with connect("web") as login:
        yield login


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE inmates_logentry SET text = ''",
        "DELETE FROM inmates_logentry",
        "UPDATE inmates_logmention SET person_id = NULL",
        "DELETE FROM inmates_logmention",
        "DELETE FROM inmates_logverification",
        "UPDATE inmates_logreliance SET reference = 'x'",
        "TRUNCATE inmates_logentry CASCADE",
        "ALTER TABLE inmates_logentry DISABLE TRIGGER ALL",
    ],
)
def test_the_web_login_can_change_nothing_of_the_log(web: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        web.execute(statement)
    web.rollback()


def test_the_web_login_may_ask_the_rule_and_no_other_login_may(web: psycopg.Connection[Any]) -> None:
    assert web.execute("SELECT public.erase_unverified_log(0, now())").fetchone() == (0,)
    with connect("report") as report, pytest.raises(InsufficientPrivilege):
        report.execute("SELECT public.erase_unverified_log(0, now())")


# ---- sent twice ------------------------------------------------------------------------
def test_the_same_form_sent_again_writes_nothing_and_changed_words_are_a_new_line(house: House) -> None:
    key = uuid4()
    first, again = write(house, form_key=key), write(house, form_key=key)
    other = write(house, "Noe annet", form_key=key)
    colleague = write(house, form_key=key, by=house.colleague)

    assert first == again
    assert {first.pk, other.pk, colleague.pk} == set(LogEntry.objects.values_list("pk", flat=True))
    assert WriteRecord.objects.filter(act="inmates.write_log").count() == 3


@pytest.mark.django_db(transaction=True)
def test_three_equal_posts_at_once_make_one_line(house: House) -> None:
    key, person = uuid4(), house.resident("Karimi").person
    came_to = together(*[lambda: write(house, form_key=key, people=[person])] * 3)

    entry = LogEntry.objects.get()
    assert came_to == [entry] * 3
    assert LogMention.objects.get().person == person


# ---- pages ------------------------------------------------------------------------
@pytest.fixture
def client(house: House) -> Client:
    client = Client()
    client.force_login(house.officer)
    return client


def test_the_page_writes_with_a_source_a_suggested_kind_and_one_line_for_two_taps(house: House, client: Client) -> None:
    address = reverse("unit_log", args=[house.unit.pk])
    house.resident("Karimi")
    key = client.get(address).context["form"]["key"].value()
    line = {"text": "@Karimi fulgt til helse", "key": str(key), "source": "STAFF", "kind": ""}
    for _tap in range(2):
        assert client.post(address, line).status_code == 302

    entry = LogEntry.objects.get()
    assert (entry.kind, entry.source, entry.is_verified) == (LogKind.MOVEMENT, LogSource.STAFF, False)
    html = client.get(address, {"kind": "unverified"}).content.decode()
    assert "Not verified" in html or "Ikke verifisert" in html
    assert entry.text in html


def test_who_loses_the_race_to_correct_is_told_with_409(house: House, client: Client) -> None:
    entry = write(house)
    log.correct(entry=entry, text="Rettet", by=house.colleague, at=NOW)

    answer = client.post(reverse("log_correct", args=[entry.pk]), {"text": "Også rettet", "kind": "NOTE"})

    assert answer.status_code == 409
    assert LogEntry.objects.count() == 2


def test_a_mention_is_taken_off_and_another_put_on_in_the_correction(house: House, client: Client) -> None:
    karimi, myhre = house.resident("Karimi").person, house.resident("Myhre").person
    entry = write(house, "Karimi fulgt til helse", person=karimi)
    line = {"text": "@Myhre fulgt til helse", "kind": "MOVEMENT", "about": []}

    assert client.post(reverse("log_correct", args=[entry.pk]), line).status_code == 302

    right = LogEntry.objects.get(corrects=entry)
    assert (right.text, right.person) == ("Myhre fulgt til helse", myhre)


def test_the_nudge_is_counted_and_nothing_else_is_kept_of_it(house: House, client: Client) -> None:
    address = reverse("unit_log", args=[house.unit.pk])
    asked = client.post(address, {"text": "Tok Paracet"})
    assert asked.status_code == 422
    assert not LogEntry.objects.exists()
    assert client.post(address, {"text": "Tok Paracet", "stands": "on"}).status_code == 302

    counted = HealthNudge.objects.get()
    assert (counted.unit, counted.asked, counted.kept) == (house.unit, 1, 1)
    assert LogEntry.objects.get().text == "Tok Paracet"


def test_what_the_words_say_is_read_and_nothing_is_kept(house: House, client: Client) -> None:
    address = reverse("unit_log_reading", args=[house.unit.pk])
    read = client.post(address, {"text": "Snakket om medisinene sine"}).json()

    assert (read["kind"], read["words"]) == (LogKind.CONVERSATION, ["medisinene"])
    assert not LogEntry.objects.exists()
    assert not HealthNudge.objects.exists()


def test_the_names_under_the_field_are_those_of_the_unit(house: House, client: Client) -> None:
    stay = house.resident("Hansen", "Ola")
    house.resident("Hansen", "Kari")
    names = client.get(reverse("unit_log_names", args=[house.unit.pk])).json()["names"]

    cell = stay.placements.get().bed.cell.code
    assert {"sign": "@", "token": "Hansen_Ola", "label": "Hansen, Ola", "hint": cell} in names
    assert {"sign": "#", "token": cell, "label": cell, "hint": ""} in names


def test_a_line_is_verified_and_kept_for_a_decision_on_its_own_pages(
    house: House, client: Client, caseworker: User
) -> None:
    entry = hearsay(house)
    page = reverse("log_verify", args=[entry.pk])
    assert entry.text in client.get(page).content.decode()
    assert client.post(page, {"how": "SEEN", "note": "Fant den"}).status_code == 302
    assert client.post(page, {"how": "SEEN"}).status_code == 409
    assert LogVerification.objects.get().note == "Fant den"
    at_desk = Client()
    at_desk.force_login(caseworker)
    assert at_desk.post(reverse("log_rely", args=[entry.pk]), {"reference": "26/104"}).status_code == 302
    assert LogReliance.objects.get().relied_by == caseworker
