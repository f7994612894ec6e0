"""An emergency access and its review, and an officer who tries every way into health. In the browser.

The officer meets both processes as they run, each at its own address; the two clinicians the server of the test.
"""

import uuid
from collections.abc import Iterator

import pytest
from django.db import connection
from django.urls import reverse
from playwright.sync_api import Browser as Chromium
from playwright.sync_api import Page, expect
from pytest_django import Settings

from corrections.choices import Role
from corrections.models import Prison
from health.choices import AccessBasis, NoteKind
from health.context import clinical_context
from health.models import Clinician
from health.selectors import records
from health.services import journal
from tests.corrections.factories import NOW, PrisonFactory, UnitFactory, UserFactory, staff
from tests.health.behind import HOST, House, collect_static, house
from tests.health.factories import clinician
from tests.health.test_processes import PASSWORD
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import then_it_reads_in_both_languages
from tests.journeys.test_record import go, signed_in

REASON = "Funnet bevisstløs i luftegården"
WORD = "Skjelvinger"


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel")


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(first_name="Nina", last_name="Berg", language="en"), prison=prison)


@pytest.fixture
def record(prison: Prison) -> uuid.UUID:
    person = PersonFactory.create(number="F-20418", family_name="Aasgaard", given_name="Olav")
    return uuid_of(PlacementFactory.create(person=person, unit=UnitFactory.create(prison=prison)).stay)


def write(nurse: Clinician, record: uuid.UUID) -> None:
    journal.open_record(user_id=nurse.user_id, request_id=uuid.uuid4(), patient=record, basis=AccessBasis.TREATMENT)
    with clinical_context(nurse.user_id):
        patient = records.patient_of(record)
        journal.write_note(patient=patient, kind=NoteKind.OTHER, text=f"{WORD} om natten", by=nurse.user, at=NOW)


# ---- an emergency, and the other who reviews it ------------------------------------------------------------------
def test_a_record_is_opened_in_an_emergency_and_another_clinician_reviews_it(
    window: OpenWindow, nurse: Clinician, record: uuid.UUID, settings: Settings, catalogues: None
) -> None:
    settings.LANGUAGE_CODE = "en"
    write(nurse, record)
    doctor = clinician(
        UserFactory.create(first_name="Dag", last_name="Moen", language="en"), prison=PrisonFactory.create()
    )
    tablet = signed_in(window, doctor, width=768, height=1024)
    page = go(tablet, "emergency_find")
    page.get_by_role("searchbox", name="Name or number").fill("aasg")
    page.get_by_role("button", name="Search").click()
    then_it_reads_in_both_languages(tablet, doctor.user)
    page.get_by_role("link", name="Ask to open Aasgaard").click()
    then_it_reads_in_both_languages(tablet, doctor.user)
    tablet.expects(404, 422)  # 404: there is no photo
    page.get_by_label("Why").fill("fordi")
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_text("at least 10 characters").first).to_be_visible()
    assert tablet.axe() == []
    page.get_by_label("Why").fill(REASON)
    page.get_by_label("15 minutes").check()
    page.get_by_role("button", name="Open the record").click()
    expect(page.get_by_text("Opened in an emergency").first).to_be_visible()
    expect(page.get_by_text(f"{WORD} om natten")).to_be_visible()
    assert tablet.axe() == []
    own = go(tablet, "emergency_reviews")
    expect(own.get_by_text("Another clinician reviews this")).to_be_visible()

    clinic = signed_in(window, nurse, width=1180, height=820)
    page = go(clinic, "clinical_home")
    page.get_by_text("waits for review").get_by_role("link", name="Review").click()
    expect(page.get_by_text(REASON)).to_be_visible()
    then_it_reads_in_both_languages(clinic, nurse.user)
    page.get_by_role("link", name="Review Aasgaard").click()
    then_it_reads_in_both_languages(clinic, nurse.user)
    page.get_by_label("There was a reason for it").check()
    page.get_by_role("button", name="Sign the review").click()
    expect(page.get_by_text("The review is signed.")).to_be_visible()
    expect(page.get_by_role("cell", name="There was a reason for it")).to_be_visible()
    assert clinic.axe() == []
    assert as_owner("SELECT finding, reviewed_by_id FROM health.emergency_review") == [("JUSTIFIED", nurse.user_id)]


# ---- who leads the clinic, and a text that was changed in the database ------------------------------------------
def test_two_make_a_leader_who_answers_for_an_altered_text(
    window: OpenWindow, nurse: Clinician, record: uuid.UUID, prison: Prison, settings: Settings, catalogues: None
) -> None:
    settings.LANGUAGE_CODE = "en"
    kari = clinician(UserFactory.create(first_name="Kari", last_name="Nygård", language="en"), prison=prison)
    third = clinician(UserFactory.create(first_name="Per", last_name="Dahl", language="en"), prison=prison)
    one, other, leader = (signed_in(window, who) for who in (nurse, third, kari))
    page = go(one, "clinic_people")
    assert one.axe() == []
    page.get_by_role("button", name="Propose as leader Kari Nygård").click()
    expect(page.get_by_text("It is proposed. A colleague must approve it.")).to_be_visible()
    expect(page.get_by_role("button", name="Approve Kari Nygård")).to_have_count(0)
    page = go(other, "clinic_people")
    page.get_by_role("button", name="Approve Kari Nygård").click()
    expect(page.get_by_role("row", name="Kari Nygård").get_by_text("Leader", exact=True)).to_be_visible()
    assert other.axe() == []

    write(nurse, record)
    as_owner("ALTER TABLE health.note DISABLE TRIGGER USER")
    as_owner("UPDATE health.note SET text = set_byte(text, 20, get_byte(text, 20) # 1)")
    as_owner("ALTER TABLE health.note ENABLE TRIGGER USER")
    page = go(one, "patient_record", record)
    expect(page.get_by_text("Cannot be read: altered outside the system.")).to_be_visible()
    assert one.axe() == []
    page = go(leader, "clinical_home")
    page.get_by_role("link", name="Altered texts").click()
    then_it_reads_in_both_languages(leader, kari.user)
    page.get_by_role("link", name="Write what was done Aasgaard").click()
    then_it_reads_in_both_languages(leader, kari.user)
    page.get_by_label("What was done about it").fill("Ringte drift.")
    page.get_by_role("button", name="Sign").click()
    expect(page.get_by_text("It is written down what was done.")).to_be_visible()
    assert as_owner("SELECT done, by_id FROM health.altered_settled") == [("Ringte drift.", kari.user_id)]


# ---- an officer, every way in ------------------------------------------------------------------------------------
@pytest.fixture
def behind(tmp_path_factory: pytest.TempPathFactory) -> Iterator[House]:
    with house(collect_static(tmp_path_factory.mktemp("static")), bouncer=False) as found:
        yield found


@pytest.fixture
def officer(chromium: Chromium, behind: House, prison: Prison) -> Iterator[Window]:
    """Signed in at the address of the prison, in a browser that both addresses are open to."""
    user = staff(Role.OFFICER, prison=prison, username="nesheim", password=PASSWORD, language="en", is_superuser=True)
    context = chromium.new_context(viewport={"width": 1180, "height": 820}, locale="nb-NO")
    context.set_default_timeout(10_000)
    found = Window(context, context.new_page(), f"http://{HOST}:{behind.serve('web')}")
    page = found.open("/account/login/")
    page.locator("input[name=login]").fill(user.username)
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form button[type=submit]").first.click()
    page.wait_for_url(lambda url: "/account/" not in url)
    yield found
    complaints = found.complaints()
    context.close()
    assert not complaints, "\n".join(complaints)


def text_of(page: Page) -> str:
    return page.locator("body").inner_text()


def test_an_officer_finds_no_way_into_health(
    officer: Window, behind: House, nurse: Clinician, record: uuid.UUID, prison: Prison
) -> None:
    write(nurse, record)
    clinical = f"http://{HOST}:{behind.serve('clinical')}"
    guesses = [
        reverse("clinical_home"),
        reverse("patient_record", args=[record]),
        reverse("record_looks", args=[record]),
        reverse("emergency_open", args=[record]),
        reverse("found_looks"),
        reverse("clinical_login"),
        "/helse/admin/",
        "/admin/",
    ]
    officer.expects(403, 404)

    for guess in guesses:  # at the prison's address there is no such page
        page = officer.open(guess)
        expect(page.get_by_role("heading", level=1)).to_be_visible()
        assert WORD not in text_of(page)
    assert officer.axe() == []

    page = officer.open("/")  # nothing leads there, and nothing that is written there is found
    assert page.locator("a[href^='/helse/']").count() == 0
    page.keyboard.press("Control+k")
    page.locator("dialog input[type=search], [role=dialog] input, dialog input").first.fill(WORD)
    page.wait_for_timeout(600)
    assert page.locator("dialog a[href*='/helse/']").count() == 0
    page = officer.open(f"/search/?q={WORD}")
    assert "Aasgaard" not in text_of(page)
    told = page.evaluate(
        "(paths) => Promise.all(paths.map((path) => fetch(path).then((answer) => answer.status)))", guesses
    )
    assert set(told) == {404}

    for guess in guesses[:5]:  # at the address of health the prison's session is nothing
        page.goto(clinical + guess)
        expect(page).to_have_url(f"{clinical}{reverse('clinical_login')}?next={guess}")
    session = next(each for each in officer.context.cookies() if each["name"] == "pms")
    officer.context.add_cookies([{"name": "clinical", "value": session["value"], "domain": HOST, "path": "/helse/"}])
    page.goto(clinical + guesses[1])
    expect(page).to_have_url(f"{clinical}{reverse('clinical_login')}?next={guesses[1]}")
    page.locator("input[name=username]").fill("nesheim")  # nor is the password
    page.locator("input[name=password]").fill(PASSWORD)
    page.locator("form:has(input[name=password]) button[type=submit]").click()
    expect(page.locator("h1")).to_be_visible()
    assert reverse("clinical_code") not in page.url
    assert WORD not in text_of(page)
    assert officer.axe() == []
    page.goto(clinical + reverse("clinical_code"))
    expect(page).to_have_url(clinical + reverse("clinical_login"))
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM health.access_log WHERE user_id <> %s", [nurse.user_id])
        assert cursor.fetchone() == (0,)
