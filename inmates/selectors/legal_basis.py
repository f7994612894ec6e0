"""What a stay rests on: each legal basis with its period and document, and what stood there before it was put right."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus, LegalStatusCorrection, Stay
from inmates.permissions import CustodyPerm
from inmates.registries import Subject


def box(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """Newest first; of a former resident those of the last stay, which stand. Two queries, however many, or three."""
    ended = None if subject.stay_id else last_stay(subject)
    if subject.stay_id is None and ended is None:
        return None
    may_edit = ended is None and subject.allows(access, CustodyPerm.LEGAL)
    stay_id = ended.pk if ended else subject.stay_id
    found = LegalStatus.objects.filter(stay=stay_id).select_related("registered_by").order_by("-during")
    statuses = list(found)
    kept: dict[int, list[LegalStatusCorrection]] = {}
    rows = LegalStatusCorrection.objects.filter(status__in=statuses).select_related("corrected_by")
    for correction in rows.order_by("-corrected_at", "-pk"):
        kept.setdefault(correction.status_id, []).append(correction)
    return {
        "rows": [
            {
                "kind": status.get_kind_display(),
                "basis": status.basis,
                "period": period(status.during.lower, status.during.upper, at),
                "by": status.registered_by,
                "registered": display.moment(status.registered_at, at),
                "corrections": [as_it_was(correction, at) for correction in kept.get(status.pk, [])],
                "edit": reverse("person_legal_correct", args=[subject.uuid, status.pk]) if may_edit else "",
            }
            for status in statuses
        ],
        "add": reverse("person_legal", args=[subject.uuid]) if may_edit else "",
        "ended": display.moment(ended.during.upper, at) if ended else "",
    }


def last_stay(subject: Subject) -> Stay | None:
    found = Stay.objects.filter(person=subject.person_id, during__endswith__isnull=False)
    return found.order_by("-during", "-pk").first()


def as_it_was(correction: LegalStatusCorrection, at: datetime) -> dict[str, Any]:
    return {
        "kind": LegalStatusKind(correction.was_kind).label,
        "basis": correction.was_basis,
        "period": period(correction.was_from, correction.was_until, at),
        "by": correction.corrected_by,
        "when": display.moment(correction.corrected_at, at),
        "reason": correction.reason,
    }


def period(start: datetime, until: datetime | None, at: datetime) -> str:
    said = {"start": display.moment(start, at), "end": display.moment(until, at) if until else ""}
    return (_("%(start)s to %(end)s") if until else _("since %(start)s")) % said


def status_of(stay_id: int | None, pk: int) -> LegalStatus | None:
    found = LegalStatus.objects.filter(stay=stay_id, pk=pk).select_related("stay") if stay_id else None
    return found.order_by("pk").first() if found is not None else None


def seen_of(status: LegalStatus) -> int:
    """How many corrections stand beside it."""
    return LegalStatusCorrection.objects.filter(status=status).count()
