"""A note between shifts that nobody could verify is deleted after four months, unless a decision rests on it (G1)."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation
from psycopg.errors import InsufficientPrivilege

from corrections.choices import Role
from corrections.models import User, WriteRecord
from corrections.refusals import Refusal, has_sentence
from corrections.services import law
from inmates import tasks
from inmates.choices import LogSource, VerifiedHow
from security.models import Handover, HandoverNote, NoteReliance, NoteVerification
from security.selectors import notes as selector
from security.services import handovers, notes
from tests.corrections.factories import NOW, oslo, staff
from tests.corrections.pages import at_instant, signed_in, text_of
from tests.health.logins import connect
from tests.security.handovers import SLOT, Ward, handover
from tests.together import together

pytestmark = pytest.mark.django_db
AT = oslo("2026-11-24 14:41")
WRITTEN = oslo("2026-01-31 12:00")
KEPT_UNTIL = oslo("2026-05-31 12:00")
MINUTE = timedelta(minutes=1)


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture
def caseworker(ward: Ward) -> User:
    return staff(Role.CASEWORKER, prison=ward.unit.prison, first_name="Hanne", last_name="Brekke")


def said(ward: Ward, text: str = "Noen har mobil", at: datetime = WRITTEN, **values: Any) -> HandoverNote:
    """A note of what a resident told, in the handover at hand."""
    row = Handover.objects.filter(unit=ward.unit).order_by("pk").first() or handover(ward.unit)
    given = {"source": LogSource.RESIDENT, "is_verified": False} | values
    return HandoverNote.objects.create(handover=row, text=text, written_at=at, written_by=ward.dale, **given)


def refused(code: str, act: Any) -> str:
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    return str(caught.value)


def shown(note: HandoverNote, at: datetime = NOW) -> selector.Note:
    return next(one for one in selector.of_handover(note.handover, at) if one.id == note.pk)


# ---- how sure a note is ------------------------------------------------------------------------
def test_what_others_told_is_unverified_until_somebody_says_otherwise(ward: Ward) -> None:
    who: dict[str, Any] = {"unit": ward.unit, "slot": SLOT, "by": ward.dale, "at": AT}
    told = handovers.write_note(text="Noen har mobil", source=LogSource.RESIDENT, **who)
    seen = handovers.write_note(text="Rolig dag", **who)
    checked = handovers.write_note(text="Sjekket", source=LogSource.STAFF, is_verified=True, **who)

    assert [(note.source, note.is_verified) for note in (told, seen, checked)] == [
        (LogSource.RESIDENT, False),
        (LogSource.OWN, True),
        (LogSource.STAFF, True),
    ]
    line = shown(told, AT)
    assert (line.standing, line.source, line.until) == ("unverified", "Told by a resident", "24.03.2027")
    assert (shown(seen, AT).standing, shown(checked, AT).standing) == ("", "verified")
    refused("unknown_source", lambda: handovers.write_note(text="x", source="RUMOUR", **who))
    assert HandoverNote.objects.count() == 3


def test_a_note_is_verified_by_a_new_row_that_says_who_and_how(ward: Ward) -> None:
    note = said(ward)
    notes.verify(note=note, how=VerifiedHow.DOCUMENT, words="Rapport 12", by=ward.hansen, at=NOW)

    note.refresh_from_db()
    assert not note.is_verified  # the note stays as it was written
    line = shown(note)
    assert (line.standing, line.until) == ("verified", "")
    assert line.verified == "A document that I have read, A. Hansen 24.11.2026. Rapport 12"
    told = refused("already_verified", lambda: notes.verify(note=note, how=VerifiedHow.SEEN, by=ward.dale, at=NOW))
    assert told.startswith("A. Hansen verified this")
    seen, other = said(ward, source=LogSource.OWN, is_verified=True), said(ward)
    refused("verified_at_once", lambda: notes.verify(note=seen, how=VerifiedHow.SEEN, by=ward.dale, at=NOW))
    refused("unknown_how", lambda: notes.verify(note=other, how="HUNCH", by=ward.dale, at=NOW))
    assert NoteVerification.objects.count() == 1


# ---- rule G1 ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("written", "kept_until"),
    [
        ("2025-10-31 12:00", "2026-02-28 12:00"),  # there is no 31 February
        ("2026-01-31 12:00", "2026-05-31 12:00"),
        ("2026-01-15 23:30", "2026-05-15 23:30"),  # the clock is set forward between: the same hour of the day
    ],
)
def test_a_note_that_nobody_verified_goes_on_the_calendar_month_and_not_a_minute_before(
    ward: Ward, monkeypatch: pytest.MonkeyPatch, written: str, kept_until: str
) -> None:
    end = oslo(kept_until)
    note, kept = said(ward, at=oslo(written)), said(ward, "Noe annet", at=oslo(written), is_verified=True)
    monkeypatch.setattr(tasks, "now", lambda: end - MINUTE)
    tasks.erase_unverified_log()
    note.refresh_from_db()
    assert (note.text, note.erased_at) == ("Noen har mobil", None)

    monkeypatch.setattr(tasks, "now", lambda: end)
    tasks.erase_unverified_log()
    tasks.erase_unverified_log()

    note.refresh_from_db()
    assert (note.text, note.erased_at, note.written_by) == ("", end, ward.dale)
    assert note.erased_under == law.rule_in_force("G1", end.date())
    kept.refresh_from_db()
    assert kept.text == "Noe annet"
    assert WriteRecord.objects.get(act="security.erase_unverified_notes").detail == {"notes": 1}
    line = shown(note)
    assert (line.standing, line.erased, line.text) == ("erased", f"{end:%d.%m.%Y}", "")


def test_a_note_that_was_verified_in_time_is_kept(ward: Ward) -> None:
    note = said(ward)
    notes.verify(note=note, how=VerifiedHow.SEEN, by=ward.hansen, at=NOW)
    assert erase() == 0
    assert HandoverNote.objects.get(pk=note.pk).text == "Noen har mobil"


def test_what_a_decision_rests_on_is_kept_and_says_so(ward: Ward, caseworker: User) -> None:
    note = said(ward)
    notes.rely(note=note, reference=" 26/104  ", by=caseworker, at=NOW)

    assert erase() == 0
    line = shown(note)
    assert (line.decisions, line.standing, line.until) == (("26/104",), "unverified", "")
    refused("no_reference", lambda: notes.rely(note=note, reference=" ", by=caseworker, at=NOW))
    refused("a_decision_rests_on_a_note_once", lambda: notes.rely(note=note, reference="26/104", by=caseworker, at=NOW))
    assert NoteReliance.objects.count() == 1


def test_what_was_deleted_is_neither_verified_nor_relied_on(ward: Ward, caseworker: User) -> None:
    note = said(ward)
    assert erase() == 1

    refused("erased", lambda: notes.verify(note=note, how=VerifiedHow.SEEN, by=ward.dale, at=NOW))
    refused("erased", lambda: notes.rely(note=note, reference="26/104", by=caseworker, at=NOW))
    with broken("nothing_is_added_to_an_erased_note"):
        NoteReliance.objects.create(note=note, reference="26/104", relied_at=NOW, relied_by=caseworker)


@pytest.mark.django_db(transaction=True)
def test_a_decision_that_comes_as_the_note_goes_is_kept_or_told(ward: Ward, caseworker: User) -> None:
    note = said(ward)

    def rely() -> Any:
        with translation.override("en"):
            return notes.rely(note=note, reference="26/104", by=caseworker, at=NOW)

    outcomes = together(rely, erase)

    note.refresh_from_db()
    relied = NoteReliance.objects.filter(note=note).exists()
    assert relied == (note.text != "")
    assert relied or any(isinstance(outcome, Refusal) for outcome in outcomes)


# ---- what PostgreSQL refuses ------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a_note_has_a_known_source", {"source": "RUMOUR"}),
        ("a_note_of_what_one_saw_is_verified", {"source": LogSource.OWN}),
        ("an_erased_note_says_nothing", {"erased_at": NOW}),
        ("a_handover_note_says_something", {"text": ""}),
    ],
)
def test_a_note_agrees_with_itself(ward: Ward, name: str, values: dict[str, Any]) -> None:
    with broken(name):
        said(ward, **values)


def test_a_decision_that_rests_on_a_note_is_named(ward: Ward, caseworker: User) -> None:
    note = said(ward)
    with broken("a_decision_that_rests_on_a_note_is_named"):
        NoteReliance.objects.create(note=note, reference="", relied_at=NOW, relied_by=caseworker)


def test_a_note_is_emptied_by_no_other_way_than_the_rule(ward: Ward) -> None:
    note = said(ward)
    with broken("records_are_only_added"):
        HandoverNote.objects.filter(pk=note.pk).update(text="Noe annet")
    with broken("records_are_only_added"):  # before its time
        rule = law.rule_in_force("G1", date(2026, 5, 31))
        HandoverNote.objects.filter(pk=note.pk).update(text="", erased_at=KEPT_UNTIL - MINUTE, erased_under=rule)
    with broken("records_are_only_added"):
        note.delete()


@pytest.fixture
def web(db: None) -> Iterator[psycopg.Connection[Any]]:
    with connect("web") as login:
        yield login


@pytest.mark.parametrize(
    "statement",
    [
        "UPDATE security_handovernote SET text = ''",
        "DELETE FROM security_handovernote",
        "DELETE FROM security_noteverification",
        "UPDATE security_notereliance SET reference = 'x'",
    ],
)
def test_the_web_login_can_change_nothing_of_the_notes(web: psycopg.Connection[Any], statement: str) -> None:
    with pytest.raises(InsufficientPrivilege):
        web.execute(statement)
    web.rollback()


def test_the_web_login_may_ask_the_rule_and_no_other_login_may(web: psycopg.Connection[Any]) -> None:
    assert web.execute("SELECT public.erase_unverified_notes(0, now())").fetchone() == (0,)
    with connect("report") as report, pytest.raises(InsufficientPrivilege):
        report.execute("SELECT public.erase_unverified_notes(0, now())")


# ---- pages ------------------------------------------------------------------------
def test_a_note_with_a_source_is_labelled_verified_and_kept_for_a_decision_on_its_own_pages(
    ward: Ward, caseworker: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    at_instant(monkeypatch, AT)
    client, page = signed_in(ward.dale), reverse("handover", args=[ward.unit.pk])
    given = {"calm": "CALM", "text": "Noen har mobil", "source": "RESIDENT", "slot": SLOT.key}
    assert client.post(reverse("handover_give", args=[ward.unit.pk]), given).status_code == 302

    note = HandoverNote.objects.get()
    html = text_of(client.get(page))
    assert "Not verified" in html
    assert "Deleted on 24.03.2027 unless somebody verifies it or a decision rests on it." in html
    assert "Told by a resident" in html
    assert reverse("note_rely", args=[note.pk]) not in html  # an officer decides nothing that rests on it

    verify = reverse("note_verify", args=[note.pk])
    assert "Noen har mobil" in text_of(client.get(verify))
    at_desk = Client()
    at_desk.force_login(caseworker)
    assert at_desk.post(reverse("note_rely", args=[note.pk]), {"reference": "26/104"}).status_code == 302
    assert "Kept: decision 26/104 rests on it." in text_of(client.get(page))
    assert client.post(verify, {"how": "SEEN", "note": "Fant den"}).status_code == 302
    assert client.post(verify, {"how": "SEEN"}).status_code == 409
    assert (NoteVerification.objects.get().words, NoteReliance.objects.get().relied_by) == ("Fant den", caseworker)


# ---- parts ------------------------------------------------------------------------
def erase(at: datetime = KEPT_UNTIL) -> int:
    return notes.erase_unverified(rule=law.rule_in_force("G1", at.date()), by=None, at=at)


@contextmanager
def broken(name: str) -> Iterator[None]:
    assert has_sentence(name)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]
