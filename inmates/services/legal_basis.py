"""The legal basis of a stay put right: what stood there is kept with the reason, and no instant is without one."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import User
from corrections.periods import between, since
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.choices import LegalStatusKind
from inmates.events import LegalStatusChanged
from inmates.models import LegalStatus, LegalStatusCorrection
from inmates.services.placements import PlacementRefused, lock, refuse_if_gone


@explained()
@transaction.atomic
def correct_legal_status(
    *,
    status: LegalStatus,
    kind: LegalStatusKind | str,
    basis: str,
    begins_at: datetime | None,
    reason: str,
    seen: int,
    by: User,
    at: datetime,
) -> LegalStatus:
    """Another kind, document or beginning than was registered. Where one begins the one before ends, so both move.

    ``seen`` is how many corrections the officer had before them: ``Conflict`` when somebody has corrected it since.
    """
    stay = lock(status.stay)
    refuse_if_gone(stay, at, at)
    rows = list(stay.legal_statuses.select_for_update().order_by("during"))
    status = next(row for row in rows if row.pk == status.pk)
    if status.corrections.count() != seen:
        raise Conflict(
            _("Somebody has corrected this legal basis since you opened the page. Look at it again."),
            code="corrected_since",
        )
    why, document = " ".join(reason.split()), basis.strip()
    refuse_words(kind, document, why)
    start = begins_at or status.during.lower
    if (status.kind, status.basis, status.during.lower) == (kind, document, start):
        raise PlacementRefused(_("Nothing is different. Change what was wrong."), code="no_change")
    keep_as_it_was(status, why, by, at)
    if start != status.during.lower:
        begin_at(status, rows, start, why, by, at)
    status.kind, status.basis = kind, document
    status.save(update_fields=["kind", "basis", "during"])
    audit.record_write(
        by=by,
        at=at,
        act="inmates.correct_legal_status",
        subject=status,
        detail={"stay": stay.pk, "kind": str(kind)},
        reason=why,
    )
    publish(LegalStatusChanged(at=at, by_id=by.pk, stay_id=stay.pk, legal_status_id=status.pk, kind=str(kind)))
    return status


# ---- parts -----------------------------------------------------------------------------------------------------
def refuse_words(kind: str, basis: str, why: str) -> None:
    if kind not in LegalStatusKind.values:
        raise PlacementRefused(_("Choose the legal basis from the list."), code="unknown_legal_status")
    if not basis:
        raise PlacementRefused(_("State the document that the legal basis rests on."), code="no_basis")
    if not why:
        raise PlacementRefused(_("Write why the legal basis was wrong."), code="no_reason")


def begin_at(status: LegalStatus, rows: list[LegalStatus], start: datetime, why: str, by: User, at: datetime) -> None:
    """The one before ends where this one begins. The first of a stay begins with the stay."""
    before = next((row for row in reversed(rows) if row.during.lower < status.during.lower), None)
    if before is None:
        raise PlacementRefused(
            _("The first legal basis begins with the stay, so its beginning cannot be another."), code="begins_the_stay"
        )
    until = status.during.upper or at
    if not before.during.lower < start < until:
        raise PlacementRefused(
            _("It must begin after %(first)s, when the one before began, and before %(last)s.")
            % {"first": display.moment(before.during.lower, at), "last": display.moment(until, at)},
            code="outside_its_neighbours",
        )
    keep_as_it_was(before, why, by, at)
    shorter, longer = (before, status) if start < status.during.lower else (status, before)
    before.during = between(before.during.lower, start)
    status.during = between(start, status.during.upper) if status.during.upper else since(start)
    shorter.save(update_fields=["during"])  # first, so that the two never overlap
    longer.save(update_fields=["during"])


def keep_as_it_was(status: LegalStatus, why: str, by: User, at: datetime) -> None:
    LegalStatusCorrection.objects.create(
        status=status,
        was_kind=status.kind,
        was_basis=status.basis,
        was_from=status.during.lower,
        was_until=status.during.upper,
        reason=why,
        corrected_at=at,
        corrected_by=by,
    )
