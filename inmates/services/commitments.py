"""Where people are supposed to be: every app books here, and one exclusion constraint decides."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import Place, User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import CommitmentKind
from inmates.events import CommitmentBooked, CommitmentCancelled
from inmates.models import Commitment, Stay
from inmates.services import meetings, presence


class CommitmentRefused(Refusal):
    code = "commitment_refused"


@explained()
@transaction.atomic
def book(
    *,
    stay: Stay,
    kind: CommitmentKind | str,
    label: str,
    place: Place | None,
    start: datetime,
    end: datetime,
    source: str,
    by: User,
    at: datetime,
) -> Commitment:
    """Claim the person's time from ``start`` to ``end``; ``place`` is ``None`` outside the walls.

    Raises ``Conflict`` that names the other thing and its hours when the person is already supposed to be elsewhere,
    ``MeetingRefused`` when somebody whom they must not meet is booked there then.
    """
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, start, at)
    label = label.strip()
    if not label:
        raise CommitmentRefused(_("Write what it is, so that the unit can read it."), code="no_label")
    if kind not in CommitmentKind.values:
        raise CommitmentRefused(_("Choose what it is from the list."), code="unknown_kind")
    if end <= start:
        raise CommitmentRefused(_("It ends before it begins. Check the times."), code="empty_period")
    if end <= at:
        raise CommitmentRefused(_("That time has passed. Choose a time that is still to come."), code="past")
    refuse_bad_place(stay, place)
    refuse_if_committed(stay, start, end, at)
    meetings.refuse_company(stay=stay, kind=kind, place=place, start=start, end=end, by=by, at=at)
    commitment = Commitment.objects.create(
        stay=stay,
        kind=kind,
        label=label,
        place=place,
        during=between(start, end),
        source=source,
        booked_at=at,
        booked_by=by,
    )
    audit.record_write(
        by=by, at=at, act="inmates.book", subject=commitment, detail={"stay": stay.pk, "kind": str(kind)}
    )
    publish(CommitmentBooked(at=at, by_id=by.pk, stay_id=stay.pk, commitment_id=commitment.pk, kind=str(kind)))
    return commitment


@explained()
@transaction.atomic
def cancel(*, commitment: Commitment, by: User, at: datetime, reason: str = "") -> Commitment:
    """Give the time back. What has ended cannot be cancelled; the second who cancels is told who was first."""
    stay = presence.lock(commitment.stay)
    commitment = Commitment.objects.select_for_update().get(pk=commitment.pk)
    if commitment.cancelled_at is not None:
        raise Conflict(
            _("%(who)s has already cancelled this, at %(when)s.")
            % {"who": commitment.cancelled_by or _("The system"), "when": display.moment(commitment.cancelled_at, at)},
            code="already_cancelled",
        )
    if commitment.during.upper <= at:
        raise CommitmentRefused(_("It is over and cannot be cancelled."), code="past")
    commitment.cancelled_at, commitment.cancelled_by = at, by
    commitment.save(update_fields=["cancelled_at", "cancelled_by"])
    audit.record_write(by=by, at=at, act="inmates.cancel", subject=commitment, detail={"stay": stay.pk}, reason=reason)
    publish(CommitmentCancelled(at=at, by_id=by.pk, stay_id=stay.pk, commitment_id=commitment.pk, kind=commitment.kind))
    return commitment


def refuse_bad_place(stay: Stay, place: Place | None) -> None:
    if place is None:
        return
    home = presence.current_placement(stay)
    if place.prison_id != home.bed.cell.unit.prison_id:
        raise CommitmentRefused(
            _("%(place)s belongs to another prison. Choose a place here.") % {"place": place}, code="other_prison"
        )
    if not place.is_active:
        raise CommitmentRefused(_("%(place)s is closed. Choose another place.") % {"place": place}, code="closed_place")


def refuse_if_committed(stay: Stay, start: datetime, end: datetime, at: datetime) -> None:
    clash = (
        Commitment.objects.touching(start, end)
        .filter(stay=stay, cancelled_at__isnull=True)
        .select_related("place")
        .order_by("during")
        .first()
    )
    if clash is None:
        return
    values = {
        "person": stay.person,
        "label": clash.label,
        "place": clash.place or _("outside"),
        "start": display.moment(clash.during.lower, at),
        "end": display.clock(clash.during.upper),
    }
    raise Conflict(
        _(
            "%(person)s is already booked then: %(label)s (%(place)s), %(start)s–%(end)s. "
            "Choose another time, or cancel that first."
        )
        % values,
        code="already_committed",
    )
