"""Two people take each other's beds at the same instant. Undoing it is another swap."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, explained
from inmates.models import Placement, Stay
from inmates.selectors import beds
from inmates.services import placements
from inmates.services.placements import PlacementRefused


@dataclass(frozen=True, slots=True)
class Side:
    """One of the two, the placement that the officer saw, and the decision where the other unit has another level."""

    stay: Stay
    seen: int | None
    decision: str = ""


@explained()
@transaction.atomic
def swap_cells(*, first: Side, second: Side, by: User, at: datetime, reason: str) -> tuple[Placement, Placement]:
    """Both leave and both arrive at ``at``. Whatever speaks against either in the other's cell refuses both.

    Raises ``Conflict`` when somebody has moved either of them since, ``PlacementRefused`` with the reason otherwise.
    """
    if first.stay.pk == second.stay.pk:
        raise PlacementRefused(_("Choose somebody else to swap with."), code="same_person")
    # in the order of their keys, whoever is named first: two officers who swap the same two wait, not lock each other
    locked = {pk: placements.lock(Stay(pk=pk)) for pk in sorted((first.stay.pk, second.stay.pk))}
    held = {pk: held_by(locked[pk], side.seen, at) for pk, side in sorted(sides_of(first, second).items())}
    one, two = held[first.stay.pk], held[second.stay.pk]
    placements.lock_beds(one.bed, two.bed)
    for side, own, other in ((first, one, two), (second, two, one)):
        refuse_the_other_bed(locked[side.stay.pk], own, other, decision=side.decision, at=at)
    for placement in (one, two):
        placements.close(placement, at)
    return (
        moved(locked[first.stay.pk], one, two, reason or first.decision, by, at),
        moved(locked[second.stay.pk], two, one, reason or second.decision, by, at),
    )


def sides_of(first: Side, second: Side) -> dict[int, Side]:
    return {first.stay.pk: first, second.stay.pk: second}


def held_by(stay: Stay, seen: int | None, at: datetime) -> Placement:
    """The placement that the officer saw, still the present one."""
    placements.refuse_if_gone(stay, at, at)
    current = placements.current_placement(stay)
    if current is None:
        raise PlacementRefused(
            _("%(person)s has no cell to swap. Choose a free cell instead.") % {"person": stay.person}, code="no_cell"
        )
    if current.pk != seen or at <= current.during.lower:
        raise Conflict(placements.already_moved(stay, current, at), code="moved_since")
    current.stay = stay
    return current


def refuse_the_other_bed(stay: Stay, own: Placement, other: Placement, *, decision: str, at: datetime) -> None:
    """What speaks against this person in the other's bed, as it is when both have left."""
    if own.bed.cell.unit.prison_id != other.bed.cell.unit.prison_id:
        raise PlacementRefused(_("They live in two prisons. Order a transfer instead."), code="other_prison")
    found = beds.options(
        stay, own, at, bed_ids=[other.bed_id], transfer_decision=bool(decision.strip()), swaps_with=other
    )
    placements.refuse_bed(found[0], stay, at)


def moved(stay: Stay, left: Placement, taken: Placement, reason: str, by: User, at: datetime) -> Placement:
    return placements.give(stay=stay, bed=taken.bed, left=left, start=at, reason=reason, by=by, at=at)
