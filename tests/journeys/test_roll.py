"""How many are here, and who: the roll of the prison and of the country, where each number leads to its people."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import Locator, Page, expect

from corrections.choices import Role
from corrections.models import Prison
from inmates.models import Stay
from tests.corrections.factories import NOW, PostingFactory, PrisonFactory, UnitFactory, staff
from tests.inmates.factories import ExpectedArrivalFactory, PersonFactory, PlacementFactory, StayFactory
from tests.inmates.mockup import Mockup, build_mockup
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}
# 20 people live on B2 as it is drawn, and one is received and has no cell yet
B2_AND_ONE = {"In the cell": 7, "On the unit": 5, "Elsewhere inside": 6, "Out": 2, "Without a cell": 1}


@pytest.fixture
def b2(clock: Clock) -> Mockup:
    b2 = build_mockup()
    person = PersonFactory.create(family_name="Berg", given_name="Nils")
    StayFactory.create(person=person, reception_prison=b2.prison, start=NOW - timedelta(hours=1))
    ExpectedArrivalFactory.create(
        prison=b2.prison, family_name="Nordmo", given_name="Jonas", expected_at=NOW + timedelta(hours=1)
    )
    b2.manager.language = "en"
    b2.manager.save(update_fields=["language"])
    return b2


def given_another_prison_with(people: int) -> Prison:
    prison = PrisonFactory.create(name="Tangen fengsel")
    unit = UnitFactory.create(prison=prison, code="T1", name="Avdeling T1")
    for _person in range(people):
        PlacementFactory.create(unit=unit)
    return prison


def numbers(page: Page) -> dict[str, int]:
    """What the big numbers say that lead to people."""
    boxes = page.locator(".tally > div").filter(has=page.locator("a")).all()
    return {box.locator("dt").inner_text(): int(box.locator("a").inner_text()) for box in boxes}


def addresses(found: Locator) -> dict[str, int]:
    """Where each number leads, and the number."""
    return {
        str(link.get_attribute("href")): int(link.evaluate("(link) => link.firstChild.textContent"))
        for link in found.all()
    }


def then_each_leads_to_as_many(seen: Window, links: dict[str, int]) -> None:
    for address, number in links.items():
        page = seen.open(address)
        expect(page.locator("tbody tr")).to_have_count(number)
        assert seen.axe() == []


def test_each_number_of_the_prison_leads_to_its_people(window: OpenWindow, b2: Mockup) -> None:
    seen = window(b2.manager, **TABLET)
    page = seen.open(reverse("roll", args=[b2.prison.slug]))
    then_it_reads_in_both_languages(seen, b2.manager)
    assert numbers(page) == {**B2_AND_ONE, "Arriving today": 1}
    assert sum(B2_AND_ONE.values()) == Stay.objects.current().count() == 21
    links = addresses(page.locator(".tally a")) | addresses(page.locator("#units td a"))
    assert len(links) == 6 + 4  # of the prison, and of the unit
    then_each_leads_to_as_many(seen, links)

    # the one without a cell, and what came of it
    page = seen.open(reverse("roll", args=[b2.prison.slug]))
    page.locator(".tally > div", has_text="Without a cell").locator("a").click()
    expect(page.get_by_role("heading", level=1)).to_have_text("Without a cell")
    then_it_reads_in_both_languages(seen, b2.manager)
    page.get_by_role("link", name="Berg, Nils").click()
    expect(page.get_by_role("heading", name="Berg, Nils")).to_be_visible()


def test_each_number_of_the_country_leads_to_its_people_for_those_who_may_know_them(
    window: OpenWindow, b2: Mockup
) -> None:
    there = given_another_prison_with(3)
    PostingFactory.create(user=b2.manager, role=Role.DUTY_MANAGER, prison=there)
    seen = window(b2.manager, **TABLET)
    page = seen.open(reverse("national_roll"))
    then_it_reads_in_both_languages(seen, b2.manager)
    for prison, people in ((b2.prison, 21), (there, 3)):
        row = page.locator("tbody tr", has=page.get_by_role("link", name=prison.name, exact=True))
        expect(row.locator("td").first).to_have_text(str(people))
    links = addresses(page.locator("td a"))
    assert sum(links.values()) == 21 + 3 + 1  # and the one who arrives
    then_each_leads_to_as_many(seen, links)


def test_the_region_reads_the_numbers_and_nobodys_name(window: OpenWindow, b2: Mockup) -> None:
    region = staff(Role.REGION, prison=b2.prison, first_name="Ida", last_name="Sandvik", language="en")
    seen = window(region, **TABLET)
    page = seen.open(reverse("national_roll"))
    then_it_reads_in_both_languages(seen, region)
    expect(page.locator("tbody tr").first.locator("td").first).to_have_text("21")
    assert page.locator("td a").count() == 0


def test_the_roll_of_a_past_minute_is_read_as_it_was(window: OpenWindow, b2: Mockup) -> None:
    """At seven in the morning nobody was out, and the leave of Rødseth had begun the day before."""
    seen = window(b2.manager, **TABLET)
    page = seen.open(f"{reverse('roll', args=[b2.prison.slug])}?day=24.11.2026&time=07:00")
    then_it_reads_in_both_languages(seen, b2.manager)
    assert numbers(page) == {"In the cell": 19, "Out": 1}
    then_each_leads_to_as_many(seen, addresses(page.locator(".tally a")))
