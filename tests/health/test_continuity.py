"""When a patient leaves: the summary and how far it goes, substitution across prisons, the plan before a release."""

import json
from dataclasses import replace
from datetime import date, time, timedelta
from decimal import Decimal
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from fhir.resources.R4B.bundle import Bundle
from pydantic import ValidationError

from corrections.models import Prison
from corrections.refusals import Refusal
from health.choices import CodeSystem, ConsentForm, ConsentScope
from health.context import clinical_context
from health.doors import SECOND_FACTOR
from health.models import Clinician, DischargeStep, SummaryIssued
from health.models.continuity import DischargeOutcome, DischargeStepKind, SummaryReceiver
from health.selectors import continuity, fhir, summaries
from health.services import bedside, consents, problems
from health.services import continuity as acts
from inmates.choices import ReleaseKind
from inmates.models import Release, Stay
from tests.corrections.factories import NOW, PrisonFactory, UnitFactory
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import BUPRENORPHINE, START, due, given, opened, ordered, record_of, rows
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
SUBSTITUTION = replace(BUPRENORPHINE, instruction="Tas ved luken", times=[time(8, 30)])


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def stay(prison: Prison) -> Stay:
    made: Stay = PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay
    return made


@pytest.fixture
def record(stay: Stay) -> UUID:
    return record_of(stay)


def known(nurse: Clinician, record: UUID) -> None:
    """A problem, an allergy and a running order, each with free text."""
    ordered(nurse.user, record, SUBSTITUTION)
    with opened(nurse.user, record) as patient:
        said: dict[str, Any] = {"substance": "Penicillin", "atc": "J01C", "reaction": "Utslett", "critical": True}
        bedside.note_allergy(patient=patient, **said, by=nurse.user, at=START)
        problems.note_problem(
            patient=patient,
            system=CodeSystem.ICPC2,
            code="P19",
            text="Opioidavhengighet",
            comment="Ber om at mor ikke får vite",
            onset=date(2019, 5, 1),
            by=nurse.user,
            at=START,
        )


def consented(nurse: Clinician, record: UUID, scope: ConsentScope = ConsentScope.GP, limits: str = "") -> None:
    with opened(nurse.user, record) as patient:
        consents.give_consent(
            patient=patient,
            scope=scope,
            recipient="Fastlege Holm",
            limits=limits,
            form=ConsentForm.WRITTEN,
            by=nurse.user,
            at=START,
        )


def bundle(nurse: Clinician, record: UUID, receiver: SummaryReceiver = SummaryReceiver.PATIENT) -> dict[str, Any]:
    with opened(nurse.user, record) as patient:
        summary = summaries.of(patient, summaries.reach(patient, receiver, NOW), NOW)
        made = fhir.document(summary, author=nurse.user, hpr=nurse.hpr_number)
        found: dict[str, Any] = json.loads(made.model_dump_json(exclude_none=True))
        return found


def of_kind(found: dict[str, Any], kind: str) -> list[dict[str, Any]]:
    return [entry["resource"] for entry in found["entry"] if entry["resource"]["resourceType"] == kind]


# ---- the summary as FHIR -----------------------------------------------------------------------------------------
def test_the_summary_is_a_document_that_fhir_accepts_and_every_reference_is_in_it(
    nurse: Clinician, record: UUID
) -> None:
    known(nurse, record)
    found = bundle(nurse, record)
    Bundle.model_validate(found)
    assert (found["resourceType"], found["type"]) == ("Bundle", "document")
    assert found["entry"][0]["resource"]["resourceType"] == "Composition"
    there = {entry["fullUrl"] for entry in found["entry"]}
    assert len(there) == len(found["entry"])
    asked = set()

    def walk(part: Any) -> None:
        if isinstance(part, dict):
            asked.update([part["reference"]] if isinstance(part.get("reference"), str) else [])
            for value in part.values():
                walk(value)
        elif isinstance(part, list):
            for value in part:
                walk(value)

    walk(found)
    assert len(asked) >= 6
    assert asked <= there


def test_what_is_no_fhir_never_leaves(nurse: Clinician, record: UUID) -> None:
    known(nurse, record)
    found = bundle(nurse, record)
    of_kind(found, "Patient")[0]["gender"] = ["wrong"]
    with pytest.raises(ValidationError):
        Bundle.model_validate(found)


def test_the_sections_of_the_international_patient_summary_say_what_is_noted(nurse: Clinician, record: UUID) -> None:
    known(nurse, record)
    found = bundle(nurse, record)
    (composition,) = of_kind(found, "Composition")
    codes = [section["code"]["coding"][0]["code"] for section in composition["section"]]
    assert codes == ["10160-0", "48765-2", "11450-4"]
    assert composition["type"]["coding"][0]["code"] == "60591-5"
    (order,) = of_kind(found, "MedicationRequest")
    assert order["medicationCodeableConcept"]["coding"][0] == {
        "system": "http://www.whocc.no/atc",
        "code": "N07BC01",
        "display": "Buprenorfin",
    }
    assert order["dosageInstruction"][0]["timing"]["repeat"]["timeOfDay"] == ["08:30:00"]
    (allergy,) = of_kind(found, "AllergyIntolerance")
    assert (allergy["code"]["text"], allergy["criticality"]) == ("Penicillin", "high")
    (problem,) = of_kind(found, "Condition")
    assert problem["code"]["coding"][0]["code"] == "P19"
    assert problem["onsetDateTime"] == "2019-05-01"


def test_where_nothing_is_noted_the_section_says_so_with_the_code_of_ips(nurse: Clinician, record: UUID) -> None:
    found = bundle(nurse, record)
    said = {
        "AllergyIntolerance": ("code", "no-allergy-info"),
        "Condition": ("code", "no-problem-info"),
        "MedicationStatement": ("medicationCodeableConcept", "no-known-medications"),
    }
    for kind, (field, code) in said.items():
        (row,) = of_kind(found, kind)
        assert row[field]["coding"][0] == {
            "system": "http://hl7.org/fhir/uv/ips/CodeSystem/absent-unknown-uv-ips",
            "code": code,
        }


def test_the_number_of_the_person_is_that_of_the_register_and_no_address_of_ours(
    nurse: Clinician, record: UUID, stay: Stay
) -> None:
    stay.person.identifiers.create(kind="NATIONAL", value="01857698765", during=stay.during)
    (patient,) = of_kind(bundle(nurse, record), "Patient")
    assert {"system": "urn:oid:2.16.578.1.12.4.1.4.1", "value": "01857698765"} in patient["identifier"]
    assert str(record) not in json.dumps(bundle(nurse, record))


# ---- how far it goes ---------------------------------------------------------------------------------------------
FREE = ("Utslett", "Ber om at mor ikke", "Tas ved luken")


@pytest.mark.parametrize(
    ("scope", "limits", "goes"),
    [
        (None, "", False),
        (ConsentScope.SPECIALIST, "", False),
        (ConsentScope.GP, "", True),
        (ConsentScope.GP, "Ikke om rus", False),
    ],
    ids=["no consent", "to others", "consent", "consent with limits"],
)
def test_free_text_goes_to_the_doctor_at_home_as_far_as_the_consent_reaches(
    nurse: Clinician, record: UUID, scope: ConsentScope | None, limits: str, goes: bool
) -> None:
    known(nurse, record)
    if scope is not None:
        consented(nurse, record, scope, limits)
    whole = json.dumps(bundle(nurse, record, SummaryReceiver.GP), ensure_ascii=False)
    assert [text in whole for text in FREE] == [goes] * 3
    assert "N07BC01" in whole


def test_the_patient_gets_everything(nurse: Clinician, record: UUID) -> None:
    known(nurse, record)
    whole = json.dumps(bundle(nurse, record), ensure_ascii=False)
    assert all(text in whole for text in FREE)


def test_each_summary_that_leaves_is_written_down_and_stays(nurse: Clinician, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        acts.issue_summary(patient=patient, receiver="GP", to_name="Holm", how="FHIR", by=nurse.user, at=NOW)
    assert rows("SELECT receiver, to_name, form, free_text, by_id FROM health.summary_issued") == [
        ("GP", "Holm", "FHIR", False, nurse.user_id)
    ]
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        rows("DELETE FROM health.summary_issued RETURNING id")


@pytest.mark.parametrize(
    ("values", "constraint"),
    [
        ({"receiver": "AVIS", "to_name": "Avisen"}, "a_summary_goes_to_somebody_in_a_known_form"),
        ({"receiver": "GP", "to_name": ""}, "a_summary_for_others_names_them"),
    ],
)
def test_postgresql_refuses_a_summary_to_nobody(
    nurse: Clinician, record: UUID, values: dict[str, str], constraint: str
) -> None:
    whole = {"receiver": "PATIENT", "to_name": "", "form": "FHIR", "free_text": True} | values
    with opened(nurse.user, record) as patient, pytest.raises(IntegrityError, match=constraint), transaction.atomic():
        SummaryIssued.objects.create(patient=patient, at=NOW, by=nurse.user, **whole)


# ---- substitution across prisons ---------------------------------------------------------------------------------
def test_at_a_transfer_the_receiving_clinic_sees_the_running_order_and_the_last_dose_at_once(
    nurse: Clinician, record: UUID, stay: Stay
) -> None:
    ordered(nurse.user, record, SUBSTITUTION)
    dose = due(nurse.user, record, MORNING)
    given(nurse.user, record, dose)
    stay.reception_prison = PrisonFactory.create()
    there = clinician(prison=stay.reception_prison)
    stay.save()
    with pytest.raises(Exception, match="patient of your clinic"), opened(nurse.user, record):
        pass
    with opened(there.user, record) as patient:
        summary = summaries.of(patient, summaries.reach(patient, SummaryReceiver.PATIENT, NOW), NOW)
        (treatment,) = summary.substitution
        assert treatment.order.drug == "Buprenorfin"
        assert treatment.last is not None
        assert treatment.last.at == dose.due_at


def test_the_last_dose_goes_along_in_the_summary(nurse: Clinician, record: UUID) -> None:
    ordered(nurse.user, record, SUBSTITUTION)
    dose = due(nurse.user, record, MORNING)
    given(nurse.user, record, dose)
    (done,) = of_kind(bundle(nurse, record), "MedicationAdministration")
    assert done["status"] == "completed"
    assert done["dosage"]["dose"]["value"] == float(Decimal(SUBSTITUTION.dose))


# ---- the plan before a release -----------------------------------------------------------------------------------
def step(nurse: Clinician, record: UUID, **said: Any) -> DischargeStep:
    with opened(nurse.user, record) as patient:
        return acts.take_step(patient=patient, by=nurse.user, **{"at": NOW, "outcome": DischargeOutcome.DONE, **said})


def test_each_step_has_its_newest_answer_and_the_older_can_still_be_read(nurse: Clinician, record: UUID) -> None:
    step(nurse, record, kind=DischargeStepKind.MEDICINES, days=3)
    step(nurse, record, kind=DischargeStepKind.MEDICINES, days=7, at=NOW + HOUR)
    step(nurse, record, kind=DischargeStepKind.NALOXONE, outcome=DischargeOutcome.DECLINED, what="Har hjemme")
    with opened(nurse.user, record) as patient:
        found = {each.kind: each for each in continuity.steps(patient)}
        medicines = found[DischargeStepKind.MEDICINES]
        assert medicines.stands is not None
        assert (medicines.stands.days, [old.days for old in medicines.before]) == (7, [3])
        declined = found[DischargeStepKind.NALOXONE].stands
        assert declined is not None
        assert declined.what == "Har hjemme"
        assert found[DischargeStepKind.OVERDOSE_TALK].stands is None
    assert list(found) == list(DischargeStepKind)


@pytest.mark.parametrize(
    ("said", "constraint"),
    [
        ({"kind": "MEDICINES"}, "medicines_handed_over_last_some_days"),
        ({"kind": "MEDICINES", "days": 29}, "medicines_handed_over_last_some_days"),
        ({"kind": "NALOXONE", "days": 3}, "medicines_handed_over_last_some_days"),
        ({"kind": "NALOXONE", "outcome": "NOT_NEEDED"}, "a_step_says_to_whom_or_why_not"),
        ({"kind": "SKO"}, "a_step_before_release_is_a_known_one"),
    ],
)
def test_a_step_that_says_too_little_is_refused_with_a_sentence(
    nurse: Clinician, record: UUID, said: dict[str, Any], constraint: str
) -> None:
    with pytest.raises(Refusal) as no:
        step(nurse, record, **said)
    assert no.value.code == constraint
    assert rows("SELECT count(*) FROM health.discharge_step") == [(0,)]


def test_a_step_is_of_the_patients_own_stay(nurse: Clinician, record: UUID, prison: Prison) -> None:
    other = PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay
    with opened(nurse.user, record) as patient, pytest.raises(IntegrityError) as no, transaction.atomic():
        DischargeStep.objects.create(
            patient=patient, stay=other, kind="NALOXONE", outcome="DONE", at=NOW, by=nurse.user
        )
    assert "a_step_is_of_the_patients_own_stay" in str(no.value.__cause__.diag.constraint_name)  # type: ignore[union-attr]


def test_nobody_outside_is_told_without_a_consent(nurse: Clinician, record: UUID) -> None:
    said = {"kind": DischargeStepKind.HANDOVER, "what": "Fastlege Holm, ringt og brev sendt"}
    with pytest.raises(Refusal) as no:
        step(nurse, record, **said)
    assert no.value.code == "no_consent"
    consented(nurse, record)
    assert step(nurse, record, **said).pk


# ---- the pages ---------------------------------------------------------------------------------------------------
def test_who_is_released_tomorrow_stands_on_the_clinics_list_with_what_is_left(
    nurse: Clinician, record: UUID, stay: Stay, prison: Prison
) -> None:
    Release.objects.create(
        stay=stay, kind=ReleaseKind.FULL_TERM, planned_at=NOW + 30 * HOUR, registered_at=NOW, prison=prison
    )
    step(nurse, record, kind=DischargeStepKind.MEDICINES, days=3)
    with clinical_context(nurse.user_id):
        (row,) = continuity.releases(NOW)
    assert (row.record, row.left, row.level) == (record, 4, "warn")
    stranger = clinician(prison=PrisonFactory.create())
    with clinical_context(stranger.user_id):
        assert continuity.releases(NOW) == []


@pytest.mark.parametrize(("hours", "left", "level"), [(23, 1, "bad"), (30, 1, "warn"), (60, 1, "info"), (1, 0, "ok")])
def test_the_clock_of_a_release(hours: int, left: int, level: str) -> None:
    assert continuity.level(NOW + hours * HOUR, left, NOW) == level


def signed_in(who: Clinician) -> Client:
    client = Client()
    client.force_login(who.user)
    session = client.session
    session[SECOND_FACTOR] = who.pk
    session.save()
    return client


def test_from_the_record_to_the_file_and_the_letter_each_written_down(nurse: Clinician, record: UUID) -> None:
    known(nurse, record)
    client, page = signed_in(nurse), reverse("patient_summary", args=[record])
    shown = client.get(page)
    assert shown["Cache-Control"] == "no-store"
    assert "Buprenorfin" in shown.content.decode()
    assert client.post(page, {"receiver": "GP", "how": "FHIR"}).status_code == 422
    assert rows("SELECT count(*) FROM health.summary_issued") == [(0,)]
    file = client.post(page, {"receiver": "GP", "to_name": "Fastlege Holm", "how": "FHIR"})
    assert file["Content-Type"] == "application/fhir+json"
    assert file["Content-Disposition"].startswith("attachment;")
    assert file["Cache-Control"] == "no-store"
    Bundle.model_validate_json(file.content)
    assert "Utslett" not in file.content.decode()
    letter = client.post(page, {"receiver": "PATIENT", "how": "LETTER"})
    said = client.get(letter["Location"]).content.decode()
    assert all(text in said for text in FREE)
    assert nurse.hpr_number in said
    assert rows("SELECT form, free_text FROM health.summary_issued ORDER BY id") == [("FHIR", False), ("LETTER", True)]
    (reads,) = rows("SELECT count(*) FROM health.access_log WHERE basis = 'treatment'")
    assert reads[0] >= 5
    stranger = signed_in(clinician(prison=PrisonFactory.create()))
    assert stranger.get(page).status_code == 404
    assert stranger.get(letter["Location"]).status_code == 404


def test_the_plan_is_answered_step_by_step_on_its_page(nurse: Clinician, record: UUID) -> None:
    client, page = signed_in(nurse), reverse("discharge_plan", args=[record])
    assert client.get(page).content.decode().count("not done yet") == 5
    assert client.post(page, {"kind": "MEDICINES", "outcome": "DONE"}).status_code in (409, 422)
    assert client.post(page, {"kind": "MEDICINES", "outcome": "DONE", "days": 5})["Location"] == page
    assert client.get(page).content.decode().count("not done yet") == 4
