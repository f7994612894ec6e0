"""Making a clinician and ending one: one proposes, another approves. PostgreSQL holds who may, and keeps both.

Called inside a clinical context of ``by``, who is a clinician of that clinic; or, for the first ones of a clinic, of
whoever puts their name at the migrator's command line.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext_lazy as _

from corrections.models import Prison, User
from corrections.refusals import Refusal, explained
from corrections.services import audit
from health.choices import Profession
from health.models import Clinician, EndProposal


class ClinicianRefused(Refusal):
    code = "clinician_refused"


@explained()
@transaction.atomic
def propose_clinician(
    *,
    user: User,
    hpr_number: str,
    prisons: Iterable[Prison],
    leads: Iterable[Prison] = (),
    profession: Profession | str = Profession.NURSE,
    by: User,
    at: datetime,
) -> Clinician:
    """Propose that ``user`` treats the patients of ``prisons``. Nothing opens before somebody else approves it.

    ``leads``: the clinics of these that they lead, for the first ones; from inside it is proposed by itself.
    """
    if not user.is_active:
        raise ClinicianRefused(_("This account is closed. Have it opened first."), code="closed_account")
    where, led = sorted({each.pk for each in prisons}), sorted({each.pk for each in leads})
    pk = asked(
        "SELECT health.propose_clinician(%s, %s, %s, %s::bigint[], %s::bigint[], %s)",
        [user.pk, hpr_number, profession, where, led, at],
    )
    audit.record_write(by=by, at=at, act="health.propose_clinician", subject=user)
    return Clinician.objects.get(pk=pk)


@explained()
@transaction.atomic
def approve_clinician(*, clinician: Clinician, by: User, at: datetime) -> Clinician:
    """Approve as the second pair of eyes: neither the proposer nor the person."""
    asked("SELECT health.decide_clinician(%s, true, %s)", [clinician.pk, at])
    audit.record_write(by=by, at=at, act="health.approve_clinician", subject=clinician.user)
    return Clinician.objects.get(pk=clinician.pk)


@explained()
@transaction.atomic
def turn_down_clinician(*, clinician: Clinician, by: User, at: datetime) -> None:
    """The proposer takes it back, or a colleague of the clinic says no."""
    asked("SELECT health.decide_clinician(%s, false, %s)", [clinician.pk, at])
    audit.record_write(by=by, at=at, act="health.turn_down_clinician", subject=clinician.user)


@explained()
@transaction.atomic
def propose_end(*, clinician: Clinician, by: User, at: datetime) -> EndProposal:
    """That this person is no clinician any more, at any clinic."""
    pk = asked("SELECT health.propose_end(%s, %s)", [clinician.pk, at])
    audit.record_write(by=by, at=at, act="health.propose_end_of_clinician", subject=clinician.user)
    return EndProposal.objects.get(pk=pk)


@explained()
@transaction.atomic
def decide_end(*, proposal: EndProposal, approved: bool, by: User, at: datetime) -> None:
    asked("SELECT health.decide_end(%s, %s, %s)", [proposal.pk, approved, at])
    act = "health.end_clinician" if approved else "health.keep_clinician"
    audit.record_write(by=by, at=at, act=act, subject=proposal.clinician.user)


def asked(sql: str, values: Sequence[Any]) -> int:
    with connection.cursor() as cursor:
        cursor.execute(sql, values)
        (answer,) = cursor.fetchone()
    return int(answer or 0)
