"""The night when the clock is set back, and the one when it is set forward: doors, absences, rounds and counts.

What happens is stored as an instant; what is typed is the clock on the wall (norway.md 12: the hour from 02 to 03 that
comes twice). What cannot be is refused with a sentence, and nothing is written.
"""

from collections.abc import Callable
from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections import middleware
from corrections.models import Clock
from inmates.models import Absence, Movement
from security.choices import EventKind
from security.models import Count, ObservationCheck
from security.services import counting, making
from tests.inmates.mockup import Mockup, build_mockup
from tests.security.counting import build_ward, send, tap
from tests.security.observing import begin, build_landing, look

pytestmark = pytest.mark.django_db
FIRST, SECOND = datetime(2027, 10, 31, 0, 30, tzinfo=UTC), datetime(2027, 10, 31, 1, 30, tzinfo=UTC)  # 02:30, twice
SPRING = datetime(2027, 3, 28, 1, 15, tzinfo=UTC)  # 03:15; no clock showed 02:30
MINUTE = timedelta(minutes=1)


@pytest.fixture
def b2() -> Mockup:
    return build_mockup()


@pytest.fixture
def tablet(client: Client) -> Client:
    return client


@pytest.fixture
def at(monkeypatch: pytest.MonkeyPatch, client: Client, b2: Mockup) -> Callable[[datetime], None]:
    """It is that time, and the officer has unlocked the screen."""

    def arrive(instant: datetime) -> None:
        monkeypatch.setattr(middleware, "now", lambda: instant)
        client.logout()
        client.force_login(b2.officer)

    return arrive


def move(tablet: Client, b2: Mockup, **typed: Any) -> Any:
    """Solstad, who is in the cell, is sent to the common room."""
    stay = b2.stays["Solstad"]
    last = Movement.objects.filter(stay=stay, undone_at__isnull=True).order_by("-left_at").first()
    data = {"place": b2.places["Fellesrom"].pk, "follows": last.pk if last else "", **typed}
    return tablet.post(reverse("board_move", args=[stay.person.uuid]), data)


def moved(b2: Mockup) -> list[tuple[str, datetime]]:
    rows = Movement.objects.filter(stay=b2.stays["Solstad"]).order_by("left_at").select_related("to_place")
    return [(row.to_place.name if row.to_place else "cell", row.left_at) for row in rows]


def test_out_of_the_cell_and_in_again_in_the_hour_that_comes_twice(
    tablet: Client, b2: Mockup, at: Callable[[datetime], None]
) -> None:
    """02:50 by the first clock, 02:10 by the second: twenty minutes out, not forty minutes before leaving."""
    at(FIRST + 25 * MINUTE)
    assert move(tablet, b2, left_at="02:50").status_code == 302
    at(SECOND - 15 * MINUTE)
    assert move(tablet, b2, place="cell", left_at="02:10").status_code == 302
    assert moved(b2) == [("Fellesrom", FIRST + 20 * MINUTE), ("cell", SECOND - 20 * MINUTE)]


def test_a_door_before_the_last_one_in_the_repeated_hour_is_refused_with_both_times(
    tablet: Client, b2: Mockup, at: Callable[[datetime], None]
) -> None:
    at(SECOND)
    assert move(tablet, b2).status_code == 302
    at(SECOND + MINUTE)
    answer = move(tablet, b2, place="cell", left_at="02:20")
    assert answer.status_code == 422
    assert "02:30" in answer.content.decode()
    assert moved(b2) == [("Fellesrom", SECOND)]


def test_a_time_that_no_clock_showed_is_refused_with_a_sentence(
    tablet: Client, b2: Mockup, at: Callable[[datetime], None]
) -> None:
    at(SPRING)
    stay = b2.stays["Solstad"]
    before = Absence.objects.count()
    answers = [
        move(tablet, b2, left_at="02:30"),
        tablet.post(reverse("board_depart", args=[stay.person.uuid]), {"kind": "HOSPITAL", "departed_at": "02:30"}),
    ]
    for answer in answers:
        assert answer.status_code == 422
        assert "The clock did not show that time in the last day." in answer.content.decode()
    assert moved(b2) == []
    assert Absence.objects.count() == before


def test_a_round_every_half_hour_is_walked_as_often_in_the_long_night_as_time_goes() -> None:
    landing = build_landing()
    row = begin(landing, at=FIRST - 30 * MINUTE)
    for minutes in range(0, 121, 30):
        due = FIRST + minutes * MINUTE
        assert Clock.objects.running().get().due_at == due
        look(row, landing.nesheim, due)
    assert list(ObservationCheck.objects.order_by("at").values_list("at", flat=True)) == [
        FIRST + minutes * MINUTE for minutes in range(0, 121, 30)
    ]
    assert not ObservationCheck.objects.exclude(late_reason="").exists()


def test_of_two_taps_in_the_repeated_hour_the_later_counts_whatever_the_clock_showed() -> None:
    """02:55 the first time is before 02:05 the second."""
    ward = build_ward()
    night = FIRST - 30 * MINUTE
    making.order_emergency(prison=ward.unit.prison, by=ward.dale, at=night)
    count = counting.start(count=Count.objects.get(), by=ward.nesheim, at=night)
    line = count.lines.order_by("pk").first()
    assert line is not None
    early, late = FIRST + 25 * MINUTE, SECOND - 25 * MINUTE
    send(count, tap(line, EventKind.SEEN, seq=2, at=late), by=ward.nesheim, at=SECOND)
    send(count, tap(line, EventKind.MISSING, seq=1, at=early), by=ward.nesheim, at=SECOND)
    line.refresh_from_db()
    assert (line.mark, line.marked_at) == ("seen", late)
