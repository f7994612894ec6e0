"""A judgment in the browser: entered by one, its dates worked out, confirmed by another, and told in a letter.

Read it from above: it is how the house comes to the dates of a sentence.
"""

from dataclasses import dataclass
from datetime import date

import pytest
from playwright.sync_api import Page, expect

from corrections.choices import Role
from corrections.models import User
from inmates.choices import LegalStatusKind
from inmates.models import Placement
from sentencing.models import Calculation, Judgment
from sentencing.services import calculations
from tests.corrections.factories import CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import Clock, OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.usefixtures("catalogues")
TABLET = {"width": 768, "height": 1024}


@dataclass
class Scene:
    """Sundbø serves ten months from 2 March, and both have confirmed it: the full term is served on 2 January."""

    home: Placement
    caseworker: User
    leader: User

    def path(self, rest: str) -> str:
        return f"/people/{self.home.stay.person.uuid}/{rest}"


@pytest.fixture
def scene(clock: Clock) -> Scene:
    unit = UnitFactory.create(name="Avdeling B2", code="B2")
    sundbo = PersonFactory.create(number="F-20777", family_name="Sundbø", given_name="Lars Petter")
    home = PlacementFactory.create(
        person=sundbo,
        cell=CellFactory.create(unit=unit, code="B2-09"),
        start=oslo("2026-03-02 10:00"),
        legal=LegalStatusKind.SENTENCED,
    )
    caseworker = staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke", language="en")
    leader = staff(Role.LEADER, prison=unit.prison, first_name="Eva", last_name="Fjeldstad", language="en")
    JudgmentFactory.create(stay=home.stay, months=10)
    at = oslo("2026-03-02 14:00")
    first = calculations.work_out(stay=home.stay, reason="Dommen er rettskraftig", by=caseworker, at=at)
    calculations.confirm(calculation=first, by=leader, at=at)
    return Scene(home, caseworker, leader)


def test_a_judgment_is_entered_and_its_dates_confirmed_by_two(window: OpenWindow, scene: Scene) -> None:
    desk = window(scene.caseworker, **TABLET)
    given_the_form_for_a_judgment(desk, scene)
    then_what_no_court_can_have_decided_is_refused_and_nothing_typed_is_lost(desk)
    when_it_is_put_right_it_stands_on_the_tab(desk, scene)
    when_the_dates_are_worked_out_they_wait_with_what_they_move(desk, scene)

    other = window(scene.leader, **TABLET)
    when_the_second_person_has_looked_and_confirms(other, scene)
    then_there_is_a_letter_in_both_languages(desk, scene)


def given_the_form_for_a_judgment(desk: Window, scene: Scene) -> None:
    """From the sentence tab, where it says what was decided before."""
    page = desk.open(scene.path("sentence/"))
    then_it_reads_in_both_languages(desk, scene.caseworker)
    press(page, "Enter a judgment")
    then_it_reads_in_both_languages(desk, scene.caseworker)


def then_what_no_court_can_have_decided_is_refused_and_nothing_typed_is_lost(desk: Window) -> None:
    """60 days, of which 30 are suspended and 61 deducted, on a day that no calendar has."""
    page = desk.page
    then_only_what_the_kind_has_is_asked_for(page)
    desk.expects(422)
    page.get_by_label("Date of the judgment").fill("31.02.2026")
    page.locator("[name=days]").fill("60")
    page.get_by_label("Suspended, days").fill("30")
    page.get_by_label("Days deducted by the court").fill("61")
    submit(page)
    expect(page.locator("#person-form")).to_contain_text("Write the date as day, month and year")
    assert typed(page) == {"judged_on": "31.02.2026", "days": "60", "suspended_days": "30", "credit_days": "61"}
    assert desk.axe() == []

    page.get_by_label("Date of the judgment").fill("01.06.2026")
    submit(page)
    expect(page.locator("#person-form")).to_contain_text("61 days are deducted from a term of 60 days (strl. s. 83)")
    assert typed(page) == {"judged_on": "01.06.2026", "days": "60", "suspended_days": "30", "credit_days": "61"}
    assert desk.axe() == []
    assert Judgment.objects.count() == 1


def then_only_what_the_kind_has_is_asked_for(page: Page) -> None:
    """Without a line of script: preventive detention has a minimum and no suspended part, a prison term the reverse."""
    for kind, has_minimum in (("Preventive detention", True), ("Prison sentence", False)):
        page.get_by_label(kind, exact=True).check()
        expect(page.get_by_label("Minimum term, years")).to_be_visible(visible=has_minimum)
        expect(page.get_by_label("Suspended, days")).to_be_visible(visible=not has_minimum)


def when_it_is_put_right_it_stands_on_the_tab(desk: Window, scene: Scene) -> None:
    page = desk.page
    page.get_by_label("Days deducted by the court").fill("12")
    with page.expect_navigation():
        submit(page)
    judgment = Judgment.objects.latest("pk")
    assert (judgment.judged_on, judgment.days, judgment.suspended_days) == (date(2026, 6, 1), 60, 30)
    assert judgment.credit_days == 12
    expect(page.locator("#main")).to_contain_text("60 days, and 30 days suspended")
    expect(page.locator("#main")).to_contain_text("Something is entered that these dates do not know")
    then_it_reads_in_both_languages(desk, scene.caseworker)


def when_the_dates_are_worked_out_they_wait_with_what_they_move(desk: Window, scene: Scene) -> None:
    """Only the part that is served moves the dates, less what the court deducts; who worked them out cannot confirm."""
    page = desk.open(scene.path("sentence/dates/"))
    press(page, "Work out the dates")
    page.locator("form#person-act textarea, form#person-act input[type=text]").first.fill("Another judgment")
    then_it_fits(desk)
    with page.expect_navigation():
        submit(page)
    waiting = page.locator("#waiting")
    expect(waiting).to_contain_text("Prison sentence: 60 days, judgment of 01.06.2026, 12 days deducted by the court")
    full = waiting.get_by_role("row").filter(has_text="The full term is served").first
    assert [cell.strip() for cell in full.locator("td").all_inner_texts()] == [
        "02.01.2027",
        "19.02.2027",
        "48 days later",
    ]
    expect(page.locator("#main")).to_contain_text("You worked out these dates")
    assert page.get_by_role("button", name="confirm the dates").count() == 0
    then_it_reads_in_both_languages(desk, scene.caseworker)


def when_the_second_person_has_looked_and_confirms(other: Window, scene: Scene) -> None:
    page = other.open(scene.path("sentence/dates/"))
    expect(page.locator("#waiting")).to_contain_text("48 days later")
    then_it_fits(other)
    with page.expect_navigation():
        page.get_by_role("button", name="I have checked them: confirm the dates").click()
    expect(page.locator("#confirmed")).to_contain_text("Confirmed by E. Fjeldstad")
    assert page.locator("#waiting").count() == 0
    kept = Calculation.objects.latest("number")
    assert (kept.made_by, kept.confirmed_by, kept.full) == (scene.caseworker, scene.leader, date(2027, 2, 19))
    then_it_reads_in_both_languages(other, scene.leader)


def then_there_is_a_letter_in_both_languages(desk: Window, scene: Scene) -> None:
    """What the person is told, with all that a court needs to try it (strpl. s. 462)."""
    page = desk.open(scene.path("sentence/dates/"))
    press(page, "Letter to the person")
    for language, words in (("nb", "strpl. § 462"), ("en", "strpl. s. 462")):
        with page.expect_navigation():
            page.locator(f"a[href='?language={language}']").click()
        letter = page.locator("article.letter")
        assert letter.get_attribute("lang") == language
        for said in ("19.02.2027", "Fjeldstad", words):
            expect(letter).to_contain_text(said)
        then_it_fits(desk)


# ---- parts ---------------------------------------------------------------------------------------------------------
def press(page: Page, name: str) -> None:
    with page.expect_navigation():
        page.get_by_role("link", name=name).first.click()


def submit(page: Page) -> None:
    page.locator("form#person-act [type=submit]").click()


def typed(page: Page) -> dict[str, str]:
    names = ("judged_on", "days", "suspended_days", "credit_days")
    return {name: page.locator(f"[name={name}]").input_value() for name in names}


def then_it_fits(opened: Window) -> None:
    assert opened.axe() == []
    assert not opened.scrolls_sideways()
