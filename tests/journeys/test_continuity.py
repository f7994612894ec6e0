"""A patient leaves: the plan step by step, the summary as a letter and as a file."""

import json
import os
from datetime import timedelta
from pathlib import Path
from uuid import UUID

import pytest
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle
from playwright.sync_api import expect

from corrections.models import Prison
from health.models import Clinician
from inmates.choices import ReleaseKind
from inmates.models import Release, Stay
from tests.corrections.factories import PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import record_of
from tests.health.test_continuity import consented, known
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.journeys.browser import Window
from tests.journeys.languages import catalogues, in_bokmal, speak
from tests.journeys.test_medicine_round import AtTheClinic, at_the_clinic

__all__ = ["at_the_clinic", "catalogues"]


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel")


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(language="en", first_name="Anne", last_name="Berg"), prison=prison)


@pytest.fixture
def stay(prison: Prison) -> Stay:
    made: Stay = StayFactory.create(person=PersonFactory.create(family_name="Aasgaard", given_name="Olav"))
    PlacementFactory.create(stay=made, unit=UnitFactory.create(prison=prison))
    Release.objects.create(
        stay=made,
        kind=ReleaseKind.FULL_TERM,
        planned_at=MORNING + timedelta(hours=30),
        registered_at=MORNING,
        prison=prison,
    )
    return made


def looked_at(tablet: Window, name: str) -> None:
    """No page breaks WCAG or scrolls sideways. With LOOK=folder each is photographed too."""
    assert tablet.axe() == []
    assert not tablet.scrolls_sideways()
    if folder := os.environ.get("LOOK"):
        tablet.page.screenshot(path=Path(folder) / f"{name}.png", full_page=True)


def test_a_release_is_planned_and_the_summary_leaves(at_the_clinic: AtTheClinic, nurse: Clinician, stay: Stay) -> None:
    record: UUID = record_of(stay)
    known(nurse, record)
    consented(nurse, record)
    tablet = at_the_clinic(nurse)
    page = tablet.page
    page.goto(tablet.base + reverse("releases_ahead"))
    expect(page.get_by_text("5 steps are left")).to_be_visible()
    looked_at(tablet, "releases")
    page.get_by_role("group", name="Released soon").get_by_role("link", name="Aasgaard, Olav").click()
    expect(page.get_by_text("The treatment must go on without a day between")).to_be_visible()
    looked_at(tablet, "plan")
    page.get_by_label("Step", exact=True).select_option(label="Medicines for the first days")
    page.get_by_label("Done").check()
    page.get_by_label("Medicines for how many days").fill("5")
    page.get_by_role("button", name="Sign the step").click()
    expect(page.get_by_text("4 steps are left")).to_be_visible()
    looked_at(tablet, "plan-answered")
    page.get_by_role("link", name="Patient summary").click()
    looked_at(tablet, "summary")
    page.get_by_label("The regular doctor and the municipality at home").check()
    page.get_by_label("Name of whoever gets it").fill("Fastlege Holm")
    page.get_by_label("As a printed letter").check()
    page.get_by_role("button", name="Write it down and hand it out").click()
    expect(page.get_by_text("To: Fastlege Holm")).to_be_visible()
    looked_at(tablet, "letter")
    page.goto(tablet.base + reverse("patient_summary", args=[record]))
    page.get_by_label("The patient", exact=True).check()
    page.get_by_label("As a file for another record system (FHIR)").check()
    with page.expect_download() as coming:
        page.get_by_role("button", name="Write it down and hand it out").click()
    found = json.loads(Path(coming.value.path()).read_text(encoding="utf-8"))
    assert Bundle.model_validate(found).type == "document"


@pytest.mark.parametrize("name", ["releases_ahead", "patient_summary", "discharge_plan"])
def test_the_pages_of_a_release_by_night_on_a_tablet_held_across(
    at_the_clinic: AtTheClinic, nurse: Clinician, stay: Stay, name: str
) -> None:
    record = record_of(stay)
    known(nurse, record)
    tablet = at_the_clinic(nurse, width=1180, height=820, scheme="dark")
    tablet.page.goto(tablet.base + reverse(name, args=[] if name == "releases_ahead" else [record]))
    looked_at(tablet, f"{name}-dark")


@pytest.mark.usefixtures("catalogues")
def test_the_pages_of_a_release_read_in_bokmal(at_the_clinic: AtTheClinic, nurse: Clinician, stay: Stay) -> None:
    record = record_of(stay)
    known(nurse, record)
    consented(nurse, record)
    tablet = at_the_clinic(nurse)
    tablet.page.goto(tablet.base + reverse("releases_ahead"))
    speak(tablet, nurse.user, "nb")
    wrong = []
    for name in ("releases_ahead", "patient_summary", "discharge_plan"):
        tablet.page.goto(tablet.base + reverse(name, args=[] if name == "releases_ahead" else [record]))
        wrong += [f"{name}: {line}" for line in in_bokmal(tablet)]
    assert not wrong, "\n".join(wrong)
