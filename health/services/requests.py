"""What patients ask the clinic for: registered with a clock, answered once."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import rules
from corrections.models import RuleVersion, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services.law import rule_in_force
from health.choices import AskedThrough, RequestOutcome, Service, Urgency
from health.models import Appointment, Patient, PatientRequest


class RequestRefused(Refusal):
    code = "request_refused"


@explained()
@transaction.atomic
def register_request(
    *,
    patient: Patient,
    through: AskedThrough | str,
    urgency: Urgency | str,
    text: str,
    asked_at: datetime,
    by: User,
    at: datetime,
) -> PatientRequest:
    """The clinic has it from ``at``, and owes an answer by the clock of its urgency."""
    if not text.strip():
        raise RequestRefused(_("Write what the patient asks for."), code="empty")
    if asked_at > at:
        raise RequestRefused(_("The patient cannot have asked later than now. Check the time."), code="later")
    rule, due_at = clock_of(f"HEALTH_REQUEST_{Urgency(urgency)}", at)
    return PatientRequest.objects.create(
        patient=patient,
        through=through,
        urgency=urgency,
        text=text.strip(),
        asked_at=asked_at,
        received_at=at,
        received_by=by,
        rule=rule,
        due_at=due_at,
    )


@explained()
@transaction.atomic
def answer_request(
    *,
    request: PatientRequest,
    outcome: RequestOutcome | str,
    answer: str,
    service: Service | str = "",
    by: User,
    at: datetime,
) -> PatientRequest:
    """Ends the request. Answered with an appointment, the patient waits for ``service`` from the day they asked.

    Raises ``Conflict`` where a colleague was first.
    """
    request = PatientRequest.objects.select_for_update().get(pk=request.pk)
    if request.answered_at is not None:
        raise Conflict(_("A colleague has already answered this request."), code="a_request_is_answered_once")
    if not answer.strip():
        raise RequestRefused(_("Write what the patient was answered."), code="empty")
    if (outcome == RequestOutcome.APPOINTMENT) != bool(service):
        raise RequestRefused(_("Choose which part of the clinic the patient waits for."), code="no_service")
    if service:
        wait_for(request=request, service=service, by=by, at=at)
    request.outcome, request.answer = RequestOutcome(outcome), answer.strip()
    request.answered_at, request.answered_by = at, by
    request.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    return request


def wait_for(*, request: PatientRequest, service: Service | str, by: User, at: datetime) -> Appointment:
    return Appointment.objects.create(
        patient_id=request.patient_id,
        service=service,
        urgency=request.urgency,
        reason=request.text[:500],
        request=request,
        requested_at=request.asked_at,
        by=by,
        at=at,
    )


def clock_of(rule_id: str, start: datetime) -> tuple[RuleVersion, datetime]:
    """The rule in force that day, and when what began at ``start`` runs out by it."""
    rule = rule_in_force(rule_id, start.astimezone(rules.OSLO).date())
    return rule, rules.due_after(start, rule.parameters["limit"], rule.parameters["unit"])
