"""A plan from draft to agreed in the browser: needs with consent, no lost draft, the person's own words."""

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import CompetenceKind, Role
from corrections.services import competences, law
from inmates.models import Stay
from sentencing.models import NeedsFinding, PlanGoal, PlanVersion
from tests.corrections.factories import LONG_AGO, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock as Time
from tests.journeys.fixtures import OpenWindow
from tests.sentencing.factories import JudgmentFactory

TABLET = {"width": 768, "height": 1024}
WAIT = 25_000  # a draft saves itself every ten seconds


@pytest.fixture
def stay(clock: Time) -> Stay:
    law.load_law()
    found: Stay = PlacementFactory.create(unit=UnitFactory.create(code="B2"), start=oslo("2026-02-24 12:00")).stay
    JudgmentFactory.create(stay=found, years=2)
    return found


def then_nothing_is_wrong(office: Window) -> None:
    assert office.axe() == []
    assert not office.scrolls_sideways()


def test_a_plan_from_draft_to_agreed(window: OpenWindow, stay: Stay) -> None:
    unit = stay.placements.get().bed.cell.unit
    kari = staff(Role.REINTEGRATION, prison=unit.prison, first_name="Kari", last_name="Lunde", language="en")
    kind = CompetenceKind.NEEDS_MAPPING
    competences.grant(
        user=kari, kind=kind, start=LONG_AGO, end=None, evidence="KRUS", prison=unit.prison, by=None, at=LONG_AGO
    )
    office = window(kari, **TABLET)
    page = office.open(reverse("person_plan", args=[stay.person.uuid]))
    then_nothing_is_wrong(office)

    # needs are mapped after the consent
    page.get_by_role("link", name="Write down a consent").click()
    page.get_by_label("The consent was signed on").fill("20.11.2026")
    page.locator("#person-act .form__end button").first.click()
    page.get_by_role("link", name="Map needs").click()
    page.locator("select[name=HOUSING]").select_option("MUCH")
    then_nothing_is_wrong(office)
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("#needs")).to_contain_text("Housing")
    assert NeedsFinding.objects.get().need == "MUCH"

    # a goal saves itself, and is there after a reload
    page.get_by_role("button", name="Begin a plan").click()
    page.locator("#needs").get_by_role("link", name="Write a goal").click()
    page.get_by_label("The goal, in the person’s own words").fill("A room near my daughter")
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved", timeout=WAIT)
    page.reload()
    expect(page.get_by_label("The goal, in the person’s own words")).to_have_value("A room near my daughter")
    then_nothing_is_wrong(office)

    # the network is lost: the page says so, keeps the text, and saves it when the network is back
    office.context.set_offline(True)
    page.get_by_label("The goal, in the person’s own words").fill("A room near my daughter, with a garden")
    expect(page.locator("[data-draft-state]")).to_contain_text("The draft is not saved", timeout=WAIT)
    assert PlanGoal.objects.get().words == "A room near my daughter"
    office.context.set_offline(False)
    expect(page.locator("[data-draft-state]")).to_contain_text("Draft saved", timeout=WAIT)
    assert PlanGoal.objects.get().words == "A room near my daughter, with a garden"
    page.get_by_role("button", name="Save the goal").click()

    # offered, and answered in the person's own words
    page.get_by_role("button", name="Offer the plan to the person").click()
    then_nothing_is_wrong(office)
    page.get_by_role("link", name="Write down what the person says").click()
    then_nothing_is_wrong(office)
    page.locator("input[name=answer][value=AGREED]").check()
    page.get_by_label("In the person’s own words").fill("This is what I want")
    page.locator("#person-act .form__end button").first.click()
    expect(page.locator("#holding")).to_contain_text("This is what I want")
    then_nothing_is_wrong(office)
    assert PlanVersion.objects.get().state == "AGREED"
