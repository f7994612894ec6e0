"""Texts that were altered outside the system, as the clinic is told of them. Inside a context."""

from dataclasses import dataclass

from django.db import connection
from django.db.models import Prefetch, QuerySet
from django.http import Http404
from django.utils.translation import gettext_lazy as _

from health.models import AlteredSettled, AlteredText
from health.selectors.emergencies import full_name

KINDS = {
    "note": _("Note"),
    "medication_order": _("Medicine"),
    "screening": _("Reception screening"),
    "risk_assessment": _("Suicide risk"),
    "crisis_plan": _("Plan"),
    "document": _("Document"),
    "referral": _("Referral"),
    "patient_request": _("Request"),
    "problem": _("Problem"),
    "emergency_access": _("Emergency access"),
}


@dataclass(frozen=True, slots=True)
class Altered:
    """One of them. ``what`` says what kind of entry it is, without a word of it."""

    text: AlteredText
    settled: AlteredSettled | None

    @property
    def patient(self) -> str:
        return str(self.text.person)

    @property
    def what(self) -> str:
        return str(KINDS.get(self.text.table_name, _("Entry in the record")))

    @property
    def finder(self) -> str:
        return full_name(self.text.found_by) if self.text.found_by else ""

    @property
    def settler(self) -> str:
        return full_name(self.settled.by) if self.settled else ""


def told() -> list[Altered]:
    """Those that nobody has settled first, then the others, the newest first. Two queries."""
    rows = [_of(each) for each in _seen().order_by("-found_at", "-pk")]
    return sorted(rows, key=lambda row: row.settled is not None)


def one(pk: int) -> Altered:
    """One that this clinic is told of. Raises ``Http404`` for any other."""
    found = _seen().filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    return _of(found)


def waiting() -> int:
    return AlteredText.objects.filter(settled__isnull=True).count()


def may_settle(text: AlteredText) -> bool:
    """Who leads the clinic does, or everyone there where nobody leads it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.may_review(%s, 0)", [text.prison_id])
        return bool(cursor.fetchone()[0])


def _seen() -> QuerySet[AlteredText]:
    settled = Prefetch("settled", AlteredSettled.objects.select_related("by"))
    return AlteredText.objects.select_related("person", "found_by").prefetch_related(settled)


def _of(text: AlteredText) -> Altered:
    return Altered(text, getattr(text, "settled", None))
