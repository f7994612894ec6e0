"""Beds as they are for one person: who may be placed in which, and why not in the others.

The rule is ``inmates.rules.beds``; this fetches its facts, four queries whatever the number of beds, and words the
findings. The map of the move and the service that moves ask the same function.
"""

from collections.abc import Sequence
from dataclasses import dataclass, field, replace
from datetime import datetime
from typing import Any
from uuid import UUID

from django.db.models import Count, Exists, OuterRef, QuerySet, Subquery
from django.db.models.functions import Coalesce
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import ClosureReason, UnitSex
from corrections.models import Bed, CellClosure
from corrections.periods import since
from corrections.rules import OSLO
from inmates.choices import NonAssociationReason
from inmates.models import Placement, Reservation, Stay
from inmates.rules.beds import (
    BedFacts,
    Finding,
    Neighbour,
    Newcomer,
    concerns,
    is_minor,
    latest_adult_birth,
    objections,
)
from inmates.selectors import meetings
from inmates.selectors.meetings import Bar


@dataclass(frozen=True, slots=True)
class Apart:
    """Somebody whom the person must not meet, and where that somebody lives now."""

    pair_id: int
    person_id: int
    name: str
    scope: str
    reason: str
    cell_id: int | None
    cell_code: str
    unit_id: int | None
    prison_id: int | None
    source: str = "pair"
    allowed: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class BedOption:
    """A bed and what speaks against it for this person. No ``objections``: it can be given."""

    bed: Bed
    occupant: str
    placed_at: datetime | None
    placed_by: str
    people_in_cell: int
    is_own: bool
    objections: list[Finding] = field(default_factory=list)
    concerns: list[Finding] = field(default_factory=list)
    occupant_uuid: UUID | None = None
    reasons: list[str] = field(default_factory=list)
    warnings: list[str] = field(default_factory=list)


def newcomer(stay: Stay, placement: Placement | None, at: datetime) -> Newcomer:
    """What the rule asks about the person. One query."""
    status = stay.legal_statuses.as_of(at).order_by("pk").values_list("kind", flat=True).first()
    level = placement.bed.cell.unit.security_level if placement else ""
    minor = is_minor(stay.person.birth_date, at.astimezone(OSLO).date())
    return Newcomer(sex=stay.person.sex, level=level, legal_status=status or "", is_minor=minor)


def apart_from(person_id: int, at: datetime) -> list[Apart]:
    """Everyone whom this person must not meet at ``at``, with where they live. Two queries at most."""
    found = meetings.with_newcomer(person_id, at, at)
    if not found:
        return []
    homes = homes_of([bar.besides(person_id)[0] for bar in found])
    return [_apart(bar, *bar.besides(person_id), homes) for bar in found]


def homes_of(person_ids: Sequence[int]) -> dict[int, Placement]:
    """The open placement of each of these people, by person. One query."""
    placed = Placement.objects.current().filter(stay__person__in=person_ids)
    return {row.stay.person_id: row for row in placed.select_related("stay", "bed__cell__unit")}


def _apart(bar: Bar, other_id: int, name: str, homes: dict[int, Placement]) -> Apart:
    """Of two groups the reason is not said here: it would tell which group somebody belongs to."""
    home = homes.get(other_id)
    cell = home.bed.cell if home else None
    return Apart(
        pair_id=bar.id,
        person_id=other_id,
        name=name,
        scope=bar.scope,
        reason=str(NonAssociationReason(bar.reason).label) if bar.source == "pair" else _("Ask the duty manager why"),
        cell_id=cell.pk if cell else None,
        cell_code=cell.code if cell else "",
        unit_id=cell.unit_id if cell else None,
        prison_id=cell.unit.prison_id if cell else None,
        source=bar.source,
        allowed=bar.allowed,
    )


def options(
    stay: Stay,
    placement: Placement | None,
    at: datetime,
    *,
    unit_id: int | None = None,
    bed_ids: Sequence[int] | None = None,
    transfer_decision: bool = False,
    swaps_with: Placement | None = None,
) -> list[BedOption]:
    """The beds of a unit, or these beds, in the order of the building, each with its reasons.

    ``swaps_with`` is the placement of somebody who takes this person's bed at the same instant.
    """
    beds = beds_with_facts(stay, at, swaps_with)
    beds = beds.filter(cell__unit=unit_id) if unit_id is not None else beds.filter(pk__in=bed_ids or ())
    found = list(beds.order_by("cell__position", "cell__code", "number"))
    if not found:
        return []
    person = newcomer(stay, placement, at)
    others = apart_from(stay.person_id, at)
    if swaps_with is not None and placement is not None:
        others = [in_the_bed_of(placement, other, swaps_with) for other in others]
    return [_option(bed, person, others, placement, at, transfer_decision) for bed in found]


def in_the_bed_of(placement: Placement, other: Apart, swaps_with: Placement) -> Apart:
    """The one who takes this person's bed lives there from then on; the others live where they do."""
    if other.person_id != swaps_with.stay.person_id:
        return other
    cell = placement.bed.cell
    return replace(other, cell_id=cell.pk, cell_code=cell.code, unit_id=cell.unit_id, prison_id=cell.unit.prison_id)


def beds_with_facts(stay: Stay, at: datetime, swaps_with: Placement | None = None) -> QuerySet[Any]:
    """Beds annotated with who else is in them or in their cell, from ``at`` on."""
    leaving = [stay.pk, *([swaps_with.stay_id] if swaps_with else [])]
    held = Placement.objects.filter(during__overlap=since(at)).exclude(stay__in=leaving)
    here = held.filter(bed=OuterRef("pk")).order_by("during")
    in_cell = held.filter(bed__cell=OuterRef("cell")).order_by().values("bed__cell")
    born_after = latest_adult_birth(at.astimezone(OSLO).date())
    minors = in_cell.filter(stay__person__birth_date__gt=born_after)
    closure = CellClosure.objects.filter(cell=OuterRef("cell"), during__overlap=since(at)).order_by("during")
    reserved = Reservation.objects.filter(bed=OuterRef("pk"), during__overlap=since(at))
    return Bed.objects.select_related("cell__unit").annotate(
        occupant_family=Subquery(here.values("stay__person__family_name")[:1]),
        occupant_given=Subquery(here.values("stay__person__given_name")[:1]),
        occupant_uuid=Subquery(here.values("stay__person__uuid")[:1]),
        taken_at=Subquery(here.values("placed_at")[:1]),
        taken_by_first=Subquery(here.values("placed_by__first_name")[:1]),
        taken_by_last=Subquery(here.values("placed_by__last_name")[:1]),
        others_in_cell=Coalesce(Subquery(in_cell.annotate(n=Count("pk")).values("n")), 0),
        minors_in_cell=Coalesce(Subquery(minors.annotate(n=Count("pk")).values("n")), 0),
        closed_because=Subquery(closure.values("reason")[:1]),
        back_on=Subquery(closure.values("expected_return_on")[:1]),
        is_reserved=Exists(reserved),
    )


def _option(
    bed: Any, person: Newcomer, others: list[Apart], placement: Placement | None, at: datetime, decided: bool
) -> BedOption:
    unit = bed.cell.unit
    neighbours = tuple(
        Neighbour(
            o.person_id,
            o.scope,
            same_cell=o.cell_id == bed.cell_id,
            same_unit=o.unit_id == bed.cell.unit_id,
            allowed=o.allowed,
        )
        for o in others
        if o.prison_id == unit.prison_id
    )
    facts = BedFacts(
        unit_sex=unit.sex,
        unit_level=unit.security_level,
        unit_function=unit.function,
        closed=bool(bed.closed_because),
        taken=bed.occupant_family is not None,
        reserved=bed.is_reserved,
        people_in_cell=bed.others_in_cell,
        places_in_use=bed.cell.places_in_use,
        certified_places=bed.cell.certified_places,
        minors_in_cell=bed.minors_in_cell,
        neighbours=neighbours,
    )
    against = objections(person, facts, transfer_decision=decided)
    beware = concerns(person, facts)
    return BedOption(
        bed=bed,
        occupant=occupant(bed),
        placed_at=bed.taken_at,
        placed_by=short(bed.taken_by_first, bed.taken_by_last),
        people_in_cell=bed.others_in_cell,
        is_own=placement is not None and placement.bed_id == bed.pk,
        objections=against,
        concerns=beware,
        occupant_uuid=bed.occupant_uuid,
        reasons=[sentence(finding, bed, others) for finding in against],
        warnings=[sentence(finding, bed, others) for finding in beware],
    )


def occupant(bed: Any) -> str:
    names = [name for name in (bed.occupant_family, bed.occupant_given) if name]
    return ", ".join(names)


def short(first: str | None, last: str | None) -> str:
    """As ``User.short_name`` writes it; empty where nobody is known."""
    return f"{first[:1]}. {last}" if first and last else last or ""


# ---- the words ---------------------------------------------------------------------------------------------------
def sentence(finding: Finding, bed: Any, others: list[Apart]) -> str:
    """A finding as an officer reads it, on the map and in a refusal."""
    other = next((o for o in others if o.person_id == finding.person_id), None)
    values = {
        "name": other.name if other else occupant(bed),
        "cell": other.cell_code if other else bed.cell.code,
        "places": bed.cell.places_in_use,
        "unit": bed.cell.unit.name,
        "who": UnitSex(bed.cell.unit.sex).label,
        "level": bed.cell.unit.get_security_level_display(),
        "reason": ClosureReason(bed.closed_because).label if bed.closed_because else "",
        "day": display.day(bed.back_on) if bed.back_on else "",
    }
    return WORDS[finding.code if finding.code != "closed" or not bed.back_on else "closed_until"]() % values


WORDS = {
    "closed": lambda: _("Closed: %(reason)s."),
    "closed_until": lambda: _("Closed: %(reason)s. Expected back %(day)s."),
    "taken": lambda: _("%(name)s lives here."),
    "full": lambda: _("Full: the cell may hold %(places)d."),
    "reserved": lambda: _("Kept for someone who is expected."),
    "wrong_sex": lambda: _("%(unit)s is a unit for: %(who)s."),
    "minor": lambda: _("Nobody under 18 shares a cell with an adult."),
    "minor_among_adults": lambda: _("The person is under 18 and would live among adults."),
    "adult_among_minors": lambda: _("The unit is for people under 18."),
    "keep_apart": lambda: _("Must not meet %(name)s, who lives in %(cell)s."),
    "other_level": lambda: _("%(unit)s has another security level (%(level)s). That needs a decision on transfer."),
    "keep_apart_near": lambda: _("Must not meet %(name)s, who lives in %(cell)s on the same unit."),
    "crowded": lambda: _("More people than the cell is certified for."),
    "sex_unknown": lambda: _("The sex of the person is not registered. Check that the unit is right."),
    "remand_mixed": lambda: _("A person on remand would live among sentenced people."),
}
