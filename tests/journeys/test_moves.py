"""Another cell, another prison, out and back late: in the browser, as those who do it read it."""

from datetime import date, timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import Role, SecurityLevel
from corrections.models import Unit, User
from inmates.models import Placement, Transfer
from inmates.services import trips
from inmates.services.trips import Plan
from tests.corrections.factories import NOW, BedFactory, CellFactory, UnitFactory, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow

HOUR = timedelta(hours=1)


@pytest.fixture
def unit(clock: Clock) -> Unit:
    return UnitFactory.create(code="B2", name="Avdeling B2", security_level=SecurityLevel.HIGH)


@pytest.fixture
def lervik(unit: Unit) -> Placement:
    person = PersonFactory.create(family_name="Lervik", given_name="Andreas", birth_date=date(1992, 3, 12))
    return PlacementFactory.create(unit=unit, person=person)


@pytest.fixture
def fosse(unit: Unit) -> Placement:
    person = PersonFactory.create(family_name="Fosse", given_name="Per", birth_date=date(1988, 1, 2))
    return PlacementFactory.create(unit=unit, person=person)


@pytest.fixture
def manager(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


def opened(window: OpenWindow, user: User, name: str, *args: object) -> Window:
    found = window(user)
    found.open(reverse(name, args=args))
    return found


def then_it_is_sound(window: Window) -> None:
    assert window.axe() == []
    assert not window.scrolls_sideways()


def test_a_cell_is_chosen_on_the_map_where_only_what_can_be_given_is_lit(
    window: OpenWindow, unit: Unit, lervik: Placement, fosse: Placement, manager: User
) -> None:
    free = CellFactory.create(unit=unit).beds.get()
    seen = opened(window, manager, "person_move", lervik.stay.person.uuid)
    page = seen.page
    expect(page.locator(f"#bed-{lervik.bed_id}")).to_contain_text("Lives here now.")
    expect(page.locator(f"#bed-{fosse.bed_id}")).to_contain_text("Fosse")
    expect(page.locator(f"#bed-{fosse.bed_id}")).not_to_have_attribute("data-lit", "")
    then_it_is_sound(seen)

    page.locator(f"#bed-{free.pk}").click()
    expect(page.locator("#move")).to_contain_text(f"Move Lervik, Andreas to {free.cell.code}")
    expect(page.locator("#breaks")).to_contain_text("Nothing that is booked or kept is touched.")
    then_it_is_sound(seen)

    page.get_by_label("Why").fill("Own wish")
    page.get_by_role("button", name=f"Move to {free.cell.code}").click()
    expect(page.get_by_text(f"Lervik, Andreas moved to {free.cell.code}.")).to_be_visible()
    assert Placement.objects.current().get(stay=lervik.stay).bed == free


def test_two_people_swap_cells(window: OpenWindow, lervik: Placement, fosse: Placement, manager: User) -> None:
    seen = opened(window, manager, "person_move", lervik.stay.person.uuid)
    page = seen.page
    page.get_by_role("link", name="Swap with somebody").click()
    page.locator(f"#bed-{fosse.bed_id}").click()
    expect(page.get_by_role("heading", name="Swap the cells of Lervik, Andreas and Fosse, Per")).to_be_visible()
    then_it_is_sound(seen)

    page.get_by_label("Why").fill("Own wish")
    page.get_by_role("button", name="Swap the two").click()
    expect(page.get_by_text("Lervik, Andreas and Fosse, Per have swapped cells.")).to_be_visible()
    now = dict(Placement.objects.current().values_list("stay", "bed"))
    assert now == {lervik.stay_id: fosse.bed_id, fosse.stay_id: lervik.bed_id}


def test_somebody_is_sent_to_another_prison_and_received_there(
    window: OpenWindow, lervik: Placement, manager: User
) -> None:
    there = UnitFactory.create(code="T1", name="Avdeling T1", security_level=SecurityLevel.HIGH)
    bed = BedFactory.create(unit=there)
    receiver = staff(Role.DUTY_MANAGER, prison=there.prison, first_name="Tor", last_name="Vik")
    seen = opened(window, manager, "person_transfer", lervik.stay.person.uuid)
    page = seen.page
    page.get_by_label("Where to").select_option(f"{there.prison_id}:HIGH")
    page.get_by_role("button", name="Show what it means").click()
    then_it_is_sound(seen)
    page.get_by_label("Ground").first.select_option("e")
    page.get_by_label("What it rests on").fill("No place free.")
    page.get_by_role("button", name="Order the transfer").click()
    expect(page.get_by_text("The transfer of Lervik, Andreas is ordered.")).to_be_visible()

    transfer = Transfer.objects.get()
    page = seen.open(reverse("transfer", args=[transfer.pk]))
    then_it_is_sound(seen)
    page.get_by_label("Expected there at").fill(f"{(NOW + HOUR).astimezone():%H:%M}")
    page.get_by_role("button", name="Register the departure").click()
    expect(page.locator(".standing")).to_contain_text("Expected in")

    other = opened(window, receiver, "transfer", transfer.pk)
    then_it_is_sound(other)
    other.page.locator("#id_bed").select_option(str(bed.pk))
    other.page.get_by_label("Arrived at").fill(f"{NOW.astimezone():%H:%M}")
    other.expects(422)
    other.page.get_by_role("button", name="Register the arrival").click()
    expect(other.page.locator(".ds-error-summary, [data-error-summary], .form").first).to_contain_text(
        "Nobody arrives before that."
    )
    assert Transfer.objects.en_route().get() == transfer


def test_a_trip_leaves_with_one_tap_and_a_late_return_says_how_late(
    window: OpenWindow, lervik: Placement, manager: User, clock: Clock
) -> None:
    officers = [staff(Role.OFFICER, prison=lervik.bed.cell.unit.prison) for _ in range(2)]
    plan = Plan("COURT", "Fjordvik district court", NOW, NOW + HOUR, officers=officers)
    trip = trips.plan_trip(stay=lervik.stay, plan=plan, by=manager, at=NOW)
    seen = opened(window, manager, "trip", trip.pk)
    then_it_is_sound(seen)
    seen.page.get_by_role("button", name="They leave now").click()
    expect(seen.page.locator(".standing")).to_contain_text("Out")

    clock.at = NOW + HOUR + timedelta(minutes=35)
    trip.refresh_from_db()
    seen = opened(window, manager, "absence", trip.absence_id)
    page = seen.page
    expect(page.locator(".standing")).to_contain_text("35 minutes late")
    then_it_is_sound(seen)
    page.get_by_role("button", name="Back in the prison").click()

    page = seen.open(reverse("trips", args=[lervik.bed.cell.unit.prison.slug]))
    expect(page.locator(f"#trip-{trip.pk}")).to_contain_text("35 minutes late")
    then_it_is_sound(seen)
