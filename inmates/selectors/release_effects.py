"""What ends with a release: read before it as a warning, written down at the gate as what was undone.

An effect is a code with values, never a text, so that the list reads in the language of whoever looks at it later.
"""

from collections.abc import Callable, Iterable
from datetime import datetime
from typing import Any

from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from corrections import display
from corrections.models import Clock
from inmates.choices import AbsenceKind, AlertCode, LegalStatusKind
from inmates.models import Absence, Alert, Commitment, ContactOfficer, LegalStatus, Placement, Stay

SUBJECT = Stay._meta.label_lower
Effect = list[Any]  # [code, {values}], as JSON keeps it


def of_stay(stay_id: int, at: datetime) -> list[Effect]:
    """Everything that runs on the stay now, in the order in which it is told."""
    return [
        *beds(stay_id),
        *absences(stay_id),
        *bookings(stay_id, at),
        *alerts(stay_id),
        *officers(stay_id),
        *clocks(stay_id),
        *bases(stay_id),
    ]


def beds(stay_id: int) -> Iterable[Effect]:
    placed = Placement.objects.current().filter(stay=stay_id).select_related("bed__cell__unit").order_by("pk")
    return [["bed", {"cell": row.bed.cell.code, "unit": row.bed.cell.unit.name}] for row in placed]


def absences(stay_id: int) -> Iterable[Effect]:
    away = Absence.objects.current().filter(stay=stay_id).order_by("pk")
    return [["absence", {"kind": row.kind}] for row in away]


def bookings(stay_id: int, at: datetime) -> Iterable[Effect]:
    booked = Commitment.objects.filter(stay=stay_id, cancelled_at__isnull=True, during__endswith__gt=at)
    return [
        ["running" if row.during.lower < at else "booking", {"label": row.label, "at": row.during.lower.isoformat()}]
        for row in booked.order_by("during", "pk")
    ]


def alerts(stay_id: int) -> Iterable[Effect]:
    standing = Alert.objects.current().filter(person__stays=stay_id).order_by("pk")
    return [["alert", {"code": row.code}] for row in standing]


def officers(stay_id: int) -> Iterable[Effect]:
    named = ContactOfficer.objects.current().filter(stay=stay_id).select_related("officer")
    return [["officer", {"name": row.officer.short_name}] for row in named.order_by("is_substitute", "pk")]


def clocks(stay_id: int) -> Iterable[Effect]:
    running = Clock.objects.running().filter(subject_type=SUBJECT, subject_id=stay_id).select_related("rule")
    return [
        ["clock", {"rule": row.rule.rule_id, "law": row.rule.legal_ref, "at": row.due_at.isoformat()}]
        for row in running.order_by("due_at", "pk")
    ]


def bases(stay_id: int) -> Iterable[Effect]:
    held = LegalStatus.objects.current().filter(stay=stay_id).order_by("pk")
    return [["basis", {"kind": row.kind}] for row in held]


# ---- in words ----------------------------------------------------------------------------------------------------
def in_words(effect: Effect, at: datetime) -> str:
    code, values = effect
    return WORDS[code](values, at)


def moment(values: dict[str, Any], at: datetime) -> str:
    return display.moment(parse_datetime(values["at"]) or at, at)


WORDS: dict[str, Callable[[dict[str, Any], datetime], str]] = {
    "bed": lambda v, at: gettext("Cell %(cell)s, %(unit)s: the bed is free") % v,
    "absence": lambda v, at: gettext("Outside (%(kind)s): the absence ends") % {"kind": AbsenceKind(v["kind"]).label},
    "booking": lambda v, at: gettext("%(label)s, %(when)s: cancelled") % {"label": v["label"], "when": moment(v, at)},
    "running": lambda v, at: gettext("%(label)s, under way: ends") % v,
    "alert": lambda v, at: gettext("Alert “%(alert)s”: ends") % {"alert": AlertCode(v["code"]).label},
    "officer": lambda v, at: gettext("%(name)s is contact officer no more") % v,
    "clock": lambda v, at: gettext("Deadline %(when)s (%(law)s): ends") % {"law": v["law"], "when": moment(v, at)},
    "basis": lambda v, at: gettext("Legal basis “%(kind)s”: ends") % {"kind": LegalStatusKind(v["kind"]).label},
}
