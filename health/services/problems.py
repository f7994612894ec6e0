"""What the patient suffers from: each change is another row, and what nothing follows is how it stands."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from health.choices import CodeSystem, ProblemStatus
from health.models import Patient, Problem


class ProblemRefused(Refusal):
    code = "problem_refused"


@explained()
@transaction.atomic
def note_problem(
    *,
    patient: Patient,
    system: CodeSystem | str,
    code: str,
    text: str,
    onset: date | None = None,
    comment: str = "",
    by: User,
    at: datetime,
) -> Problem:
    return Problem.objects.create(
        patient=patient,
        system=system,
        code=code.strip().upper(),
        text=text.strip(),
        status=ProblemStatus.ACTIVE,
        onset=_not_later(onset, at),
        comment=comment.strip(),
        noted_at=at,
        noted_by=by,
    )


@explained()
@transaction.atomic
def change_problem(
    *,
    problem: Problem,
    status: ProblemStatus | str,
    text: str,
    onset: date | None = None,
    resolved_on: date | None = None,
    comment: str = "",
    by: User,
    at: datetime,
) -> Problem:
    """How it stands now; what was noted before can still be read. Raises ``Conflict`` where somebody was first."""
    if Problem.objects.filter(follows=problem).exists():
        raise Conflict(
            _("A colleague has just changed this problem. Look at how it stands now."),
            code="a_problem_is_followed_once",
        )
    if status == ProblemStatus.REFUTED and not comment.strip():
        raise ProblemRefused(_("Write why it was not so."), code="no_reason")
    return Problem.objects.create(
        patient_id=problem.patient_id,
        system=problem.system,
        code=problem.code,
        text=text.strip(),
        status=status,
        onset=_not_later(onset, at),
        resolved_on=_not_later(resolved_on, at),
        comment=comment.strip(),
        noted_at=at,
        noted_by=by,
        follows=problem,
    )


def _not_later(day: date | None, at: datetime) -> date | None:
    if day is not None and day > at.astimezone(OSLO).date():
        raise ProblemRefused(_("That day is still to come. Check the day."), code="later")
    return day
