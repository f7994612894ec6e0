"""Letting somebody go: everything that runs on the stay ends with it, and the release stands."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import connection

from corrections import events
from corrections.choices import Role
from corrections.models import FailedReaction, Unit, User, WriteRecord
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal
from inmates.choices import AlertCode
from inmates.events import PersonReleased
from inmates.models import Alert, Commitment, Placement, Stay
from inmates.services import care, placements
from inmates.services.placements import PlacementRefused
from inmates.services.release import release
from tests.corrections.factories import BedFactory, PlaceFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(unit=UnitFactory.create(code="B2"), start=START)


@pytest.fixture
def unit(home: Placement) -> Unit:
    return home.bed.cell.unit


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    found: list[events.Event] = []
    monkeypatch.setattr("inmates.services.release.publish", found.append)
    return found


def refusal_of(act: Callable[[], Any], kind: type[Refusal] = PlacementRefused) -> Refusal:
    """``act`` is refused, and nothing is written."""
    before = list(Stay.objects.values_list("pk", "during")), WriteRecord.objects.count()
    with pytest.raises(kind) as refused:
        act()
    assert (list(Stay.objects.values_list("pk", "during")), WriteRecord.objects.count()) == before
    return refused.value


def test_a_release_ends_everything_that_runs_in_one_transaction(
    home: Placement, by: User, heard: list[events.Event]
) -> None:
    stay, person = home.stay, home.stay.person
    care.raise_alert(person=person, code=AlertCode.PHONE_CONTROL, by=by, at=START)
    officer = staff(Role.OFFICER, unit=home.bed.cell.unit)
    care.assign_contact_officer(stay=stay, officer=officer, seen=None, by=by, at=START)
    stay.absences.create(kind="COURT", during=since(NOW - timedelta(hours=3)), departed_at=NOW - timedelta(hours=3))
    running = book(stay, NOW - timedelta(minutes=30), NOW + timedelta(minutes=30))
    coming = book(stay, NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1))
    release(stay=stay, by=by, at=NOW)
    stay.refresh_from_db()
    assert (stay.during, stay.released_by) == (between(START, NOW), by)
    for rows in (stay.placements, stay.legal_statuses, stay.contact_officers, stay.absences):
        assert rows.get().during.upper == NOW
    assert stay.absences.get().returned_by == by
    alert = Alert.objects.get()
    assert (alert.during.upper, alert.closed_by) == (NOW, by)
    running.refresh_from_db()
    coming.refresh_from_db()
    assert (running.during.upper, running.cancelled_at) == (NOW, None)
    assert coming.cancelled_at == NOW
    assert heard == [PersonReleased(at=NOW, by_id=by.pk, person_id=person.pk, stay_id=stay.pk)]


def book(stay: Stay, start: Any, end: Any) -> Commitment:
    place = PlaceFactory.create()
    return Commitment.objects.create(
        stay=stay, kind="WORK", label="x", place=place, during=between(start, end), source="test", booked_at=START
    )


def test_a_release_stands_whatever_our_software_does_with_the_news(
    home: Placement, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def fails(event: PersonReleased) -> None:
        with connection.cursor() as cursor:
            cursor.execute("SELECT no_such_column")

    fails.__module__ = "sentencing.handlers"
    monkeypatch.setitem(events._handlers, PersonReleased, [fails])
    release(stay=home.stay, by=by, at=NOW)
    home.stay.refresh_from_db()
    assert home.stay.during.upper == NOW
    assert FailedReaction.objects.get().event == "inmates.events.PersonReleased"


def test_a_person_is_released_once_and_the_second_is_told_who_and_when(home: Placement, by: User) -> None:
    release(stay=home.stay, by=by, at=NOW)
    refusal = refusal_of(lambda: release(stay=home.stay, by=by, at=LATER), Conflict)
    assert refusal.code == "released"
    assert "M. Dale" in str(refusal)
    assert "14:32" in str(refusal)


def test_nobody_is_released_before_something_that_has_happened(home: Placement, by: User) -> None:
    home.stay.movements.create(left_at=NOW, registered_at=NOW, registered_by=by)
    refusal = refusal_of(lambda: release(stay=home.stay, by=by, at=LATER, released_at=NOW - timedelta(hours=1)))
    assert refusal.code == "something_since"


def test_after_the_release_nothing_more_happens_in_the_stay(home: Placement, by: User, unit: Unit) -> None:
    release(stay=home.stay, by=by, at=NOW)
    bed = BedFactory.create(unit=unit)
    move: dict[str, Any] = {"stay": home.stay, "bed": bed, "seen": home.pk, "by": by, "at": LATER}
    assert refusal_of(lambda: placements.move_cell(**move), Conflict).code == "released"
    assert (
        refusal_of(
            lambda: placements.change_legal_status(stay=home.stay, kind="REMAND", basis="x", by=by, at=LATER), Conflict
        ).code
        == "released"
    )
