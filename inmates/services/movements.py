"""Moving people inside the walls and out through the gate, one officer at a time.

Every act locks the stay first. What the form saw comes along as ``follows``; whoever is second is told who was first.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import Place, User
from corrections.periods import ended, since
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.choices import AbsenceKind
from inmates.events import MovementUndone, PersonArrived, PersonDeparted, PersonMoved, PersonReturned
from inmates.models import Absence, Movement, Stay
from inmates.rules.movements import UNDO_WITHIN
from inmates.selectors import whereabouts
from inmates.services import presence
from inmates.services.presence import MovementRefused


@explained()
@transaction.atomic
def register_movement(
    *,
    stay: Stay,
    to_place: Place | None,
    left_at: datetime,
    follows: int | None,
    by: User,
    at: datetime,
    expected_back_at: datetime | None = None,
) -> Movement:
    """Someone leaves where they are for ``to_place``, or for their own cell when it is ``None``.

    ``follows`` is the last movement that the officer saw (``Whereabouts.movement_id``). What lies on the own unit is in
    sight, so the person has arrived at once; elsewhere the other end confirms. Raises ``Conflict`` when somebody moved
    the person since, ``MovementRefused`` with the reason otherwise.
    """
    stay = presence.lock(stay)
    last = presence.last_movement(stay)
    presence.refuse_if_not_here(stay, left_at, at)
    presence.refuse_if_moved_since(stay, last, follows, at)
    presence.refuse_bad_time(stay, last, left_at, at)
    here = whereabouts.of_stay(stay.pk, at)
    presence.refuse_if_outside(stay, here, at)
    home = presence.current_placement(stay)
    presence.refuse_bad_place(stay, to_place, home, here)
    if expected_back_at is not None and (to_place is None or expected_back_at <= left_at):
        raise MovementRefused(
            _("The time to be back lies before the person leaves. Check the times."), code="back_first"
        )
    in_sight = to_place is None or to_place.unit_id == home.bed.cell.unit_id
    movement = Movement.objects.create(
        stay=stay,
        follows=last,
        from_place_id=here.place_id,
        to_place=to_place,
        left_at=left_at,
        arrived_at=left_at if in_sight else None,
        expected_back_at=expected_back_at,
        registered_at=at,
        registered_by=by,
        seen_by=by if in_sight else None,
    )
    audit.record_write(
        by=by,
        at=at,
        act="inmates.register_movement",
        subject=movement,
        detail={"stay": stay.pk, "to": movement.to_place_id},
    )
    publish(
        PersonMoved(at=left_at, by_id=by.pk, stay_id=stay.pk, movement_id=movement.pk, to_place_id=movement.to_place_id)
    )
    return movement


@explained()
@transaction.atomic
def confirm_arrival(*, movement: Movement, by: User, at: datetime) -> Movement:
    """The other end has the person in sight. Once; the second is told who was first."""
    stay = presence.lock(movement.stay)
    movement = presence.read_again(movement)
    if movement.arrived_at is not None:
        raise Conflict(
            _("%(who)s has already confirmed the arrival, at %(when)s.")
            % {"who": movement.seen_by, "when": display.moment(movement.arrived_at, at)},
            code="already_arrived",
        )
    presence.refuse_if_not_last(stay, movement, at)
    if at < movement.left_at:
        raise MovementRefused(_("Nobody arrives before leaving. Check the times."), code="arrived_first")
    movement.arrived_at, movement.seen_by = at, by
    movement.save(update_fields=["arrived_at", "seen_by"])
    audit.record_write(by=by, at=at, act="inmates.confirm_arrival", subject=movement, detail={"stay": stay.pk})
    publish(PersonArrived(at=at, by_id=by.pk, stay_id=stay.pk, movement_id=movement.pk))
    return movement


@explained()
@transaction.atomic
def undo_movement(*, movement: Movement, by: User, at: datetime) -> Movement:
    """Take back a slip of the finger: the last movement, by the one who registered it, within ``UNDO_WITHIN``."""
    stay = presence.lock(movement.stay)
    movement = presence.read_again(movement)
    presence.refuse_if_not_last(stay, movement, at)
    if movement.registered_by_id != by.pk:
        raise MovementRefused(
            _("%(who)s registered this. Register where the person is now instead.") % {"who": movement.registered_by},
            code="not_yours",
        )
    if at - movement.registered_at > UNDO_WITHIN:
        raise MovementRefused(
            _("It is too late to undo this. Register where the person is now instead."), code="too_late"
        )
    movement.undone_at, movement.undone_by = at, by
    movement.save(update_fields=["undone_at", "undone_by"])
    audit.record_write(by=by, at=at, act="inmates.undo_movement", subject=movement, detail={"stay": stay.pk})
    publish(MovementUndone(at=at, by_id=by.pk, stay_id=stay.pk, movement_id=movement.pk))
    return movement


@explained()
@transaction.atomic
def depart(
    *,
    stay: Stay,
    kind: AbsenceKind | str,
    departed_at: datetime,
    by: User,
    at: datetime,
    destination: str = "",
    expected_return_at: datetime | None = None,
) -> Absence:
    """Out through the gate: to court, hospital, on leave. Open until ``return_from``."""
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, departed_at, at)
    presence.refuse_bad_time(stay, presence.last_movement(stay), departed_at, at)
    presence.refuse_if_outside(stay, whereabouts.of_stay(stay.pk, at), at)
    if kind not in AbsenceKind.values:
        raise MovementRefused(_("Choose why the person leaves from the list."), code="unknown_kind")
    if expected_return_at is not None and expected_return_at <= departed_at:
        raise MovementRefused(
            _("The time of return lies before the departure. Check the times."), code="return_before_departure"
        )
    absence = Absence.objects.create(
        stay=stay,
        kind=kind,
        destination=destination.strip(),
        during=since(departed_at),
        departed_at=departed_at,
        departed_by=by,
        expected_return_at=expected_return_at,
    )
    audit.record_write(by=by, at=at, act="inmates.depart", subject=absence, detail={"stay": stay.pk, "kind": str(kind)})
    publish(
        PersonDeparted(
            at=departed_at,
            by_id=by.pk,
            stay_id=stay.pk,
            absence_id=absence.pk,
            kind=str(kind),
            expected_return_at=expected_return_at,
        )
    )
    return absence


@explained()
@transaction.atomic
def return_from(*, absence: Absence, returned_at: datetime, by: User, at: datetime) -> Absence:
    """Back inside. From then on the person is in the own cell until moved."""
    stay = presence.lock(absence.stay)
    absence = Absence.objects.select_for_update().get(pk=absence.pk)
    if absence.returned_at is not None:
        raise Conflict(
            _("%(who)s has already registered the return, at %(when)s.")
            % {"who": absence.returned_by, "when": display.moment(absence.returned_at, at)},
            code="already_returned",
        )
    if returned_at > at:
        raise MovementRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if returned_at <= absence.departed_at:
        raise MovementRefused(
            _("The return lies before the departure at %(when)s. Check the time.")
            % {"when": display.moment(absence.departed_at, at)},
            code="return_before_departure",
        )
    absence.returned_at, absence.returned_by = returned_at, by
    absence.during = ended(absence.during, returned_at)
    absence.save(update_fields=["returned_at", "returned_by", "during"])
    audit.record_write(by=by, at=at, act="inmates.return_from", subject=absence, detail={"stay": stay.pk})
    publish(PersonReturned(at=returned_at, by_id=by.pk, stay_id=stay.pk, absence_id=absence.pk, kind=absence.kind))
    return absence
