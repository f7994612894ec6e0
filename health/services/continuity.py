"""Handing the treatment on: the summary that leaves, the steps before a release. In a clinical context of ``by``."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Refusal, explained
from health.choices import ConsentScope
from health.models import DischargeStep, Patient, SummaryIssued
from health.models.continuity import DischargeOutcome, DischargeStepKind, SummaryForm, SummaryReceiver
from health.selectors import problems, records, summaries
from inmates.models import Stay

OUTSIDE = (ConsentScope.GP, ConsentScope.SPECIALIST, ConsentScope.NAV)


class ContinuityRefused(Refusal):
    code = "continuity_refused"


@explained()
@transaction.atomic
def issue_summary(
    *,
    patient: Patient,
    receiver: SummaryReceiver | str,
    to_name: str = "",
    how: SummaryForm | str,
    by: User,
    at: datetime,
) -> SummaryIssued:
    """Write down that the summary leaves, to whom, and whether free text goes along, before it does."""
    to = summaries.reach(patient, receiver, at)
    return SummaryIssued.objects.create(
        patient=patient,
        receiver=to.receiver,
        to_name=to_name.strip(),
        form=how,
        free_text=to.free_text,
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def take_step(
    *,
    patient: Patient,
    kind: DischargeStepKind | str,
    outcome: DischargeOutcome | str,
    days: int | None = None,
    what: str = "",
    by: User,
    at: datetime,
) -> DischargeStep:
    """What became of one step; an earlier answer to it can still be read.

    Raises ``ContinuityRefused`` for a hand-over that the patient has not consented to.
    """
    stay = Stay.objects.as_of(at).filter(person=patient.whose).order_by("pk").first()
    if stay is None:
        raise ContinuityRefused(_("The patient is not in custody now. Write a note instead."), code="no_stay")
    handover = (kind, outcome) == (DischargeStepKind.HANDOVER, DischargeOutcome.DONE)
    if handover and not _may_be_told(patient, at):
        raise ContinuityRefused(
            _("The patient has not consented to a hand-over. Register the consent first, or write why it is not done."),
            code="no_consent",
        )
    return DischargeStep.objects.create(
        patient=patient, stay=stay, kind=kind, outcome=outcome, days=days, what=what.strip(), by=by, at=at
    )


def _may_be_told(patient: Patient, at: datetime) -> bool:
    lines = problems.consents(records.whole(patient), at)
    return any(line.stands and line.consent.scope in OUTSIDE for line in lines)
