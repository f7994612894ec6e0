"""The way out in the browser: a step that hands the ball on, and what is in place."""

from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import Role
from corrections.services import law
from inmates.models import Stay
from sentencing.models import ReleaseItem, StepReview
from sentencing.services import stairs
from tests.corrections.factories import NOW, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.journeys.fixtures import Clock as Time
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import then_it_reads_well
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}


@pytest.fixture
def stay(clock: Time) -> Stay:
    """Fourteen months: two thirds are served in December, so nearly everything is open and nothing in place."""
    law.load_law()
    found: Stay = PlacementFactory.create(unit=UnitFactory.create(code="B2"), start=oslo("2026-02-24 12:00")).stay
    JudgmentFactory.create(stay=found, years=1, months=2, judged_on=date(2026, 2, 20))
    return found


def test_step_down_to_release(window: OpenWindow, stay: Stay) -> None:
    unit = stay.placements.get().bed.cell.unit
    clerk = staff(Role.CASEWORKER, prison=unit.prison, first_name="Kari", last_name="Brekke", language="en")
    stairs.call(stay_ids=None, by=None, at=NOW)
    office = window(clerk, **TABLET)
    office.expects(422)

    # the list says whose step comes next, and what is missing
    page = office.open(reverse("way_out", args=[unit.prison.slug]))
    expect(page.locator("#steps")).to_contain_text(stay.person.name)
    then_it_reads_well(office)
    page.get_by_role("link", name=stay.person.name).click()
    expect(page.locator("#step-LEAVE")).to_contain_text("To be looked at")
    then_it_reads_well(office)

    # put off without a day is refused; applied for hands the ball to the leader
    page.locator("#step-PROBATION").get_by_role("link").click()
    page.get_by_label("Not now").check()
    page.get_by_label("Why").fill("Waits for the new home")
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("main")).to_contain_text("Say on which day it is looked at again.")
    assert not StepReview.objects.exists()
    page.get_by_label("Applied for, waits for a decision").check()
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("#step-PROBATION")).to_contain_text("Prison leader")

    # somewhere to live: who sees to it outside, and what shows it
    page.locator("#items").get_by_role("link", name="Change Somewhere to live").click()
    then_it_reads_well(office)
    page.locator("input[name=state][value=ARRANGED]").check()
    page.get_by_label("Or who sees to it outside").fill("Fjordvik kommune")
    page.get_by_label("What shows it").fill("Lease of 01.12.2026")
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("#items")).to_contain_text("Arranged: Lease of 01.12.2026")
    assert ReleaseItem.objects.get().outside_owner == "Fjordvik kommune"
