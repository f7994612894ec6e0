"""A plan of an evening as it is read: groups and officers by half hour, and what each person gets and loses."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.utils.formats import number_format
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from corrections.models import Prison
from corrections.rules import OSLO
from inmates.models import Placement, Stay
from security.models import RegimePlan
from security.permissions import RegimePerm
from security.rules import regime as rules
from security.rules.regime import SLOT, Evening, Group
from security.selectors import regime

LETTERS = "ABCDEFGHIJKLMNOPQRSTUVWXYZ"
HOUR = 60
AFTERNOON = 16
SHORTEST = timedelta(hours=1)


@dataclass(frozen=True, slots=True)
class Cell:
    """A half hour of a group; ``name`` is that of its box when the plan is changed by hand."""

    out: bool
    when: str
    name: str = ""


@dataclass(frozen=True, slots=True)
class Row:
    number: int
    unit: str
    letter: str
    people: int
    officers: int
    cells: tuple[Cell, ...]


@dataclass(frozen=True, slots=True)
class Person:
    id: int
    name: str
    cell: str
    unit: str
    group: str
    tonight: str
    today: str
    lost: str
    sum: str
    below: bool
    alone: bool
    field: str = ""
    choices: tuple[tuple[str, str, bool], ...] = ()


def hours(minutes: int) -> str:
    return _("%(hours)s h") % {"hours": number_format(minutes / HOUR, 1)}


# ---- the list ------------------------------------------------------------------------------------------------------
def plans(prison_id: int, at: datetime) -> list[dict[str, Any]]:
    """The latest, the newest first."""
    found = RegimePlan.objects.filter(prison=prison_id).select_related("asked_by", "adopted_by")
    return [
        {
            "id": plan.pk,
            "title": span(plan),
            "state": state(plan, at),
            "officers": plan.officers,
            "needed": plan.needed,
            "is_adopted": plan.adopted_at is not None,
        }
        for plan in found.order_by("-asked_at", "-pk")[:30]
    ]


def span(plan: RegimePlan) -> str:
    start, end = plan.during.lower, plan.during.upper
    return f"{display.long_day(start.astimezone(OSLO).date(), year=False)} {display.clock(start)}–{display.clock(end)}"


def state(plan: RegimePlan, at: datetime) -> str:
    if plan.adopted_at is not None and plan.adopted_by is not None:
        words = {"who": plan.adopted_by.short_name, "when": display.moment(plan.adopted_at, at)}
        return _("Adopted by %(who)s %(when)s") % words
    return _("Proposed") if plan.proposed_at else _("Being worked out")


def find(pk: int, access: Access, perm: RegimePerm) -> RegimePlan | None:
    """A plan of a prison where the user holds ``perm``: in the whole, or for reading at one of its units."""
    found = RegimePlan.objects.filter(pk=pk).select_related("prison", "asked_by", "adopted_by", "changed_by")
    plan = found.order_by("pk").first()
    if plan is None:
        return None
    whole = access.may(perm, prison_id=plan.prison_id)
    part = perm == RegimePerm.VIEW and not access.units(perm).isdisjoint(regime.units_by_id(plan.prison_id))
    return plan if whole or part else None


def offered_times(prison: Prison, at: datetime) -> tuple[datetime, datetime]:
    """The evening at hand: from four, or the next half hour, until the doors are locked; tomorrow's once it is over."""
    here = at.astimezone(OSLO)
    four = here.replace(hour=AFTERNOON, minute=0, second=0, microsecond=0)
    half = here.replace(minute=0, second=0, microsecond=0) + timedelta(minutes=SLOT * (1 + here.minute // SLOT))
    start = max(four, half)
    end = regime.usual_end(prison, start) or start.replace(hour=20, minute=30)
    if end.astimezone(OSLO) - start < SHORTEST or start.date() != here.date():
        start = four + timedelta(days=1)
        end = regime.usual_end(prison, start) or start.replace(hour=20, minute=30)
    return start, end


# ---- one plan --------------------------------------------------------------------------------------------------------
def page(plan: RegimePlan, access: Access, at: datetime, *, groups: Sequence[Group] | None = None) -> dict[str, Any]:
    """Everything that a page of it shows, of the units that the user may see. Four statements."""
    evening = regime.evening_of(plan)
    groups = regime.groups_of(plan) if groups is None else groups
    units = regime.units_by_id(plan.prison_id)
    seen = access.units(RegimePerm.VIEW)
    names = {pk: unit.name for pk, unit in units.items() if pk in seen}
    clocks = [display.clock(plan.during.lower + number * regime.HALF_HOUR) for number in range(evening.slots)]
    called = letters(groups)
    people = people_of(evening, groups, called, names)
    found = rules.broken(evening, groups) if plan.proposed_at else []
    return {
        "plan": plan,
        "title": span(plan),
        "state": state(plan, at),
        "clocks": clocks,
        "rows": rows_of(evening, groups, called, names, clocks),
        "at_work": [{"needed": n, "over": n > evening.officers} for n in rules.officers_at(evening, groups)],
        "people": people,
        "findings": sentences(plan, evening, found),
        "below": sum(1 for one in found if one.code == rules.FLOOR),
        "floor": hours(evening.floor),
        "may_plan": access.may(RegimePerm.PLAN, prison_id=plan.prison_id),
    }


def letters(groups: Sequence[Group]) -> list[str]:
    """A, B, C within each unit."""
    counted: dict[int, int] = {}
    found = []
    for group in groups:
        number = counted.get(group.unit, 0)
        counted[group.unit] = number + 1
        found.append(LETTERS[number % len(LETTERS)])
    return found


def rows_of(
    evening: Evening, groups: Sequence[Group], called: Sequence[str], names: dict[int, str], clocks: Sequence[str]
) -> list[Row]:
    order = {pk: number for number, pk in enumerate(names)}
    rows = [
        Row(
            number,
            names[group.unit],
            called[number],
            len(group.people),
            rules.officers_for(evening, group.people),
            tuple(Cell(slot in group.slots, when, f"g{number}_{slot}") for slot, when in enumerate(clocks)),
        )
        for number, group in enumerate(groups)
        if group.unit in names
    ]
    return sorted(rows, key=lambda row: (order[groups[row.number].unit], row.letter))


def people_of(evening: Evening, groups: Sequence[Group], called: Sequence[str], names: dict[int, str]) -> list[Person]:
    given, lost = rules.minutes(evening, groups), rules.losses(evening, groups)
    ids = [person.id for person in evening.residents if person.unit in names]
    known = {stay.pk: stay for stay in Stay.objects.filter(pk__in=ids).select_related("person")}
    cells = cells_of(list(known))
    group_of = {pk: number for number, group in enumerate(groups) for pk in group.people}
    return [
        Person(
            id=one.id,
            name=known[one.id].person.name,
            cell=cells.get(one.id, ""),
            unit=names[one.unit],
            group=called[group_of[one.id]] if one.id in group_of else "",
            tonight=hours(given[one.id]),
            today=hours(one.had + given[one.id]),
            lost=hours(lost[one.id]),
            sum=hours(one.lost + lost[one.id]),
            below=one.had + given[one.id] < evening.floor,
            alone=one.alone,
            field=f"p{one.id}",
            choices=tuple(
                (str(number), called[number], group_of.get(one.id) == number)
                for number, group in enumerate(groups)
                if group.unit == one.unit
            ),
        )
        for one in evening.residents
        if one.id in known
    ]


def cells_of(stay_ids: list[int]) -> dict[int, str]:
    homes = Placement.objects.current().filter(stay__in=stay_ids)
    return dict(homes.values_list("stay", "bed__cell__code"))


def with_room(plan: RegimePlan) -> list[Group]:
    """The groups, and an empty one for each unit, so that a change by hand can make another."""
    groups = regime.groups_of(plan)
    units = dict.fromkeys(person.unit for person in regime.evening_of(plan).residents)
    return [*groups, *(Group(unit, (), frozenset()) for unit in units)]


# ---- what cannot be held -------------------------------------------------------------------------------------
def sentences(plan: RegimePlan, evening: Evening, found: Sequence[rules.Broken]) -> list[str]:
    below = [one for one in found if one.code == rules.FLOOR]
    if not below:
        return []
    said = [
        ngettext(
            "%(n)d person is below the floor of %(floor)s, at worst by %(worst)d minutes.",
            "%(n)d people are below the floor of %(floor)s, at worst by %(worst)d minutes.",
            len(below),
        )
        % {"n": len(below), "floor": hours(evening.floor), "worst": max(one.needed for one in below)}
    ]
    why = {
        "time": _("The evening is too short for everybody, however many officers there are."),
        "officers": ngettext("%(enough)d officer would be enough.", "%(enough)d officers would be enough.", plan.enough)
        % {"enough": plan.enough},
        "apart": _("It could be held if nobody had to be kept apart. They are, all the same."),
    }
    return [*said, why[plan.why]] if plan.why in why else said
