"""The buildings: units, cells with their beds, places, what they may hold, and cells out of use.

What must never be is refused by PostgreSQL (``corrections/models/estate.py``, ``corrections/sql``) and explained by
``corrections.refusals``; what is refused here are the mistakes that a constraint cannot see.
"""

from datetime import date, datetime

from django.db import transaction
from django.db.models import ProtectedError
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corrections import display
from corrections.choices import CellKind, ClosureReason, PlaceKind, Sanitary, UnitSex
from corrections.models import Bed, Cell, CellClosure, Place, Prison, Unit, User
from corrections.periods import ended, since
from corrections.refusals import NEGATIVE, Conflict, Refusal, explained
from corrections.services import audit, postings


class EstateRefused(Refusal):
    code = "estate_refused"


# ---- units, cells, places ------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def create_unit(
    *,
    prison: Prison,
    code: str,
    name: str,
    security_level: str,
    function: str,
    sex: str = UnitSex.MEN,
    position: int = 0,
    by: User | None,
    at: datetime,
) -> Unit:
    unit = Unit.objects.create(
        prison=prison,
        code=said(code),
        name=said(name),
        security_level=security_level,
        function=function,
        sex=sex,
        position=position,
    )
    postings.touch_prison(prison)
    audit.record_write(by=by, at=at, act="corrections.create_unit", subject=unit)
    return unit


@explained()
@transaction.atomic
def change_unit(
    *, unit: Unit, name: str, security_level: str, function: str, sex: str, position: int, by: User, at: datetime
) -> Unit:
    """Everything but the code, which stands on doors and in old entries."""
    unit = Unit.objects.select_for_update().get(pk=unit.pk)
    unit.name, unit.position = said(name), position
    unit.security_level, unit.function, unit.sex = security_level, function, sex
    unit.save(update_fields=["name", "security_level", "function", "sex", "position"])
    audit.record_write(by=by, at=at, act="corrections.change_unit", subject=unit)
    return unit


@explained()
@transaction.atomic
def create_cell(
    *,
    unit: Unit,
    code: str,
    floor: int = 1,
    position: int = 0,
    kind: str = CellKind.ORDINARY,
    sanitary: str = Sanitary.OWN,
    physical_places: int = 1,
    places_in_use: int | None = None,
    certified_places: int | None = None,
    by: User | None,
    at: datetime,
) -> Cell:
    """A cell with one bed for each physical place. What is not said about capacity is as the physical places."""
    cell = Cell.objects.create(
        unit=unit,
        code=said(code),
        floor=floor,
        position=position,
        kind=kind,
        sanitary=sanitary,
        physical_places=physical_places,
        places_in_use=physical_places if places_in_use is None else places_in_use,
        certified_places=physical_places if certified_places is None else certified_places,
    )
    fit_beds(cell)
    audit.record_write(by=by, at=at, act="corrections.create_cell", subject=cell)
    return cell


@explained()
@transaction.atomic
def change_cell(*, cell: Cell, floor: int, position: int, kind: str, sanitary: str, by: User, at: datetime) -> Cell:
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    cell.floor, cell.position, cell.kind, cell.sanitary = floor, position, kind, sanitary
    cell.save(update_fields=["floor", "position", "kind", "sanitary"])
    audit.record_write(by=by, at=at, act="corrections.change_cell", subject=cell)
    return cell


@explained()
@transaction.atomic
def change_capacity(
    *,
    cell: Cell,
    physical_places: int,
    places_in_use: int,
    certified_places: int,
    reason: str = "",
    by: User,
    at: datetime,
) -> Cell:
    """Set the three capacities of a cell together; beds follow the physical places.

    Raises a ``Refusal`` for places in use or certified above the physical ones, fewer places in use than people who
    live there, fewer physical places in the prison than its operational capacity, and for a bed with a past.
    """
    if min(physical_places, places_in_use, certified_places) < 0:
        raise EstateRefused(NEGATIVE, code="negative_places")
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    before = [cell.physical_places, cell.places_in_use, cell.certified_places]
    cell.physical_places, cell.places_in_use, cell.certified_places = physical_places, places_in_use, certified_places
    cell.save(update_fields=["physical_places", "places_in_use", "certified_places"])
    fit_beds(cell)
    after = [physical_places, places_in_use, certified_places]
    detail = {"before": before, "after": after}
    audit.record_write(
        by=by, at=at, act="corrections.change_capacity", subject=cell, detail=detail, reason=reason.strip()
    )
    return cell


def fit_beds(cell: Cell) -> None:
    """As many beds as physical places. A bed that somebody has lived in stays: it is part of where they were."""
    numbers = {bed.number: bed for bed in cell.beds.all()}
    for number in range(1, cell.physical_places + 1):
        if number not in numbers:
            Bed.objects.create(cell=cell, number=number)
    for number in sorted(numbers)[cell.physical_places :]:
        try:
            numbers[number].delete()
        except ProtectedError as error:
            raise EstateRefused(
                _(
                    "Somebody has lived in bed %(number)s of cell %(cell)s, so the bed stays. "
                    "Lower the places in use instead."
                )
                % {"number": number, "cell": cell.code},
                code="a_bed_with_a_past_stays",
            ) from error


@explained()
@transaction.atomic
def set_operational_capacity(*, prison: Prison, places: int | None, by: User, at: datetime) -> Prison:
    """The most people that the prison may hold; ``None`` when nothing is decided."""
    prison = Prison.objects.select_for_update().get(pk=prison.pk)
    before, prison.operational_capacity = prison.operational_capacity, places
    prison.save(update_fields=["operational_capacity"])
    detail = {"before": before, "after": places}
    audit.record_write(by=by, at=at, act="corrections.set_operational_capacity", subject=prison, detail=detail)
    return prison


@explained()
@transaction.atomic
def create_place(
    *,
    prison: Prison,
    code: str,
    name: str,
    kind: str = PlaceKind.OTHER,
    unit: Unit | None = None,
    position: int = 0,
    by: User | None,
    at: datetime,
) -> Place:
    """Somewhere besides the cells that a person can be: on a unit, or for the whole prison."""
    same_prison(prison, unit)
    place = Place.objects.create(
        prison=prison, unit=unit, code=said(code), name=said(name), kind=kind, position=position
    )
    audit.record_write(by=by, at=at, act="corrections.create_place", subject=place)
    return place


@explained()
@transaction.atomic
def change_place(
    *, place: Place, name: str, kind: str, unit: Unit | None, position: int, is_active: bool, by: User, at: datetime
) -> Place:
    """A place that is no longer active can be moved to by nobody; where people have been keeps its name."""
    place = Place.objects.select_for_update().get(pk=place.pk)
    same_prison(place.prison, unit)
    place.name, place.kind, place.unit, place.position, place.is_active = said(name), kind, unit, position, is_active
    place.save(update_fields=["name", "kind", "unit", "position", "is_active"])
    audit.record_write(by=by, at=at, act="corrections.change_place", subject=place)
    return place


def same_prison(prison: Prison, unit: Unit | None) -> None:
    if unit is not None and unit.prison_id != prison.pk:
        raise EstateRefused(
            _("That unit belongs to another prison. Choose a unit of %(prison)s.") % {"prison": prison},
            code="unit_of_another_prison",
        )


def said(text: str) -> str:
    if not text.strip():
        raise EstateRefused(_("Enter both a code and a name."), code="nothing_said")
    return text.strip()


# ---- cells out of use ----------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def close_cell(
    *, cell: Cell, reason: str, note: str = "", expected_return_on: date | None = None, by: User, at: datetime
) -> CellClosure:
    """Take a cell out of use from now on. Refused while somebody lives in it, and when it is closed already."""
    cell = Cell.objects.select_for_update().get(pk=cell.pk)
    closed = CellClosure.objects.as_of(at).filter(cell=cell).select_related("closed_by").order_by("pk").first()
    if closed is not None:
        raise Conflict(
            _("%(who)s closed this cell %(when)s.")
            % {"who": closed.closed_by, "when": display.moment(closed.closed_at, at)},
            code="already_closed",
        )
    if reason == ClosureReason.OTHER and not note.strip():
        raise EstateRefused(_("Write in a few words why the cell is closed."), code="no_reason")
    not_in_the_past(expected_return_on, at)
    closure = CellClosure.objects.create(
        cell=cell,
        during=since(at),
        reason=reason,
        note=note.strip(),
        expected_return_on=expected_return_on,
        closed_at=at,
        closed_by=by,
    )
    audit.record_write(by=by, at=at, act="corrections.close_cell", subject=cell, detail={"closure": closure.pk})
    return closure


@explained()
@transaction.atomic
def expect_return(*, closure: CellClosure, on: date | None, by: User, at: datetime) -> CellClosure:
    """Move the day on which the cell is expected back in use."""
    closure = locked(closure, at)
    not_in_the_past(on, at)
    closure.expected_return_on = on
    closure.save(update_fields=["expected_return_on"])
    audit.record_write(by=by, at=at, act="corrections.expect_return", subject=closure)
    return closure


@explained()
@transaction.atomic
def reopen_cell(*, closure: CellClosure, by: User, at: datetime) -> CellClosure:
    """Take the cell back in use."""
    closure = locked(closure, at)
    if at <= closure.during.lower:
        raise EstateRefused(_("The cell would reopen before it closes. Check the times."), code="reopened_too_early")
    closure.during = ended(closure.during, at)
    closure.reopened_at, closure.reopened_by = at, by
    closure.save(update_fields=["during", "reopened_at", "reopened_by"])
    detail = {"closure": closure.pk}
    audit.record_write(by=by, at=at, act="corrections.reopen_cell", subject=closure.cell, detail=detail)
    return closure


def locked(closure: CellClosure, at: datetime) -> CellClosure:
    """The closure, held for this transaction; refused when the cell is open again."""
    closure = CellClosure.objects.select_for_update().get(pk=closure.pk)
    if closure.reopened_at is not None:
        raise Conflict(
            _("%(who)s reopened this cell %(when)s.")
            % {"who": closure.reopened_by, "when": display.moment(closure.reopened_at, at)},
            code="already_reopened",
        )
    return closure


def not_in_the_past(on: date | None, at: datetime) -> None:
    if on is not None and on < timezone.localtime(at).date():
        raise EstateRefused(
            _("The expected return lies in the past. Choose today or a later day."), code="return_in_the_past"
        )
