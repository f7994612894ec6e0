"""The sentence of one person as a story: the named days, where they lived, what they went out for, what was decided.

The picture and the list beside it are made of the same facts. Fourteen statements at most.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any, Final

from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext, pgettext_lazy

from corrections import display
from corrections.access import Access
from corrections.choices import SecurityLevel
from inmates.choices import AbsenceKind, DecisionState, LegalStatusKind
from inmates.models import Absence, Decision, LegalStatus, Placement
from inmates.permissions import CustodyPerm, DecisionPerm
from inmates.registries import Subject
from inmates.selectors.decision_words import kind_name
from sentencing.choices import LeaveState
from sentencing.models import Leave
from sentencing.permissions import LeavePerm
from sentencing.picture.story import Bar, Dot, Lane, Mark, Story
from sentencing.rules.dates import Dates, Step
from sentencing.selectors import story_plan
from sentencing.selectors.dates import latest_order
from sentencing.words import WHAT, derivation

NAMES: Final[dict[str, str | Promise]] = {
    "start": pgettext_lazy("in the picture of a sentence", "Start"),
    "leave": pgettext_lazy("in the picture of a sentence", "leave"),
    "day_release": pgettext_lazy("in the picture of a sentence", "day release"),
    "lower": pgettext_lazy("in the picture of a sentence", "lower security"),
    "half": pgettext_lazy("in the picture of a sentence", "serving outside"),
    "monitoring": pgettext_lazy("in the picture of a sentence", "electronic monitoring"),
    "probation": pgettext_lazy("in the picture of a sentence", "probation, earliest"),
    "full": pgettext_lazy("in the picture of a sentence", "Full term"),
    "stairs": pgettext_lazy("in the picture of a sentence", "leave, lower security"),
    "minimum": pgettext_lazy("in the picture of a sentence", "Minimum term"),
    "filing": pgettext_lazy("in the picture of a sentence", "Extension filed by"),
    "frame": pgettext_lazy("in the picture of a sentence", "The frame expires"),
}
REMAND: Final = gettext_lazy("On remand")
AFTER: Final = timedelta(days=30)  # drawn behind today where nothing else is known


@dataclass(frozen=True, slots=True)
class Fact:
    """One line of the list that says what the picture shows. ``level``: "" or quiet for what is only possible."""

    on: date
    day: str
    away: str
    what: str
    more: str
    level: str = ""


@dataclass(frozen=True, slots=True)
class Told:
    story: Story
    facts: Sequence[Fact]


@dataclass(frozen=True, slots=True)
class Lived:
    """A time in one unit, or on remand there."""

    first: date
    last: date | None
    text: str
    kind: str
    code: str


def of_subject(subject: Subject, dates: Dates | None, access: Access, at: datetime) -> Told | None:
    """The story with its list; nothing for a former resident."""
    if subject.stay_id is None:
        return None
    today = timezone.localtime(at).date()
    lived = list(lived_at(subject.stay_id))
    order = latest_order(subject.stay_id) if dates is None else None
    known = [row.first for row in lived] + ([dates.start] if dates else [])
    if not known:
        return None
    ends = [today + AFTER] if dates is None else [dates.full, today]
    last = max([*ends, *([order.expires_on] if order else [])])
    marks = list(marks_of(dates, today)) if dates else list(order_mark(order, today))
    outings, decided = list(outings_of(subject, access)), list(decisions_of(subject, access))
    goals = story_plan.goals_of(subject, access, at)
    lanes = [
        *([served(dates, today)] if dates else []),
        where(lived, dates, today),
        *moments(outings, decided),
        *story_plan.lanes(goals),
    ]
    return Told(
        story=Story(
            title=title_of(dates, today),
            first=min(known),
            last=last,
            today=today,
            today_said=_("Today %(day)s") % {"day": display.day(today)},
            marks=marks,
            lanes=lanes,
        ),
        facts=sorted(
            [*step_facts(dates, order, today), *lived_facts(lived, today), *outings_facts(outings, today),
             *(fact(on, today, what) for on, what in decided),
             *plan_facts(story_plan.lines(goals), today)],
            key=lambda line: line.on,
        ),
    )  # fmt: skip


def title_of(dates: Dates | None, today: date) -> str:
    if dates is None:
        return _("The time in custody until today. No judgment is entered, so no date is known.")
    values = {
        "start": display.day(dates.start),
        "full": display.day(dates.full),
        "served": dates.served(today),
        "total": dates.total,
    }
    return (
        _("The term from %(start)s to %(full)s. %(served)d of %(total)d days are served. The list below says the same.")
        % values
    )


# ---- the named days --------------------------------------------------------------------------------------------------
def marks_of(dates: Dates, today: date) -> Iterable[Mark]:
    for step in dates.steps:
        said = display.day(step.on)
        if not step.is_confirmed:
            said = f"{said} *"
        yield Mark(step.on, (name_of(step),), said, step.on <= today, step.is_confirmed)


def name_of(step: Step) -> str:
    """``1/3 · leave``: the share where the day is a share of the term, then what it opens."""
    name, share = str(NAMES.get(step.what, WHAT[step.what])), step.given.get("share")
    if step.what not in ("leave", "half", "probation", "stairs") or not share or step.how == "four_years":
        return name[:1].upper() + name[1:]
    return f"{share[0]}/{share[1]} · {name}"


def order_mark(order: Any, today: date) -> Iterable[Mark]:
    if order is not None:
        name = _("Remand order runs out")
        yield Mark(order.expires_on, (name,), display.day(order.expires_on), order.expires_on < today)


def step_facts(dates: Dates | None, order: Any, today: date) -> Iterable[Fact]:
    if order is not None:
        yield fact(order.expires_on, today, _("Remand order runs out"))
    for step in dates.steps if dates else ():
        what, how, source = derivation(step)
        waits = "" if step.is_confirmed else " " + _("Unconfirmed.")
        yield fact(step.on, today, what, f"{how} {source}.{waits}", "quiet" if step.on > today else "")


def fact(on: date, today: date, what: str, more: str = "", level: str = "") -> Fact:
    return Fact(on, display.day(on), display.days_away(on, today), what, more, level)


# ---- lanes -----------------------------------------------------------------------------------------------------------
def served(dates: Dates, today: date) -> Lane:
    here = min(max(today, dates.start), dates.full)
    values = {"served": dates.served(today), "total": dates.total}
    done = ngettext("%(served)d of %(total)d day served", "%(served)d of %(total)d days served", dates.total) % values
    bars = [Bar(dates.start, dates.full, "", "to-come")]
    if here > dates.start:
        bars.append(Bar(dates.start, here, done, "served", beside=True, short=f"{dates.served(today)} / {dates.total}"))
    return Lane(_("The term"), (tuple(bars),))


def lived_at(stay_id: int) -> Iterable[Lived]:
    """Times in one unit as one, those on remand apart."""
    rows: Any = Placement.objects.filter(stay=stay_id).order_by("during").select_related("bed__cell__unit")
    remand = [
        (day_of(one.during.lower), day_of(one.during.upper))
        for one in LegalStatus.objects.filter(stay=stay_id, kind=LegalStatusKind.REMAND).order_by("during")
    ]
    open_one: Lived | None = None
    for row in rows:
        unit, first, last = row.bed.cell.unit, day_of(row.during.lower), day_of(row.during.upper)
        level = SecurityLevel(unit.security_level).label if unit.security_level else ""
        text = f"{level} · {unit.code}" if level else unit.code
        for begins, ends, kind in split(first, last, remand):
            said = f"{REMAND} · {unit.code}" if kind == "remand" else text
            if open_one and (open_one.text, open_one.last) == (said, begins):
                open_one = Lived(open_one.first, ends, said, kind, unit.code)
                continue
            if open_one:
                yield open_one
            open_one = Lived(begins or first or date.min, ends, said, kind, unit.code)
    if open_one:
        yield open_one


def split(
    first: date | None, last: date | None, remand: Sequence[tuple[date | None, date | None]]
) -> Iterable[tuple[date | None, date | None, str]]:
    """One time in a bed, cut where remand begins and ends."""
    begins = first or date.min
    for start, end in remand:
        from_day, to_day = max(begins, start or begins), min(last or date.max, end or date.max)
        if from_day >= to_day:
            continue
        if from_day > begins:
            yield begins, from_day, "lived"
        begins = to_day
        yield from_day, None if to_day == date.max else to_day, "remand"
        if to_day == date.max:
            return
    if last is None or begins < last or begins == first:
        yield begins, last, "lived"


def day_of(at: datetime | None) -> date | None:
    return timezone.localtime(at).date() if at else None


def where(lived: Sequence[Lived], dates: Dates | None, today: date) -> Lane:
    """Where the person lived, and what becomes possible: dashed, for nothing of it is promised."""
    bars = [Bar(row.first, row.last or today, row.text, row.kind, short=row.code) for row in lived]
    return Lane(_("Placement"), (tuple(bars + list(possible(dates, today))),))


def possible(dates: Dates | None, today: date) -> Iterable[Bar]:
    if dates is None or dates.probation is None or not dates.eligible:
        return
    lower = next((step.on for step in dates.steps if step.what == "lower"), None)
    if lower is not None and max(lower, today) < dates.probation:
        yield Bar(max(lower, today), dates.probation, _("Lower security"), "possible")
    if max(dates.probation, today) < dates.full:
        yield Bar(
            max(dates.probation, today),
            dates.full,
            _("On probation, at the earliest"),
            "possible",
            short=_("Probation"),
        )


def lived_facts(lived: Sequence[Lived], today: date) -> Iterable[Fact]:
    for row in lived:
        more = _("Until %(day)s") % {"day": display.day(row.last)} if row.last else _("Still there")
        yield fact(row.first, today, row.text, more)


def moments(outings: Sequence[tuple[date, str, str, str]], decided: Sequence[tuple[date, str]]) -> Iterable[Lane]:
    if outings:
        yield Lane(_("Out of prison"), (tuple(Dot(on, kind) for on, kind, _what, _more in outings),))
    if decided:
        yield Lane(_("Decisions"), (tuple(Dot(on, "decided") for on, _what in decided),))


def outings_of(subject: Subject, access: Access) -> Iterable[tuple[date, str, str, str]]:
    """Day, kind of mark, name and until when: what was, and the leaves that are planned."""
    if subject.allows(access, CustodyPerm.VIEW):
        for row in Absence.objects.filter(stay=subject.stay_id, continues__isnull=True).order_by("during"):
            first, last = day_of(row.during.lower), day_of(row.during.upper)
            kind = "leave" if row.kind == AbsenceKind.LEAVE else "out"
            yield first or date.min, kind, str(AbsenceKind(row.kind).label), back(last)
    if subject.allows(access, LeavePerm.VIEW):
        for leave in Leave.objects.filter(stay=subject.stay_id, state=LeaveState.PLANNED).order_by("during"):
            first, last = day_of(leave.during.lower), day_of(leave.during.upper)
            yield first or date.min, "planned", _("Leave, planned"), back(last)


def plan_facts(lines: Iterable[tuple[date, str, str]], today: date) -> Iterable[Fact]:
    for on, what, more in lines:
        yield fact(on, today, what, more, "quiet" if on > today and not more else "")


def back(last: date | None) -> str:
    return _("Until %(day)s") % {"day": display.day(last)} if last else _("Not back yet")


def outings_facts(outings: Iterable[tuple[date, str, str, str]], today: date) -> Iterable[Fact]:
    for on, kind, what, more in outings:
        yield fact(on, today, what, more, "quiet" if kind == "planned" else "")


def decisions_of(subject: Subject, access: Access) -> Iterable[tuple[date, str]]:
    if not subject.allows(access, DecisionPerm.VIEW):
        return
    made = Decision.objects.filter(stay=subject.stay_id, decided_at__isnull=False).exclude(state=DecisionState.DRAFT)
    for decision in made.order_by("decided_at", "pk"):
        outcome = f": {decision.get_outcome_display().lower()}" if decision.outcome else ""
        yield (
            timezone.localtime(decision.decided_at).date(),
            f"{_('Decision')}, {kind_name(decision.kind).lower()}{outcome}",
        )
