"""The map for moving somebody to another cell: only the beds that can be given are open, the others say why not."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any

from django.http import QueryDict
from django.urls import reverse
from django.utils.translation import gettext as _

from corrections.access import Access
from corrections.models import Unit
from inmates.models import Placement, Stay
from inmates.permissions import CustodyPerm
from inmates.registries import Subject
from inmates.selectors.beds import BedOption, options


@dataclass(frozen=True, slots=True)
class Move:
    """Who is to be moved, from where, and what there is to choose from."""

    stay: Stay
    placement: Placement | None
    units: list[Unit]
    unit: Unit | None
    beds: list[BedOption]


def move_of(subject: Subject, access: Access, at: datetime, unit_id: str) -> Move | None:
    """The beds of one unit in reach, the person's own unit at first; ``None`` for someone who is not in custody."""
    stay = Stay.objects.current().filter(pk=subject.stay_id or 0).select_related("person").order_by("pk").first()
    if stay is None:
        return None
    placed = Placement.objects.current().filter(stay=stay).select_related("bed__cell__unit")
    placement = placed.order_by("pk").first()
    units = units_in_reach(subject, access)
    wanted = unit_id or str(subject.unit_id or "")
    unit = next((unit for unit in units if str(unit.pk) == wanted), units[0] if units else None)
    beds = options(stay, placement, at, unit_id=unit.pk, transfer_decision=True) if unit else []
    return Move(stay=stay, placement=placement, units=units, unit=unit, beds=beds)


def units_in_reach(subject: Subject, access: Access) -> list[Unit]:
    """Where this user may place people, in the prison that holds the person."""
    units = Unit.objects.filter(pk__in=access.units(CustodyPerm.PLACE), prison=subject.prison_id)
    return list(units.select_related("prison").order_by("position", "code"))


def chosen(move: Move, bed_id: str) -> BedOption | None:
    """The bed that was tapped, if it can be given."""
    option = next((option for option in move.beds if str(option.bed.pk) == bed_id), None)
    return option if option and not option.objections and not option.is_own else None


def needs_decision(move: Move) -> bool:
    """Whether the unit has another security level than the person lives under."""
    home = move.placement.bed.cell.unit if move.placement else None
    return home is not None and move.unit is not None and home.security_level != move.unit.security_level


def shared(move: Move) -> list[str]:
    """What must be considered for every bed that can be given: said once, above the map."""
    open_to = [option.warnings for option in move.beds if not option.objections and not option.is_own]
    return [warning for warning in open_to[0] if all(warning in other for other in open_to)] if open_to else []


def floors(move: Move, subject: Subject) -> list[dict[str, Any]]:
    """The cells floor by floor, in the order of the building."""
    by_floor = groupby(sorted(move.beds, key=lambda o: o.bed.cell.floor), key=lambda o: o.bed.cell.floor)
    return [
        {
            "key": floor,
            "name": _("Floor %(number)d") % {"number": floor},
            "beds": [tile(option, move, subject) for option in found],
        }
        for floor, found in by_floor
    ]


def tile(option: BedOption, move: Move, subject: Subject) -> dict[str, Any]:
    """A bed on the map: open and leading on, or shut with its reason in words."""
    cell = option.bed.cell
    may = not option.objections and not option.is_own
    query = QueryDict(mutable=True)
    query.update({"unit": str(cell.unit_id), "bed": str(option.bed.pk)})
    return {
        "key": f"bed-{option.bed.pk}",
        "number": cell.code if cell.physical_places == 1 else f"{cell.code} / {option.bed.number}",
        "href": f"{reverse('person_move', args=[subject.uuid])}?{query.urlencode()}" if may else "",
        "own": option.is_own,
        "reason": _("Lives here now.") if option.is_own else " ".join(option.reasons[:1]),
        "warning": " ".join(w for w in option.warnings if w not in shared(move)) if may else "",
        "free": may and not option.people_in_cell,
    }
