"""A decision in the browser: drafted, heard, decided by another, told, appealed, answered, final and carried out.

Read it from above: it is how the house makes a decision about somebody.
"""

from dataclasses import dataclass
from datetime import timedelta

import pytest

from corrections.access import now
from corrections.choices import Role, SecurityLevel
from corrections.models import User
from inmates.models import Decision, Placement, Transfer
from inmates.services import decisions
from inmates.services.decisions import Text
from tests.corrections.factories import CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_well
from tests.sentencing.factories import JudgmentFactory

TABLET = {"width": 768, "height": 1024}


@dataclass
class Scene:
    """Sundbø in B2-09 serves ten months and wants to Solvang, which is open."""

    home: Placement
    caseworker: User
    leader: User
    region: User
    goal: str


@pytest.fixture
def scene(clock: Clock) -> Scene:
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    open_unit = UnitFactory.create(name="Solvang", code="S1", security_level=SecurityLevel.LOWER)
    sundbo = PersonFactory.create(
        number="F-20777", family_name="Sundbø", given_name="Lars Petter", municipality="Fjordvik"
    )
    home = PlacementFactory.create(
        person=sundbo, cell=CellFactory.create(unit=unit, code="B2-09"), start=oslo("2026-06-24 10:00")
    )
    JudgmentFactory.create(stay=home.stay, judged_on=oslo("2026-06-24 10:00").date(), months=10)
    return Scene(
        home=home,
        caseworker=staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", language="en"),
        leader=staff(Role.LEADER, prison=unit.prison, first_name="Eva", last_name="Fjeldstad", language="nb"),
        region=staff(Role.REGION, prison=unit.prison, first_name="Odd", last_name="Sandvik", language="en"),
        goal=f"{open_unit.prison.pk}:LOWER",
    )


def test_what_the_region_decides_is_refused_to_the_leader(window: OpenWindow, scene: Scene) -> None:
    text = Text(
        grounds=("11.4",),
        facts="Nothing speaks against it.",
        assessment="So.",
        details={"to": scene.goal},
        outcome="IMPOSED",
    )
    row = decisions.draft(stay=scene.home.stay, kind="placement", text=text, by=scene.caseworker, at=now())
    decisions.hear(decision=row, said="Good.", by=scene.caseworker, at=now())
    address = f"/decisions/{row.uuid}/"

    # the leader reads it, in Bokmål, and has nothing to press
    desk = window(scene.leader, **TABLET)
    page = desk.open(address)
    assert page.locator("html").get_attribute("lang") == "nb"
    assert "The region always decides this." in page.locator("#law").inner_text()
    assert "strgjfl. § 11" in page.locator("#law").inner_text()
    assert page.locator("#decide").count() == 0
    fits(desk)

    # the region finds it among what waits for it, and decides; that cannot be appealed
    region = window(scene.region, **TABLET)
    page = region.open(f"/prison/{scene.home.bed.cell.unit.prison.slug}/decisions/")
    press(region, "#mine .rellist a")
    page.locator("[name=decide-outcome]").select_option("IMPOSED")
    region.expects(422)
    press(region, "#decide [type=submit]")
    assert "milder means" in page.locator("#decide").inner_text()
    fits(region)

    # whoever prepared it writes that, in the text that stands open to them; then it is decided
    office = window(scene.caseworker, **TABLET)
    page = office.open(address)
    page.locator("#draft summary").click()
    page.locator("[name=milder_means]").fill("None is milder than this.")
    page.evaluate("scrollTo(0, 0)")  # out from under the bar that stays at the top
    fits(office)
    press(office, "#draft-form button[value=save]")
    page = region.open(address)
    page.locator("[name=decide-outcome]").select_option("IMPOSED")
    press(region, "#decide [type=submit]")
    assert "Cannot be appealed" in page.locator("#law").inner_text()
    row.refresh_from_db()
    assert (row.state, row.decided_level, row.decided_by) == ("DECIDED", "REGIONAL", scene.region)


def test_the_figures_of_equal_treatment_read_well_and_hide_the_few(window: OpenWindow, scene: Scene) -> None:
    prison = scene.home.bed.cell.unit.prison
    to, drafted = {"to": scene.goal}, now() - timedelta(days=4)
    text = Text(grounds=("h",), facts="A course there.", assessment="It fits.", milder_means="None.", details=to)
    for number in range(24):
        person = PersonFactory.create(nationality="NOR" if number < 20 else "POL")
        home = PlacementFactory.create(person=person, unit=scene.home.bed.cell.unit, start=oslo("2026-06-24 10:00"))
        row = decisions.draft(stay=home.stay, kind="transfer", text=text, by=scene.caseworker, at=drafted)
        row = decisions.hear(decision=row, said="Good.", by=scene.caseworker, at=drafted)
        outcome = "REFUSED" if number % 3 == 0 else "GRANTED"
        decisions.decide(decision=row, outcome=outcome, level="LOCAL", by=scene.leader, at=now())
    desk = window(scene.leader, **TABLET)
    page = desk.open(f"/prison/{prison.slug}/decisions/statistics/")
    fits(desk)
    shown = page.locator(".figures").inner_text()
    assert "Norwegian citizens" in shown
    assert "under 5" in shown


@pytest.mark.usefixtures("catalogues")
def test_the_pages_of_a_decision_read_well_in_bokmal(window: OpenWindow, scene: Scene) -> None:
    text = Text(grounds=("i",), facts="Ønsker seg nærmere barna.", details={"to": scene.goal}, outcome="GRANTED")
    row = decisions.draft(stay=scene.home.stay, kind="transfer", text=text, by=scene.caseworker, at=now())
    slug = scene.home.bed.cell.unit.prison.slug
    desk = window(scene.leader, **TABLET)
    for address in (f"/decisions/{row.uuid}/", f"/people/{scene.home.stay.person.uuid}/decisions/"):
        desk.open(address)
        then_it_reads_well(desk)
    decisions.hear(decision=row, said="Det er bra.", by=scene.caseworker, at=now())
    decisions.decide(decision=row, outcome="GRANTED", level="LOCAL", by=scene.leader, at=now())
    for address in (f"/decisions/{row.uuid}/", f"/prison/{slug}/decisions/", f"/prison/{slug}/decisions/statistics/"):
        desk.open(address)
        then_it_reads_well(desk)
    page = desk.open(f"/decisions/{row.uuid}/letter.html?lang=nb")
    then_it_reads_well(desk)
    assert "straffegjennomføringsloven §§ 14 og 15" in page.locator("article").inner_text()


def press(opened: Window, selector: str) -> None:
    with opened.page.expect_navigation():
        opened.page.locator(selector).first.click()


def fits(opened: Window) -> None:
    """Nothing breaks WCAG on the page as it stands, and it does not scroll sideways."""
    assert opened.axe() == []
    assert not opened.scrolls_sideways()


def test_a_decision_goes_from_its_draft_to_its_end(window: OpenWindow, scene: Scene) -> None:
    # the caseworker begins it on the person's page, reads what the rules propose and writes the draft
    office = window(scene.caseworker, **TABLET)
    page = office.open(f"/people/{scene.home.stay.person.uuid}/decisions/")
    fits(office)
    press(office, "#begin form[action$='begin/transfer/'] button")
    row = Decision.objects.get()
    address = f"/decisions/{row.uuid}/"
    assert "At most one year: transitional housing must be considered." in page.locator("#proposal").inner_text()
    page.locator("[name=own_to]").select_option(scene.goal)
    page.locator("[name=grounds][value=i]").check()
    page.locator("[name=facts]").fill("Wants to be nearer to the children.")
    page.locator("[name=outcome]").select_option("GRANTED")
    fits(office)
    press(office, "#draft-form button[value=save]")

    # heard without a word it is refused, on the same page
    office.expects(422)
    press(office, "#hear [type=submit]")
    assert "Write what the person said" in page.locator("#hear").inner_text()
    page.locator("[name=hear-said]").fill("I look forward to it.")
    press(office, "#hear [type=submit]")
    assert page.locator("#decide").count() == 0
    fits(office)

    # the leader finds it among what waits for her, and decides
    desk = window(scene.leader, **TABLET)
    page = desk.open(f"/prison/{scene.home.bed.cell.unit.prison.slug}/decisions/")
    fits(desk)
    press(desk, "#mine .rellist a")
    page.locator("[name=decide-outcome]").select_option("GRANTED")
    fits(desk)
    press(desk, "#decide [type=submit]")

    told_and_appealed(office, address)
    answered_and_carried_out(office, window(scene.region), address)
    row.refresh_from_db()
    assert row.state == "EXECUTED"
    assert Transfer.objects.get(stay=scene.home.stay).to_level == "LOWER"


def told_and_appealed(office: Window, address: str) -> None:
    """The person is told, with the letter; then wants to stay after all, and appeals."""
    page = office.open(address)
    page.locator("[name=notify-how]").select_option("SIGNED")
    press(office, "#notify [type=submit]")
    fits(office)
    for language in ("nb", "en"):
        page = office.open(f"{address}letter.html?lang={language}")
        assert page.locator("article").get_attribute("lang") == language
        fits(office)
    page = office.open(address)
    page.locator("summary", has_text="Register an appeal").click()
    page.locator("[name=appeal-text]").fill("The course here is not finished.")
    press(office, "form[action$='/appeal/'] [type=submit]")
    press(office, "#forward [type=submit]")


def answered_and_carried_out(office: Window, region: Window, address: str) -> None:
    """The region answers; told of it, the decision is final, and is carried out: the transfer is ordered."""
    page = region.open(address)
    page.locator("[name=settle-outcome]").select_option("UPHELD")
    page.locator("[name=settle-reasons]").fill("The course goes on there.")
    fits(region)
    press(region, "#settle [type=submit]")
    page = office.open(address)
    press(office, "#tell [type=submit]")
    press(office, "#carry_out [type=submit]")
    assert "Carried out" in page.locator("#stands").inner_text()
    fits(office)
