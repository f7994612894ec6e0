"""Out with staff and back, in the browser: to the hospital with escorts, and somebody who does not come back."""

from datetime import timedelta

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.models import Breach, Clock, Task
from corrections.services import law, work
from inmates.models import Absence, Escort, Trip
from inmates.services import movements
from tests.corrections.factories import NOW
from tests.journeys.fixtures import Clock as Time
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages
from tests.journeys.scenes import TwoPrisons, two_prisons

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}
HOUR = timedelta(hours=1)


@pytest.fixture
def scene(clock: Time) -> TwoPrisons:
    law.load_law()
    return two_prisons()


def test_a_trip_to_hospital_leaves_with_the_officers_that_the_level_asks_for_and_comes_back(
    window: OpenWindow, scene: TwoPrisons, clock: Time
) -> None:
    # the duty manager plans it, and names one officer of the two who are needed
    office = window(scene.manager, **TABLET)
    office.expects(422)
    page = office.open(reverse("person_trip", args=[scene.uuid]))
    then_it_reads_in_both_languages(office, scene.manager)
    page.get_by_label("What for").select_option("HOSPITAL")
    page.get_by_label("Where to").fill("Fjordvik sykehus")
    page.get_by_label("Leaves at").fill("15:00")
    page.get_by_label("Expected back at").fill("14:50")
    page.get_by_label("Leads the trip").select_option(label="K. Nesheim")
    page.locator("#person-act .form__end button").click()
    expect(page.locator("main")).to_contain_text("The return lies before the departure. Check the times.")
    assert not Trip.objects.exists()
    page.get_by_label("Expected back at").fill("17:00")
    page.locator("#person-act .form__end button").click()
    expect(page.locator(".standing")).to_have_text("One more officer is to be named.")
    then_it_reads_in_both_languages(office, scene.manager)
    trip = Trip.objects.get()

    # at three the officer is at the gate, and is told that two go along
    clock.at = NOW + timedelta(minutes=30)
    gate = window(scene.officer, **TABLET)
    gate.expects(422)
    gate.open(reverse("trip", args=[trip.pk]))
    gate.page.get_by_role("button", name="They leave now").click()
    expect(gate.page.locator("main")).to_contain_text(
        "2 officers go along on this trip. Named so far: 1. Name the others first."
    )
    assert not Absence.objects.exists()

    office = window(scene.manager, **TABLET)  # the other screen has locked itself meanwhile
    page = office.open(reverse("trip", args=[trip.pk]))
    page.locator("#act-officers").get_by_label("T. Lunde").check()
    page.get_by_role("button", name="Name the officers").click()
    expect(page.locator("#trip")).to_contain_text("K. Nesheim (leads), T. Lunde")

    gate.open(reverse("trip", args=[trip.pk]))
    gate.page.get_by_role("button", name="They leave now").click()
    expect(gate.page.locator(".standing")).to_have_text("Out")
    then_it_reads_in_both_languages(gate, scene.officer)
    page = office.open(reverse("trips", args=[scene.slug]))
    line = page.locator(f"#trip-{trip.pk}")
    expect(line).to_contain_text("K. Nesheim, T. Lunde")
    expect(line).to_contain_text("Fjordvik sykehus")
    then_it_reads_in_both_languages(office, scene.manager)

    # back before the time: the officers are free for another trip
    clock.at = NOW + 2 * HOUR
    gate, office = window(scene.officer, **TABLET), window(scene.manager, **TABLET)
    gate.open(reverse("trip", args=[trip.pk]))
    gate.page.get_by_role("link", name="Register the return").click()
    then_it_reads_in_both_languages(gate, scene.officer)
    gate.page.get_by_role("button", name="Back in the prison").click()
    expect(gate.page.get_by_text("Lervik, Andreas is back.")).to_be_visible()
    page = office.open(reverse("trips", args=[scene.slug]))
    expect(page.locator(f"#trip-{trip.pk}")).to_contain_text("Back 16:32")
    assert {escort.during.upper for escort in Escort.objects.all()} == {clock.at}
    assert not Clock.objects.running().exists()


def test_who_does_not_come_back_is_waited_for_then_at_large_and_the_time_runs_until_they_are_here(
    window: OpenWindow, scene: TwoPrisons, clock: Time
) -> None:
    absence = movements.depart(
        stay=scene.home.stay,
        kind="LEAVE",
        destination="Permisjon",
        departed_at=NOW,
        expected_return_at=NOW + HOUR,
        by=scene.officer,
        at=NOW,
    )

    # twenty minutes late: the officer and the duty manager have been told
    clock.at = NOW + HOUR + timedelta(minutes=20)
    work.escalate(at=clock.at)
    assert set(Task.objects.open().values_list("role", flat=True)) == {"OFFICER", "DUTY_MANAGER"}
    office = window(scene.manager, **TABLET)
    page = office.open(reverse("tasks"))
    expect(page.locator("main")).to_contain_text("Lervik")
    then_it_reads_in_both_languages(office, scene.manager)
    page = office.open(reverse("absence", args=[absence.pk]))
    expect(page.locator(".standing")).to_have_text("Not back: 20 minutes late")
    then_it_reads_in_both_languages(office, scene.manager)

    # an hour and a half late the duty manager decides
    clock.at = NOW + 2 * HOUR + timedelta(minutes=30)
    office = window(scene.manager, **TABLET)
    page = office.open(reverse("absence", args=[absence.pk]))
    page.get_by_text("Decide: unlawfully at large").first.click()
    then_it_reads_in_both_languages(office, scene.manager)
    page.get_by_text("Decide: unlawfully at large").first.click()
    page.get_by_role("button", name="Decide: unlawfully at large").click()
    expect(page.get_by_text("Lervik, Andreas is registered as unlawfully at large.")).to_be_visible()
    escape = Absence.objects.current().get()
    assert (escape.kind, escape.departed_at) == ("ESCAPE", NOW + HOUR)
    breach = Breach.objects.get()
    assert breach.clock.rule.rule_id == "RETURN"

    # the time runs, on the page and in the movement list, which calls nobody back who is not
    page = office.open(reverse("absence", args=[absence.pk]))
    expect(page.locator(".standing")).to_have_text("Unlawfully at large since 15:32")
    then_it_reads_in_both_languages(office, scene.manager)
    page.locator("main").get_by_role("link", name="Open the escape").click()
    expect(page.locator(".standing")).to_have_text("At large for 1 h 30 min")
    then_it_reads_in_both_languages(office, scene.manager)
    page = office.open(reverse("trips", args=[scene.slug]))
    expect(page.locator(f"#absence-{escape.pk}")).to_contain_text("At large")
    then_it_reads_in_both_languages(office, scene.manager)
    page = office.open(reverse("roll", args=[scene.slug]))
    expect(page.locator("main")).to_contain_text("Out")

    # found, and home again
    clock.at = NOW + 9 * HOUR
    office = window(scene.manager, **TABLET)
    page = office.open(reverse("absence", args=[escape.pk]))
    expect(page.locator(".standing")).to_have_text("At large for 8 h 00 min")
    page.get_by_role("button", name="Back in the prison").click()
    expect(page.get_by_text("Lervik, Andreas is back.")).to_be_visible()
    page = office.open(reverse("absence", args=[escape.pk]))
    expect(page.locator(".standing")).to_have_text("Back 23:32, at large for 8 h 00 min")
    then_it_reads_in_both_languages(office, scene.manager)
    assert not Absence.objects.current().exists()
