"""Two people swap beds; minors; and two who move into each other's cells at the same instant."""

from datetime import date, timedelta

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit, User
from corrections.refusals import Conflict
from inmates.models import Placement
from inmates.services import care, placements, swaps
from inmates.services.placements import PlacementRefused
from inmates.services.swaps import Side
from tests.corrections.factories import CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 14:32")
MINUTE = timedelta(minutes=1)


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def one(unit: Unit) -> Placement:
    return PlacementFactory.create(unit=unit, start=START)


@pytest.fixture
def two(unit: Unit) -> Placement:
    return PlacementFactory.create(unit=unit, start=START)


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def client(by: User) -> Client:
    found = Client()
    found.force_login(by)
    return found


def swap(one: Placement, two: Placement, by: User, minutes: int = 0) -> tuple[Placement, Placement]:
    first, second = Side(one.stay, one.pk), Side(two.stay, two.pk)
    return swaps.swap_cells(first=first, second=second, reason="Own wish", by=by, at=NOW + minutes * MINUTE)


def beds() -> dict[int, int]:
    return dict(Placement.objects.current().values_list("stay_id", "bed_id"))


def test_both_leave_and_both_arrive_at_the_same_instant(one: Placement, two: Placement, by: User) -> None:
    new_one, new_two = swap(one, two, by)
    assert (new_one.bed, new_two.bed) == (two.bed, one.bed)
    assert {new_one.during.lower, new_two.during.lower} == {NOW}
    one.refresh_from_db()
    assert one.during.upper == NOW
    swap(new_one, new_two, by, minutes=5)
    assert beds() == {one.stay_id: one.bed_id, two.stay_id: two.bed_id}


def test_what_speaks_against_the_other_refuses_both(one: Placement, two: Placement, by: User, unit: Unit) -> None:
    """The second must not meet the neighbour of the first: nobody moves."""
    shared = CellFactory.create(unit=unit, places=2)
    first = PlacementFactory.create(bed=shared.beds.get(number=1), start=START)
    mate = PlacementFactory.create(bed=shared.beds.get(number=2), start=START)
    care.keep_apart(person=two.stay.person, other=mate.stay.person, reason="THREAT", scope="CELL", by=by, at=START)
    before = beds()
    with pytest.raises(PlacementRefused, match="Must not meet"):
        swap(first, two, by)
    assert beds() == before


def test_two_who_must_not_share_a_cell_swap_with_each_other(one: Placement, two: Placement, by: User) -> None:
    care.keep_apart(person=one.stay.person, other=two.stay.person, reason="THREAT", scope="CELL", by=by, at=START)
    swap(one, two, by)
    assert beds() == {one.stay_id: two.bed_id, two.stay_id: one.bed_id}


def test_nobody_swaps_with_themselves_or_with_somebody_without_a_cell(one: Placement, by: User) -> None:
    with pytest.raises(PlacementRefused):
        swap(one, one, by)


def test_a_swap_of_somebody_moved_since_is_told_who_moved_them(
    one: Placement, two: Placement, by: User, unit: Unit
) -> None:
    bed = CellFactory.create(unit=unit).beds.get()
    placements.move_cell(stay=two.stay, bed=bed, seen=two.pk, by=by, at=NOW - MINUTE, reason="Own wish")
    with pytest.raises(Conflict, match=r"M\. Dale moved"):
        swap(one, two, by)


def test_nobody_under_eighteen_shares_a_cell_with_an_adult(two: Placement, by: User, unit: Unit) -> None:
    young = PersonFactory.create(birth_date=date(2009, 1, 1))
    shared = CellFactory.create(unit=unit, places=2)
    PlacementFactory.create(bed=shared.beds.get(number=1), start=START, person=young)
    with pytest.raises(PlacementRefused, match="Nobody under 18 shares a cell with an adult"):
        placements.move_cell(
            stay=two.stay, bed=shared.beds.get(number=2), seen=two.pk, by=by, at=NOW, reason="Own wish"
        )


# ---- pages -------------------------------------------------------------------------------------------------------
def test_the_map_lights_whom_to_swap_with_and_the_preview_does_it(
    one: Placement, two: Placement, client: Client
) -> None:
    url = reverse("person_swap", args=[one.stay.person.uuid])
    lit = [bed for floor in client.get(url).context["floors"] for bed in floor["beds"] if bed.get("href")]
    assert [bed["name"] for bed in lit] == [two.stay.person.family_name]
    preview = client.get(url, {"other": str(two.stay.person.uuid)}).content.decode()
    assert f"Swap the cells of {one.stay.person.name} and {two.stay.person.name}" in preview
    data = {"other": str(two.stay.person.uuid), "seen": one.pk, "other_seen": two.pk}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"reason": "Own wish"}).status_code == 302
    assert beds() == {one.stay_id: two.bed_id, two.stay_id: one.bed_id}
    again = client.post(url, data | {"reason": "Own wish"})
    assert again.status_code == 422
    assert "M. Dale moved" in again.content.decode()


# ---- races -------------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_two_who_swap_the_same_two_wait_for_each_other(one: Placement, two: Placement, by: User) -> None:
    found = race(lambda: swap(one, two, by), lambda: swap(two, one, by, minutes=1))
    assert sum(isinstance(result, Conflict) for result in found) == 1
    assert beds() == {one.stay_id: two.bed_id, two.stay_id: one.bed_id}


@pytest.mark.django_db(transaction=True)
def test_of_a_swap_and_a_move_one_wins(one: Placement, two: Placement, by: User, unit: Unit) -> None:
    bed = CellFactory.create(unit=unit).beds.get()

    def move() -> Placement:
        return placements.move_cell(stay=two.stay, bed=bed, seen=two.pk, by=by, at=NOW, reason="Own wish")

    found = race(lambda: swap(one, two, by, minutes=1), move)
    assert sum(isinstance(result, Conflict) for result in found) == 1
    assert sorted(beds()) == sorted([one.stay_id, two.stay_id])


@pytest.mark.django_db(transaction=True)
def test_two_who_move_into_each_others_cells_never_lock_each_other(by: User, unit: Unit) -> None:
    cells = [CellFactory.create(unit=unit, places=2) for _ in range(2)]
    homes = [PlacementFactory.create(bed=cell.beds.get(number=1), start=START) for cell in cells]

    def move(home: Placement, to: int) -> Placement:
        bed = cells[to].beds.get(number=2)
        return placements.move_cell(stay=home.stay, bed=bed, seen=home.pk, by=by, at=NOW, reason="Own wish")

    found = race(lambda: move(homes[0], 1), lambda: move(homes[1], 0))
    assert [type(result) for result in found] == [Placement, Placement]
