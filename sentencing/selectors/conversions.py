"""What is paid of fines, or served of community sentences, of one stay."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import QuerySet
from django.utils.translation import gettext as _

from corrections import display
from sentencing.choices import TermKind
from sentencing.models import Fulfilled, Judgment


@dataclass(frozen=True, slots=True)
class Part:
    """One entry, ready to print. ``annulled`` is empty while it holds."""

    pk: int
    text: str
    document: str
    entered: str
    annulled: str


def convertible_of(stay_id: int) -> QuerySet[Judgment]:
    """Judgments whose days stand in for kroner or hours."""
    return Judgment.objects.filter(stay=stay_id, amount__gt=0).select_related("stay")


def entries_of(stay_id: int) -> QuerySet[Fulfilled]:
    return Fulfilled.objects.filter(judgment__stay=stay_id).select_related("judgment__stay")


def parts_of(stay_id: int, at: datetime) -> Sequence[Part]:
    """Every entry, the newest first. One statement."""
    found = entries_of(stay_id).select_related("judgment", "registered_by", "annulled_by").order_by("-on", "-pk")
    return [part_of(entry, at) for entry in found]


def part_of(entry: Fulfilled, at: datetime) -> Part:
    who = f"{entry.registered_by}, {display.moment(entry.registered_at, at)}"
    annulled = ""
    if entry.annulled_at is not None:
        values = {"who": entry.annulled_by, "when": display.moment(entry.annulled_at, at), "why": entry.annulled_why}
        annulled = _("Annulled by %(who)s, %(when)s: %(why)s") % values
    return Part(entry.pk, in_words(entry), entry.document, who, annulled)


def in_words(entry: Fulfilled) -> str:
    values = {"n": entry.amount, "whole": entry.judgment.amount, "day": display.day(entry.on)}
    if entry.judgment.kind == TermKind.COMMUNITY:
        return _("%(n)d of %(whole)d hours served by %(day)s") % values
    return _("%(n)d of %(whole)d kroner paid on %(day)s") % values
