"""The medicine round on a tablet: a refusal, two signatures for a controlled medicine, somebody at court, an order."""

from collections.abc import Callable
from dataclasses import replace
from datetime import timedelta
from importlib import import_module
from typing import Any
from uuid import UUID

import pytest
from django.conf import settings
from django.urls import reverse
from playwright.sync_api import Page, expect

from corrections.models import Unit
from corrections.periods import since
from health.context import clinical_context
from health.doors import SECOND_FACTOR
from health.models import Clinician
from health.selectors import rounds
from health.services import bedside, doses
from inmates.choices import AbsenceKind
from inmates.models import Absence, Stay
from tests.health.fixtures import MORNING
from tests.health.rounds import BUPRENORPHINE, PARACETAMOL, SERTRALINE, opened, ordered, record_of, rows
from tests.inmates.factories import PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages, then_it_reads_well

AtTheClinic = Callable[..., Window]
UPRIGHT = {"width": 768, "height": 1024}


@pytest.fixture
def at_the_clinic(window: OpenWindow, clock: Clock) -> AtTheClinic:
    """A window of a clinician who has shown the second factor, on a tablet held upright, in the morning."""
    clock.at = MORNING

    def open_window(who: Clinician, **more: Any) -> Window:
        made = window(who.user, **(UPRIGHT | more))
        cookie = next(each for each in made.context.cookies() if each["name"] == settings.SESSION_COOKIE_NAME)
        session = import_module(settings.SESSION_ENGINE).SessionStore(cookie["value"])
        session[SECOND_FACTOR] = who.pk
        session.save()
        return made

    return open_window


def planned(nurse: Clinician) -> None:
    with clinical_context(nurse.user_id):
        doses.make_doses(start=MORNING - timedelta(days=5), end=MORNING + timedelta(hours=12))


def address(unit: Unit) -> str:
    return reverse("medicine_round", args=[unit.pk, rounds.slot_of(MORNING)])


def fits(window: Window) -> None:
    assert window.axe() == []
    assert not window.scrolls_sideways()


def check_who(page: Page) -> None:
    page.get_by_label("The face is that of the photo").check()
    page.get_by_label("Has said the birth date").check()


def entries() -> list[tuple[Any, ...]]:
    return rows("SELECT status, stands FROM health.administration ORDER BY id")


def test_a_round_with_a_refusal(at_the_clinic: AtTheClinic, nurse: Clinician, unit: Unit, record: UUID) -> None:
    ordered(nurse.user, record)
    ordered(nurse.user, record, replace(SERTRALINE, atc="A10BA02", drug="Metformin"))
    planned(nurse)
    tablet = at_the_clinic(nurse)
    page = tablet.open(reverse("medicine_rounds"))
    fits(tablet)
    page.get_by_role("link", name="08:30").click()
    expect(page.get_by_role("heading", name="Round 08:30")).to_be_visible()
    fits(tablet)
    page.get_by_role("link", name="Not given … Metformin").click()
    fits(tablet)
    page.get_by_label("Refused").check()
    page.get_by_label("Why").fill("Kvalme, legen er varslet")
    page.get_by_role("button", name="Register as not given").click()
    expect(page.get_by_text("Kvalme, legen er varslet")).to_be_visible()
    tablet.expects(422)
    page.get_by_role("button", name="Given Sertralin").click()
    expect(page.get_by_role("alert")).to_contain_text("ask for the birth date first")
    fits(tablet)
    check_who(page)
    page.get_by_role("button", name="Given Sertralin").click()
    expect(page.get_by_role("button", name="Undo Sertralin")).to_be_visible()
    expect(page.get_by_text("1 of 1 done", exact=False)).to_be_visible()
    fits(tablet)
    assert entries() == [("REFUSED", True), ("GIVEN", True)]


def test_a_controlled_medicine_with_two_signatures(
    at_the_clinic: AtTheClinic, nurse: Clinician, other: Clinician, unit: Unit, record: UUID
) -> None:
    ordered(nurse.user, record, BUPRENORPHINE)
    planned(nurse)
    tablet = at_the_clinic(nurse)
    page = tablet.open(address(unit))
    check_who(page)
    page.get_by_role("button", name="Given, to be signed Buprenorfin").click()
    expect(page.get_by_text("waits for a second signature", exact=False)).to_be_visible()
    fits(tablet)
    page = tablet.open(reverse("medicine_waiting"))
    expect(page.get_by_text("A colleague signs")).to_be_visible()
    fits(tablet)
    colleague = at_the_clinic(other)
    page = colleague.open(reverse("medicine_waiting"))
    page.get_by_role("button", name="I saw it, sign").click()
    expect(page.get_by_text("Nothing waits for a second signature")).to_be_visible()
    fits(colleague)
    page = tablet.open(address(unit))
    expect(page.get_by_text(other.user.short_name, exact=False)).to_be_visible()
    assert rows("SELECT by_id FROM health.second_signature") == [(other.user_id,)]


def test_a_patient_at_court_is_given_nothing_and_answered_for(
    at_the_clinic: AtTheClinic, nurse: Clinician, unit: Unit, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record)
    second = PlacementFactory.create(unit=unit).stay
    ordered(nurse.user, record_of(second))
    planned(nurse)
    left = MORNING - timedelta(hours=1)
    Absence.objects.create(
        stay=stay,
        kind=AbsenceKind.COURT,
        destination="Fjordvik tingrett",
        during=since(left),
        departed_at=left,
        departed_by=nurse.user,
        expected_return_at=MORNING + timedelta(hours=5),
    )
    tablet = at_the_clinic(nurse)
    page = tablet.open(f"{address(unit)}?patient={record}")
    expect(page.get_by_text("Not in the prison: Fjordvik tingrett")).to_be_visible()
    expect(page.get_by_role("button", name="Given")).to_have_count(0)
    fits(tablet)
    page.get_by_role("link", name="Did not come …").click()
    page.get_by_label("Why").fill("I tingretten, dosen følger med tilbake")
    page.get_by_role("button", name="Register as not given").click()
    expect(page.get_by_text("I tingretten", exact=False)).to_be_visible()
    fits(tablet)
    assert entries() == [("ABSENT", True)]
    expect(page.get_by_role("link", name="Next:")).to_be_visible()


def test_an_order_that_cave_warns_of_is_answered_and_the_form_keeps_what_was_typed(
    at_the_clinic: AtTheClinic, nurse: Clinician, record: UUID
) -> None:
    with opened(nurse.user, record) as patient:
        bedside.note_allergy(
            patient=patient, substance="penicillin", atc="J01C", critical=True, by=nurse.user, at=MORNING
        )
    ordered(nurse.user, record, PARACETAMOL)
    tablet = at_the_clinic(nurse)
    page = tablet.open(reverse("patient_medicines", args=[record]))
    expect(page.get_by_text("penicillin")).to_be_visible()
    fits(tablet)
    page.get_by_role("link", name="Order a medicine").click()
    fits(tablet)
    page.get_by_label("As needed").check()
    expect(page.get_by_label("Least hours between two doses")).to_be_visible()
    expect(page.get_by_label("Times", exact=True)).to_be_hidden()
    page.get_by_label("At times of the day").check()
    for label, value in (
        ("Medicine", "Fenoksymetylpenicillin"),
        ("ATC code", "J01CE02"),
        ("Strength", "650"),
        ("Dose", "1"),
        ("Times", "08:30 20:00"),
        ("Prescribed by", "Lege E. Sandvik"),
    ):
        page.get_by_role("textbox", name=label, exact=True).fill(value)
    tablet.expects(422)
    page.get_by_role("button", name="Order the medicine").click()
    expect(page.get_by_text("CAVE warns of this medicine", exact=True)).to_be_visible()
    expect(page.get_by_label("Medicine", exact=True)).to_have_value("Fenoksymetylpenicillin")
    fits(tablet)
    page.get_by_label("Why it is ordered although CAVE warns of it").fill("Tålt i 2024")
    page.get_by_role("button", name="Order the medicine").click()
    expect(page.get_by_text("The medicine is ordered.")).to_be_visible()
    expect(page.get_by_text("Tålt i 2024")).to_be_visible()
    fits(tablet)


def test_the_other_pages_of_the_chart_and_the_cabinet_fit(
    at_the_clinic: AtTheClinic, nurse: Clinician, record: UUID
) -> None:
    made = ordered(nurse.user, record)
    tablet = at_the_clinic(nurse)
    for name, args in (
        ("patient_cave", [record]),
        ("patient_measurements", [record]),
        ("order_change", [record, made.pk]),
        ("order_hold", [record, made.pk]),
        ("order_stop", [record, made.pk]),
        ("medicine_stock", []),
        ("stock_keep", []),
    ):
        tablet.open(reverse(name, args=args))
        fits(tablet)


def test_a_round_from_the_list_to_the_cabinet_reads_in_both_languages(
    at_the_clinic: AtTheClinic, catalogues: None, nurse: Clinician, unit: Unit, record: UUID
) -> None:
    made = ordered(nurse.user, record)
    ordered(nurse.user, record, PARACETAMOL)
    ordered(nurse.user, record, BUPRENORPHINE)
    planned(nurse)
    nurse.user.language = "en"
    nurse.user.save()
    tablet = at_the_clinic(nurse)
    for path in (
        reverse("medicine_rounds"),
        address(unit),
        reverse("patient_medicines", args=[record]),
        reverse("order_new", args=[record]),
        reverse("order_stop", args=[record, made.pk]),
        reverse("medicine_stock"),
    ):
        tablet.open(path)
        then_it_reads_in_both_languages(tablet, nurse.user)


def test_a_refusal_and_a_second_signature_read_in_bokmal(
    at_the_clinic: AtTheClinic, catalogues: None, nurse: Clinician, other: Clinician, unit: Unit, record: UUID
) -> None:
    """From the press that is refused to what the colleague signs, as the house reads it."""
    ordered(nurse.user, record, BUPRENORPHINE)
    ordered(nurse.user, record, replace(SERTRALINE, atc="A10BA02", drug="Metformin"))
    planned(nurse)
    for who in (nurse, other):
        who.user.language = "nb"
        who.user.save()
    tablet = at_the_clinic(nurse)
    page = tablet.open(address(unit))
    page.locator("a[href]", has_text="Metformin").first.click()
    then_it_reads_well(tablet)
    page.locator("input[type=radio][value=REFUSED]").check()
    page.locator("textarea, input[type=text]").first.fill("Kvalme")
    page.locator("main form button[type=submit]").first.click()
    expect(page.get_by_text("Kvalme")).to_be_visible()
    then_it_reads_well(tablet)
    tablet.expects(422)
    page.get_by_role("button", name="Buprenorfin").first.click()
    expect(page.get_by_role("alert")).to_be_visible()
    then_it_reads_well(tablet)
    for box in page.locator(".who input[type=checkbox], input[type=checkbox][name]").all():
        box.check()
    page.get_by_role("button", name="Buprenorfin").first.click()
    expect(page.get_by_role("alert")).to_have_count(0)
    then_it_reads_well(tablet)
    colleague = at_the_clinic(other)
    colleague.open(reverse("medicine_waiting"))
    then_it_reads_well(colleague)
    assert entries() == [("REFUSED", True), ("GIVEN", True)]
