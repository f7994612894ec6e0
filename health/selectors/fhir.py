"""The patient summary as HL7 FHIR R4: a document Bundle shaped as the International Patient Summary (IPS).

Made as plain data and checked by the models of ``fhir.resources``; whatever they refuse never leaves. Where nothing is
noted the section says so with the code that IPS has for it.
"""

from typing import Any
from uuid import NAMESPACE_URL, uuid5

from django.utils.html import escape
from django.utils.timezone import localtime
from django.utils.translation import get_language
from django.utils.translation import gettext as _
from fhir.resources.R4B.bundle import Bundle

from corrections.models import User
from health.choices import CodeSystem
from health.models import Allergy, Problem
from health.selectors.summaries import Order, Summary
from inmates.choices import IdentifierKind, Sex

Data = dict[str, Any]
IPS = "http://hl7.org/fhir/uv/ips"
ABSENT = f"{IPS}/CodeSystem/absent-unknown-uv-ips"
ATC = "http://www.whocc.no/atc"
CODES = {
    CodeSystem.ICPC2: "urn:oid:2.16.578.1.12.4.1.1.7170",
    CodeSystem.ICD10: "urn:oid:2.16.578.1.12.4.1.1.7110",
}
NUMBERS = {
    IdentifierKind.NATIONAL: "urn:oid:2.16.578.1.12.4.1.4.1",
    IdentifierKind.D_NUMBER: "urn:oid:2.16.578.1.12.4.1.4.2",
}
HPR = "urn:oid:2.16.578.1.12.4.1.4.4"
GENDER = {Sex.MAN: "male", Sex.WOMAN: "female", Sex.UNKNOWN: "unknown"}
CLINICAL = "http://terminology.hl7.org/CodeSystem/{}-clinical"
VERIFIED = "http://terminology.hl7.org/CodeSystem/{}-ver-status"


def document(summary: Summary, *, author: User, hpr: str) -> Bundle:
    """The whole summary. Raises ``ValidationError`` where a part of it is no FHIR."""
    patient, writer, clinic = _patient(summary), _practitioner(author, hpr), _clinic(summary)
    problems = [_problem(summary, each) for each in summary.problems] or [_nothing(summary, "Condition")]
    allergies = [_allergy(summary, each) for each in summary.allergies] or [_nothing(summary, "AllergyIntolerance")]
    orders = [_order(summary, each, writer) for each in summary.orders] or [_nothing(summary, "MedicationStatement")]
    doses = [_dose(summary, each) for each in summary.orders if each.last is not None]
    sections = [
        _section("10160-0", _("Medicines"), orders, [_order_words(each) for each in summary.orders]),
        _section("48765-2", _("Allergies and intolerances"), allergies, [each.substance for each in summary.allergies]),
        _section("11450-4", _("Problems"), problems, [f"{each.text} ({each.code})" for each in summary.problems]),
    ]
    if doses:
        words = [_dose_words(each) for each in summary.orders if each.last is not None]
        sections.append(_section("18610-6", _("Last doses given"), doses, words))
    composition = {
        "resourceType": "Composition",
        "id": _id(summary, "composition"),
        "meta": {"profile": [f"{IPS}/StructureDefinition/Composition-uv-ips"]},
        "language": get_language(),
        "status": "final",
        "type": {"coding": [{"system": "http://loinc.org", "code": "60591-5", "display": "Patient summary Document"}]},
        "subject": _to(patient),
        "date": _time(summary.at),
        "author": [_to(writer)],
        "title": _("Patient summary"),
        "confidentiality": "R",
        "custodian": _to(clinic),
        "section": sections,
    }
    parts = [composition, patient, writer, clinic, *orders, *allergies, *problems, *doses]
    whole = {
        "resourceType": "Bundle",
        "meta": {"profile": [f"{IPS}/StructureDefinition/Bundle-uv-ips"]},
        "identifier": {"system": "urn:ietf:rfc:3986", "value": f"urn:uuid:{_id(summary, summary.at.isoformat())}"},
        "type": "document",
        "timestamp": _time(summary.at),
        "entry": [{"fullUrl": f"urn:uuid:{part['id']}", "resource": part} for part in parts],
    }
    checked: Bundle = Bundle.model_validate(whole)
    return checked


def _patient(summary: Summary) -> Data:
    person = summary.person
    named: Data = {"family": person.family_name}
    if person.given_name:
        named["given"] = person.given_name.split()
    made: Data = {
        "resourceType": "Patient",
        "id": _id(summary, "patient"),
        "meta": {"profile": [f"{IPS}/StructureDefinition/Patient-uv-ips"]},
        "identifier": [
            {"system": NUMBERS[IdentifierKind(each.kind)], "value": each.value}
            for each in summary.numbers
            if each.kind in NUMBERS
        ],
        "name": [named],
        "gender": GENDER[Sex(person.sex)],
    }
    if person.birth_date:
        made["birthDate"] = person.birth_date.isoformat()
    return {name: value for name, value in made.items() if value}


def _practitioner(author: User, hpr: str) -> Data:
    named = {"family": author.last_name or author.username, "given": author.first_name.split() or [author.username]}
    return {
        "resourceType": "Practitioner",
        "id": str(uuid5(NAMESPACE_URL, f"practitioner|{hpr}|{author.pk}")),
        "identifier": [{"system": HPR, "value": hpr}],
        "name": [named],
    }


def _clinic(summary: Summary) -> Data:
    where = summary.patient.prison
    name = _("Health service at %(prison)s") % {"prison": where} if where else _("Prison health service")
    return {"resourceType": "Organization", "id": _id(summary, "clinic"), "name": name}


def _problem(summary: Summary, problem: Problem) -> Data:
    coded = {"system": CODES[CodeSystem(problem.system)], "code": problem.code, "display": problem.text}
    made = _about(summary, "Condition", problem.pk) | {
        "clinicalStatus": _coded(CLINICAL.format("condition"), "active"),
        "verificationStatus": _coded(VERIFIED.format("condition"), "confirmed"),
        "code": {"coding": [coded], "text": problem.text},
        "subject": _patient_of(summary),
        "recordedDate": _time(problem.noted_at),
    }
    if problem.onset:
        made["onsetDateTime"] = problem.onset.isoformat()
    if problem.comment and summary.reach.free_text:
        made["note"] = [{"text": problem.comment}]
    return made


def _allergy(summary: Summary, allergy: Allergy) -> Data:
    code: Data = {"text": allergy.substance}
    if allergy.atc:
        code["coding"] = [{"system": ATC, "code": allergy.atc}]
    made = _about(summary, "AllergyIntolerance", allergy.pk) | {
        "clinicalStatus": _coded(CLINICAL.format("allergyintolerance"), "active"),
        "verificationStatus": _coded(
            "http://terminology.hl7.org/CodeSystem/allergyintolerance-verification", "confirmed"
        ),
        "criticality": "high" if allergy.critical else "low",
        "code": code,
        "patient": _patient_of(summary),
        "recordedDate": _time(allergy.at),
    }
    if allergy.reaction and summary.reach.free_text:
        made["reaction"] = [{"manifestation": [{"text": allergy.reaction}]}]
    return made


def _order(summary: Summary, each: Order, writer: Data) -> Data:
    order = each.order
    dosage: Data = {
        "text": _order_words(each),
        "asNeededBoolean": order.as_needed,
        "route": {"text": order.get_route_display()},
        "doseAndRate": [{"doseQuantity": {"value": float(order.dose), "unit": order.get_dose_unit_display()}}],
    }
    timing: Data = {}
    if order.times:
        timing = {
            "frequency": 1,
            "period": 1,
            "periodUnit": "d",
            "timeOfDay": [f"{time:%H:%M:%S}" for time in order.times],
        }
    elif order.interval_hours:
        timing = {"frequency": 1, "period": order.interval_hours, "periodUnit": "h"}
    if timing:
        dosage["timing"] = {"repeat": timing}
    if order.daily_max:
        day = {"value": 24, "unit": "h", "system": "http://unitsofmeasure.org", "code": "h"}
        most = {"value": float(order.daily_max), "unit": order.get_dose_unit_display()}
        dosage["maxDosePerPeriod"] = {"numerator": most, "denominator": day}
    if order.instruction and summary.reach.free_text:
        dosage["patientInstruction"] = order.instruction
    return _about(summary, "MedicationRequest", order.pk) | {
        "status": "on-hold" if each.line.state == "hold" else "active",
        "intent": "order",
        "medicationCodeableConcept": _medicine(each),
        "subject": _patient_of(summary),
        "authoredOn": _time(order.ordered_at),
        "requester": {"display": order.prescriber} if order.prescriber else _to(writer),
        "dosageInstruction": [dosage],
    }


def _dose(summary: Summary, each: Order) -> Data:
    last = each.last
    assert last is not None  # noqa: S101  (asked for those that have one)
    return _about(summary, "MedicationAdministration", last.pk) | {
        "status": "completed",
        "medicationCodeableConcept": _medicine(each),
        "subject": _patient_of(summary),
        "effectiveDateTime": _time(last.at),
        "request": {"reference": f"urn:uuid:{_id(summary, f'MedicationRequest|{each.order.pk}')}"},
        "dosage": {"dose": {"value": float(last.amount), "unit": last.order.get_dose_unit_display()}},
    }


def _nothing(summary: Summary, kind: str) -> Data:
    """Nothing is noted: that is no promise that there is nothing, but for medicines, which the clinic orders itself."""
    made = _about(summary, kind, 0)
    if kind == "MedicationStatement":
        known = _coded(ABSENT, "no-known-medications")
        unknown = {
            "extension": [{"url": "http://hl7.org/fhir/StructureDefinition/data-absent-reason", "valueCode": "unknown"}]
        }
        return made | {
            "status": "active",
            "medicationCodeableConcept": known,
            "subject": _patient_of(summary),
            "_effectiveDateTime": unknown,
        }
    if kind == "AllergyIntolerance":
        active = _coded(CLINICAL.format("allergyintolerance"), "active")
        return made | {
            "clinicalStatus": active,
            "code": _coded(ABSENT, "no-allergy-info"),
            "patient": _patient_of(summary),
        }
    active = _coded(CLINICAL.format("condition"), "active")
    return made | {"clinicalStatus": active, "code": _coded(ABSENT, "no-problem-info"), "subject": _patient_of(summary)}


def _section(code: str, title: str, entries: list[Data], words: list[str]) -> Data:
    said = "".join(f"<li>{escape(each)}</li>" for each in words)
    nothing = escape(_("Nothing is noted."))
    body = f"<ul>{said}</ul>" if words else f"<p>{nothing}</p>"
    return {
        "title": title,
        "code": {"coding": [{"system": "http://loinc.org", "code": code}]},
        "text": {"status": "generated", "div": f'<div xmlns="http://www.w3.org/1999/xhtml">{body}</div>'},
        "entry": [_to(each) for each in entries],
    }


def _order_words(each: Order) -> str:
    order = each.order
    when = ", ".join(f"{time:%H:%M}" for time in order.times)
    if order.as_needed:
        when = _("as needed")
    elif order.interval_hours:
        when = _("every %(hours)s hours") % {"hours": order.interval_hours}
    return f"{order.drug} {order.strength_text}: {order.amount_text}, {when}"


def _dose_words(each: Order) -> str:
    at = localtime(each.last.at) if each.last else None
    return f"{each.order.drug} {each.order.strength_text}: {at:%d.%m.%Y %H:%M}"


def _medicine(each: Order) -> Data:
    drug = each.order.drug
    return {
        "coding": [{"system": ATC, "code": each.order.atc, "display": drug}],
        "text": f"{drug} {each.order.strength_text}",
    }


def _about(summary: Summary, kind: str, pk: int) -> Data:
    return {"resourceType": kind, "id": _id(summary, f"{kind}|{pk}")}


def _patient_of(summary: Summary) -> Data:
    return {"reference": f"urn:uuid:{_id(summary, 'patient')}"}


def _to(part: Data) -> Data:
    return {"reference": f"urn:uuid:{part['id']}"}


def _id(summary: Summary, what: str) -> str:
    """The same for the same row each time, and nobody's number."""
    return str(uuid5(summary.patient.uuid, what))


def _coded(system: str, code: str) -> Data:
    return {"coding": [{"system": system, "code": code}]}


def _time(at: Any) -> str:
    return localtime(at).isoformat(timespec="seconds")
