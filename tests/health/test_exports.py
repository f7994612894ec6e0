"""Nothing of health leaves by an export of the prison, and the papers of one patient hold that patient alone.

Every page, table, print-out and file of the web process is asked for by every role; then those of the clinical one.

Pages of the web process are print-outs too (board, roll, handover), so every address that is looked at is swept, not
only those that answer with a file.
"""

import json
import uuid
from dataclasses import replace
from io import BytesIO
from pathlib import Path
from typing import Any, ClassVar

import pytest
from django.conf import settings
from django.test import Client, TestCase
from django.urls import reverse
from pypdf import PdfReader

from corrections.access import forget_access
from corrections.models import Prison
from corrections.services import law, postings
from health.choices import AskedThrough, NoteKind, Service, Urgency
from health.models import Clinician
from health.services import appointments, journal, requests
from inmates.models import Stay
from tests.access_matrix import OBJECTS, ROLES, Row, rows
from tests.access_world import World, build
from tests.corrections.factories import NOW, PrisonFactory, UnitFactory
from tests.health.factories import clinician
from tests.health.rounds import SERTRALINE, opened, ordered
from tests.health.test_emergencies import opened as opened_in_an_emergency
from tests.health.test_emergency_pages import browser
from tests.health.test_patient_chart import noted, sent
from tests.health.test_record import uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory

MINE = (
    "Skjelvinger",
    "Metadonmikstur",
    "Hepatittvirus",
    "Abstinensplage",
    "Bevisstløshet",
    "Kortisonkrem",
    "Narkolepsi",
)
THEIRS = ("Frostbitt", "Insulinpenn", "Malariatest", "Svimmelhet", "Hjertestans", "Brilleglass", "Kneprotese")
WEB = [row for row in rows() if row.verb == "GET"]
LOOKERS = [*ROLES, "none"]


def write_a_record(nurse: Clinician, stay: Stay, words: tuple[str, ...]) -> uuid.UUID:
    """A word each in a note, a medicine, a problem, a referral, a request, an appointment, an emergency."""
    record, by = uuid_of(stay), nurse.user
    with opened(by, record) as patient:
        journal.write_note(patient=patient, kind=NoteKind.OTHER, text=f"{words[0]} om natten", by=by, at=NOW)
        requests.register_request(
            patient=patient,
            through=AskedThrough.OFFICER,
            urgency=Urgency.SOON,
            text=f"Ber om {words[5]}",
            asked_at=NOW,
            by=by,
            at=NOW,
        )
        appointments.ask_for(
            patient=patient,
            service=Service.DOCTOR,
            urgency=Urgency.SOON,
            reason=f"Utredes for {words[3]}",
            requested_at=NOW,
            by=by,
            at=NOW,
        )
    ordered(by, record, replace(SERTRALINE, drug=words[1], look_for=f"Se etter {words[6]}"))
    noted(nurse, record, text=words[2])
    sent(nurse, record, reason=f"Utredning av {words[6]}")
    opened_in_an_emergency(clinician(prison=PrisonFactory.create()), record, reason=f"{words[4]} i luftegården")
    return record


def found_in(answer: Any, words: tuple[str, ...]) -> list[str]:
    said = text_of(answer) + " ".join(f"{name} {value}" for name, value in answer.items())
    return [word for word in words if word.casefold() in said.casefold()]


def text_of(answer: Any) -> str:
    """What a reader sees: the text of a PDF is packed, and no word of it stands in its bytes."""
    if answer.get("Content-Type") == "application/pdf":
        return "\n".join(page.extract_text() for page in PdfReader(BytesIO(answer.content)).pages)
    return str(answer.content.decode(errors="replace"))


class TestTheWebProcess(TestCase):
    """Every address that any role may look at, about somebody with a full record."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        forget_access()
        postings.sync_roles()
        law.load_law()
        cls.world = build(ROLES)
        corner = cls.world.own
        write_a_record(clinician(prison=corner.prison), corner.stay, MINE)

    def addresses(self, row: Row) -> list[str]:
        """A letter is a page and a file: the matrix opens the page."""
        args = OBJECTS[row.thing](self.world.own)
        both = [args, (*args[:-1], "pdf")] if row.thing == "letter" else [args]
        return [reverse(row.url, args=each) for each in both]

    def test_no_page_and_no_file_of_the_prison_says_a_word_of_a_record(self) -> None:
        leaks, kinds, looked = [], set(), 0
        for short in LOOKERS:
            for user in self.world.cast[short]:
                client = Client()
                client.force_login(user)  # type: ignore[arg-type]
                for row in WEB:
                    for address in self.addresses(row):
                        answer = client.get(address)
                        leaks += [f"{short} {address}: {word}" for word in found_in(answer, MINE)]
                        if answer.status_code == 200:
                            looked += 1
                            kinds.add(answer["Content-Type"].partition(";")[0])
        assert leaks == []
        assert looked > 200
        assert kinds >= {"text/html", "text/csv", "application/json", "application/pdf"}  # it has come upon the files


def test_every_kind_of_file_that_the_web_process_makes_is_swept() -> None:
    """A view that makes another kind of file has to be in the sweep above, which knows pages, CSV, JSON and PDF."""
    made = set()
    for app in ("corrections", "inmates", "sentencing", "security", "programs", "visits"):
        for path in sorted((Path(settings.BASE_DIR) / app).rglob("views/*.py")):
            text = path.read_text(encoding="utf-8")
            made |= {
                kind for kind in ("text/csv", "application/pdf", "spreadsheetml", "fhir", "openpyxl") if kind in text
            }
    assert made == {"text/csv", "application/pdf"}


# ---- from the clinical process -----------------------------------------------------------------------------------
@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    law.load_law()
    return clinician(prison=prison)


def stay(prison: Prison, family_name: str) -> Stay:
    person = PersonFactory.create(family_name=family_name, given_name="Olav")
    made: Stay = PlacementFactory.create(unit=UnitFactory.create(prison=prison), person=person).stay
    return made


@pytest.mark.django_db
def test_the_papers_of_one_patient_hold_one_patient(nurse: Clinician, prison: Prison) -> None:
    mine = write_a_record(nurse, stay(prison, "Aasgaard"), MINE)
    write_a_record(nurse, stay(prison, "Zimmermann"), THEIRS)
    client, papers = browser(nurse), {}
    for form in ("FHIR", "LETTER"):
        asked = {"receiver": "PATIENT", "how": form}
        papers[form] = client.post(reverse("patient_summary", args=[mine]), asked, follow=True)
    for name in ("patient_record", "patient_summary", "record_looks", "patient_medicines", "patient_problems"):
        papers[name] = client.get(reverse(name, args=[mine]))
    for name, answer in papers.items():
        assert answer.status_code == 200, (name, answer.content.decode()[-3000:])
        assert found_in(answer, (*THEIRS, "Zimmermann")) == [], name
        assert "no-store" in answer["Cache-Control"], name
    assert json.loads(papers["FHIR"].content)["resourceType"] == "Bundle"
    assert "Metadonmikstur" in papers["FHIR"].content.decode()
    assert "Bevisstløshet" in papers["record_looks"].content.decode()  # the patient reads why it was opened


@pytest.mark.django_db
def test_the_name_of_a_file_that_leaves_says_nothing(nurse: Clinician, prison: Prison) -> None:
    record = write_a_record(nurse, stay(prison, "Aasgaard"), MINE)
    asked = {"receiver": "PATIENT", "how": "FHIR"}
    answer = browser(nurse).post(reverse("patient_summary", args=[record]), asked)
    assert "attachment" in answer["Content-Disposition"]
    assert not [word for word in (*MINE, "Aasgaard") if word in answer["Content-Disposition"]]
