"""Documents of a record: what the bytes say they are, encrypted in a folder of the clinical process alone."""

import uuid
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, transaction
from django.urls import reverse
from pytest_django import Settings

from corrections.access import now
from corrections.refusals import Conflict, Refusal
from health.models import Clinician, Document, PatientRequest
from health.services import consents, documents, keys
from inmates.models import Signal
from tests.corrections.factories import NOW
from tests.health.rounds import opened, rows
from tests.health.test_emergencies import doctor, nurse, prison, record, stay
from tests.health.test_emergency_pages import browser
from tests.health.test_patient_chart import PDF, consented, filed, folder, picture, signal
from tests.health.test_requests import answered, asked

__all__ = ["doctor", "folder", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db


# ---- documents ---------------------------------------------------------------------------------------------------
def test_a_file_is_what_its_bytes_say_and_lies_where_the_web_process_has_no_folder(
    nurse: Clinician, record: uuid.UUID, folder: Path, settings: Settings
) -> None:
    kinds = [filed(nurse, record, data).content_type for data in (PDF, picture(), picture("JPEG"))]
    assert kinds == ["application/pdf", "image/png", "image/jpeg"]
    files = list(folder.iterdir())
    assert len(files) == 3
    assert {oct(file.stat().st_mode & 0o777) for file in files} == {"0o600"}
    assert oct(folder.stat().st_mode & 0o777) == "0o700"
    assert not folder.is_relative_to(settings.MEDIA_ROOT)
    assert [file for file in files if b"PDF" in file.read_bytes() or b"PNG" in file.read_bytes()] == []


@pytest.mark.parametrize(
    ("data", "code"),
    [
        (b"", "empty"),
        (b"%PDF-1.4" + b"x" * (10 * 1024 * 1024), "too_large"),
        (b"MZ\x90\x00 not a picture", "unknown"),
        (b"<svg xmlns='http://www.w3.org/2000/svg'><script>alert(1)</script></svg>", "unknown"),
        (b"%PDF-1.4\n cut off", "broken"),
        (b"%PDF-1.4\n<</OpenAction<</S/JavaScript/JS(app.alert(1))>>>>\n%%EOF", "active"),
        (b"%PDF-1.4\n<</S/J#61vaScript>>\n%%EOF", "active"),
        (b"%PDF-1.4\n<</Type/EmbeddedFile>>\n%%EOF", "active"),
        (picture() + b"PK\x03\x04 a zip behind the picture", "unknown"),
    ],
    ids=["empty", "large", "exe", "svg", "cut", "script", "escaped", "embedded", "polyglot"],
)
def test_anything_else_is_refused_and_nothing_is_kept(
    nurse: Clinician, record: uuid.UUID, folder: Path, data: bytes, code: str
) -> None:
    with pytest.raises(Refusal) as refused:
        filed(nurse, record, data)
    assert refused.value.code == code
    assert rows("SELECT count(*) FROM health.document") == [(0,)]
    assert not folder.exists()


def test_the_same_file_is_filed_once_and_a_changed_one_is_not_shown(
    nurse: Clinician, record: uuid.UUID, folder: Path
) -> None:
    document = filed(nurse, record)
    with pytest.raises(Conflict) as twice:
        filed(nurse, record)
    assert twice.value.code == "a_document_is_filed_once"
    assert documents.content(document) == PDF
    (file,) = folder.iterdir()
    file.write_bytes(PDF + b" ")
    with pytest.raises(Refusal) as refused:
        documents.content(document)
    assert refused.value.code == "changed"
    file.unlink()
    with pytest.raises(Refusal) as missing:
        documents.content(document)
    assert missing.value.code == "missing"


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"title": ""}, "a_document_has_a_title"),
        ({"content_type": "text/html"}, "a_document_is_a_pdf_or_a_picture"),
        ({"size": 0}, "a_document_is_not_too_large"),
        ({"sha256": "same"}, "a_document_is_filed_once"),
    ],
)
def test_postgresql_refuses_a_document_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], constraint: str
) -> None:
    whole = {
        "kind": "LETTER", "title": "x", "dated": NOW.date(), "content_type": "image/png", "size": 1,
        "sha256": "other", "added_at": NOW, "added_by": nurse.user,
    }  # fmt: skip
    with opened(nurse.user, record) as patient:
        Document.objects.create(patient=patient, **whole | {"sha256": "same"})
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            Document.objects.create(patient=patient, **whole | values)


def test_a_document_is_uploaded_and_saved_through_the_open_record_alone(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    client, page = browser(nurse), reverse("patient_documents", args=[record])
    values = {"kind": "REPORT", "title": "Epikrise fra sykehuset", "dated": "2026-01-05"}
    assert client.post(page, values).status_code == 422
    bad = SimpleUploadedFile("a.pdf", b"<html>", content_type="application/pdf")
    assert client.post(page, values | {"upload": bad}).status_code == 422
    good = SimpleUploadedFile("../../a.html", PDF, content_type="text/html")
    assert client.post(page, values | {"upload": good})["Location"] == page
    ((pk,),) = rows("SELECT id FROM health.document")
    file = reverse("document_file", args=[record, pk])
    assert file in client.get(page).content.decode()
    before = rows("SELECT count(*) FROM health.access_log")
    answer = client.get(file)
    assert (answer.content, answer["Content-Type"], answer["Cache-Control"]) == (PDF, "application/pdf", "no-store")
    assert answer["Content-Disposition"] == f'attachment; filename="{pk}.pdf"'
    assert answer["X-Content-Type-Options"] == "nosniff"
    assert rows("SELECT count(*) FROM health.access_log")[0][0] == before[0][0] + 1
    assert browser(doctor).get(file).status_code == 404


def test_a_change_of_the_patients_key_reaches_files_answers_and_consents_and_touches_nothing_else(
    nurse: Clinician, record: uuid.UUID
) -> None:
    document, request = filed(nurse, record), asked(nurse, record)
    answered(nurse, record, request)
    first = consented(nurse, record, at=now())
    with opened(nurse.user, record):
        consents.withdraw_consent(consent=first, by=nurse.user, at=now())
    consented(nurse, record, at=now())
    made = signal(nurse, record)
    rows("UPDATE health.patient_key SET made_at = now() - interval '3 days' RETURNING id")
    ((moment,),) = rows("SELECT now()")
    assert sum(keys.reseal(keys_before=moment)) == 6
    with opened(nurse.user, record):
        assert documents.content(Document.objects.get(pk=document.pk)) == PDF
        assert Document.objects.get().title == "Epikrise"
        read = PatientRequest.objects.get()
    with opened(nurse.user, record):
        assert (PatientRequest.objects.get().text, read.outcome) == ("Vondt i en tann", "ADVICE")
    assert Signal.objects.get(pk=made).ended_at is None
