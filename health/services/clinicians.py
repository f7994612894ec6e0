"""Making a clinician: one proposes, another approves, and from then on PostgreSQL knows them.

Called inside a clinical context of ``by``. PostgreSQL lets clinicians do it, and the migrator for the first of them.
"""

from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from datetime import datetime

from django.db import IntegrityError, transaction
from django.utils.translation import gettext_lazy as _

from corrections.models import Prison, User
from corrections.refusals import Refusal
from health.models import Clinician, ClinicianPrison

SENTENCES = {
    "nobody_proposes_themselves": _("You cannot propose yourself. Ask a colleague to do it."),
    "another_than_the_proposer_approves": _("Somebody else than the proposer and the person must approve this."),
    "one_open_clinician_row_per_person": _("This person has already been proposed or approved."),
    "an_hpr_number_is_digits": _("An HPR number has 5 to 9 digits. Look it up in the register of health personnel."),
}


class ClinicianRefused(Refusal):
    code = "clinician_refused"


@transaction.atomic
def propose_clinician(*, user: User, hpr_number: str, prisons: Iterable[Prison], by: User, at: datetime) -> Clinician:
    """Propose that ``user`` treats the patients of ``prisons``. Nothing opens before somebody else approves it."""
    where = list(prisons)
    if not where:
        raise ClinicianRefused(_("Name at least one prison whose patients this person treats."), code="no_prison")
    with explained():
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
    with explained():
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


@contextmanager
def explained() -> Iterator[None]:
    """What PostgreSQL refuses, as the sentence that the person needs."""
    try:
        with transaction.atomic():
            yield
    except IntegrityError as error:
        name = getattr(getattr(error.__cause__, "diag", None), "constraint_name", "") or ""
        if name not in SENTENCES:
            raise
        raise ClinicianRefused(SENTENCES[name], code=name) from error
