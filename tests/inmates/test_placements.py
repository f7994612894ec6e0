"""Receiving, placing, moving and releasing: what each act writes, what it refuses, and who wins when two are at it."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest

from corrections import events
from corrections.choices import ClosureReason, Role, SecurityLevel, UnitSex
from corrections.models import Bed, CellClosure, Prison, Unit, User, WriteRecord
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal
from inmates.choices import LegalStatusKind, NonAssociationScope, Sex
from inmates.events import PersonAdmitted, PersonPlaced
from inmates.models import LegalStatus, Placement, Reservation, Stay
from inmates.services import care, placements
from inmates.services.placements import PlacementRefused
from tests.corrections.factories import BedFactory, CellFactory, PrisonFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2", name="Avdeling B2")


@pytest.fixture
def home(unit: Unit) -> Placement:
    return PlacementFactory.create(unit=unit, start=START)


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def heard(monkeypatch: pytest.MonkeyPatch) -> list[events.Event]:
    """Everything that is announced during the test."""
    found: list[events.Event] = []
    monkeypatch.setattr(placements, "publish", found.append)
    monkeypatch.setattr("inmates.services.release.publish", found.append)
    return found


def refusal_of(act: Callable[[], Any], kind: type[Refusal] = PlacementRefused) -> Refusal:
    """``act`` is refused, and nothing is written."""
    before = state()
    with pytest.raises(kind) as refused:
        act()
    assert state() == before
    return refused.value


def state() -> list[Any]:
    return [
        list(table.objects.order_by("pk").values_list("pk", "during")) for table in (Stay, Placement, LegalStatus)
    ] + [WriteRecord.objects.count()]


def move(home: Placement, bed: Bed, by: User, **changes: Any) -> Placement:
    values: dict[str, Any] = {
        "stay": home.stay,
        "bed": bed,
        "seen": home.pk,
        "by": by,
        "at": NOW,
        "reason": "Ønske",
    } | changes
    return placements.move_cell(**values)


# ---- reception ---------------------------------------------------------------------------------------------------
def test_a_reception_is_a_stay_with_a_legal_basis_a_prison_and_a_bed(
    unit: Unit, by: User, heard: list[events.Event]
) -> None:
    person, bed = PersonFactory.create(), BedFactory.create(unit=unit)
    stay = placements.admit(
        person=person,
        legal_status=LegalStatusKind.REMAND,
        basis="Oslo tingrett 24.11.2026",
        prison=unit.prison,
        bed=bed,
        by=by,
        at=NOW,
    )
    assert stay.during.lower == NOW
    assert stay.reception_prison == unit.prison
    assert stay.legal_statuses.get().during == since(NOW)
    assert stay.placements.get().bed == bed
    assert [type(event) for event in heard] == [PersonAdmitted, PersonPlaced]
    assert list(WriteRecord.objects.order_by("pk").values_list("act", flat=True))[-2:] == [
        "inmates.admit",
        "inmates.place",
    ]


def test_nobody_is_received_twice(home: Placement, by: User) -> None:
    refusal = refusal_of(
        lambda: placements.admit(
            person=home.stay.person, legal_status="REMAND", prison=PrisonFactory.create(), by=by, at=NOW
        ),
        Conflict,
    )
    assert refusal.code == "in_custody"


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"since_at": LATER}, "future"),
        ({"legal_status": "WHIM"}, "unknown_legal_status"),
    ],
)
def test_a_reception_that_cannot_be_is_refused(by: User, changes: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {
        "person": PersonFactory.create(),
        "legal_status": "REMAND",
        "prison": PrisonFactory.create(),
    } | changes
    assert refusal_of(lambda: placements.admit(**values, by=by, at=NOW)).code == code


def test_a_new_stay_begins_after_the_last_one(by: User) -> None:
    former = StayFactory.create(start=START, during=between(START, NOW))
    values: dict[str, Any] = {
        "person": former.person,
        "legal_status": "REMAND",
        "prison": PrisonFactory.create(),
        "by": by,
        "at": LATER,
    }
    assert refusal_of(lambda: placements.admit(**values, since_at=NOW - timedelta(days=1))).code == "overlap"
    assert placements.admit(**values, since_at=NOW).during == since(NOW)


def test_a_bed_that_cannot_be_given_undoes_the_whole_reception(home: Placement, by: User) -> None:
    person = PersonFactory.create()
    refusal = refusal_of(
        lambda: placements.admit(
            person=person, legal_status="REMAND", prison=home.bed.cell.unit.prison, bed=home.bed, by=by, at=NOW
        ),
        Conflict,
    )
    assert refusal.code == "taken"
    assert not person.stays.exists()


# ---- moving ------------------------------------------------------------------------------------------------------
def test_a_move_ends_one_bed_where_the_next_begins(
    home: Placement, unit: Unit, by: User, heard: list[events.Event]
) -> None:
    new = move(home, BedFactory.create(unit=unit), by)
    home.refresh_from_db()
    assert home.during == between(START, NOW)
    assert new.during == since(NOW)
    assert (new.placed_by, new.reason) == (by, "Ønske")
    assert heard == [
        PersonPlaced(
            at=NOW,
            by_id=by.pk,
            person_id=home.stay.person_id,
            stay_id=home.stay_id,
            placement_id=new.pk,
            bed_id=new.bed_id,
            left_bed_id=home.bed_id,
        )
    ]
    assert WriteRecord.objects.latest("pk").act == "inmates.move_cell"


def test_a_taken_bed_says_who_has_it_since_when_and_by_whom(home: Placement, unit: Unit, by: User) -> None:
    other = PlacementFactory.create(unit=unit, start=START)
    new = move(other, BedFactory.create(unit=unit), by)
    refusal = refusal_of(lambda: move(home, new.bed, by, at=LATER), Conflict)
    assert refusal.code == "taken"
    for word in (other.stay.person.name, "M. Dale", "14:32"):
        assert word in str(refusal)


def test_a_move_after_somebody_elses_says_who_and_when(home: Placement, unit: Unit, by: User) -> None:
    move(home, BedFactory.create(unit=unit), by)
    refusal = refusal_of(lambda: move(home, BedFactory.create(unit=unit), by, at=LATER), Conflict)
    assert refusal.code == "moved_since"
    assert "M. Dale" in str(refusal)
    assert "14:32" in str(refusal)


def test_a_closed_cell_says_why_and_until_when(home: Placement, unit: Unit, by: User) -> None:
    bed = BedFactory.create(unit=unit)
    CellClosure.objects.create(
        cell=bed.cell,
        during=since(LATER),
        reason=ClosureReason.DAMP,
        closed_at=START,
        closed_by=by,
        expected_return_on=oslo("2026-12-03 10:00").date(),
    )
    refusal = refusal_of(lambda: move(home, bed, by))
    assert refusal.code == "closed"
    assert "03.12.2026" in str(refusal)


def test_a_full_cell_is_refused_before_it_is_overfilled(home: Placement, unit: Unit, by: User) -> None:
    cell = CellFactory.create(unit=unit, places=2, places_in_use=1, certified_places=1)
    PlacementFactory.create(bed=cell.beds.get(number=1), start=START)
    assert refusal_of(lambda: move(home, cell.beds.get(number=2), by)).code == "full"


def test_a_bed_that_is_kept_for_somebody_is_refused(home: Placement, unit: Unit, by: User) -> None:
    bed = BedFactory.create(unit=unit)
    Reservation.objects.create(bed=bed, during=since(START), reserved_at=START)
    assert refusal_of(lambda: move(home, bed, by)).code == "reserved"


def test_a_unit_for_the_other_sex_is_refused(home: Placement, by: User, unit: Unit) -> None:
    women = UnitFactory.create(prison=unit.prison, sex=UnitSex.WOMEN)
    assert refusal_of(lambda: move(home, BedFactory.create(unit=women), by)).code == "wrong_sex"
    assert home.stay.person.sex == Sex.MAN


def test_another_security_level_needs_a_decision(home: Placement, by: User, unit: Unit) -> None:
    lower = UnitFactory.create(prison=unit.prison, security_level=SecurityLevel.LOWER)
    bed = BedFactory.create(unit=lower)
    refusal = refusal_of(lambda: move(home, bed, by))
    assert (refusal.code, refusal.source) == ("other_level", "strgjfl. ss. 14 and 15")
    assert move(home, bed, by, decision="26/1182").bed == bed


def test_those_who_must_not_meet_are_not_placed_together(home: Placement, by: User, unit: Unit) -> None:
    cell = CellFactory.create(unit=unit, places=2)
    other = PlacementFactory.create(bed=cell.beds.get(number=1), start=START)
    care.keep_apart(
        person=home.stay.person,
        other=other.stay.person,
        reason="THREAT",
        scope=NonAssociationScope.CELL,
        by=by,
        at=START,
    )
    refusal = refusal_of(lambda: move(home, cell.beds.get(number=2), by))
    assert refusal.code == "keep_apart"
    assert other.stay.person.name in str(refusal)
    assert move(home, BedFactory.create(unit=unit), by).pk


def test_a_move_to_the_same_bed_or_with_no_bed_is_refused(home: Placement, by: User, unit: Unit) -> None:
    assert refusal_of(lambda: move(home, home.bed, by)).code == "already_there"
    stay = StayFactory.create(start=START)
    bed = BedFactory.create(unit=unit)
    assert refusal_of(lambda: placements.move_cell(stay=stay, bed=bed, seen=None, by=by, at=NOW)).code == "no_cell"
    assert placements.place(stay=stay, bed=bed, by=by, at=NOW).bed == bed
    assert refusal_of(lambda: placements.place(stay=stay, bed=bed, by=by, at=LATER), Conflict).code == "already_placed"


# ---- the legal basis ---------------------------------------------------------------------------------------------
def test_a_new_legal_basis_leaves_no_instant_between(home: Placement, by: User) -> None:
    new = placements.change_legal_status(
        stay=home.stay, kind=LegalStatusKind.REMAND, basis="Oslo tingrett 24.11.2026", by=by, at=NOW
    )
    old = home.stay.legal_statuses.exclude(pk=new.pk).get()
    assert (old.during, new.during) == (between(START, NOW), since(NOW))


@pytest.mark.parametrize(
    ("changes", "code"),
    [
        ({"kind": "WHIM"}, "unknown_legal_status"),
        ({"basis": " "}, "no_basis"),
        ({"since_at": LATER}, "future"),
        ({"since_at": START}, "before_the_present"),
        ({"since_at": START - timedelta(days=1)}, "before_the_stay"),
    ],
)
def test_a_legal_basis_that_cannot_be_is_refused(home: Placement, by: User, changes: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"stay": home.stay, "kind": "REMAND", "basis": "x"} | changes
    assert refusal_of(lambda: placements.change_legal_status(**values, by=by, at=NOW)).code == code


# ---- two officers at once ----------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_want_one_bed_one_gets_it_and_the_other_is_told_who_has_it(
    home: Placement, unit: Unit, by: User
) -> None:
    other = PlacementFactory.create(unit=unit, start=START)
    second = staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke")
    bed = BedFactory.create(unit=unit)
    found = race(lambda: move(home, bed, by), lambda: move(other, bed, second))
    (won,) = [each for each in found if isinstance(each, Placement)]
    (told,) = [each for each in found if isinstance(each, Conflict)]
    assert told.code == "taken"
    assert str(won.placed_by) in str(told)
    assert Placement.objects.current().filter(bed=bed).count() == 1
    assert Placement.objects.current().count() == 2


@pytest.mark.django_db(transaction=True)
def test_of_two_who_move_one_person_one_does_and_the_other_is_told(home: Placement, unit: Unit, by: User) -> None:
    second = staff(Role.CASEWORKER, prison=unit.prison)
    beds = [BedFactory.create(unit=unit) for _ in range(2)]
    found = race(lambda: move(home, beds[0], by), lambda: move(home, beds[1], second, at=LATER))
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "Placement"]
    assert Placement.objects.current().filter(stay=home.stay).count() == 1


@pytest.mark.django_db(transaction=True)
def test_of_two_who_receive_one_person_one_does(by: User) -> None:
    person, prisons = PersonFactory.create(), [PrisonFactory.create() for _ in range(2)]

    def receive(prison: Prison) -> Stay:
        return placements.admit(person=person, legal_status="REMAND", prison=prison, by=by, at=NOW)

    found = race(lambda: receive(prisons[0]), lambda: receive(prisons[1]))
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "Stay"]
    assert person.stays.count() == 1
