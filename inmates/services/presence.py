"""What every act on a person in custody asks first: are they here, has somebody moved them, can it have happened then.

Each raises the refusal with its sentence. The stay is locked before any of it, so what is read stays true until commit.
"""

from datetime import datetime

from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Place
from corrections.refusals import Conflict, Refusal
from inmates.models import Absence, Movement, Placement, Stay
from inmates.selectors.whereabouts import Bucket, Whereabouts


class MovementRefused(Refusal):
    code = "movement_refused"


def lock(stay: Stay) -> Stay:
    return Stay.objects.select_for_update(of=("self",)).select_related("person").get(pk=stay.pk)


def last_movement(stay: Stay) -> Movement | None:
    moved = Movement.objects.filter(stay=stay, undone_at__isnull=True).select_related("registered_by", "to_place")
    return moved.order_by("-left_at", "-pk").first()


def read_again(movement: Movement) -> Movement:
    found = Movement.objects.select_for_update(of=("self",)).select_related("seen_by", "registered_by", "undone_by")
    return found.get(pk=movement.pk)


def current_placement(stay: Stay) -> Placement:
    placement = Placement.objects.current().filter(stay=stay).select_related("bed__cell__unit").order_by("pk").first()
    if placement is None:
        raise MovementRefused(
            _("%(person)s has no cell yet. Choose a cell first.") % {"person": stay.person}, code="no_cell"
        )
    return placement


def refuse_if_not_here(stay: Stay, happened_at: datetime, at: datetime) -> None:
    if stay.during.upper is not None and stay.during.upper <= at:
        raise MovementRefused(
            _("%(person)s was released %(when)s.")
            % {"person": stay.person, "when": display.moment(stay.during.upper, at)},
            code="released",
        )
    if happened_at < stay.during.lower:
        raise MovementRefused(
            _("%(person)s came to the prison %(when)s. Check the time.")
            % {"person": stay.person, "when": display.moment(stay.during.lower, at)},
            code="before_the_stay",
        )


def refuse_if_moved_since(stay: Stay, last: Movement | None, follows: int | None, at: datetime) -> None:
    if follows == (last.pk if last else None):
        return
    undone = Movement.objects.filter(pk=follows or 0, stay=stay, undone_at__isnull=False).select_related("undone_by")
    for movement in undone:
        raise already_undone(movement, at)
    if last is None:
        raise Conflict(_("The board has changed. Look at where the person is before you register."), code="moved_since")
    raise Conflict(
        _("%(who)s moved %(person)s to %(place)s at %(when)s. Look at where the person is before you register.")
        % {
            "who": last.registered_by or _("The system"),
            "person": stay.person,
            "place": last.to_place or _("the cell"),
            "when": display.moment(last.registered_at, at),
        },
        code="moved_since",
    )


def refuse_if_not_last(stay: Stay, movement: Movement, at: datetime) -> None:
    if movement.undone_at is not None:
        raise already_undone(movement, at)
    refuse_if_moved_since(stay, last_movement(stay), movement.pk, at)


def already_undone(movement: Movement, at: datetime) -> Conflict:
    return Conflict(
        _("%(who)s has already undone the movement, at %(when)s.")
        % {"who": movement.undone_by, "when": display.moment(movement.undone_at or at, at)},
        code="already_undone",
    )


def refuse_bad_time(stay: Stay, last: Movement | None, happened_at: datetime, at: datetime) -> None:
    if happened_at > at:
        raise MovementRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if last is not None and happened_at < (last.arrived_at or last.left_at):
        raise MovementRefused(
            _("%(person)s was moved at %(when)s, after the time you entered. Check the time.")
            % {"person": stay.person, "when": display.moment(last.arrived_at or last.left_at, at)},
            code="before_the_last_movement",
        )
    back_at = (
        Absence.objects.filter(stay=stay, returned_at__gt=happened_at)
        .order_by("-returned_at")
        .values_list("returned_at", flat=True)
        .first()
    )
    if back_at is not None:
        raise MovementRefused(
            _("%(person)s came back at %(when)s, after the time you entered. Check the time.")
            % {"person": stay.person, "when": display.moment(back_at, at)},
            code="before_the_return",
        )


def refuse_if_outside(stay: Stay, here: Whereabouts, at: datetime) -> None:
    if here.bucket is not Bucket.OUTSIDE:
        return
    raise Conflict(
        _(
            "%(person)s has been outside the prison (%(place)s) since %(when)s, registered by %(who)s. "
            "Register the return first."
        )
        % {
            "person": stay.person,
            "place": here.in_a_sentence,
            "when": display.moment(here.since or at, at),
            "who": here.seen_by or _("the system"),
        },
        code="outside",
    )


def refuse_bad_place(stay: Stay, to_place: Place | None, home: Placement, here: Whereabouts) -> None:
    if to_place is None:
        if here.bucket is Bucket.CELL:
            raise MovementRefused(
                _("%(person)s is in the cell already.") % {"person": stay.person}, code="already_there"
            )
        return
    if to_place.prison_id != home.bed.cell.unit.prison_id:
        raise MovementRefused(
            _("%(place)s belongs to another prison. Choose a place here.") % {"place": to_place}, code="other_prison"
        )
    if not to_place.is_active:
        raise MovementRefused(
            _("%(place)s is closed. Choose another place.") % {"place": to_place}, code="closed_place"
        )
    if here.place_id == to_place.pk:
        raise MovementRefused(
            _("%(person)s is at %(place)s already.") % {"person": stay.person, "place": to_place}, code="already_there"
        )
