"""What an officer sees of a handover: the page, what changed, what must be done, what it refuses."""

import re
from datetime import time, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.access import access_of
from corrections.choices import ClosureReason, Role
from corrections.services import estate
from inmates.choices import AlertCode, LogKind, NonAssociationReason
from inmates.selectors.board import board_rows
from inmates.services import care, log
from security.choices import Calm, CountKind, EquipmentKind
from security.models import Handover, HandoverNote
from security.selectors import equipment as listed
from security.selectors import handovers as selector
from security.services import equipment, handovers, making, planning
from tests.corrections.factories import TaskFactory, oslo, staff
from tests.corrections.pages import at_instant, signed_in, statements_for, text_of
from tests.inmates.factories import PlacementFactory
from tests.inmates.mockup import Mockup, build_mockup, today
from tests.security.handovers import DUE, SLOT

pytestmark = pytest.mark.django_db
AT = oslo("2026-11-24 14:41")


@pytest.fixture
def b2(monkeypatch: pytest.MonkeyPatch) -> Mockup:
    at_instant(monkeypatch, AT)
    return build_mockup()


@pytest.fixture
def evening(b2: Mockup) -> Any:
    return staff(Role.OFFICER, unit=b2.unit, first_name="Siri", last_name="Ødegård")


def address(b2: Mockup, name: str = "handover") -> str:
    return reverse(name, args=[b2.unit.pk])


def seen(client: Client, b2: Mockup, **query: str) -> str:
    response = client.get(address(b2), query)
    assert response.status_code == 200
    return text_of(response)


def part(html: str, name: str) -> str:
    """One box of the page, as words."""
    found = re.search(rf'<section class="panel[^"]*" id="{name}".*?</section>', html)
    assert found
    return " ".join(re.sub(r"<[^>]+>", " ", found.group()).split())


def given(b2: Mockup, **values: Any) -> Handover:
    said = {"calm": Calm.CALM, "text": "Rolig dag."} | values
    return handovers.give(unit=b2.unit, slot=SLOT, access=access_of(b2.officer, at=AT), by=b2.officer, at=AT, **said)


def ticks(b2: Mockup, who: Any, at: Any = AT) -> list[str]:
    access = access_of(who, at=at)
    return [duty.key for duty in selector.duties_of(b2.unit, SLOT, board_rows(b2.unit.pk, at, access), access)]


# ---- who signs ------------------------------------------------------------------------
def test_before_anybody_signs_the_page_says_so_and_offers_to_hand_over(b2: Mockup) -> None:
    html = seen(signed_in(b2.officer), b2)

    assert "<h1>Handover 14:45</h1>" in html
    assert "Avdeling B2 · Tuesday 24 November 2026" in html
    assert "<b>Day shift hands over</b><small>Not signed yet</small>" in html
    assert "<b>Evening shift takes over</b><small>Not signed yet</small>" in html
    assert "Sign and hand over" in html
    assert "Sign and take over" not in html


def test_a_shift_hands_over_and_the_next_takes_over_by_two_forms(b2: Mockup, evening: Any) -> None:
    said = {"slot": SLOT.key, "calm": "UNEASY", "text": "Litt spent mellom to på kjøkkenet."}
    assert signed_in(b2.officer).post(address(b2, "handover_give"), said).status_code == 302

    client = signed_in(evening)
    html = seen(client, b2)
    assert "<small>K. Nesheim 14:41</small>" in html
    assert "Sign and take over" in html
    assert part(html, "notes").startswith("From the shift that goes home Uneasy Litt spent mellom to på kjøkkenet.")

    answer = client.post(address(b2, "handover_take"), {"slot": SLOT.key, "done": ticks(b2, evening)})
    assert answer.status_code == 302
    html = seen(client, b2)
    assert "<small>S. Ødegård 14:41</small>" in html
    assert part(html, "notes").endswith("Has read 2 K. Nesheim 14:41 S. Ødegård 14:41")


def test_what_is_not_ticked_is_named_and_what_was_ticked_stays_ticked(b2: Mockup, evening: Any) -> None:
    given(b2)
    keys = ticks(b2, evening)
    response = signed_in(evening).post(address(b2, "handover_take"), {"slot": SLOT.key, "done": keys[:-1]})

    assert response.status_code == 422
    assert "Read and tick this first:" in text_of(response)
    assert len(re.findall(r'name="done"[^>]* checked', text_of(response))) == len(keys) - 1
    assert Handover.objects.get().state == "GIVEN"


def test_who_handed_over_is_offered_no_way_to_take_over(b2: Mockup) -> None:
    given(b2)
    client = signed_in(b2.officer)
    assert "Sign and take over" not in seen(client, b2)
    refused = client.post(address(b2, "handover_take"), {"done": ticks(b2, b2.officer)})
    assert refused.status_code == 422
    assert "You handed the unit over yourself." in text_of(refused)


def test_of_two_the_second_is_told_who_was_first(b2: Mockup, evening: Any) -> None:
    given(b2)
    response = signed_in(evening).post(address(b2, "handover_give"), {"slot": SLOT.key, "calm": "CALM"})
    assert response.status_code == 409
    assert "K. Nesheim handed the unit over at 14:41." in text_of(response)


def test_alone_on_the_unit_one_takes_over_with_a_reason(b2: Mockup) -> None:
    client = signed_in(b2.officer)
    missing = client.post(address(b2, "handover_take_alone"), {"slot": SLOT.key, "calm": "CALM"})
    assert missing.status_code == 422
    assert "Say why nobody hands the unit over." in text_of(missing)

    said = {"calm": "CALM", "reason": "Syk kollega", "done": ticks(b2, b2.officer)}
    assert client.post(address(b2, "handover_take_alone"), said).status_code == 302
    assert "Nobody handed over: Syk kollega" in seen(client, b2)


def test_a_note_with_health_words_is_asked_about_first(b2: Mockup) -> None:
    client = signed_in(b2.officer)
    said = {"slot": SLOT.key, "calm": "CALM", "text": "Myhre har fått ny medisin"}
    asked = client.post(address(b2, "handover_give"), said)
    assert asked.status_code == 422
    assert "reads like health information" in text_of(asked)
    assert not HandoverNote.objects.exists()


def test_a_late_handover_says_how_late(b2: Mockup, monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, DUE + timedelta(minutes=25))
    client = signed_in(b2.officer)
    assert "Not signed, should have been at 14:45" in seen(client, b2)
    client.post(address(b2, "handover_give"), {"calm": "CALM"})
    assert "K. Nesheim 15:10, 25 min late" in seen(client, b2)


# ---- what changed ------------------------------------------------------------------------
def test_the_changes_are_written_by_the_system_and_grouped_by_person(b2: Mockup) -> None:
    rahimi = b2.stays["Rahimi"].person
    care.raise_alert(person=rahimi, code=AlertCode.PHONE_CONTROL, by=b2.manager, at=today("10:05"))
    care.keep_apart(
        person=rahimi, other=b2.stays["Tveit"].person, reason=NonAssociationReason.THREAT, by=None, at=today("11:00")
    )
    log.write(unit=b2.unit, text="Rahimi ba om samtale", by=b2.officer, at=today("11:15"), person=rahimi)

    changed = part(seen(signed_in(b2.officer), b2), "changed")

    assert "B2-08 Rahimi Rahimi ba om samtale Must not meet Tveit and 1 more 11:15" in changed
    assert "B2-11 Tveit Must not meet Rahimi 11:00" in changed
    assert "B2-12 Closed until 25.11.: Sluk tett · sak 4471 13:10" in changed
    assert changed.index("B2-12 Closed") < changed.index("B2-08 Rahimi")  # the newest first


def test_ones_own_people_are_marked(b2: Mockup) -> None:
    stay = b2.stays["Rahimi"]
    care.assign_contact_officer(stay=stay, officer=b2.officer, seen=None, by=b2.manager, at=today("09:00"))
    assert "B2-08 Rahimi Yours Contact officer: K. Nesheim 09:00" in part(seen(signed_in(b2.officer), b2), "changed")


def test_what_was_written_late_about_earlier_is_new_too(b2: Mockup, evening: Any) -> None:
    handovers.mark_read(unit=b2.unit, slot=SLOT, by=evening, at=AT)
    log.write(
        unit=b2.unit, text="Skitten celle", kind=LogKind.TECHNICAL, by=b2.officer, at=today("14:00"),
        happened_at=oslo("2026-11-23 08:00"),
    )  # fmt: skip
    assert "Skitten celle" in part(seen(signed_in(evening), b2), "changed")


def test_what_came_after_the_signature_is_counted_and_marked(b2: Mockup, evening: Any) -> None:
    given(b2)
    log.write(unit=b2.unit, text="Vannlekkasje i dusjen", by=evening, at=AT + timedelta(seconds=30))
    client = signed_in(evening)
    html = seen_at(client, b2, AT + timedelta(minutes=3))
    assert "1 thing is new since 14:41" in html
    assert "After the signature Vannlekkasje i dusjen" in part(html, "changed")


def seen_at(client: Client, b2: Mockup, at: Any) -> str:
    patch = pytest.MonkeyPatch()
    at_instant(patch, at)
    try:
        return seen(client, b2)
    finally:
        patch.undo()


def test_the_page_says_since_when_and_lets_one_choose(b2: Mockup, evening: Any) -> None:
    html = seen(signed_in(evening), b2)
    assert "You have signed or read no handover here lately, so this is the last 24 hours." in html
    assert "Changed since 23.11. 14:41" in html
    whole = seen(signed_in(evening), b2, since="handover")
    assert "Since the unit was handed over last, Tuesday 24 November 07:00." in whole
    assert "Changed since 07:00" in whole


def test_who_may_not_know_whom_someone_must_not_meet_is_not_told(b2: Mockup) -> None:
    board = staff(Role.INSPECTOR, prison=b2.prison)
    care.keep_apart(
        person=b2.stays["Rahimi"].person, other=b2.stays["Tveit"].person, reason=NonAssociationReason.THREAT, by=None,
        at=today("11:00"),
    )  # fmt: skip
    html = seen(signed_in(board), b2)
    assert "Must not meet" not in html
    assert "Sign and hand over" not in html


# ---- what must be done ------------------------------------------------------------------------
def test_what_must_be_done_comes_from_the_board_the_bookings_and_the_work_list(b2: Mockup) -> None:
    TaskFactory.create(
        unit=b2.unit, kind="inmates.choose_cells", detail={"people": 1, "unit": "B2"}, due_at=today("21:00")
    )
    duties = part(seen(signed_in(b2.officer), b2), "duties")

    assert duties.startswith("To do: Evening shift")
    assert "B2-07 Eikeland Not reported back from skole, expected 14:30" in duties
    assert "B2-13 Brattland: back about 16:00 Court" in duties
    assert "B2-23: arrival 15:30 Make the cell ready" in duties
    assert "Within 21:00" in duties
    assert "Handover 14:45" not in duties


def test_the_counts_of_the_coming_shift_are_among_what_must_be_done(b2: Mockup) -> None:
    for starts in (time(20), time(23)):
        planning.plan_count(unit=b2.unit, kind=CountKind.SCHEDULED, starts=starts, by=b2.manager, at=today("08:00"))
    duties = part(seen(signed_in(b2.officer), b2), "duties")
    assert "Count 20:00" in duties
    assert "Count 23:00" not in duties


def test_a_count_that_is_made_stands_once_among_what_must_be_done(b2: Mockup) -> None:
    planning.plan_count(
        unit=b2.unit, kind=CountKind.SCHEDULED, starts=time(15), lead_minutes=40, by=b2.manager, at=today("08:00")
    )
    making.make_counts(at=AT - timedelta(minutes=1))
    duties = part(seen(signed_in(b2.officer), b2), "duties")
    assert (duties.count("Count 15:00"), duties.count("Open Count 15:00")) == (2, 1)  # the line, and where it leads


def test_what_lies_beyond_the_shift_is_not_to_be_done_in_it(b2: Mockup) -> None:
    assert "Rødseth" not in part(seen(signed_in(b2.officer), b2), "duties")  # on leave until tomorrow


# ---- the numbers, keys and rooms ------------------------------------------------------------------------
def test_the_numbers_are_those_of_the_board_and_of_the_keys(b2: Mockup) -> None:
    for kind, name, count in ((EquipmentKind.KEYS, "Nøkler", 14), (EquipmentKind.RADIO, "Radio", 6)):
        equipment.keep(unit=b2.unit, kind=kind, name=name, expected=count, by=b2.manager, at=AT)
    client = signed_in(b2.officer)
    assert "<dt>Keys, radios</dt><dd>– / – <small>not checked yet</small></dd>" in seen(client, b2)

    first, second = (item.id for item in listed.of_unit(b2.unit.pk, AT))
    checked = {f"found-{first}": "14", f"found-{second}": "5", f"note-{second}": "En til lading"}
    assert client.post(address(b2, "handover_equipment"), checked).status_code == 302

    html = seen(client, b2)
    assert "<dt>Residents</dt><dd>20 <small>of 23 places</small></dd>" in html
    assert "<dt>Outside the prison</dt><dd>2</dd>" in html
    assert "<dt>Keys, radios</dt><dd>14 / 5 <small>of 14 / 6</small></dd>" in html
    assert "Radio: 5 of 6, 14:41 En til lading B2-12 closed until 25.11.: Sluk tett · sak 4471" in part(html, "notes")


def test_what_is_missing_without_a_word_is_asked_about(b2: Mockup) -> None:
    equipment.keep(unit=b2.unit, kind=EquipmentKind.KEYS, name="Nøkler", expected=14, by=b2.manager, at=AT)
    (item,) = listed.of_unit(b2.unit.pk, AT)
    response = signed_in(b2.officer).post(address(b2, "handover_equipment"), {f"found-{item.id}": "13"})
    assert response.status_code == 422
    assert "Nøkler: 13 of 14. Say where the missing ones are" in text_of(response)


def test_a_manager_decides_what_the_unit_has(b2: Mockup) -> None:
    client = signed_in(b2.manager)
    said = {"kind": "KEYS", "name": "Nøkler", "expected": "14"}
    assert client.post(address(b2, "unit_equipment"), said).status_code == 302
    assert "<b>Nøkler</b> 14" in text_of(client.get(address(b2, "unit_equipment")))


# ---- afterwards ------------------------------------------------------------------------
def test_a_signed_handover_shows_the_same_later(b2: Mockup, evening: Any, monkeypatch: pytest.MonkeyPatch) -> None:
    given(b2)
    who = {"unit": b2.unit, "slot": SLOT, "by": evening, "at": AT, "access": access_of(evening, at=AT)}
    handovers.take(ticked=ticks(b2, evening), **who)
    client = signed_in(evening)
    then = seen(client, b2, since="handover")

    at_instant(monkeypatch, AT + timedelta(days=1))
    client = signed_in(evening)
    PlacementFactory.create(cell=b2.cells["04"])
    log.write(unit=b2.unit, text="Noe nytt", by=b2.officer, at=AT + timedelta(days=1))
    estate.close_cell(cell=b2.cells["18"], reason=ClosureReason.DAMP, by=b2.manager, at=AT + timedelta(hours=20))
    later = seen(client, b2, slot=SLOT.key)

    words = [re.sub(r"Add to the note .*? Add ", "", part(html, name)) for html in (then, later) for name in PARTS]
    assert words[: len(PARTS)] == words[len(PARTS) :]
    assert "20 <small>of 23 places</small>" in later
    assert "Sign and" not in later


PARTS = ("duties", "notes")


def test_who_reads_it_later_is_not_told_of_a_pair_that_they_may_not_know(b2: Mockup, evening: Any) -> None:
    given(b2)
    who = {"unit": b2.unit, "slot": SLOT, "by": evening, "at": AT, "access": access_of(evening, at=AT)}
    handovers.take(ticked=ticks(b2, evening), **who)
    assert "Keep Kvalvåg and Aydın apart" in part(seen(signed_in(evening), b2), "duties")
    assert "apart" not in part(seen(signed_in(staff(Role.INSPECTOR, prison=b2.prison)), b2), "duties")


@pytest.mark.parametrize("slot", ["x", "2026-11-24", "2026-13-40-day", "2026-11-24-noon", "2026-11-25-day", "1-1-day"])
def test_there_is_no_handover_that_nobody_could_have_had(b2: Mockup, slot: str) -> None:
    assert signed_in(b2.officer).get(address(b2), {"slot": slot}).status_code == 404


# ---- cost, board ------------------------------------------------------------------------
def test_the_page_costs_the_same_however_many_live_there(b2: Mockup) -> None:
    client = signed_in(b2.officer)
    before = statements_for(client, address(b2))
    for cell in ("04", "18"):
        stay = PlacementFactory.create(cell=b2.cells[cell], start=today("09:00")).stay
        log.write(unit=b2.unit, text="Ny", by=b2.officer, at=today("09:30"), person=stay.person)
        care.assign_contact_officer(stay=stay, officer=b2.officer, seen=None, by=b2.manager, at=today("10:00"))
    given(b2)
    assert statements_for(client, address(b2)) <= before + 3  # items, notes and readings of the row that now exists
    log.write(unit=b2.unit, text="Ro", by=b2.officer, at=today("14:00"))
    again = statements_for(client, address(b2))
    PlacementFactory.create(unit=b2.unit)
    assert statements_for(client, address(b2)) == again


@pytest.mark.parametrize(("clock", "shown"), [("14:34", False), ("14:35", True), ("15:10", True), ("16:46", False)])
def test_the_board_asks_for_the_handover_around_its_time(b2: Mockup, clock: str, shown: bool) -> None:
    board = board_rows(b2.unit.pk, today(clock), access_of(b2.officer, at=AT))
    found = [action for action in board.actions if action.title == "Handover 14:45"]
    assert bool(found) is shown
    if clock == "15:10":
        assert (found[0].level, found[0].href) == ("warn", address(b2))


def test_the_board_is_silent_when_somebody_has_taken_over(b2: Mockup, evening: Any) -> None:
    given(b2)
    (action,) = [a for a in board_rows(b2.unit.pk, AT, access_of(b2.officer, at=AT)).actions if "Handover" in a.title]
    assert action.text == "K. Nesheim has handed over. The next shift takes over."
    who = {"unit": b2.unit, "slot": SLOT, "by": evening, "at": AT, "access": access_of(evening, at=AT)}
    handovers.take(ticked=ticks(b2, evening), **who)
    assert not [a for a in board_rows(b2.unit.pk, AT, access_of(b2.officer, at=AT)).actions if "Handover" in a.title]
