"""Making a clinician: one proposes, another approves, and from then on PostgreSQL knows them.

Called inside a clinical context of ``by``. PostgreSQL lets clinicians do it, and the migrator for the first of them.
"""

from collections.abc import Iterable
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from corrections.models import Prison, User
from corrections.refusals import Refusal, explained
from health.models import Clinician, ClinicianPrison


class ClinicianRefused(Refusal):
    code = "clinician_refused"


@transaction.atomic
def propose_clinician(*, user: User, hpr_number: str, prisons: Iterable[Prison], by: User, at: datetime) -> Clinician:
    """Propose that ``user`` treats the patients of ``prisons``. Nothing opens before somebody else approves it."""
    where = list(prisons)
    if not where:
        raise ClinicianRefused(_("Name at least one prison whose patients this person treats."), code="no_prison")
    with explained(), transaction.atomic():
        clinician = Clinician.objects.create(user=user, hpr_number=hpr_number, proposed_at=at, proposed_by=by)
        for prison in where:
            ClinicianPrison.objects.create(clinician=clinician, prison=prison)
    return clinician


@transaction.atomic
def approve_clinician(*, clinician: Clinician, by: User, at: datetime) -> Clinician:
    """Approve as the second pair of eyes: neither the proposer nor the person."""
    clinician = Clinician.objects.select_for_update().get(pk=clinician.pk)
    if clinician.approved_at is not None or clinician.ended_at is not None:
        raise ClinicianRefused(_("This proposal has already been decided."), code="decided")
    clinician.approved_at, clinician.approved_by = at, by
    with explained(), transaction.atomic():
        clinician.save(update_fields=["approved_at", "approved_by"])
    return clinician


@transaction.atomic
def end_clinician(*, clinician: Clinician, by: User, at: datetime) -> Clinician:
    """From now on this person is no clinician. One pair of eyes is enough to close a door."""
    clinician = Clinician.objects.select_for_update().get(pk=clinician.pk)
    if clinician.ended_at is not None:
        raise ClinicianRefused(_("This access has already ended."), code="ended")
    clinician.ended_at, clinician.ended_by = at, by
    clinician.save(update_fields=["ended_at", "ended_by"])
    return clinician
