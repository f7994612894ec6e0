"""Step by step out of prison in the browser: home with a monitor, a breach, and on probation through the gate.

Read it from above: it is how the house lets somebody go.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from django.urls import reverse
from playwright.sync_api import expect

from corrections.choices import Role
from corrections.models import User
from corrections.services import law
from inmates.models import Decision, Placement, Release, Stay
from sentencing.choices import OutsideState
from sentencing.models import HouseholdMember, OutsideBreach, OutsideTerm
from sentencing.services import victims
from tests.corrections.factories import NOW, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages
from tests.sentencing.factories import JudgmentFactory
from tests.sentencing.outside import granted

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}


@dataclass
class Scene:
    """Fourteen months from February: a third is served, and two thirds are early in December."""

    stay: Stay
    clerk: User
    leader: User
    officer: User
    second: User


@pytest.fixture
def scene(clock: Clock) -> Scene:
    law.load_law()
    unit = UnitFactory.create(code="B2")
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-02-24 12:00")).stay
    JudgmentFactory.create(stay=stay, years=1, months=2, judged_on=date(2026, 2, 20))
    found = Scene(
        stay=stay,
        clerk=staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", language="en"),
        leader=staff(Role.LEADER, prison=unit.prison, first_name="Eva", last_name="Fjeldstad", language="en"),
        officer=staff(Role.OFFICER, unit=unit, first_name="Kari", last_name="Nesheim", language="en"),
        second=staff(Role.OFFICER, unit=unit, first_name="Terje", last_name="Lunde", language="en"),
    )
    victims.say_duty(stay=stay, is_due=False, reason="No victim in the case", by=found.clerk, at=NOW)
    return found


def press(opened: Window, selector: str) -> None:
    with opened.page.expect_navigation():
        opened.page.locator(selector).first.click()


def of(scene: Scene) -> str:
    return reverse("person_outside", args=[scene.stay.person.uuid])


def somebody_at_home(office: Window, scene: Scene) -> None:
    """The partner lives in the home, and consents; the child is heard."""
    page = office.open(of(scene))
    then_it_reads_in_both_languages(office, scene.clerk)
    page.get_by_role("link", name="Add somebody in the home").click()
    page.locator("[name=name]").fill("Grete Sundbø")
    page.get_by_label("Adult", exact=True).check()
    then_it_reads_in_both_languages(office, scene.clerk)
    page.locator("[name=name]").fill("Grete Sundbø")
    page.get_by_label("Adult", exact=True).check()
    press(office, "#person-act .form__end button")
    expect(page.locator("#home")).to_contain_text("Not asked yet")
    page.locator("#home").get_by_role("link", name="Consents").click()
    press(office, "#person-act .form__end button")
    expect(page.locator("#home")).to_contain_text("Consents")
    assert HouseholdMember.objects.get().is_settled

    # the child is informed and heard
    page.get_by_role("link", name="Add somebody in the home").click()
    page.locator("[name=name]").fill("Iver Sundbø")
    page.get_by_label("Under 18", exact=True).check()
    press(office, "#person-act .form__end button")
    expect(page.locator("#home")).to_contain_text("Not heard yet")
    page.locator("#home").get_by_role("link", name="The child is heard").click()
    then_it_reads_in_both_languages(office, scene.clerk)
    page.get_by_label("What the child said").fill("Gleder seg")
    press(office, "#person-act .form__end button")
    expect(page.locator("#home")).to_contain_text("Informed and heard")
    assert all(one.is_settled for one in HouseholdMember.objects.all())


def decided(office: Window, desk: Window, scene: Scene) -> None:
    """Drafted and heard by the caseworker, decided by the leader, told: then it is granted by itself."""
    page = office.open(of(scene))
    press(office, "#draft form[action$='outside-monitoring/'] button")
    for name, value in (
        ("first_on", "24.11.2026"),
        ("last_on", "04.12.2026"),
        ("place", "Bakkegata 12, Fjordvik"),
        ("purpose", "Jobb på lager"),
        ("timetable", "Mon-Fri 07:30-16:00"),
    ):
        page.locator(f"[name=own_{name}]").fill(value)
    for name, value in (("offence", "NONE"), ("against_home", "no"), ("power", "yes")):
        page.locator(f"[name=own_{name}]").select_option(value)
    page.locator("[name=grounds][value='16a']").check()
    page.locator("[name=facts]").fill("Har holdt alle avtaler.")
    page.locator("[name=conditions]").fill("Rusfri. Hjemme utenom tidene.")
    press(office, "#draft-form button[value=save]")
    page.locator("[name=hear-said]").fill("Det gleder jeg meg til.")
    press(office, "#hear [type=submit]")
    row = Decision.objects.get()
    page = desk.open(reverse("decision", args=[row.uuid]))
    page.locator("[name=decide-outcome]").select_option("GRANTED")
    press(desk, "#decide [type=submit]")
    page = office.open(reverse("decision", args=[row.uuid]))
    page.locator("[name=notify-how]").select_option("SIGNED")
    press(office, "#notify [type=submit]")


def test_home_with_a_monitor_a_breach_and_what_comes_of_it(window: OpenWindow, scene: Scene) -> None:
    office, desk, gate = window(scene.clerk, **TABLET), window(scene.leader, **TABLET), window(scene.officer, **TABLET)
    somebody_at_home(office, scene)
    decided(office, desk, scene)
    term = OutsideTerm.objects.get()
    address = reverse("outside", args=[term.pk])

    # through the gate
    page = gate.open(address)
    then_it_reads_in_both_languages(gate, scene.officer)
    page.get_by_role("button", name="The person leaves now").click()
    expect(page.locator(".pagehead .pill")).to_contain_text("Under way")

    # home too late: an officer reports it, the leader makes the conditions stricter
    page.locator("details", has_text="Report a breach").locator("summary").click()
    page.locator("#act-breach [name=what]").fill("Hjemme tjue minutter for sent")
    page.locator("#act-breach button[type=submit]").click()
    expect(page.locator("#breaches")).to_contain_text("Not followed up yet")
    then_it_reads_in_both_languages(gate, scene.officer)
    page = desk.open(address)
    page.get_by_role("link", name="Follow up").click()
    then_it_reads_in_both_languages(desk, scene.leader)
    page.get_by_label("Stricter conditions").check()
    page.get_by_label("Why").fill("Ringer når bussen er sein")
    press(desk, "#person-act .form__end button")
    expect(page.locator("#decided")).to_contain_text("Ringer når bussen er sein")
    assert OutsideBreach.objects.get().follow_up == "TIGHTER"
    desk.open(reverse("prison_outside", args=[scene.stay.placements.get().bed.cell.unit.prison.slug]))
    expect(desk.page.locator("#running")).to_contain_text(scene.stay.person.name)
    then_it_reads_in_both_languages(desk, scene.leader)


def test_step_down_to_release_through_the_gate(window: OpenWindow, scene: Scene, clock: Clock) -> None:
    office = window(scene.clerk, **TABLET)
    clock.at = oslo("2026-12-07 10:00")
    page = office.open(reverse("person_release", args=[scene.stay.person.uuid]))
    page.locator("[name=kind]").select_option("PROBATION_RELEASE")
    page.locator("[name=day]").fill("07.12.2026")
    page.locator("[name=clock]").fill("12:00")
    page.locator("[name=decision]").fill("26/10412-7")
    press(office, "#person-act .form__end button")
    release = Release.objects.get()
    address = f"/releases/{release.uuid}/"
    expect(page.locator("#checks")).to_contain_text("No decision on release on probation with its conditions")

    # the decision gives the conditions, and the check is met
    granted(scene.stay, "PROBATION", scene.clerk, clock.at, first_on="2026-12-07", purpose="Jobb", conditions="Rusfri")
    page = office.open(address)
    expect(page.locator("#checks")).to_contain_text("Release on probation is decided, with conditions, from 07.12.2026")

    # two officers, each with their own account, and then the gate
    desk, other = window(scene.officer, **TABLET), window(scene.second, **TABLET)
    page = desk.open(address)
    press(desk, "#steps li:first-child form button")
    press(desk, "#plan button:has-text('Everything is ready')")
    page = other.open(address)
    press(other, f"form[action='{address}confirm/'] button")
    press(other, f"a[href='{address}gate/']")
    press(other, "#gate form button")
    page.wait_for_url(f"**{address}")
    assert not Placement.objects.current().filter(stay=scene.stay).exists()
    term = OutsideTerm.objects.get()
    assert (term.state, term.last_on) == (OutsideState.RUNNING, date(2027, 4, 24))

    # on probation: the first meeting begins the reporting duty
    page = office.open(reverse("outside", args=[term.pk]))
    page.locator("details", has_text="Note how it went").locator("summary").click()
    page.get_by_label("As agreed", exact=True).check()
    page.locator("#act-check button[type=submit]").click()
    expect(page.locator("#decided")).to_contain_text("Until 06.03.2027")
    then_it_reads_in_both_languages(office, scene.clerk)

    # a meeting that is missed: reported at the desk, and the leader brings it before the court, never straight inside
    page = office.open(reverse("outside", args=[term.pk]))
    page.locator("details", has_text="Report a breach").locator("summary").click()
    page.locator("#act-breach [name=what]").fill("Møtte ikke til avtalt møte")
    page.locator("#act-breach button[type=submit]").click()
    expect(page.locator("#breaches")).to_contain_text("Not followed up yet")
    leader = window(scene.leader, **TABLET)
    page = leader.open(reverse("outside", args=[term.pk]))
    page.get_by_role("link", name="Follow up").click()
    then_it_reads_in_both_languages(leader, scene.leader)
    expect(page.get_by_label("Back to prison")).to_have_count(0)
    page.get_by_label("Brought before the court").check()
    page.get_by_label("Why").fill("Tredje gang uten grunn")
    press(leader, "#person-act .form__end button")
    assert OutsideBreach.objects.get().follow_up == "COURT"
    then_it_reads_in_both_languages(leader, scene.leader)
