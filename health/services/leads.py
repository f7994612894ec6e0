"""Making and ending a leader of a clinic: one clinician proposes, another decides. PostgreSQL holds who may."""

from datetime import datetime

from django.db import connection, transaction

from corrections.refusals import explained
from health.models import ClinicianPrison, LeadProposal


@explained()
@transaction.atomic
def propose_lead(*, place: ClinicianPrison, leads: bool, at: datetime) -> LeadProposal:
    """That the clinician of ``place`` shall lead the clinic there, or no longer. As whom the context says."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.propose_lead(%s, %s, %s, %s)", [place.clinician_id, place.prison_id, leads, at])
        (pk,) = cursor.fetchone()
    return LeadProposal.objects.get(pk=pk)


@explained()
@transaction.atomic
def decide_lead(*, proposal: LeadProposal, approved: bool, at: datetime) -> None:
    """Approve, as the second pair of eyes; or turn down, which the proposer and the person may do too."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.decide_lead(%s, %s, %s)", [proposal.pk, approved, at])
