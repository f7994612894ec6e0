"""Sent on to another service, which owes an answer by a clock."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health.choices import ReferralOutcome, ReferredTo
from health.models import Patient, Referral
from health.services.requests import clock_of


class ReferralRefused(Refusal):
    code = "referral_refused"


@explained()
@transaction.atomic
def send_referral(
    *,
    patient: Patient,
    kind: ReferredTo | str,
    to_name: str,
    reason: str,
    sent_at: datetime,
    by: User,
    at: datetime,
) -> Referral:
    """The clock runs from the day it was sent."""
    if sent_at > at:
        raise ReferralRefused(_("It cannot have been sent later than now. Check the time."), code="later")
    rule, due_at = clock_of("HEALTH_REFERRAL", sent_at)
    return Referral.objects.create(
        patient=patient,
        kind=kind,
        to_name=to_name.strip(),
        reason=reason.strip(),
        sent_at=sent_at,
        sent_by=by,
        rule=rule,
        due_at=due_at,
    )


@explained()
@transaction.atomic
def answer_referral(
    *, referral: Referral, outcome: ReferralOutcome | str, answer: str = "", by: User, at: datetime
) -> Referral:
    """What the other service said. Refused by it, the answer says why. Raises ``Conflict`` where it has an answer."""
    referral = Referral.objects.select_for_update().get(pk=referral.pk)
    if referral.answered_at is not None:
        raise Conflict(_("The answer to this referral is already registered."), code="a_referral_is_answered_once")
    if outcome == ReferralOutcome.REFUSED and not answer.strip():
        raise ReferralRefused(_("Write why it was refused."), code="no_reason")
    referral.outcome, referral.answer = ReferralOutcome(outcome), answer.strip()
    referral.answered_at, referral.answered_by = at, by
    referral.save(update_fields=["outcome", "answer", "answered_at", "answered_by"])
    return referral
