"""What follows a person to the next prison: the contact officer's clock, a planned release, the bookings."""

import pytest

from corrections.access import access_of
from corrections.choices import ClockState, Role, SecurityLevel
from corrections.models import Bed, Clock, Unit, User
from corrections.refusals import Refusal
from corrections.services import law
from inmates.choices import CommitmentKind
from inmates.models import Absence, Placement, Release, Transfer
from inmates.selectors import releases
from inmates.selectors.transfers import fallen_away
from inmates.services import care, commitments, contact_clock, release, releasing, transfers
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


def arrive(transfer: Transfer, there: User, bed: Bed | None = None) -> Transfer:
    at = NOW + HOUR
    return transfers.arrive(transfer=transfer, arrived_at=at, bed=bed, by=there, at=at)


def test_the_new_prison_is_asked_to_name_a_contact_officer_of_its_own(
    home: Placement, other: Unit, by: User, there: User
) -> None:
    law.load_law()
    contact_clock.start(stay_ids=[home.stay_id], by=by, at=NOW - HOUR)
    arrive(leave(order(home, other, by), by), there, BedFactory.create(unit=other))
    clocks = Clock.objects.filter(rule__rule_id="CONTACT").order_by("pk")
    assert [(clock.prison, clock.state) for clock in clocks] == [
        (home.bed.cell.unit.prison, ClockState.CANCELLED),
        (other.prison, ClockState.RUNNING),
    ]
    officer = staff(Role.OFFICER, unit=other)
    care.assign_contact_officer(stay=home.stay, officer=officer, seen=None, by=there, at=NOW + 2 * HOUR)
    assert [clock.state for clock in clocks.all()] == [ClockState.CANCELLED, ClockState.MET]


@pytest.mark.parametrize("has_a_bed", [True, False])
def test_a_planned_release_is_looked_at_anew_in_the_prison_that_receives(
    home: Placement, other: Unit, by: User, there: User, *, has_a_bed: bool
) -> None:
    plan = releasing.plan(stay=home.stay, kind="FULL_TERM", planned_at=NOW + 30 * HOUR, by=by, at=NOW)
    Release.objects.filter(pk=plan.pk).update(state="PREPARED", prepared_at=NOW, prepared_by=by)
    bed = BedFactory.create(unit=other) if has_a_bed else None
    arrive(leave(order(home, other, by), by), there, bed)
    plan.refresh_from_db()
    assert (plan.prison, plan.unit) == (other.prison, other if has_a_bed else None)
    assert (plan.state, plan.prepared_by) == ("PLANNED", None)
    assert releases.find(plan.uuid, access_of(there, at=NOW + HOUR)) == plan
    assert releases.find(plan.uuid, access_of(by, at=NOW + HOUR)) is None


def test_whoever_is_turned_back_reads_what_the_departure_cancelled(home: Placement, other: Unit, by: User) -> None:
    workshop = PlaceFactory.create(prison=home.bed.cell.unit.prison, name="Workshop")
    for label, start in (("Joinery", NOW + 20 * HOUR), ("Soon over", NOW + HOUR / 4)):
        commitments.book(
            stay=home.stay, kind=CommitmentKind.WORK, label=label, place=workshop, start=start,
            end=start + HOUR / 4, source="test", by=by, at=NOW - HOUR,
        )  # fmt: skip
    gone = leave(order(home, other, by), by)
    assert fallen_away(gone, NOW) == []
    back = transfers.turn_back(transfer=gone, returned_at=NOW + HOUR, reason="Road closed", by=by, at=NOW + HOUR)
    assert fallen_away(back, NOW + HOUR) == ["Joinery, 25.11. 10:32"]


@pytest.mark.django_db(transaction=True)
def test_of_a_release_and_a_departure_in_the_same_minute_one_wins(home: Placement, other: Unit, by: User) -> None:
    ordered = order(home, other, by)
    found = race(lambda: release.release(stay=home.stay, by=by, at=NOW), lambda: leave(ordered, by))
    assert sum(isinstance(result, Refusal) for result in found) == 1
    ordered.refresh_from_db()
    home.stay.refresh_from_db()
    left, ended = ordered.departed_at is not None, home.stay.during.upper is not None
    assert (left, ended) in {(True, False), (False, True)}
    assert (ordered.cancelled_at is not None) is ended
    assert Absence.objects.current().count() == (1 if left else 0)
