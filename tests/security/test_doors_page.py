"""The page of a unit's doors, the board, the person's page and the climate: what stands there and what a tap does."""

from datetime import date, datetime, time, timedelta
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections import access, middleware
from corrections.choices import Role
from corrections.models import User
from inmates.registries import BoardSubject
from inmates.selectors.board import unit_facts
from inmates.selectors.board_version import of_unit
from security.models import DailyTurn, LockEvent
from security.selectors import climate, doors_board, hours_out
from security.services import locking
from tests.corrections.factories import PostingFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.security.locking import EVENING, MORNING, Hall, build_hall, by_name, lock_in, unlock

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
DAY = timedelta(days=1)


@pytest.fixture
def hall() -> Hall:
    found = build_hall()
    PostingFactory.create(user=found.nesheim, role=Role.OFFICER, unit=found.unit)
    PostingFactory.create(user=found.dale, role=Role.DUTY_MANAGER, prison=found.unit.prison)
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def stands(at: datetime) -> None:
        monkeypatch.setattr(middleware, "now", lambda: at)

    stands(EVENING)
    return stands


def browser(user: User) -> Client:
    access.forget_access()
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def page(hall: Hall, user: User | None = None) -> str:
    return text_of(browser(user or hall.nesheim).get(reverse("doors", args=[hall.unit.pk])))


def tap(hall: Hall, **data: Any) -> Any:
    return browser(hall.nesheim).post(reverse("door_turn", args=[hall.unit.pk]), data, follow=True)


def order(hall: Hall, act: str = "LOCK", starts: time = time(20, 30)) -> DailyTurn:
    return locking.order(
        unit=hall.unit, act=act, starts=starts, weekdays=[1, 2, 3, 4, 5, 6, 7], by=hall.dale, at=MORNING
    )


# ---- one tap -----------------------------------------------------------------------------------------------------
def test_one_tap_locks_the_unit_now(hall: Hall, clock: Any) -> None:
    unlock(hall)
    answer = tap(hall, act="LOCK", turned_at="")
    assert "The doors are locked. It is written down." in text_of(answer)
    event = LockEvent.objects.get(act="LOCK")
    assert (event.at, event.registered_by, event.unit) == (EVENING, hall.nesheim, hall.unit)


def test_a_time_that_has_passed_may_be_typed(hall: Hall, clock: Any) -> None:
    tap(hall, act="LOCK", turned_at="20.15")
    assert LockEvent.objects.get().at == oslo("2026-11-24 20:15")


def test_a_lock_while_locked_comes_back_as_a_form_with_the_sentence(hall: Hall, clock: Any) -> None:
    lock_in(hall, MORNING)
    answer = tap(hall, act="LOCK", turned_at="")
    assert answer.status_code == 409
    assert "The doors are locked already" in text_of(answer)
    assert LockEvent.objects.count() == 1


@pytest.mark.parametrize(
    ("typed", "sentence"), [("kveld", "Write the time as hours and minutes"), ("25:00", "Write the time as hours")]
)
def test_what_is_no_time_is_explained(hall: Hall, clock: Any, typed: str, sentence: str) -> None:
    answer = tap(hall, act="LOCK", turned_at=typed)
    assert answer.status_code == 422
    assert sentence in text_of(answer)
    assert not LockEvent.objects.exists()


# ---- both nights of the clock --------------------------------------------------------------------------------------
def test_in_the_hour_that_comes_twice_it_is_asked_which_is_meant(hall: Hall, clock: Any) -> None:
    clock(oslo("2026-10-25 06:00"))
    asked = tap(hall, act="LOCK", turned_at="02:30")
    assert asked.status_code == 422
    assert "Choose which of the two is meant." in text_of(asked)
    assert "The first, in summer time" in text_of(asked)
    assert not LockEvent.objects.exists()
    tap(hall, act="LOCK", turned_at="02:30", which="second")
    assert LockEvent.objects.get().at.isoformat() == "2026-10-25T01:30:00+00:00"


def test_the_first_of_the_two_is_an_hour_before(hall: Hall, clock: Any) -> None:
    clock(oslo("2026-10-25 06:00"))
    tap(hall, act="LOCK", turned_at="02:30", which="first")
    assert LockEvent.objects.get().at.isoformat() == "2026-10-25T00:30:00+00:00"


def test_a_time_that_the_clock_skipped_is_refused(hall: Hall, clock: Any) -> None:
    clock(oslo("2026-03-29 06:00"))
    answer = tap(hall, act="LOCK", turned_at="02:30")
    assert "did not show that time" in text_of(answer)
    assert not LockEvent.objects.exists()


def test_a_correction_into_the_hour_that_comes_twice_asks_too(hall: Hall, clock: Any) -> None:
    event = lock_in(hall, oslo("2026-10-25 04:00"))
    address, client = reverse("door_correct", args=[event.pk]), browser(hall.nesheim)
    data = {"on": "25.10.2026", "turned_at": "02:30", "reason": "Skrev feil"}
    assert "Choose which of the two is meant." in text_of(client.post(address, data))
    client.post(address, data | {"which": "first"})
    assert LockEvent.objects.standing().get().at.isoformat() == "2026-10-25T00:30:00+00:00"


# ---- by name and corrected -------------------------------------------------------------------------------------------
def test_an_officer_locks_somebody_in_by_name_from_their_page(hall: Hall, clock: Any) -> None:
    unlock(hall)
    address, client = reverse("door_person", args=[hall.myhre.person.uuid]), browser(hall.nesheim)
    refused = client.post(address, {"act": "LOCK", "reason": "", "turned_at": ""})
    assert "Write why this person is locked in" in text_of(refused)
    assert client.post(address, {"act": "LOCK", "reason": "Utelukket", "turned_at": ""}).status_code == 302
    assert "Locked in by name since 20:30: Utelukket" in page(hall)


def test_a_correction_strikes_what_was_written_and_shows_why(hall: Hall, clock: Any) -> None:
    event = unlock(hall)
    client = browser(hall.nesheim)
    data = {"on": "24.11.2026", "turned_at": "07:10", "reason": "Så feil på klokka"}
    assert client.post(reverse("door_correct", args=[event.pk]), data).status_code == 302
    text = page(hall)
    assert "<del>The whole unit: Unlocked</del>" in text
    assert "The whole unit: Unlocked (was written down for 07:00). Så feil på klokka" in text


# ---- hours -----------------------------------------------------------------------------------------------------------
def test_the_list_shows_yesterday_with_its_band_and_today_so_far(hall: Hall, clock: Any) -> None:
    lock_in(hall, oslo("2026-11-22 20:30"))
    unlock(hall, MORNING - DAY)
    lock_in(hall, oslo("2026-11-23 11:30"))
    unlock(hall)
    clock(oslo("2026-11-24 10:00"))
    text = page(hall)
    assert '<b>4,5 h</b> <span class="pill" data-lvl="line"><svg' in text
    assert "4 to 8 hours</span>" in text
    assert '<b>3,0 h</b></span><small class="muted">so far</small>' in text


def test_nobody_has_hours_while_nobody_has_written_of_the_doors(hall: Hall, clock: Any) -> None:
    text = page(hall)
    assert text.count("Not known") == 4
    assert "Nobody has written down how the doors are" in text


def test_the_page_asks_the_same_of_ten_people_as_of_two(hall: Hall, clock: Any) -> None:
    unlock(hall)

    def asked() -> int:
        client = browser(hall.nesheim)
        with CaptureQueriesContext(connection) as caught:
            client.get(reverse("doors", args=[hall.unit.pk]))
        return len(caught)

    asked()
    few = asked()
    for _number in range(8):
        PlacementFactory.create(unit=hall.unit)
    assert asked() == few


def test_the_box_on_the_persons_page_tells_the_week(hall: Hall, clock: Any) -> None:
    lock_in(hall, MORNING - DAY)
    unlock(hall)
    box = browser(hall.nesheim).get(reverse("person_panel", args=[hall.myhre.person.uuid, "hours-out"]))
    text = text_of(box)
    assert ": <b>13,5 h</b> <small>so far</small>" in text
    assert '<span class="pill" data-lvl="ok">8 hours or more</span>' in text
    assert reverse("door_person", args=[hall.myhre.person.uuid]) in text


# ---- the climate -----------------------------------------------------------------------------------------------------
def test_the_mean_of_a_unit_is_over_those_whose_whole_day_is_known(hall: Hall) -> None:
    lock_in(hall, oslo("2026-11-23 20:30"))
    unlock(hall)
    by_name(hall, "LOCK", oslo("2026-11-24 09:00"))
    lock_in(hall)
    PlacementFactory.create(unit=hall.unit, start=oslo("2026-11-24 12:00"))
    with CaptureQueriesContext(connection) as caught:
        found = hours_out.of_a_unit(hall.unit.pk, date(2026, 11, 20), date(2026, 11, 25))
    assert len(caught) == 1
    assert found == {date(2026, 11, 24): (13.5 + 2) / 2}


def test_the_climate_shows_hours_out_beside_the_calm_and_a_gap_for_what_is_not_known(hall: Hall, clock: Any) -> None:
    lock_in(hall, oslo("2026-11-22 20:30"))
    unlock(hall, MORNING - DAY)
    lock_in(hall, EVENING - DAY)
    shown = climate.climate_of(hall.unit.pk, access.access_of(hall.nesheim, at=EVENING), days=30, at=EVENING)
    column = shown.sources.index("Hours out of cell, mean a person")
    told = {line.iso: line.counted[column] for line in shown.lines}
    assert told["2026-11-23"] == "13,5"
    assert told["2026-11-22"] == "–"
    assert told["2026-11-24"] == "–"
    assert shown.missing == ()


# ---- the daily order and the board ------------------------------------------------------------------------------
def subject_at(hall: Hall, at: datetime) -> BoardSubject:
    found = unit_facts(hall.unit.pk, at)
    return BoardSubject(hall.unit.pk, hall.unit.prison_id, (hall.myhre.pk, hall.sundbo.pk), at, lent=found.lent)


def test_the_board_offers_what_the_daily_order_waits_for_and_then_no_more(hall: Hall) -> None:
    order(hall)
    unlock(hall)
    assert doors_board.actions(subject_at(hall, EVENING - 11 * MINUTE)) == []
    (action,) = doors_board.actions(subject_at(hall, EVENING - 5 * MINUTE))
    assert (action.title, action.level, action.due_at) == ("20:30 Lock in: confirm", "quiet", EVENING)
    assert action.href == reverse("doors", args=[hall.unit.pk])
    (late,) = doors_board.actions(subject_at(hall, EVENING + 11 * MINUTE))
    assert late.level == "warn"
    lock_in(hall, EVENING + 12 * MINUTE)
    assert doors_board.actions(subject_at(hall, EVENING + 13 * MINUTE)) == []


def test_the_page_says_what_the_daily_order_waits_for(hall: Hall, clock: Any) -> None:
    order(hall)
    unlock(hall)
    assert "By the daily order: 20:30 Lock in. Confirm when it is done." in page(hall)
    clock(EVENING - 60 * MINUTE)
    assert "Next by the daily order: 20:30 Lock in." in page(hall)


def test_who_is_an_exception_has_a_badge(hall: Hall) -> None:
    unlock(hall)
    by_name(hall, "LOCK", MORNING + MINUTE)
    found = doors_board.badges(subject_at(hall, MORNING + 2 * MINUTE))
    assert {pk: [badge.text for badge in badges] for pk, badges in found.items()} == {
        hall.myhre.pk: ["Locked in by name"]
    }
    lock_in(hall)
    by_name(hall, "UNLOCK", EVENING + MINUTE, stay=hall.sundbo)
    assert doors_board.badges(subject_at(hall, EVENING + 2 * MINUTE))[hall.sundbo.pk][0].text == "Out by name"
    unlock(hall, EVENING + 3 * MINUTE)
    assert hall.sundbo.pk not in doors_board.badges(subject_at(hall, EVENING + 4 * MINUTE))


@pytest.mark.django_db(transaction=True)
def test_a_turn_of_the_key_is_news_for_the_board(hall: Hall) -> None:
    versions = [of_unit(hall.unit.pk)]
    event = lock_in(hall)
    versions.append(of_unit(hall.unit.pk))
    locking.correct(event=event, reason="Feil", by=hall.lunde, at=EVENING + MINUTE)
    versions.append(of_unit(hall.unit.pk))
    order(hall)
    versions.append(of_unit(hall.unit.pk))
    assert [version - versions[0] for version in versions] == [0, 1, 2, 3]


def test_the_duty_manager_sets_the_daily_order_and_the_officer_does_not(hall: Hall, clock: Any) -> None:
    address = reverse("daily_order_new", args=[hall.unit.pk])
    data = {"act": "LOCK", "starts": "20:30", "weekdays": ["1", "2"]}
    assert browser(hall.nesheim).post(address, data).status_code == 403
    assert browser(hall.dale).post(address, data).status_code == 302
    line = DailyTurn.objects.get()
    assert (line.starts, line.weekdays, line.ordered_by) == (time(20, 30), [1, 2], hall.dale)
    assert "20:30 Lock in" in page(hall, hall.dale)
    browser(hall.dale).post(reverse("daily_order_end", args=[line.pk]))
    assert not DailyTurn.objects.current().exists()
