"""The map for moving somebody to another cell: only the beds that can be given are open, the others say why not."""

from dataclasses import dataclass
from datetime import datetime
from itertools import groupby
from typing import Any
from urllib.parse import urlencode
from uuid import UUID

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from corrections.access import Access
from corrections.models import Unit
from inmates.models import Placement, Stay
from inmates.permissions import CustodyPerm
from inmates.registries import Subject
from inmates.selectors.beds import BedOption, options
from inmates.selectors.board import columns, corridor_after


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


@dataclass(frozen=True, slots=True)
class Swap:
    """Two people who take each other's beds, each with what speaks against it and what to consider."""

    own: Placement
    other: Placement
    into_other: BedOption
    into_own: BedOption

    @property
    def is_open(self) -> bool:
        return not self.into_other.objections and not self.into_own.objections

    @property
    def needs_decision(self) -> bool:
        return self.own.bed.cell.unit.security_level != self.other.bed.cell.unit.security_level


def swap_of(move: Move, other_uuid: UUID, at: datetime) -> Swap | None:
    """The swap with somebody who lives on a unit in reach; ``None`` when there is nobody such."""
    own = move.placement
    placed = Placement.objects.current().filter(bed__cell__unit__in=[unit.pk for unit in move.units])
    found = placed.filter(stay__person__uuid=other_uuid).select_related("bed__cell__unit", "stay__person")
    other = found.order_by("pk").first()
    if own is None or other is None or other.pk == own.pk:
        return None
    own.stay = move.stay
    decided = {"transfer_decision": True}
    into_other = options(move.stay, own, at, bed_ids=[other.bed_id], swaps_with=other, **decided)[0]
    into_own = options(other.stay, other, at, bed_ids=[own.bed_id], swaps_with=own, **decided)[0]
    return Swap(own, other, into_other, into_own)


def needs_decision(move: Move) -> bool:
    """Whether the unit has another security level than the person lives under."""
    home = move.placement.bed.cell.unit if move.placement else None
    return home is not None and move.unit is not None and home.security_level != move.unit.security_level


def shared(move: Move) -> list[str]:
    """What must be considered for every bed that can be given: said once, above the map."""
    open_to = [option.warnings for option in move.beds if not option.objections and not option.is_own]
    return [warning for warning in open_to[0] if all(warning in other for other in open_to)] if open_to else []


def floors(move: Move, subject: Subject, *, swap: bool = False) -> list[dict[str, Any]]:
    """The cells floor by floor, as they lie on the board; ``swap`` lights who can be swapped with instead of beds."""
    by_floor = groupby(sorted(move.beds, key=lambda o: o.bed.cell.floor), key=lambda o: o.bed.cell.floor)
    draw = swap_tile if swap else tile
    said = shared(move)
    return [floor_of(floor, [draw(option, move, subject, said) for option in found]) for floor, found in by_floor]


def floor_of(number: int, tiles: list[dict[str, Any]]) -> dict[str, Any]:
    cols = columns(len(tiles))
    open_ones = sum(1 for entry in tiles if entry["href"])
    half = corridor_after(len(tiles), cols)
    beds = [*tiles[:half], {"corridor": True}, *tiles[half:]] if half < len(tiles) else tiles
    return {
        "key": number,
        "name": _("Floor %(number)d") % {"number": number},
        "note": ngettext("%(n)d can be chosen", "%(n)d can be chosen", open_ones) % {"n": open_ones},
        "cols": cols,
        "beds": beds,
    }


def tile(option: BedOption, move: Move, subject: Subject, said: list[str]) -> dict[str, Any]:
    """A bed on the map: lit and leading on, or shut with its reason in words."""
    may = not option.objections and not option.is_own
    href = address("person_move", subject, unit=option.bed.cell.unit_id, bed=option.bed.pk) if may else ""
    shown = face_of(option, move)
    if may:
        fresh = [warning for warning in option.warnings if warning not in said]
        shown |= {"foot": " ".join(fresh), "warn": bool(fresh)}
        shown["name"] = pgettext("bed", "Free") if not option.people_in_cell else _("One free place")
    return shown | {"href": href}


def swap_tile(option: BedOption, move: Move, subject: Subject, said: list[str]) -> dict[str, Any]:
    """Somebody to swap with: lit when nothing but their living there speaks against that bed."""
    against = [f.code for f in option.objections if f.code != "taken"]
    may = option.occupant_uuid is not None and not option.is_own and not against
    href = address("person_swap", subject, unit=option.bed.cell.unit_id, other=option.occupant_uuid) if may else ""
    shown = face_of(option, move)
    if may:
        shown["foot"] = ""
    elif option.occupant_uuid is None and not option.objections and not option.is_own:
        shown |= {"name": pgettext("bed", "Free"), "foot": _("Nobody to swap with.")}
    return shown | {"href": href}


def face_of(option: BedOption, move: Move) -> dict[str, Any]:
    """What stands on the tile whoever may have the bed: its number, who lives there, and why not."""
    cell = option.bed.cell
    family, _comma, given = option.occupant.partition(", ")
    number = cell.code.removeprefix(f"{cell.unit.code}-")
    worst = next((r for r, f in zip(option.reasons, option.objections, strict=True) if f.code != "taken"), "")
    is_closed = any(finding.code == "closed" for finding in option.objections)
    own = option.is_own
    person = move.stay.person
    return {
        "key": f"bed-{option.bed.pk}",
        "number": number if cell.physical_places == 1 else f"{number}/{option.bed.number}",
        "code": cell.code,
        "state": "yes" if own or option.occupant else "closed" if is_closed else "empty",
        "own": own,
        "name": person.family_name if own else family,
        "first": person.given_name if own else given,
        "foot": _("Lives here now.") if own else worst or (_("Taken.") if option.occupant else ""),
        "warn": False,
    }


def address(name: str, subject: Subject, **query: object) -> str:
    return f"{reverse(name, args=[subject.uuid])}?{urlencode(query)}"
