"""Looks that a tablet kept while it had no network: each once, in order, by the rules of the moment it was made."""

from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corrections import access, middleware
from corrections.choices import Role
from corrections.models import User
from corrections.refusals import Refusal
from inmates.services import movements
from security.choices import CheckCode, EndOfRounds, Ground
from security.models import Observation, ObservationCheck
from security.services import observing
from tests.corrections.factories import PostingFactory
from tests.security.observing import Landing, after, begin, build_landing, clock_of, look, to_court
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def landing() -> Landing:
    found = build_landing()
    PostingFactory.create(user=found.nesheim, role=Role.OFFICER, unit=found.unit)
    return found


def kept(observation: Observation, by: User, minutes: float, told: float, **more: Any) -> ObservationCheck:
    """A look made after so many minutes, told after so many."""
    return look(observation, by, after(told), seen_at=after(minutes), **more)


def refused(code: str, act: Any) -> None:
    before = ObservationCheck.objects.count()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert ObservationCheck.objects.count() == before


# ---- when it counts from ------------------------------------------------------------------------
def test_a_look_in_time_that_is_told_late_is_no_late_look(landing: Landing) -> None:
    row = begin(landing)
    made = kept(row, landing.nesheim, 25, told=50)

    row.refresh_from_db()
    assert (made.at, made.due_at, made.late_reason) == (after(25), after(30), "")
    assert row.next_due_at == after(55)
    assert clock_of(row).due_at == after(55)


def test_a_late_look_says_why_also_when_it_is_told_later(landing: Landing) -> None:
    row = begin(landing)
    refused("late", lambda: kept(row, landing.nesheim, 35, told=50))
    made = kept(row, landing.nesheim, 35, told=50, late_reason="Alarm på B3")
    assert (made.at, made.late_reason) == (after(35), "Alarm på B3")


def test_a_look_of_before_never_moves_the_next_one_back(landing: Landing) -> None:
    row = begin(landing)
    look(row, landing.lunde, after(28))
    kept(row, landing.nesheim, 20, told=40)

    row.refresh_from_db()
    assert row.next_due_at == after(58)
    assert list(ObservationCheck.objects.order_by("at").values_list("by", flat=True)) == [
        landing.nesheim.pk,
        landing.lunde.pk,
    ]


def test_a_tablet_whose_clock_is_ahead_looks_in_now_at_the_latest(landing: Landing) -> None:
    row = begin(landing)
    assert kept(row, landing.nesheim, 29, told=20).at == after(20)


def test_a_look_made_before_the_person_left_is_kept_and_the_rounds_still_rest(landing: Landing) -> None:
    row = begin(landing)
    to_court(landing, after(25))
    made = kept(row, landing.nesheim, 20, told=40)

    row.refresh_from_db()
    assert made.at == after(20)
    assert (row.next_due_at, row.suspended_at) == (None, after(25))
    refused("outside", lambda: kept(row, landing.nesheim, 30, told=40))


def test_a_look_made_before_the_observation_ended_is_kept(landing: Landing) -> None:
    row = begin(landing)
    observing.end(observation=row, code=EndOfRounds.ORDERED, by=landing.dale, at=after(25))
    assert kept(row, landing.nesheim, 20, told=40).at == after(20)
    refused("already_ended", lambda: kept(row, landing.nesheim, 25, told=40))


def test_a_look_of_an_earlier_stretch_does_not_move_the_clock_of_this_one(landing: Landing) -> None:
    row = begin(landing)
    absence = to_court(landing, after(25))
    movements.return_from(absence=absence, returned_at=after(60), by=landing.lunde, at=after(60))
    kept(row, landing.nesheim, 20, told=70)

    row.refresh_from_db()
    assert row.next_due_at == after(90)


@pytest.mark.parametrize(("hours", "is_taken"), [(12, True), (12.1, False)])
def test_a_look_is_told_within_half_a_day(landing: Landing, hours: float, is_taken: bool) -> None:
    row, told = begin(landing), after(10) + timedelta(hours=hours)

    def act() -> ObservationCheck:
        return look(row, landing.nesheim, told, seen_at=after(10))

    if is_taken:
        assert act().at == after(10)
    else:
        refused("too_old", act)


def test_a_look_before_the_observation_began_is_refused(landing: Landing) -> None:
    row = begin(landing)
    refused("before_it_began", lambda: kept(row, landing.nesheim, -5, told=10))


# ---- what the tablet sends ------------------------------------------------------------------------
@pytest.fixture
def tablet(landing: Landing, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr(middleware, "now", lambda: after(50))
    access.forget_access()
    client = Client()
    client.force_login(landing.nesheim)
    return client


def event(observation: Observation, seq: int, at: datetime, **more: Any) -> dict[str, Any]:
    said = {"code": "ASLEEP", "text": "", "late_reason": ""}
    return {"id": str(uuid4()), "seq": seq, "door": observation.pk, "at": at.isoformat(), **said, **more}


def sent(tablet: Client, landing: Landing, *events: dict[str, Any]) -> Any:
    address = reverse("rounds_events", args=[landing.unit.pk])
    return tablet.post(address, {"events": list(events)}, content_type="application/json")


def test_looks_arrive_in_their_order_once_however_often_they_are_sent(landing: Landing, tablet: Client) -> None:
    row, other = begin(landing), begin(landing, landing.sundbo, minutes=60)
    first, second = event(row, 1, after(10)), event(row, 2, after(38), text="Leser")
    third = event(other, 3, after(40), code="SPOKE")

    answers = [sent(tablet, landing, third, second, first).json() for _time in range(2)]

    assert answers[0] == answers[1]
    assert answers[0]["refused"] == []
    assert answers[0]["ok"] == [first["id"], second["id"], third["id"]]
    made = [(str(check.pk), check.at, check.text) for check in ObservationCheck.objects.order_by("at")]
    assert made == [
        (first["id"], after(10), ""),
        (second["id"], after(38), "Leser"),
        (third["id"], after(40), ""),
    ]
    row.refresh_from_db()
    assert row.next_due_at == after(68)


def test_one_look_that_is_refused_spoils_no_other_and_says_why(landing: Landing, tablet: Client) -> None:
    row = begin(landing)
    late, help_called = event(row, 1, after(35)), event(row, 2, after(36), code="HELP", late_reason="Alarm")
    good, gone = event(row, 3, after(40), late_reason="Alarm på B3"), event(row, 4, after(41)) | {"door": 10**9}

    answer = sent(tablet, landing, late, help_called, good, gone).json()

    assert answer["ok"] == [good["id"]]
    assert [row["id"] for row in answer["refused"]] == [late["id"], help_called["id"], gone["id"]]
    assert answer["refused"][0]["message"] == "The check was due at 22:30. It is late: write why."
    assert ObservationCheck.objects.count() == 1


@pytest.mark.parametrize(
    "wrong",
    [{"seq": "1"}, {"door": True}, {"door": -1}, {"text": "x" * 201}, {"code": None}, {"at": "i natt"}, {"id": "1"}],
)
def test_what_our_script_does_not_send_spoils_the_parcel(
    landing: Landing, tablet: Client, wrong: dict[str, Any]
) -> None:
    row = begin(landing)
    good, bad = event(row, 1, after(10)), event(row, 2, after(20)) | wrong
    assert sent(tablet, landing, good, bad).status_code == 400
    assert not ObservationCheck.objects.exists()


def test_the_worker_looks_after_rounds_of_units_alone(tablet: Client) -> None:
    answer = tablet.get(reverse("rounds_worker"))
    assert answer["Service-Worker-Allowed"] == "/units/"
    assert answer["Content-Type"] == "text/javascript; charset=utf-8"
    assert "no-cache" in answer["Cache-Control"]


@pytest.mark.django_db(transaction=True)
def test_the_same_look_sent_twice_at_once_is_one(landing: Landing) -> None:
    row, key = begin(landing, ground=Ground.CONCERN), uuid4()

    def act() -> ObservationCheck:
        return look(row, landing.nesheim, after(40), seen_at=after(20), event_id=key, code=CheckCode.AWAKE)

    assert [made.pk for made in together(act, act)] == [key, key]
    assert ObservationCheck.objects.count() == 1
