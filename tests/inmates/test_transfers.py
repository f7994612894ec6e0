"""A transfer from one prison to another: what each step writes and refuses, who sees the person when, who is told."""

from datetime import date
from typing import Any

import pytest
from django.db import connection

from corrections.access import access_of
from corrections.choices import ClockState, Role, SecurityLevel
from corrections.models import Bed, Clock, Task, Unit, User, WriteRecord
from corrections.refusals import Conflict, Refusal
from corrections.services import law, work
from inmates.choices import CommitmentKind, LogKind
from inmates.models import Absence, LogEntry, Person, Placement, Transfer
from inmates.registries import Change
from inmates.selectors import consequences
from inmates.selectors.head import NotVisible, head_of
from inmates.selectors.transfers import holder_of
from inmates.services import (
    care,
    commitments,
    movements,
    placements,
    release,
    transfers,
    trips,
)
from inmates.services.transfers import TransferRefused
from tests.corrections.factories import BedFactory, PlaceFactory, UnitFactory, staff
from tests.inmates.factories import PlacementFactory
from tests.inmates.races import race
from tests.inmates.transferring import HOUR, NOW, START, leave, order

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2", security_level=SecurityLevel.HIGH)


@pytest.fixture
def other() -> Unit:
    return UnitFactory.create(code="T1", security_level=SecurityLevel.HIGH)


@pytest.fixture
def home(unit: Unit) -> Placement:
    return PlacementFactory.create(unit=unit, start=START)


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def there(other: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=other.prison, first_name="Tor", last_name="Vik")


@pytest.fixture
def watch(unit: Unit) -> User:
    """An officer of the prison that is left: nobody who may search everyone."""
    return staff(Role.OFFICER, prison=unit.prison)


@pytest.fixture
def gate(other: Unit) -> User:
    """An officer of the prison that receives."""
    return staff(Role.OFFICER, prison=other.prison)


def refusal_of(act: Any, kind: type[Refusal] = TransferRefused) -> Refusal:
    before = written()
    with pytest.raises(kind) as refused:
        act()
    assert written() == before
    return refused.value


def written() -> tuple[Any, ...]:
    rows = Transfer.objects.order_by("pk").values_list("pk", "departed_at", "arrived_at", "cancelled_at")
    return list(rows), Absence.objects.count(), Placement.objects.count(), WriteRecord.objects.count()


def at_once() -> None:
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")


def sees(user: User, person: Person) -> bool:
    try:
        head_of(person.uuid, access_of(user, at=NOW), NOW)
    except NotVisible:
        return False
    return True


# ---- ordered -----------------------------------------------------------------------------------------------------
def test_an_order_says_where_from_and_to_why_and_who(home: Placement, other: Unit, by: User) -> None:
    made = order(home, other, by)
    assert (made.from_prison, made.to_prison) == (home.bed.cell.unit.prison, other.prison)
    assert (made.from_level, made.to_level, made.ground) == ("HIGH", "HIGH", "e")
    assert (made.ordered_by, made.ordered_at) == (by, NOW)
    assert holder_of(home.stay_id) == home.bed.cell.unit.prison


def test_nobody_is_transferred_to_where_they_are(home: Placement, unit: Unit, by: User) -> None:
    assert "is in" in str(refusal_of(lambda: order(home, unit, by)))


def test_a_second_order_is_told_of_the_first(home: Placement, other: Unit, by: User) -> None:
    order(home, other, by)
    assert "M. Dale ordered a transfer" in str(refusal_of(lambda: order(home, other, by), Conflict))


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"ground": "z"}, "unknown_ground"),
        ({"facts": " "}, "no_facts"),
        ({"planned_on": date(2026, 11, 23)}, "past"),
        ({"to_level": SecurityLevel.TRANSITION}, "no_such_level"),
        ({"ground": "c"}, "no_conversation"),
    ],
)
def test_an_order_is_whole(home: Placement, other: Unit, by: User, fields: dict[str, Any], code: str) -> None:
    assert refusal_of(lambda: order(home, other, by, **fields)).code == code


def test_own_wish_does_not_carry_anybody_to_a_stricter_prison(other: Unit, by: User) -> None:
    home = PlacementFactory.create(unit=UnitFactory.create(security_level=SecurityLevel.LOWER), start=START)
    refusal = refusal_of(lambda: order(home, other, by, ground="i"))
    assert (refusal.code, refusal.source) == ("ground_does_not_carry", "strgjfl. s. 14")
    assert refusal_of(lambda: order(home, other, by, ground="b")).code == "no_necessity"
    assert order(home, other, by, ground="b", necessity="Fled twice from open prisons.").ground == "b"


def test_ground_c_rests_on_a_conversation_with_the_same_person(home: Placement, other: Unit, by: User) -> None:
    def entry(person: Person, kind: LogKind) -> LogEntry:
        values = {"unit": home.bed.cell.unit, "text": "About the noise.", "happened_at": START, "written_at": START}
        return LogEntry.objects.create(person=person, kind=kind, **values)

    note = entry(home.stay.person, LogKind.NOTE)
    stranger = entry(PlacementFactory.create().stay.person, LogKind.CONVERSATION)
    for wrong in (note, stranger):
        assert refusal_of(lambda: order(home, other, by, ground="c", conversation=wrong)).code == "no_conversation"  # noqa: B023
    talk = entry(home.stay.person, LogKind.CONVERSATION)
    assert order(home, other, by, ground="c", conversation=talk).conversation == talk


# ---- on the way --------------------------------------------------------------------------------------------------
def test_who_is_on_the_way_stands_in_both_prisons_and_keeps_the_bed(
    home: Placement, other: Unit, by: User, watch: User, gate: User
) -> None:
    transfer = order(home, other, by)
    assert not sees(gate, home.stay.person)
    leave(transfer, by)
    at_once()
    assert sees(gate, home.stay.person)
    assert sees(watch, home.stay.person)
    home.refresh_from_db()
    assert home.during.upper is None
    assert Absence.objects.current().get(stay=home.stay).kind == "TRANSFER"


def test_the_other_prison_reads_who_comes_and_changes_nothing_yet(
    home: Placement, other: Unit, by: User, there: User
) -> None:
    leave(order(home, other, by), by)
    access = access_of(there, at=NOW)
    subject = head_of(home.stay.person.uuid, access, NOW).subject
    assert subject.allows(access, "person.view")
    assert subject.allows(access, "custody.view")
    assert not subject.allows(access, "custody.place")
    assert not subject.allows(access, "log.view")
    assert list(Person.objects.visible_to(access).filter(pk=home.stay.person_id)) == [home.stay.person]


def test_what_was_booked_is_cancelled_and_the_hearing_stands(home: Placement, other: Unit, by: User) -> None:
    place = PlaceFactory.create(prison=home.bed.cell.unit.prison)
    at: dict[str, Any] = {"by": by, "at": NOW, "stay": home.stay, "source": "test"}
    school = commitments.book(
        kind=CommitmentKind.SCHOOL, label="School", place=place, start=NOW + HOUR, end=NOW + 2 * HOUR, **at
    )
    court = commitments.book(
        kind=CommitmentKind.COURT, label="Court", place=None, start=NOW + 20 * HOUR, end=NOW + 22 * HOUR, **at
    )
    leave(order(home, other, by), by)
    school.refresh_from_db()
    court.refresh_from_db()
    assert (school.cancelled_at, court.cancelled_at) == (NOW, None)


def test_an_arrival_before_the_departure_is_refused(home: Placement, other: Unit, by: User, there: User) -> None:
    transfer = order(home, other, by)
    early = refusal_of(lambda: transfers.arrive(transfer=transfer, arrived_at=NOW, by=there, at=NOW))
    assert early.code == "not_departed"
    wrong = refusal_of(lambda: transfers.depart(transfer=transfer, departed_at=NOW, expected_at=NOW, by=by, at=NOW))
    assert wrong.code == "arrival_before_departure"
    leave(transfer, by)
    back_then = NOW - HOUR
    refusal = refusal_of(lambda: transfers.arrive(transfer=transfer, arrived_at=back_then, by=there, at=NOW + HOUR))
    assert "Nobody arrives before that" in str(refusal)
    future = NOW + 3 * HOUR
    late = refusal_of(lambda: transfers.arrive(transfer=transfer, arrived_at=future, by=there, at=NOW + HOUR))
    assert late.code == "future"


# ---- arrived, turned back, cancelled --------------------------------------------------------------------------------
def test_whoever_arrives_gets_a_bed_and_the_old_prison_sees_them_no_more(
    home: Placement, other: Unit, by: User, there: User, watch: User, gate: User
) -> None:
    follows = staff(Role.CONTACT_OFFICER, unit=home.bed.cell.unit)
    care.assign_contact_officer(stay=home.stay, officer=follows, by=by, at=START + HOUR, seen=None)
    bed = BedFactory.create(unit=other)
    transfer = leave(order(home, other, by), by)
    arrived = NOW + HOUR
    transfers.arrive(transfer=transfer, arrived_at=arrived, by=there, at=arrived, bed=bed)
    at_once()
    home.refresh_from_db()
    new = Placement.objects.current().get(stay=home.stay)
    assert (home.during.upper, new.bed, new.during.lower) == (arrived, bed, arrived)
    assert not sees(watch, home.stay.person)
    assert sees(gate, home.stay.person)
    assert not head_of(home.stay.person.uuid, access_of(there, at=NOW), NOW).officers
    assert Absence.objects.get(stay=home.stay).returned_at == arrived


def test_whoever_arrives_without_a_bed_is_held_by_the_new_prison(
    home: Placement, other: Unit, by: User, there: User
) -> None:
    officer = staff(Role.OFFICER, prison=home.bed.cell.unit.prison)
    transfer = leave(order(home, other, by), by)
    assert sees(officer, home.stay.person)
    transfers.arrive(transfer=transfer, arrived_at=NOW + HOUR, by=there, at=NOW + HOUR)
    assert holder_of(home.stay_id) == other.prison
    assert not sees(officer, home.stay.person)
    head = head_of(home.stay.person.uuid, access_of(there, at=NOW), NOW)
    assert (head.subject.prison_id, head.is_placed) == (other.prison_id, False)
    bed = BedFactory.create(unit=other)
    placements.place(stay=home.stay, bed=bed, by=there, at=NOW + 2 * HOUR)
    at_once()


def test_a_bed_that_cannot_be_given_undoes_the_arrival(home: Placement, other: Unit, by: User, there: User) -> None:
    taken = PlacementFactory.create(unit=other).bed
    transfer = leave(order(home, other, by), by)
    act = lambda: transfers.arrive(transfer=transfer, arrived_at=NOW + HOUR, by=there, at=NOW + HOUR, bed=taken)  # noqa: E731
    assert refusal_of(act, Conflict).code == "taken"
    wrong = lambda: transfers.arrive(transfer=transfer, arrived_at=NOW + HOUR, by=there, at=NOW + HOUR, bed=home.bed)  # noqa: E731
    assert refusal_of(wrong).code == "other_prison"


def test_whoever_is_turned_back_comes_home_to_the_same_bed(
    home: Placement, other: Unit, by: User, there: User, gate: User
) -> None:
    transfer = leave(order(home, other, by), by)
    transfers.turn_back(transfer=transfer, returned_at=NOW + HOUR, reason="Road closed", by=by, at=NOW + HOUR)
    at_once()
    assert not sees(gate, home.stay.person)
    assert Placement.objects.current().get(stay=home.stay) == home
    assert not Absence.objects.current().filter(stay=home.stay).exists()
    again = refusal_of(
        lambda: transfers.arrive(transfer=transfer, arrived_at=NOW + HOUR, by=there, at=NOW + HOUR), Conflict
    )
    assert "M. Dale has registered it as turned back" in str(again)


def test_an_order_is_cancelled_before_the_departure_only(home: Placement, other: Unit, by: User) -> None:
    transfer = order(home, other, by)
    assert (
        refusal_of(lambda: transfers.cancel_transfer(transfer=transfer, reason=" ", by=by, at=NOW)).code == "no_reason"
    )
    transfers.cancel_transfer(transfer=transfer, reason="Stays here", by=by, at=NOW)
    second = leave(order(home, other, by), by)
    told = refusal_of(lambda: transfers.cancel_transfer(transfer=second, reason="x", by=by, at=NOW), Conflict)
    assert told.code == "already_departed"


# ---- waited for --------------------------------------------------------------------------------------------------
def test_both_prisons_are_told_when_nobody_has_come(home: Placement, other: Unit, by: User, there: User) -> None:
    law.load_law()
    transfer = leave(order(home, other, by), by)
    due = NOW + 2 * HOUR
    clocks = Clock.objects.running().filter(rule__rule_id="TRANSFER_ARRIVAL")
    assert {clock.prison for clock in clocks} == {home.bed.cell.unit.prison, other.prison}
    work.escalate(at=due)
    tasks = Task.objects.filter(kind="clock.TRANSFER_ARRIVAL")
    assert {(task.prison, task.role) for task in tasks} == {
        (home.bed.cell.unit.prison, "DUTY_MANAGER"),
        (other.prison, "DUTY_MANAGER"),
    }
    transfers.arrive(transfer=transfer, arrived_at=due + HOUR, by=there, at=due + HOUR)
    states = set(Clock.objects.filter(rule__rule_id="TRANSFER_ARRIVAL").values_list("state", flat=True))
    assert states == {ClockState.CLOSED_LATE}
    assert not Task.objects.open().filter(kind="clock.TRANSFER_ARRIVAL").exists()


def test_nobody_waits_for_who_is_released(home: Placement, other: Unit, by: User) -> None:
    law.load_law()
    transfer = leave(order(home, other, by), by)
    release.release(stay=home.stay, by=by, at=NOW + HOUR)
    at_once()
    transfer.refresh_from_db()
    assert transfer.turned_back_at == NOW + HOUR
    assert not Clock.objects.running().filter(rule__rule_id="TRANSFER_ARRIVAL").exists()


# ---- what it breaks ----------------------------------------------------------------------------------------------
def test_the_preview_names_bookings_officers_and_whom_not_to_meet(home: Placement, other: Unit, by: User) -> None:
    foe = PlacementFactory.create(unit=other, start=START)
    care.keep_apart(
        person=home.stay.person, other=foe.stay.person, reason="THREAT", scope="UNIT", note="", by=by, at=START + HOUR
    )
    commitments.book(
        stay=home.stay,
        kind="VISIT",
        label="Visit",
        place=None,
        start=NOW + HOUR,
        end=NOW + 2 * HOUR,
        source="t",
        by=by,
        at=NOW,
    )
    plan = trips.Plan("COURT", "Fjordvik district court", NOW + 20 * HOUR, NOW + 22 * HOUR)
    trips.plan_trip(stay=home.stay, plan=plan, by=by, at=NOW)
    change = Change(home.stay_id, "transfer", NOW, to_prison_id=other.prison_id)
    found = [(c.level, c.text) for c in consequences.of(change, access_of(by, at=NOW))]
    assert found[0][0] == "bad"
    assert foe.stay.person.name in found[0][1]
    texts = " ".join(text for _level, text in found)
    assert "Visit (outside), 15:32, will be cancelled." in texts
    assert "The other prison takes the trip over" in texts


# ---- races -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_an_arrival_and_a_turning_back_one_wins(home: Placement, other: Unit, by: User, there: User) -> None:
    transfer = leave(order(home, other, by), by)
    at = NOW + HOUR
    found = race(
        lambda: transfers.arrive(transfer=transfer, arrived_at=at, by=there, at=at),
        lambda: transfers.turn_back(transfer=transfer, returned_at=at, reason="Road closed", by=by, at=at),
    )
    assert sum(isinstance(one, Conflict) for one in found) == 1
    transfer.refresh_from_db()
    assert (transfer.arrived_at is None) != (transfer.turned_back_at is None)


@pytest.mark.django_db(transaction=True)
def test_of_two_departures_one_wins(home: Placement, other: Unit, by: User, there: User) -> None:
    transfer = order(home, other, by)
    found = race(
        lambda: leave(transfer, by),
        lambda: movements.depart(stay=home.stay, kind="COURT", departed_at=NOW, by=by, at=NOW),
    )
    assert sum(isinstance(one, Refusal) for one in found) == 1
    assert Absence.objects.current().filter(stay=home.stay).count() == 1


@pytest.mark.django_db(transaction=True)
def test_two_who_come_to_one_bed_get_it_once(other: Unit, unit: Unit, by: User, there: User) -> None:
    bed: Bed = BedFactory.create(unit=other)
    coming = [leave(order(PlacementFactory.create(unit=unit, start=START), other, by), by) for _ in range(2)]
    at = NOW + HOUR
    found = race(*(lambda t=t: transfers.arrive(transfer=t, arrived_at=at, by=there, at=at, bed=bed) for t in coming))
    assert sum(isinstance(one, Conflict) for one in found) == 1
    assert Placement.objects.current().filter(bed=bed).count() == 1
    assert Transfer.objects.en_route().count() == 1
