"""What PostgreSQL refuses about transfers, trips and escorts: each constraint is broken on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import date, datetime, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction

from corrections.choices import SecurityLevel
from corrections.models import User
from corrections.periods import between, ended, since
from corrections.refusals import refusal_of
from inmates.choices import AbsenceKind, CommitmentKind, LogKind
from inmates.models import (
    Absence,
    Commitment,
    Escort,
    LogEntry,
    Placement,
    ReturnChange,
    Stay,
    Transfer,
    Trip,
)
from tests.corrections.factories import BedFactory, UnitFactory, UserFactory
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db

AT = datetime.fromisoformat("2026-11-24T10:00+01:00")
HOUR = timedelta(hours=1)


@contextmanager
def refused(constraint: str) -> Iterator[None]:
    """PostgreSQL refuses by that name, and the refusal has a sentence."""
    with pytest.raises(IntegrityError) as caught:
        yield
    refusal = refusal_of(caught.value)
    assert refusal is not None
    assert refusal.code == constraint


def at_once() -> None:
    """Ask the constraints that wait for the commit now."""
    with transaction.get_connection().cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create()


@pytest.fixture
def officer() -> User:
    return UserFactory.create()


def order(home: Placement, **fields: Any) -> Transfer:
    values = {
        "stay": home.stay,
        "from_prison": home.bed.cell.unit.prison,
        "from_level": SecurityLevel.HIGH,
        "to_level": SecurityLevel.HIGH,
        "ground": "e",
        "facts": "No place free",
        "planned_on": date(2026, 11, 25),
        "ordered_at": AT,
    }
    if "to_prison" not in fields:
        values["to_prison"] = UnitFactory.create().prison
    return Transfer.objects.create(**values | fields)


def leave(stay: Stay, kind: str = AbsenceKind.TRANSFER, **fields: Any) -> Absence:
    return Absence.objects.create(**{"stay": stay, "kind": kind, "during": since(AT), "departed_at": AT} | fields)


def plan(home: Placement, **fields: Any) -> Trip:
    if "commitment" not in fields:
        fields["commitment"] = Commitment.objects.create(
            stay=home.stay,
            kind=CommitmentKind.COURT,
            label="Court",
            during=between(AT, AT + HOUR),
            source="test",
            booked_at=AT,
        )
    values = {
        "stay": home.stay,
        "prison": home.bed.cell.unit.prison,
        "kind": "COURT",
        "destination": "Fjordvik district court",
        "leaves_at": AT,
        "expected_return_at": AT + HOUR,
        "planned_at": AT,
    }
    return Trip.objects.create(**values | fields)


def escort(officer: User, **fields: Any) -> Escort:
    return Escort.objects.create(**{"officer": officer, "during": between(AT, AT + HOUR), "added_at": AT} | fields)


# ---- orders ------------------------------------------------------------------------------------------------------
def test_one_transfer_at_a_time(home: Placement) -> None:
    order(home)
    with refused("one_transfer_at_a_time"):
        order(home)


def test_a_transfer_is_to_another_prison(home: Placement) -> None:
    with refused("a_transfer_is_to_another_prison"):
        order(home, to_prison=home.bed.cell.unit.prison)


@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"ground": "z"}, "a_transfer_has_a_ground_of_the_law"),
        ({"to_level": "MILD"}, "a_transfer_has_a_known_level"),
        ({"facts": ""}, "a_transfer_states_its_facts"),
        ({"ground": "c"}, "a_conversation_comes_before_a_transfer_for_behaviour"),
        ({"departed_at": AT}, "a_transfer_departs_as_an_absence"),
        ({"arrived_at": AT}, "out_of_one_prison_comes_before_into_the_other"),
        ({"turned_back_at": AT}, "nobody_is_turned_back_before_leaving"),
    ],
)
def test_an_order_is_whole(home: Placement, fields: dict[str, Any], constraint: str) -> None:
    with refused(constraint):
        order(home, **fields)


@pytest.mark.parametrize("ground", ["h", "i", "k", "m"])
def test_those_grounds_carry_nobody_to_a_stricter_prison(home: Placement, ground: str) -> None:
    with refused("a_stricter_prison_needs_a_ground_that_carries_it"):
        order(home, from_level="LOWER", to_level="HIGH", ground=ground, necessity="Nothing else holds")


def test_to_a_stricter_prison_says_why_nothing_less_is_enough(home: Placement) -> None:
    with refused("a_stricter_prison_is_never_more_than_necessary"):
        order(home, from_level="LOWER", to_level="HIGH", ground="b")


def test_own_wish_carries_somebody_to_a_milder_prison(home: Placement) -> None:
    assert order(home, from_level="HIGH", to_level="LOWER", ground="i").ground == "i"


@pytest.mark.parametrize("kind", [LogKind.NOTE, LogKind.CONVERSATION])
def test_the_conversation_was_had_with_the_same_person(home: Placement, kind: str) -> None:
    other = PlacementFactory.create()
    whose = home if kind == LogKind.NOTE else other
    entry = LogEntry.objects.create(
        unit=home.bed.cell.unit, kind=kind, text="Talked", person=whose.stay.person, happened_at=AT, written_at=AT
    )
    with refused("the_conversation_was_had_with_the_same_person"):
        order(home, ground="c", conversation=entry)


# ---- on the way --------------------------------------------------------------------------------------------------
def test_nobody_is_under_transfer_without_an_order(home: Placement) -> None:
    leave(home.stay)
    with refused("nobody_is_under_transfer_without_an_order"):
        at_once()


def test_a_transfer_leaves_when_its_absence_begins(home: Placement) -> None:
    order(home, departed_at=AT - HOUR, absence=leave(home.stay))
    with refused("a_transfer_lasts_as_long_as_its_absence"):
        at_once()


def test_nobody_comes_back_from_a_transfer_that_goes_on(home: Placement) -> None:
    absence = leave(home.stay)
    order(home, departed_at=AT, absence=absence)
    at_once()
    absence.during, absence.returned_at = ended(absence.during, AT + HOUR), AT + HOUR
    absence.save()
    with refused("a_transfer_lasts_as_long_as_its_absence"):
        at_once()


def test_nobody_arrives_before_leaving(home: Placement) -> None:
    absence = leave(home.stay)
    with refused("out_of_one_prison_comes_before_into_the_other"):
        order(home, departed_at=AT, absence=absence, arrived_at=AT)


def test_a_transfer_ends_in_one_way(home: Placement) -> None:
    absence = leave(home.stay)
    with refused("a_transfer_ends_in_one_way"):
        order(home, departed_at=AT, absence=absence, arrived_at=AT + HOUR, turned_back_at=AT + HOUR)


def test_two_transfers_never_share_an_absence(home: Placement) -> None:
    absence = leave(home.stay)
    order(home, departed_at=AT, absence=absence, arrived_at=AT + HOUR)
    with refused("inmates_transfer_absence_id_key"):
        order(home, departed_at=AT, absence=absence)


def test_nobody_changes_prison_without_a_transfer(home: Placement) -> None:
    home.during = ended(home.during, AT)
    home.save()
    PlacementFactory.create(stay=home.stay, bed=BedFactory.create(), start=AT)
    with refused("nobody_changes_prison_without_a_transfer"):
        at_once()


# ---- trips -------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("fields", "constraint"),
    [
        ({"kind": "PICNIC"}, "a_trip_is_known"),
        ({"risk": "AWFUL"}, "the_risk_of_a_trip_is_known"),
        ({"destination": ""}, "a_trip_goes_somewhere"),
        ({"expected_return_at": AT}, "a_trip_leaves_before_it_returns"),
        ({"escorts_needed": -1}, "inmates_trip_escorts_needed_check"),
    ],
)
def test_a_trip_is_whole(home: Placement, fields: dict[str, Any], constraint: str) -> None:
    with refused(constraint):
        plan(home, **fields)


def test_a_trip_that_left_is_not_cancelled(home: Placement) -> None:
    with refused("a_trip_that_left_is_not_cancelled"):
        plan(home, absence=leave(home.stay, "COURT"), cancelled_at=AT)


def test_two_trips_never_share_a_departure_or_a_booking(home: Placement) -> None:
    trip = plan(home, absence=leave(home.stay, "COURT"))
    with refused("inmates_trip_commitment_id_key"), transaction.atomic():
        plan(home, commitment=trip.commitment)
    Commitment.objects.filter(pk=trip.commitment_id).update(cancelled_at=AT)
    with refused("inmates_trip_absence_id_key"):
        plan(home, absence=trip.absence)


def test_an_officer_is_never_booked_for_two_trips_at_once(home: Placement, officer: User) -> None:
    escort(officer, trip=plan(home))
    with refused("an_officer_escorts_one_trip_at_a_time"):
        escort(officer, trip=plan(PlacementFactory.create()))


def test_an_escort_goes_with_one_person(home: Placement, officer: User) -> None:
    with refused("an_escort_goes_with_one_person"), transaction.atomic():
        escort(officer)
    trip = plan(home)
    with refused("an_escort_goes_with_one_person"):
        escort(officer, trip=trip, commitment=trip.commitment)


def test_an_escort_has_a_period(home: Placement, officer: User) -> None:
    with refused("an_escort_has_a_period"):
        escort(officer, trip=plan(home), during="empty")


def test_one_officer_leads(home: Placement, officer: User) -> None:
    trip, transfer = plan(home), order(home)
    escort(officer, trip=trip, is_lead=True)
    with refused("one_officer_leads_a_trip"), transaction.atomic():
        escort(UserFactory.create(), trip=trip, is_lead=True)
    escort(UserFactory.create(), transfer=transfer, is_lead=True)
    with refused("one_officer_leads_a_transfer"), transaction.atomic():
        escort(UserFactory.create(), transfer=transfer, is_lead=True)
    booked = trip.commitment
    escort(UserFactory.create(), commitment=booked, is_lead=True)
    with refused("one_officer_leads_a_leave"):
        escort(UserFactory.create(), commitment=booked, is_lead=True)


def test_a_changed_return_says_why_and_stands(home: Placement) -> None:
    absence = leave(home.stay, "LEAVE")
    with refused("a_changed_return_says_why"), transaction.atomic():
        ReturnChange.objects.create(absence=absence, expected_return_at=AT + HOUR, changed_at=AT)
    change = ReturnChange.objects.create(absence=absence, expected_return_at=AT + HOUR, reason="Late", changed_at=AT)
    with refused("records_are_only_added"):
        change.delete()


def test_an_absence_is_continued_once(home: Placement) -> None:
    first = leave(home.stay, "LEAVE")
    first.during, first.returned_at = ended(first.during, AT + HOUR), AT + HOUR
    first.save()
    later = {"during": since(AT + HOUR), "departed_at": AT + HOUR}
    second = leave(home.stay, "ESCAPE", continues=first, **later)
    second.during, second.returned_at = ended(second.during, AT + 2 * HOUR), AT + 2 * HOUR
    second.save()
    with refused("inmates_absence_continues_id_key"):
        leave(home.stay, "ESCAPE", continues=first, during=since(AT + 3 * HOUR), departed_at=AT + 3 * HOUR)
