"""Problems, consents, referrals and documents: nothing is rewritten, and what crosses over asks the patient first."""

import uuid
from datetime import date, timedelta
from io import BytesIO
from pathlib import Path
from typing import Any

import pytest
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from PIL import Image
from pytest_django import Settings

from corrections.access import now
from corrections.models import Prison
from corrections.periods import between
from corrections.refusals import Conflict, Refusal
from health.choices import ConsentForm, ConsentScope, DocumentKind, ReferralOutcome, ReferredTo
from health.models import Clinician, Consent, Document, Note, Problem, Referral
from health.selectors import problems as found
from health.services import bedside, bridges, consents, documents, problems, referrals
from inmates.models import Signal, Stay
from tests.corrections.factories import NOW, UnitFactory
from tests.health.rounds import opened, rows
from tests.health.test_emergencies import doctor, nurse, prison, record, stay
from tests.health.test_emergency_pages import browser
from tests.health.test_record import a_note, uuid_of
from tests.inmates.factories import PlacementFactory

__all__ = ["doctor", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)
PDF = b"%PDF-1.4\n1 0 obj<</Type/Catalog>>endobj\ntrailer<</Root 1 0 R>>\n%%EOF\n"


@pytest.fixture(autouse=True)
def folder(settings: Settings, tmp_path: Path) -> Path:
    settings.CLINICAL_FILES = str(tmp_path / "clinical-files")
    return tmp_path / "clinical-files"


def noted(who: Clinician, record: uuid.UUID, **more: Any) -> Problem:
    values: dict[str, Any] = {"system": "ICPC2", "code": "p76", "text": "Depresjon", "at": NOW}
    with opened(who.user, record) as patient:
        return problems.note_problem(patient=patient, by=who.user, **values | more)


def changed(who: Clinician, record: uuid.UUID, problem: Problem, **more: Any) -> Problem:
    values: dict[str, Any] = {"status": "RESOLVED", "text": problem.text, "resolved_on": NOW.date(), "at": NOW + DAY}
    with opened(who.user, record):
        return problems.change_problem(problem=problem, by=who.user, **values | more)


def consented(who: Clinician, record: uuid.UUID, **more: Any) -> Consent:
    values: dict[str, Any] = {
        "scope": ConsentScope.SIGNALS, "recipient": "Avdelingen", "form": ConsentForm.SPOKEN, "at": now(),
    }  # fmt: skip
    with opened(who.user, record) as patient:
        return consents.give_consent(patient=patient, by=who.user, **values | more)


def sent(who: Clinician, record: uuid.UUID, **more: Any) -> Referral:
    values: dict[str, Any] = {
        "kind": ReferredTo.MENTAL, "to_name": "DPS Fjordvik", "reason": "Utredning", "sent_at": NOW, "at": NOW,
    }  # fmt: skip
    with opened(who.user, record) as patient:
        return referrals.send_referral(patient=patient, by=who.user, **values | more)


def filed(who: Clinician, record: uuid.UUID, data: bytes = PDF, **more: Any) -> Document:
    values: dict[str, Any] = {"kind": DocumentKind.REPORT, "title": "Epikrise", "dated": NOW.date(), "at": NOW}
    upload = SimpleUploadedFile("epikrise.exe", data)
    with opened(who.user, record) as patient:
        return documents.file_document(patient=patient, upload=upload, by=who.user, **values | more)


def picture(kind: str = "PNG") -> bytes:
    made = BytesIO()
    Image.new("RGB", (80, 80), "navy").save(made, kind)
    return made.getvalue()


# ---- problems ----------------------------------------------------------------------------------------------------
def test_a_change_of_a_problem_stands_and_what_stood_before_can_be_read(nurse: Clinician, record: uuid.UUID) -> None:
    first = noted(nurse, record)
    second = changed(nurse, record, first)
    with opened(nurse.user, record) as patient:
        ((line),) = found.problems([patient.pk])
    assert (line.problem, line.before, line.problem.code) == (second, [first], "P76")
    with pytest.raises(Conflict) as refused:
        changed(nurse, record, first)
    assert refused.value.code == "a_problem_is_followed_once"
    assert rows("SELECT status FROM health.problem ORDER BY id") == [("ACTIVE",), ("RESOLVED",)]


def test_what_was_not_so_says_why_and_no_day_is_still_to_come(nurse: Clinician, record: uuid.UUID) -> None:
    first = noted(nurse, record)
    with pytest.raises(Refusal) as refused:
        changed(nurse, record, first, status="REFUTED", resolved_on=None)
    assert refused.value.code == "no_reason"
    with pytest.raises(Refusal) as later:
        noted(nurse, record, onset=NOW.date() + DAY)
    assert later.value.code == "later"
    assert rows("SELECT count(*) FROM health.problem") == [(1,)]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"text": ""}, "a_problem_has_a_name"),
        ({"status": "KANSKJE"}, "a_problem_has_a_known_status"),
        ({"code": "76P"}, "a_problem_has_a_code_of_its_system"),
        ({"system": "ICD10", "code": "P7"}, "a_problem_has_a_code_of_its_system"),
        ({"status": "RESOLVED"}, "a_problem_resolved_says_when"),
        (
            {"status": "RESOLVED", "onset": date(2026, 1, 2), "resolved_on": date(2026, 1, 1)},
            "a_problem_is_resolved_after_it_began",
        ),
    ],
)
def test_postgresql_refuses_a_problem_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], constraint: str
) -> None:
    made = noted(nurse, record, system="ICD10", code="F32.1")
    whole = {
        "patient_id": made.patient_id, "system": "ICPC2", "code": "P76", "text": "x", "status": "ACTIVE",
        "noted_at": NOW, "noted_by": nurse.user,
    }  # fmt: skip
    with opened(nurse.user, record), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Problem.objects.create(**whole | values)


def test_a_row_points_at_rows_of_its_own_patient_alone(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    """a_row_keeps_to_its_patient: a correction in another record would change what is read there."""
    other = uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)
    problem, note = noted(nurse, record), a_note(nurse, record)
    with opened(nurse.user, other) as patient:
        with pytest.raises(IntegrityError, match="another patient"), transaction.atomic():
            Problem.objects.create(
                patient=patient, system="ICPC2", code="P76", text="x", status="ACTIVE", noted_at=NOW,
                noted_by=nurse.user, follows=problem,
            )  # fmt: skip
        with pytest.raises(IntegrityError, match="another patient"), transaction.atomic():
            Note.objects.create(
                patient=patient, kind="OTHER", text="x", written_at=NOW, written_by=nurse.user, corrects=note
            )


# ---- consents ----------------------------------------------------------------------------------------------------
def test_a_consent_is_withdrawn_once_and_makes_room_for_a_new_one(nurse: Clinician, record: uuid.UUID) -> None:
    consent = consented(nurse, record)
    with pytest.raises(Refusal) as twice:
        consented(nurse, record)
    assert twice.value.code == "a_consent_stands_once"
    later = now()
    with opened(nurse.user, record) as patient:
        assert consents.demand(patient, ConsentScope.SIGNALS, later) == consent
        done = consents.withdraw_consent(consent=consent, by=nurse.user, at=later)
        assert (done.during.upper, done.withdrawn_at, done.withdrawn_by) == (later, later, nurse.user)
        with pytest.raises(Conflict):
            consents.withdraw_consent(consent=consent, by=nurse.user, at=later + DAY)
        with pytest.raises(Refusal) as none:
            consents.demand(patient, ConsentScope.SIGNALS, later)
        assert none.value.code == "no_consent"
    consented(nurse, record, at=now())
    with pytest.raises(IntegrityError, match="a_consent_is_withdrawn_once"), transaction.atomic():
        rows("UPDATE health.consent SET recipient = 'x'")


def signal(who: Clinician, record: uuid.UUID, **more: Any) -> int:
    values: dict[str, Any] = {"code": "LOWER_BUNK", "needed_by": "UNIT", "until": now() + 7 * DAY}
    with opened(who.user, record) as patient:
        return bridges.set_signal_by_consent(patient=patient, **values | more)


def test_a_signal_by_consent_is_refused_without_one_ends_with_it_and_takes_no_other_along(
    nurse: Clinician, record: uuid.UUID
) -> None:
    with pytest.raises(Refusal) as refused:
        signal(nurse, record)
    assert refused.value.code == "a_signal_by_consent_has_one"
    assert Signal.objects.count() == 0
    consent = consented(nurse, record, until=now() + 2 * DAY)
    made = signal(nurse, record)
    assert Signal.objects.get().expires_at == consent.during.upper
    with opened(nurse.user, record) as patient:
        needed = bridges.set_signal(patient=patient, code="OBSERVE_15", needed_by="UNIT", until=now() + DAY)
        consents.withdraw_consent(consent=consent, by=nurse.user, at=now())
    assert Signal.objects.get(pk=made).ended_at is not None
    assert Signal.objects.get(pk=needed).ended_at is None
    acts = [row[0] for row in rows("SELECT act FROM health.crossing ORDER BY id")]
    assert acts == ["set_signal", "by_consent", "set_signal", "end_signal"]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"scope": "ALT"}, "a_consent_is_of_a_known_kind"),
        ({"recipient": ""}, "a_consent_names_who_is_told"),
        ({"withdrawn_at": NOW}, "a_consent_withdrawn_says_who_and_when"),
        ({"during": "empty"}, "a_consent_ends_after_it_begins"),
    ],
)
def test_postgresql_refuses_a_consent_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], constraint: str
) -> None:
    made = consented(nurse, record)
    if values.get("during") == "empty":
        with pytest.raises(IntegrityError, match=constraint), transaction.atomic():
            rows(
                """INSERT INTO health.consent (patient_id, scope, recipient, limits, form, during, recorded_by_id)
                VALUES (%s, 'GP', 'x', '', 'SPOKEN', 'empty', %s) RETURNING 1""",
                made.patient_id,
                nurse.user_id,
            )
        return
    whole = {
        "patient_id": made.patient_id, "scope": "GP", "recipient": "x", "form": "SPOKEN",
        "during": between(NOW, NOW + DAY), "recorded_by": nurse.user,
    }  # fmt: skip
    with opened(nurse.user, record), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Consent.objects.create(**whole | values)


# ---- referrals ---------------------------------------------------------------------------------------------------
def test_a_referral_has_a_clock_and_one_answer(nurse: Clinician, record: uuid.UUID) -> None:
    referral = sent(nurse, record)
    assert (referral.due_at - NOW, referral.rule.rule_id) == (14 * DAY, "HEALTH_REFERRAL")
    with opened(nurse.user, record) as patient:
        late = found.referrals([patient.pk], NOW + 14 * DAY)
        assert [line.is_overdue for line in late] == [True]
        with pytest.raises(Refusal) as why:
            referrals.answer_referral(referral=referral, outcome=ReferralOutcome.REFUSED, by=nurse.user, at=NOW + DAY)
        assert why.value.code == "no_reason"
        done = referrals.answer_referral(
            referral=referral, outcome=ReferralOutcome.ACCEPTED, by=nurse.user, at=NOW + DAY
        )
        assert (done.outcome, done.answered_at) == ("ACCEPTED", NOW + DAY)
        with pytest.raises(Conflict) as twice:
            referrals.answer_referral(referral=referral, outcome=ReferralOutcome.SEEN, by=nurse.user, at=NOW + DAY)
        assert twice.value.code == "a_referral_is_answered_once"
        assert [line.is_overdue for line in found.referrals([patient.pk], NOW + 30 * DAY)] == [False]


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"kind": "MAGI"}, "a_referral_goes_to_a_known_service"),
        ({"reason": ""}, "a_referral_says_to_whom_and_why"),
        ({"due_at": NOW}, "a_referral_is_due_later"),
        ({"outcome": "SEEN"}, "a_referral_answered_says_what_and_when"),
    ],
)
def test_postgresql_refuses_a_referral_that_is_not_whole(
    nurse: Clinician, record: uuid.UUID, values: dict[str, Any], constraint: str
) -> None:
    made = sent(nurse, record)
    whole = {
        "patient_id": made.patient_id, "kind": "OTHER", "to_name": "x", "reason": "x", "sent_at": NOW,
        "sent_by": nurse.user, "rule": made.rule, "due_at": NOW + DAY,
    }  # fmt: skip
    with opened(nurse.user, record), pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        Referral.objects.create(**whole | values)


# ---- pages -------------------------------------------------------------------------------------------------------
def test_the_pages_of_the_chart(nurse: Clinician, doctor: Clinician, record: uuid.UUID, stay: Stay) -> None:
    client, stranger = browser(nurse), browser(doctor)
    good = {
        "patient_problems": {"system": "ICPC2", "code": "T90", "text": "Diabetes type 2"},
        "patient_consents": {"scope": "GP", "recipient": "Fastlege Moe", "form": "WRITTEN"},
        "patient_referrals": {
            "kind": "DENTAL", "to_name": "Tannlegevakta", "reason": "Abscess", "sent_at": "2026-01-05T10:00",
        },
    }  # fmt: skip
    for name, values in good.items():
        page = reverse(name, args=[record])
        assert client.post(page, {}).status_code == 422
        assert client.post(page, values)["Location"] == page
        body = client.get(page).content.decode()
        assert list(values.values())[2 if name == "patient_problems" else 1] in body
        assert stranger.get(page).status_code == 404
    ((problem,),) = rows("SELECT id FROM health.problem")
    change = reverse("problem_change", args=[record, problem])
    assert client.get(change).status_code == 200
    assert client.post(change, {"status": "RESOLVED", "text": "Diabetes type 2"}).status_code == 422
    ended = {"status": "RESOLVED", "text": "Diabetes type 2", "resolved_on": "2026-01-05"}
    assert client.post(change, ended)["Location"] == reverse("patient_problems", args=[record])
    assert client.post(change, ended).status_code == 409
    ((consent,),) = rows("SELECT id FROM health.consent")
    client.post(reverse("consent_withdraw", args=[record, consent]))
    assert rows("SELECT withdrawn_by_id FROM health.consent") == [(nurse.user_id,)]
    ((referral,),) = rows("SELECT id FROM health.referral")
    answer = reverse("referral_answer", args=[record, referral])
    assert client.post(answer, {"outcome": "ACCEPTED"})["Location"] == reverse("patient_referrals", args=[record])
    assert client.post(answer, {"outcome": "ACCEPTED"}).status_code == 409


# ---- the record on one page --------------------------------------------------------------------------------------
def filled(who: Clinician, record: uuid.UUID) -> None:
    noted(who, record)
    sent(who, record)
    filed(who, record, picture())
    a_note(who, record)


def test_the_record_on_one_page_has_cave_first_and_says_who_has_opened_it(nurse: Clinician, record: uuid.UUID) -> None:
    filled(nurse, record)
    consented(nurse, record)
    signal(nurse, record)
    with opened(nurse.user, record) as patient:
        bedside.note_allergy(
            patient=patient, substance="penicillin", reaction="Anafylaksi", critical=True, by=nurse.user, at=NOW
        )
    page = browser(nurse).get(reverse("patient_record", args=[record])).content.decode()
    said = ["penicillin", "Depresjon", "Epikrise", "DPS Fjordvik", "Lower bunk", nurse.user.short_name, "Sov godt."]
    assert [word for word in said if word not in page] == []
    assert page.index("penicillin") < page.index("Depresjon")


def test_the_record_on_one_page_costs_the_same_whatever_it_holds(nurse: Clinician, record: uuid.UUID) -> None:
    client, page = browser(nurse), reverse("patient_record", args=[record])
    filled(nurse, record)
    client.get(page)

    def costs() -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(page).status_code == 200
        return len(seen)

    few = costs()
    for number in range(4):
        noted(nurse, record, code=f"P{20 + number}")
        sent(nurse, record)
        filed(nurse, record, PDF + b"%%EOF" * (number + 1))
        a_note(nurse, record)
    assert costs() == few
