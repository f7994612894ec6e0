"""The nurse's day with requests and the record, in a browser: nothing of it may break WCAG or scroll sideways."""

import uuid
from collections.abc import Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.conf import settings
from django.contrib.sessions.backends.db import SessionStore
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import connection
from django.urls import reverse
from django.utils.timezone import localtime
from playwright.sync_api import Page, expect
from pytest_django import Settings

from corrections.access import now
from corrections.models import Prison
from health.doors import SECOND_FACTOR
from health.models import Clinician
from health.services import documents
from tests.corrections.factories import PlaceFactory, PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.rounds import opened
from tests.health.test_patient_chart import consented, noted, picture, sent
from tests.health.test_record import a_note, uuid_of
from tests.health.test_requests import asked, waits
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.journeys.browser import Window
from tests.journeys.fixtures import OpenWindow
from tests.journeys.languages import catalogues, in_bokmal, speak

__all__ = ["catalogues"]


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(language="en"), prison=prison)


@pytest.fixture
def record(prison: Prison) -> uuid.UUID:
    person = PersonFactory.create(family_name="Aasgaard", given_name="Olav")
    stay = StayFactory.create(person=person)
    PlacementFactory.create(stay=stay, unit=UnitFactory.create(prison=prison))
    PlaceFactory.create(prison=prison, name="Legekontoret")
    return uuid_of(stay)


@pytest.fixture(autouse=True)
def english(settings: Settings, tmp_path: Path) -> Iterator[None]:
    settings.LANGUAGE_CODE, settings.CLINICAL_FILES = "en", str(tmp_path / "files")
    yield
    with connection.cursor() as cursor:  # no model's table: the flush after a journey leaves it
        cursor.execute("TRUNCATE health.crossing")


def signed_in(window: OpenWindow, nurse: Clinician, **more: Any) -> Window:
    """With both factors: the second is set on the session that the window has."""
    opened_window = window(nurse.user, **more)
    cookies = {each["name"]: each["value"] for each in opened_window.context.cookies()}
    session = SessionStore(cookies[settings.SESSION_COOKIE_NAME])
    session[SECOND_FACTOR] = nurse.pk
    session.save()
    return opened_window


def go(tablet: Window, name: str, *args: object) -> Page:
    tablet.page.goto(tablet.base + reverse(name, args=args))
    return tablet.page


def test_a_slip_becomes_a_receipt_an_answer_and_a_time(window: OpenWindow, nurse: Clinician, record: uuid.UUID) -> None:
    tablet = signed_in(window, nurse, width=768, height=1024)
    page = go(tablet, "request_new", record)
    page.get_by_label("What the patient asks for").fill("Tannpine")
    page.get_by_label("A sealed slip").check()
    page.get_by_label("Within a day").check()
    assert tablet.axe() == []
    page.get_by_role("button", name="Register and show the receipt").click()
    expect(page.get_by_role("heading", name="The health service has your request")).to_be_visible()
    expect(page.get_by_text("Tannpine")).to_have_count(0)
    assert tablet.axe() == []
    page.get_by_role("link", name="To the queue").click()
    expect(page.get_by_role("heading", name="Requests from patients")).to_be_visible()
    assert tablet.axe() == []
    page.get_by_role("link", name="Aasgaard").click()
    page.get_by_label("On the waiting list for an appointment").check()
    page.get_by_label("Which part of the clinic the patient waits for").select_option("DENTIST")
    page.get_by_label("What the patient is answered").fill("Du får time hos tannlegen.")
    assert tablet.axe() == []
    page.get_by_role("button", name="Sign the answer").click()
    expect(page.get_by_text("Every request has its answer")).to_be_visible()
    page = go(tablet, "clinic_appointments")
    expect(page.get_by_text("No time yet")).to_be_visible()
    assert tablet.axe() == []
    page.get_by_role("link", name="Aasgaard").click()
    page.get_by_role("link", name="Give a time").click()
    page.get_by_label("From").fill(f"{localtime(now()) + timedelta(days=1):%Y-%m-%dT10:00}")
    page.get_by_label("Place").select_option(label="Legekontoret")
    assert tablet.axe() == []
    page.get_by_role("button", name="Give the time").click()
    expect(page.get_by_role("heading", name="What became of the time")).to_be_visible()
    assert tablet.axe() == []


PAGES = (
    "patient_record", "patient_problems", "patient_consents", "patient_referrals", "patient_documents", "request_new",
    "appointment_new", "patient_slot", "patient_signals", "clinic_requests", "clinic_appointments",
)  # fmt: skip


def filled(nurse: Clinician, record: uuid.UUID) -> None:
    noted(nurse, record)
    consented(nurse, record)
    sent(nurse, record)
    a_note(nurse, record)
    asked(nurse, record)
    waits(nurse, record)
    with opened(nurse.user, record) as patient:
        documents.file_document(
            patient=patient, kind="IMAGE", title="Røntgen", dated=now().date(), at=now(), by=nurse.user,
            upload=SimpleUploadedFile("a.png", picture()),
        )  # fmt: skip


@pytest.mark.parametrize("scheme", ["light", "dark"])
def test_no_page_of_the_record_breaks_wcag_or_scrolls_sideways(
    window: OpenWindow, nurse: Clinician, record: uuid.UUID, scheme: str
) -> None:
    filled(nurse, record)
    tablet = signed_in(window, nurse, width=768, height=1024, scheme=scheme)
    wrong = []
    for name in PAGES:
        go(tablet, name, *([record] if name.startswith(("patient", "request_new", "appointment_new")) else []))
        wrong += [(name, line) for line in tablet.axe()]
        wrong += [(name, "scrolls sideways")] if tablet.scrolls_sideways() else []
    assert wrong == []


@pytest.mark.usefixtures("catalogues")
def test_every_page_of_the_record_reads_in_bokmal(window: OpenWindow, nurse: Clinician, record: uuid.UUID) -> None:
    filled(nurse, record)
    tablet = signed_in(window, nurse, width=768, height=1024)
    go(tablet, "patient_record", record)
    speak(tablet, nurse.user, "nb")
    wrong = []
    for name in (*PAGES, "patient_screening", "record_looks", "patient_medicines", "order_new"):
        about_one = name.startswith(("patient", "record_looks", "request_new", "appointment_new", "order_new"))
        go(tablet, name, *([record] if about_one else []))
        wrong += [f"{name}: {line}" for line in in_bokmal(tablet)]
    assert not wrong, "\n".join(wrong)
