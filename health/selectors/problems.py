"""Problems, consents, referrals and documents of one patient. Asked with the record open.

Of rows that were joined into one person all records are read as one.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import TypeVar

from django.http import Http404

from health.choices import ProblemStatus
from health.models import Consent, Document, Patient, Problem, Referral
from health.selectors.records import whole

M = TypeVar("M", Problem, Consent, Referral, Document)


@dataclass(frozen=True, slots=True)
class ProblemLine:
    """How a problem stands, and how it stood before, newest first."""

    problem: Problem
    before: list[Problem]


def problems(ids: Sequence[int]) -> list[ProblemLine]:
    """Active ones first, then by the newest note. One query."""
    found = list(Problem.objects.filter(patient__in=ids).select_related("noted_by").order_by("-noted_at", "-pk"))
    by_pk = {problem.pk: problem for problem in found}
    followed = {problem.follows_id for problem in found}
    lines = [ProblemLine(each, _before(each, by_pk)) for each in found if each.pk not in followed]
    order = list(ProblemStatus.values)
    return sorted(lines, key=lambda line: order.index(line.problem.status))


def _before(problem: Problem, by_pk: dict[int, Problem]) -> list[Problem]:
    found = []
    while problem.follows_id is not None and (older := by_pk.get(problem.follows_id)) is not None:
        found.append(older)
        problem = older
    return found


@dataclass(frozen=True, slots=True)
class ConsentLine:
    consent: Consent
    stands: bool


def consents(ids: Sequence[int], at: datetime) -> list[ConsentLine]:
    """What stands first, then what was withdrawn or has run out. One query."""
    found = Consent.objects.filter(patient__in=ids).select_related("recorded_by", "withdrawn_by")
    lines = [ConsentLine(each, at in each.during) for each in found.order_by("-during", "-pk")]
    return sorted(lines, key=lambda line: not line.stands)


@dataclass(frozen=True, slots=True)
class ReferralLine:
    referral: Referral
    is_overdue: bool


def referrals(ids: Sequence[int], at: datetime) -> list[ReferralLine]:
    """What waits for an answer first. One query."""
    found = Referral.objects.filter(patient__in=ids).select_related("sent_by", "answered_by")
    lines = [
        ReferralLine(each, each.answered_at is None and each.due_at <= at) for each in found.order_by("-sent_at", "-pk")
    ]
    return sorted(lines, key=lambda line: line.referral.answered_at is not None)


def documents(ids: Sequence[int]) -> list[Document]:
    found = Document.objects.filter(patient__in=ids).select_related("added_by")
    return list(found.order_by("-dated", "-pk"))


def one(model: type[M], patient: Patient, pk: int) -> M:
    """A row of this record. Raises ``Http404`` for another's."""
    row: M | None = model._default_manager.filter(patient__in=whole(patient), pk=pk).order_by("pk").first()
    if row is None:
        raise Http404
    return row
