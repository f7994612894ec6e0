"""Looks that wait for somebody to ask about them. PostgreSQL shows them to who may review them. Inside a context."""

from collections import defaultdict
from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta

from django.db import connection
from django.http import Http404

from corrections.models import User
from health.choices import LookKind
from health.models import FoundLook, LookCall, LookReview
from health.selectors.emergencies import full_name

REVIEWED_FOR = timedelta(days=90)


@dataclass(frozen=True, slots=True)
class Asked:
    """One found look, with the names that a person reads."""

    look: FoundLook
    looker: str
    review: LookReview | None
    is_overdue: bool
    calls: tuple[LookCall, ...] = ()

    @property
    def patient(self) -> str:
        return str(self.look.person)

    @property
    def reasons(self) -> list[str]:
        return [str(LookKind(kind).label) for kind in self.look.kinds]

    @property
    def reviewer(self) -> str:
        return full_name(self.review.reviewed_by) if self.review else ""


def asked(at: datetime) -> list[Asked]:
    """Those that wait, the one due first on top; then those reviewed, newest first. Always three queries."""
    found = FoundLook.objects.select_related("person", "review__reviewed_by").order_by("review_due_at", "on_day", "pk")
    rows = _with_names(found, at)
    waiting = [row for row in rows if row.review is None]
    done = [row for row in rows if row.review is not None and row.review.reviewed_at > at - REVIEWED_FOR]
    done.sort(key=lambda row: row.review.reviewed_at if row.review else at, reverse=True)
    return [*waiting, *done]


def one(pk: int, at: datetime) -> Asked:
    """One that this clinician may review. Raises ``Http404`` for any other, and for what was reviewed long ago."""
    for row in _with_names(FoundLook.objects.select_related("person", "review__reviewed_by").filter(pk=pk), at):
        if row.review is None or row.review.reviewed_at > at - REVIEWED_FOR:
            return row
    raise Http404


def waiting() -> int:
    return FoundLook.objects.filter(review__isnull=True).count()


def called() -> tuple[int, int]:
    """How many late reviews this clinician is called to, and how many at the clinic wait for somebody else."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT mine, clinic FROM health.called_to_looks()")
        mine, clinic = cursor.fetchone()
        return mine, clinic


def may_review_any() -> bool:
    """Whether looks come to this clinician at all: who leads a clinic, or works at one that nobody leads."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT EXISTS (SELECT FROM unnest(health.ctx_prisons()) p(id) WHERE health.may_review(p.id, 0))"
        )
        return bool(cursor.fetchone()[0])


def _with_names(found: Iterable[FoundLook], at: datetime) -> list[Asked]:
    looks = list(found)
    calls: dict[int, list[LookCall]] = defaultdict(list)
    for call in LookCall.objects.filter(look__in=looks).order_by("pk"):
        calls[call.look_id].append(call)
    names = User.objects.in_bulk({look.user_id for look in looks})
    return [
        Asked(
            look,
            full_name(names[look.user_id]) if look.user_id in names else "",
            review := getattr(look, "review", None),
            review is None and look.review_due_at < at,
            tuple(calls[look.pk]) if review is None else (),
        )
        for look in looks
    ]
