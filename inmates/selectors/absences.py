"""One absence: who, since when, how late, what was expected before, and what this user can do about it."""

from datetime import datetime
from typing import Any

from django.db.models import Q, QuerySet

from corrections import display
from corrections.access import Access
from inmates.choices import AbsenceKind
from inmates.models import Absence, Placement
from inmates.permissions import CustodyPerm
from inmates.registries import Subject
from inmates.selectors import lateness


def in_sight(access: Access) -> QuerySet[Absence]:
    """Of those who live on the units in reach, or are held by a whole prison in reach."""
    here = Placement.objects.current().filter(bed__cell__unit__in=access.units(CustodyPerm.VIEW)).values("stay")
    held = Q(stay__reception_prison__in=access.prisons(CustodyPerm.VIEW))
    unplaced = ~Q(stay__in=Placement.objects.current().values("stay"))
    found = Absence.objects.filter(Q(stay__in=here) | held & unplaced)
    return found.select_related("stay__person", "departed_by", "returned_by", "continues", "trip", "transfer")


def facts(absence: Absence, at: datetime) -> dict[str, Any]:
    """What the page says."""
    changes = absence.return_changes.select_related("changed_by").order_by("-changed_at", "-pk")
    return {
        "absence": absence,
        "late": lateness.late_by(absence, at),
        "at_large": lateness.at_large(absence, at),
        "is_out": absence.returned_at is None,
        "became": Absence.objects.filter(continues=absence).order_by("pk").first(),
        "changes": [
            {
                "when": display.moment(change.changed_at, at),
                "was": display.moment(change.was, at) if change.was else "",
                "to": display.moment(change.expected_return_at, at),
                "who": change.changed_by.short_name if change.changed_by else "",
                "reason": change.reason,
            }
            for change in changes
        ],
    }


def acts_of(absence: Absence, subject: Subject, access: Access, at: datetime) -> frozenset[str]:
    if absence.returned_at is not None or absence.kind == AbsenceKind.TRANSFER:
        return frozenset()
    acts = {"return"} if subject.allows(access, CustodyPerm.DEPART) else set()
    if subject.allows(access, CustodyPerm.RETURN) and absence.kind != AbsenceKind.ESCAPE:
        acts.add("expect")
        if absence.expected_return_at is None or absence.expected_return_at <= at:
            acts.add("at_large")
    return frozenset(acts)
