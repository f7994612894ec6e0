"""The page of one person: the same head on every tab, boxes that fail alone, no hint at what is closed."""

import re
from collections.abc import Iterator
from datetime import datetime
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.access import Access
from corrections.choices import Role
from corrections.models import ReadRecord
from corrections.periods import between, since
from inmates.choices import AlertCode, CommitmentKind, LogKind
from inmates.models import Commitment, Identifier, LogEntry, Need, NextOfKin, Placement
from inmates.permissions import PersonPerm
from inmates.registries import PersonPanel, Subject, person_panels
from inmates.services import care
from tests.corrections.factories import NOW, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.inmates.scenes import address, at_work, signed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW)


@pytest.fixture
def home() -> Placement:
    return at_work()


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


# ---- the head ----------------------------------------------------------------------------------------------------
def test_flags_stand_by_severity_five_at_most_and_the_ended_are_counted(home: Placement) -> None:
    person = home.stay.person
    for code in (
        AlertCode.READS_WITH_SOUND,
        AlertCode.PHONE_CONTROL,
        AlertCode.COURT_RESTRICTION,
        AlertCode.VULNERABLE,
    ):
        care.raise_alert(person=person, code=code, by=None, at=oslo("2026-11-01 10:00"))
    ended = care.raise_alert(person=person, code=AlertCode.ESCAPE_RISK, by=None, at=oslo("2026-10-01 10:00"))
    care.close_alert(alert=ended, by=staff(Role.LEADER, unit=home.bed.cell.unit), at=oslo("2026-10-09 10:00"))
    care.keep_apart(person=person, other=PersonFactory.create(), reason="THREAT", by=None, at=oslo("2026-11-01 10:00"))
    Need.objects.create(person=person, kind="DIET", label="Nøttefri kost", during=since(oslo("2026-11-01 10:00")))
    page = signed_in(Role.OFFICER, home).get(address(home))
    shown = page.context["person"]
    assert [flag["level"] for flag in shown["flags"]] == ["bad", "bad", "warn", "warn", "quiet"]
    assert shown["flags"][0]["icon"] == "keep-apart"
    assert "1" in shown["flags_more"]["text"]
    assert page.context["head"].alerts_ended == 1


def test_an_alert_with_an_end_says_until_when(home: Placement) -> None:
    care.raise_alert(
        person=home.stay.person,
        code=AlertCode.PHONE_CONTROL,
        by=None,
        at=oslo("2026-11-01 10:00"),
        until=oslo("2026-12-31 12:00"),
    )
    assert "31.12." in text(signed_in(Role.OFFICER, home), address(home))


def test_now_is_red_only_when_the_person_should_be_back(home: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    assert signed_in(Role.OFFICER, home).get(address(home)).context["person"]["now"]["level"] == ""
    monkeypatch.setattr("corrections.middleware.now", lambda: oslo("2026-11-24 14:46"))
    assert signed_in(Role.OFFICER, home).get(address(home)).context["person"]["now"]["level"] == "bad"


def test_last_seen_tells_its_age_and_who(home: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrections.middleware.now", lambda: oslo("2026-11-24 12:33"))
    seen = signed_in(Role.OFFICER, home).get(address(home)).context["person"]["rows"][1]
    assert seen["value"] == "12:31"
    assert "2 min" in seen["note"]
    assert "O. Vik" in seen["note"]


# ---- who may see it ----------------------------------------------------------------------------------------------
def test_out_of_scope_and_not_there_are_the_same_answer(home: Placement) -> None:
    stranger = PlacementFactory.create()
    client = signed_in(Role.OFFICER, home)
    out = client.get(reverse("person", args=[stranger.stay.person.uuid]))
    nobody = client.get(reverse("person", args=["00000000-0000-4000-8000-000000000000"]))
    assert out.status_code == nobody.status_code == 404
    assert strip(out.content) == strip(nobody.content)
    assert not ReadRecord.objects.exists()


def strip(page: bytes) -> bytes:
    """Without the token of the forms and the address that was asked for."""
    page = re.sub(rb'(name="csrfmiddlewaretoken" value|content)="[^"]+"', b"", page)
    return re.sub(rb"[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}", b"", page)


def test_a_former_resident_is_seen_by_those_who_may_search_everyone(home: Placement) -> None:
    former = StayFactory.create(
        during=between(oslo("2025-01-01 10:00"), oslo("2025-06-01 10:00")), start=oslo("2025-01-01 10:00")
    )
    url = reverse("person", args=[former.person.uuid])
    assert signed_in(Role.OFFICER, home, prison=home.bed.cell.unit.prison).get(url).status_code == 404
    assert signed_in(Role.LEADER, home, prison=home.bed.cell.unit.prison).get(url).status_code == 200


def test_someone_without_a_bed_is_seen_by_the_prison_that_received_them(home: Placement) -> None:
    prison = home.bed.cell.unit.prison
    waiting = StayFactory.create(reception_prison=prison)
    url = reverse("person", args=[waiting.person.uuid])
    assert signed_in(Role.INSPECTOR, home, prison=prison).get(url).status_code == 200
    assert signed_in(Role.OFFICER, home).get(url).status_code == 404


def test_a_teacher_sees_who_and_where_and_no_trace_of_the_rest(home: Placement) -> None:
    person = home.stay.person
    care.raise_alert(person=person, code=AlertCode.VIOLENCE_RISK, by=None, at=oslo("2026-11-01 10:00"))
    care.keep_apart(
        person=person, other=PersonFactory.create(), reason="GANG_RELATED", by=None, at=oslo("2026-11-01 10:00")
    )
    NextOfKin.objects.create(person=person, name="Ingrid Lervik", relation="mor")
    LogEntry.objects.create(
        unit=home.bed.cell.unit,
        happened_at=oslo("2026-11-24 09:50"),
        kind=LogKind.NOTE,
        text="Hjalp ny innsatt",
        person=person,
        written_at=oslo("2026-11-24 09:50"),
    )
    client = signed_in(Role.TEACHER, home)
    response = client.get(address(home))
    assert response.status_code == 200
    assert person.name in response.content.decode()
    assert response.context["columns"] == []
    assert response.context["person"]["flags"] == []
    assert response.context["person"]["flags_more"] is None
    assert [str(tab["href"]) for tab in response.context["person"]["tabs"]] == [address(home)]
    for tab in ("log", "cells", "details", "no-such-tab"):
        assert client.get(address(home, "person_tab", tab)).status_code == 404
    assert client.get(address(home, "person_timeline")).status_code == 404
    for key in ("today", "contact", "alerts", "numbers", "no-such-panel"):
        assert client.get(address(home, "person_panel", key)).status_code == 404


def test_names_of_those_kept_apart_are_for_those_who_may_know_them(home: Placement) -> None:
    other = PersonFactory.create(family_name="Brekkerud")
    care.keep_apart(person=home.stay.person, other=other, reason="THREAT", by=None, at=oslo("2026-11-01 10:00"))
    details = address(home, "person_tab", "details")
    assert "Brekkerud" in text(signed_in(Role.OFFICER, home), details)
    assert "Brekkerud" not in text(signed_in(Role.REINTEGRATION, home), details)


def test_next_of_kin_are_for_those_who_may_call_them(home: Placement) -> None:
    NextOfKin.objects.create(person=home.stay.person, name="Ingrid Lervik", relation="mor", may_be_called_at_night=True)
    assert "Ingrid Lervik (mor)" in text(signed_in(Role.OFFICER, home), address(home))


# ---- boxes -------------------------------------------------------------------------------------------------------
@pytest.fixture
def broken() -> Iterator[dict[str, Any]]:
    """A box that fails as it is told to."""
    how: dict[str, Any] = {"load": lambda subject, *, at, access: None}

    def load(subject: Subject, *, at: datetime, access: Access) -> Any:
        return how["load"](subject, at=at, access=access)

    panel = PersonPanel("Broken", "inmates/_person_agenda.html", load, PersonPerm.VIEW)
    person_panels.register("broken", panel, order=15)
    yield how
    del person_panels._items["broken"], person_panels._order["broken"]


def fall(*args: Any, **kwargs: Any) -> None:
    raise RuntimeError("out of order")


def ask_nonsense(*args: Any, **kwargs: Any) -> None:
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column FROM inmates_person")


@pytest.mark.parametrize("failure", [fall, ask_nonsense])
def test_a_box_that_fails_says_so_and_the_rest_of_the_page_stands(
    home: Placement, broken: dict[str, Any], failure: Any
) -> None:
    broken["load"] = failure
    Commitment.objects.create(
        stay=home.stay,
        kind=CommitmentKind.WORK,
        label="Verksted, tre",
        source="test",
        booked_at=NOW,
        during=between(oslo("2026-11-24 12:30"), oslo("2026-11-24 14:45")),
    )
    response = signed_in(Role.OFFICER, home).get(address(home))
    assert response.status_code == 200
    states = {box.id: box.state for column in response.context["columns"] for box in column}
    assert "failed" not in {state for box, state in states.items() if box != "panel-broken"}
    assert (
        states.items()
        >= {
            "panel-today": "ready",
            "panel-broken": "failed",
            "panel-coming": "ready",
            "panel-contact": "ready",
            "panel-events": "ready",
        }.items()
    )
    assert address(home, "person_panel", "broken") in response.content.decode()
    assert "Til verksted, tre" in response.content.decode() or "To verksted, tre" in response.content.decode()


def test_a_box_with_no_place_on_the_page_leaves_nothing(home: Placement, broken: dict[str, Any]) -> None:
    assert "panel-broken" not in text(signed_in(Role.OFFICER, home), address(home))


def test_a_box_can_be_fetched_alone_or_as_a_page(home: Placement) -> None:
    client = signed_in(Role.OFFICER, home)
    url = address(home, "person_panel", "today")
    alone = client.get(url, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in alone
    assert 'id="panel-today"' in alone
    assert "<html" in text(client, url)


def test_identity_numbers_are_shown_on_request_and_each_look_is_recorded(home: Placement) -> None:
    person = home.stay.person
    Identifier.objects.create(
        person=person, kind="NATIONAL", value="20836413130", during=since(oslo("2026-01-01 10:00"))
    )
    client = signed_in(Role.CASEWORKER, home)
    assert "208364" not in text(client, address(home, "person_tab", "details"))
    assert "208364 13130" in text(client, address(home, "person_panel", "numbers"))
    assert [r.what for r in ReadRecord.objects.order_by("pk")] == ["person.details", "person.panel.numbers"]
    assert signed_in(Role.OFFICER, home).get(address(home, "person_panel", "numbers")).status_code == 404


def test_today_marks_what_is_past_and_what_goes_on(home: Placement) -> None:
    def book(start: str, end: str, label: str) -> None:
        Commitment.objects.create(
            stay=home.stay,
            kind=CommitmentKind.WORK,
            label=label,
            source="test",
            booked_at=NOW,
            during=between(oslo(f"2026-11-24 {start}"), oslo(f"2026-11-24 {end}")),
        )

    book("08:15", "11:15", "Morgenstell")
    book("12:30", "14:45", "Snekring")
    book("17:00", "18:00", "Kveldstur")
    page = text(signed_in(Role.OFFICER, home), address(home))
    assert page.index("Morgenstell") < page.index("Snekring") < page.index("Kveldstur")
    assert page.count('data-state="past"') == 1
    assert page.count('data-state="next"') == 1


# ---- reads and queries -------------------------------------------------------------------------------------------
def test_one_look_at_a_page_is_one_line_in_the_read_log(home: Placement) -> None:
    client = signed_in(Role.OFFICER, home)
    client.get(address(home))
    record = ReadRecord.objects.get()
    assert (record.subject_type, record.subject_id, record.what) == (
        "inmates.person",
        home.stay.person_id,
        "person.overview",
    )
    assert record.at == NOW


@pytest.mark.django_db(transaction=True)
def test_a_page_costs_the_same_few_queries_however_long_the_record(home: Placement) -> None:
    client = signed_in(Role.OFFICER, home)
    neighbour = PlacementFactory.create(unit=home.bed.cell.unit)
    apart: dict[str, Any] = {
        "other": neighbour.stay.person,
        "reason": "THREAT",
        "by": None,
        "at": oslo("2026-09-01 10:00"),
    }
    care.keep_apart(person=home.stay.person, **apart)
    pages = [address(home), address(home, "person_timeline"), address(home, "person_tab", "details")]
    for url in pages:
        client.get(url)
    before = [count_queries(client, url) for url in pages]
    for day in range(1, 25):
        at = oslo(f"2026-10-{day:02} 10:00")
        care.raise_alert(person=home.stay.person, code=AlertCode.values[day % 14], by=None, at=at) if day < 13 else None
        care.keep_apart(person=home.stay.person, other=PersonFactory.create(), reason="THREAT", by=None, at=at)
        LogEntry.objects.create(
            unit=home.bed.cell.unit, happened_at=at, text="x", person=home.stay.person, written_at=at
        )
    assert [count_queries(client, url) for url in pages] == before
    assert max(before) <= 12


def count_queries(client: Client, url: str) -> int:
    with CaptureQueriesContext(connection) as found:
        assert client.get(url).status_code == 200
    return len(found)
