"""The pages about counts: the list of a day, one count with its people and steps, the plans of the units in sight."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db.models import Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.choices import Role
from corrections.models import Prison, Unit
from inmates.choices import AbsenceKind
from security.choices import CountKind, CountState, Expected, Mark
from security.models import ActionStep, Count, CountLine, CountPlan
from security.permissions import CountPerm
from security.rules.counts import CLOSED, events_from
from security.selectors.counts import PEOPLE, Summary, summary, title

ACTS = {
    "start": CountPerm.TAKE,
    "submit": CountPerm.TAKE,
    "recount": CountPerm.TAKE,
    "agree": CountPerm.TAKE,
    "certify": CountPerm.CERTIFY,
    "abandon": CountPerm.CERTIFY,
}


@dataclass(frozen=True, slots=True)
class Row:
    """A count in a list."""

    summary: Summary
    title: str
    unit: Unit


@dataclass(frozen=True, slots=True)
class Person:
    """One line of a count, in words."""

    name: str
    cell: str
    text: str
    by: str
    level: str


def visible(access: Access, perm: CountPerm = CountPerm.VIEW) -> QuerySet[Count]:
    return Count.objects.filter(unit__in=access.units(perm)).select_related("unit__prison", "plan", *PEOPLE)


def steps(access: Access) -> QuerySet[ActionStep]:
    return ActionStep.objects.filter(count__unit__in=access.units(CountPerm.TAKE)).select_related("count")


# ---- the list --------------------------------------------------------------------------------------------------------
def of_day(access: Access, at: datetime, on: date) -> list[tuple[str, list[Row]]]:
    """Everything that is not closed, whatever its day, and what was due on the day. One query."""
    start = datetime.combine(on, time(), tzinfo=timezone.get_default_timezone())
    end = datetime.combine(on + timedelta(days=1), time(), tzinfo=timezone.get_default_timezone())
    running = ~Q(state__in=CLOSED) if on == timezone.localtime(at).date() else Q()
    of_that_day = Q(due_at__gte=start, due_at__lt=end)
    found = visible(access).filter(of_that_day | running if running else of_that_day)
    rows = [Row(summary(count, at), title(count), count.unit) for count in found.order_by("-due_at", "unit", "pk")]
    waiting = [row for row in rows if row.summary.state not in CLOSED and row.summary.state != CountState.AGREED]
    agreed = [row for row in rows if row.summary.state == CountState.AGREED]
    closed = [row for row in rows if row.summary.state in CLOSED]
    waiting.sort(key=lambda row: (row.summary.level != "bad", row.summary.count.due_at))
    groups = [("now", _("Due and under way"), waiting), ("agreed", _("To be certified"), agreed)]
    return [*groups, ("closed", _("Finished"), closed)]  # type: ignore[list-item]


def prisons_to_alarm(access: Access) -> list[Prison]:
    """Where this person may order an emergency count."""
    return list(Prison.objects.filter(pk__in=access.prisons(CountPerm.EMERGENCY)).order_by("name"))


# ---- one count ---------------------------------------------------------------------------------------------------
def page_of(count: Count, access: Access, user_id: int, at: datetime) -> dict[str, Any]:
    """What the page of one count shows."""
    lines = list(
        count.lines.exclude(expected=Expected.GONE)
        .select_related("stay__person", "bed__cell", "place", "marked_by", "told_by")
        .order_by("bed__cell__position", "bed__cell__code", "bed__number")
    )
    people = [person(line, at) for line in lines]
    missing = [p for p in people if p.level == "bad"]
    numbered = count.missing is not None
    return {
        "count": count,
        "title": title(count),
        "summary": summary(count, at),
        "expected": count.expected if numbered else len(lines),
        "seen": count.seen if numbered else sum(line.mark in (Mark.SEEN, Mark.FOUND) for line in lines),
        "accounted": count.accounted if numbered else sum(accounted(line) for line in lines),
        "missing": count.missing if numbered else sum(line.mark == Mark.MISSING for line in lines),
        "missing_people": missing,
        "elsewhere": [p for p, line in zip(people, lines, strict=True) if line.expected in ("INSIDE", "OUTSIDE")],
        "here": [p for p, line in zip(people, lines, strict=True) if line.expected in ("CELL", "UNIT")],
        "changes": changes(count),
        "steps": card(count, at),
        "acts": acts(count, access, user_id, gone=bool(missing)),
    }


def accounted(line: CountLine) -> bool:
    return line.mark == Mark.ACCOUNTED or (line.mark == Mark.NONE and line.expected == Expected.OUTSIDE)


def person(line: CountLine, at: datetime) -> Person:
    """Where the person should be, and what was tapped."""
    signs = _("signs of life seen") if line.signs else ""
    marked = f"{line.get_mark_display()} {display.clock(line.marked_at)}" if line.marked_at else ""
    fine = line.mark in (Mark.SEEN, Mark.FOUND) or accounted(line)
    tapped = display.uncapped(marked or ("" if fine else str(Mark.NONE.label)))
    texts = [where(line, at), tapped, signs]
    return Person(
        name=str(line.stay.person),
        cell=line.bed.cell.code,
        text=", ".join(text for text in texts if text),
        by=str(line.marked_by or (line.told_by if line.expected in ("INSIDE", "OUTSIDE") else "") or ""),
        level="" if fine else ("bad" if line.mark == Mark.MISSING else "warn"),
    )


def where(line: CountLine, at: datetime) -> str:
    if line.expected in (Expected.CELL, Expected.GONE):
        return str(Expected(line.expected).label)
    name = line.place.name if line.place else destination(line)
    if line.on_the_way:
        return _("On the way to %(place)s since %(when)s") % {"place": name, "when": when(line.since, at)}
    if line.until:
        return _("%(place)s, expected back %(when)s") % {"place": name, "when": when(line.until, at)}
    return _("%(place)s since %(when)s") % {"place": name, "when": when(line.since, at)}


def destination(line: CountLine) -> str:
    """An absence with no destination is called by its kind."""
    known = line.destination in AbsenceKind.values
    return str(AbsenceKind(line.destination).label) if known else line.destination


def when(moment: datetime | None, at: datetime) -> str:
    return display.moment(moment, at) if moment else ""


@dataclass(frozen=True, slots=True)
class Change:
    at: datetime
    text: str
    reason: str
    who: str


def changes(count: Count) -> list[Change]:
    """How the count went, first things first."""
    texts = {
        "make": _("Made"),
        "start": _("Begun"),
        "mark_late": _("Late"),
        "submit": _("Handed in"),
        "agree": _("Adds up"),
        "differ": _("Does not add up"),
        "recount": _("Counted again"),
        "certify": _("Certified"),
        "abandon": _("Abandoned"),
    }
    found = count.changes.select_related("by").order_by("at", "pk")
    return [Change(change.at, texts[change.event], change.reason, str(change.by or "")) for change in found]


@dataclass(frozen=True, slots=True)
class Step:
    step: ActionStep
    title: str
    owner: str
    level: str
    needed: bool


def card(count: Count, at: datetime) -> list[Step]:
    """The action card of the last difference. Steps that nobody did are not needed once the count adds up."""
    needed = count.state == CountState.DISCREPANCY
    found = ActionStep.objects.filter(count=count, attempt=count.attempt)
    rows = found.select_related("done_by").order_by("due_at", "pk")
    return [
        Step(
            step,
            str(step.get_code_display()),
            str(Role(step.role).label),
            "bad" if needed and step.done_at is None and step.due_at <= at else "",
            needed and step.done_at is None,
        )
        for step in rows
    ]


def acts(count: Count, access: Access, user_id: int, *, gone: bool) -> set[str]:
    """The buttons: what the table allows from this state, for those who may. Nobody is asked to say that all are
    accounted for while somebody is gone."""
    possible = events_from(count.state) & set(ACTS)
    may = {event for event in possible if access.may(ACTS[event], unit_id=count.unit_id)}
    own = user_id in (count.counter_id, count.recounter_id)
    return may - ({"certify", "recount"} if own else set()) - ({"agree"} if gone else set())


# ---- plans -----------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PlanRow:
    plan: CountPlan
    text: str
    days: str


def plans(access: Access, at: datetime) -> list[tuple[Unit, list[PlanRow]]]:
    """The units whose counts this person plans, each with its plans. Two queries."""
    units = Unit.objects.filter(pk__in=access.units(CountPerm.PLAN)).select_related("prison")
    rows: dict[int, list[PlanRow]] = {}
    for plan in CountPlan.objects.as_of(at).filter(unit__in=access.units(CountPerm.PLAN)).order_by("starts", "pk"):
        rows.setdefault(plan.unit_id, []).append(PlanRow(plan, times(plan), weekdays(plan.weekdays)))
    return [(unit, rows.get(unit.pk, [])) for unit in units.order_by("prison__name", "position", "pk")]


def plan_of(access: Access) -> QuerySet[CountPlan]:
    return CountPlan.objects.current().filter(unit__in=access.units(CountPerm.PLAN))


def times(plan: CountPlan) -> str:
    values = {"from": f"{plan.starts:%H:%M}", "to": f"{plan.ends:%H:%M}" if plan.ends else "", "n": plan.every_minutes}
    if plan.kind == CountKind.RANDOM:
        return _("Once between %(from)s and %(to)s, at random") % values
    if plan.ends:
        return _("%(from)s to %(to)s, each %(n)d minutes") % values
    return f"{plan.starts:%H:%M}"


def weekdays(days: Iterable[int]) -> str:
    chosen = sorted(days)
    if len(chosen) == 7:  # noqa: PLR2004  (a week)
        return _("Every day")
    if chosen == [1, 2, 3, 4, 5]:
        return _("Monday to Friday")
    if chosen == [6, 7]:
        return _("Saturday and Sunday")
    names = {1: _("Mon"), 2: _("Tue"), 3: _("Wed"), 4: _("Thu"), 5: _("Fri"), 6: _("Sat"), 7: _("Sun")}
    return ", ".join(names[day] for day in chosen)
