"""A nurse and somebody at risk, in a browser: assessed, planned for, visited, counted. Officers see what to do."""

import uuid
from datetime import timedelta

import pytest
from django.urls import reverse
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect

from corrections.access import now
from corrections.choices import Role
from corrections.models import User
from health.models import Clinician
from health.services import crisis, food
from inmates.models import Person, Placement, Stay
from security.choices import Ground
from security.services import advice, observing
from tests.corrections.factories import UserFactory, staff
from tests.health.rounds import opened
from tests.health.test_crisis import HIGH
from tests.journeys.browser import Window
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import catalogues, in_bokmal, speak
from tests.journeys.test_record import english, go, nurse, prison, record, signed_in

__all__ = ["catalogues", "english", "nurse", "prison", "record"]


@pytest.fixture
def stay(record: uuid.UUID) -> Stay:
    return Stay.objects.get(person=Person.objects.get(family_name="Aasgaard"))


def reads_well(tablet: Window, user: User) -> None:
    """In English and in Bokmål, on paper and in the dark."""
    for language in ("nb", "en"):
        User.objects.filter(pk=user.pk).update(language=language)
        for scheme in ("dark", "light"):
            tablet.page.emulate_media(color_scheme=scheme)
            tablet.page.reload()
            assert tablet.axe() == []
            assert not tablet.scrolls_sideways()


def answer_everything(page: Page) -> None:
    for group in page.locator("fieldset", has=page.get_by_label("Not known", exact=True)).all():
        group.get_by_label("No", exact=True).check()


def test_from_the_questions_to_the_rounds_of_the_officers(
    window: OpenWindow, nurse: Clinician, record: uuid.UUID, stay: Stay
) -> None:
    tablet = signed_in(window, nurse, width=768, height=1024)
    page = go(tablet, "patient_risk", record)
    reads_well(tablet, nurse.user)
    answer_everything(page)
    page.get_by_label("Bad news or a loss").check()
    page.get_by_label("High", exact=True).check()
    page.get_by_label("Every 30 minutes").check()
    page.get_by_label("Why this level").fill("Tanker hver natt, ingen plan.")
    page.get_by_role("button", name="Sign the assessment").click()
    expect(page.get_by_text("The assessment is signed.")).to_be_visible()
    expect(page.get_by_text("Tanker hver natt, ingen plan.")).to_be_visible()
    reads_well(tablet, nurse.user)

    page.get_by_role("link", name="Write a plan").click()
    reads_well(tablet, nurse.user)
    page.get_by_label("Signs that it is getting worse").fill("Svarer ikke")
    page.get_by_label("Measure 1").fill("Samtale hver dag")
    page.get_by_label("Who does it").first.fill("Sykepleier")
    page.get_by_role("button", name="Sign the plan").click()
    expect(page.get_by_role("rowheader", name="Samtale hver dag")).to_be_visible()

    page = go(tablet, "at_risk")
    expect(page.get_by_text("Every 30 minutes")).to_be_visible()
    reads_well(tablet, nurse.user)

    assert advice.follow(at=now()) == 1
    unit = Placement.objects.get(stay=stay).bed.cell.unit
    officer = window(staff(Role.OFFICER, unit=unit, language="en"))
    board = officer.open(reverse("board", args=[unit.pk]))
    expect(board.get_by_text("Look in every 30 minutes").first).to_be_attached()
    rounds = officer.open(reverse("rounds", args=[unit.pk]))
    expect(rounds.get_by_text("Aasgaard").first).to_be_visible()
    for text in ("Tanker", "suicide", "Suicide", "Samtale hver dag"):
        assert text not in rounds.content()
        assert text not in board.content()


def test_a_visit_is_one_press_on_the_list(window: OpenWindow, nurse: Clinician, stay: Stay) -> None:
    observing.start(
        stay=stay, interval=60, ground=Ground.APART, by=UserFactory.create(), at=now() - timedelta(minutes=5)
    )
    tablet = signed_in(window, nurse, width=768, height=1024)
    page = go(tablet, "at_risk")
    reads_well(tablet, nurse.user)
    expect(page.get_by_text("Not yet today")).to_be_visible()
    button = page.get_by_role("button", name="Visited")
    box = button.bounding_box()
    assert box is not None
    assert box["height"] >= 44
    button.click()
    expect(page.get_by_text("The visit of the day is registered.")).to_be_visible()
    expect(page.get_by_text("Not yet today")).to_have_count(0)
    page.get_by_role("link", name="Visits").click()
    expect(page.get_by_role("heading", name="Daily visit")).to_be_visible()
    reads_well(tablet, nurse.user)


def test_days_without_food_are_counted_and_the_officers_are_told_what_was_agreed(
    window: OpenWindow, nurse: Clinician, record: uuid.UUID
) -> None:
    tablet = signed_in(window, nurse, width=768, height=1024)
    page = go(tablet, "patient_food", record)
    reads_well(tablet, nurse.user)
    page.get_by_label("Takes no food, but drinks").check()
    page.get_by_label("First day without food").fill(f"{localtime(now()) - timedelta(days=2):%Y-%m-%d}")
    page.get_by_role("button", name="Begin to count").click()
    expect(page.get_by_text("Day 3")).to_be_visible()
    page.get_by_role("link", name="Write a plan").click()
    reads_well(tablet, nurse.user)
    page.get_by_label("Offer every meal and drink").check()
    page.get_by_label("Agreed with, in the prison").fill("Vaktleder Dale")
    page.get_by_label("What the clinic does, and when it acts").fill("Vekt hver dag")
    page.get_by_role("button", name="Sign the plan").click()
    page.get_by_role("link", name="Examine").click()
    reads_well(tablet, nurse.user)
    page.get_by_label("Weight, kg").fill("80")
    page.get_by_label("How the patient is").fill("Svimmel")
    page.get_by_role("button", name="Sign the examination").click()
    expect(page.get_by_text("Offer every meal and drink")).to_be_visible()
    reads_well(tablet, nurse.user)
    page.get_by_role("link", name="The patient eats again").click()
    page.get_by_label("First day with food").fill(f"{localtime(now()):%Y-%m-%d}")
    page.get_by_role("button", name="End it").click()
    expect(page.get_by_text("The hunger strike is ended.")).to_be_visible()
    reads_well(tablet, nurse.user)


@pytest.mark.usefixtures("catalogues")
def test_the_pages_of_who_is_at_risk_read_in_bokmal(
    window: OpenWindow, nurse: Clinician, record: uuid.UUID, stay: Stay
) -> None:
    at = now() - timedelta(hours=2)
    observing.start(stay=stay, interval=60, ground=Ground.APART, by=UserFactory.create(), at=at)
    with opened(nurse.user, record) as patient:
        crisis.assess(patient=patient, what=HIGH, follows=None, by=nurse.user, at=at)
        food.begin(patient=patient, kind="FOOD", started_on=localtime(at).date(), by=nurse.user, at=at)
    tablet = signed_in(window, nurse, width=768, height=1024)
    go(tablet, "at_risk")
    speak(tablet, nurse.user, "nb")
    wrong = []
    for name in ("at_risk", "patient_risk", "patient_plan", "patient_visit", "patient_food", "food_plan", "food_day"):
        go(tablet, name, *([] if name == "at_risk" else [record]))
        wrong += [f"{name}: {line}" for line in in_bokmal(tablet)]
    assert not wrong, "\n".join(wrong)
