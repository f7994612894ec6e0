"""Counts as they are shown: of a unit, of all the units in sight, and one with its people."""

from dataclasses import dataclass
from datetime import datetime

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.models import Task, User
from security.choices import CountKind, CountState
from security.models import Count

NUMBERED = (CountState.SUBMITTED, CountState.DISCREPANCY, CountState.AGREED, CountState.CERTIFIED)
PEOPLE = ("counter", "recounter", "submitted_by", "agreed_by", "certified_by", "abandoned_by", "ordered_by")
LEVELS = {
    CountState.LATE: "bad",
    CountState.DISCREPANCY: "bad",
    CountState.COUNTING: "warn",
    CountState.RECOUNT: "warn",
}


@dataclass(frozen=True, slots=True)
class Summary:
    """A count in a few words. ``state`` is a ``CountState``, ``at`` when it was certified, handed in, begun or due."""

    count: Count
    state: str
    at: datetime
    words: str
    who: str
    level: str
    href: str


# ---- of one unit ---------------------------------------------------------------------------------------------------
def last_of_unit(unit_id: int, at: datetime) -> Summary | None:
    """The last count that was handed in by then; ``None`` where there was none."""
    taken = Count.objects.filter(unit=unit_id, submitted_at__lte=at, state__in=NUMBERED).select_related(*PEOPLE)
    count = taken.order_by("-due_at", "-pk").first()
    return summary(count, at) if count else None


def next_of_unit(unit_id: int, at: datetime) -> Summary | None:
    """The one that waits or runs, the most urgent first; ``None`` while none is made."""
    running = Count.objects.running().filter(unit=unit_id, made_at__lte=at).exclude(state=CountState.AGREED)
    count = running.select_related(*PEOPLE).order_by("due_at", "pk").first()
    return summary(count, at) if count else None


# ---- in words --------------------------------------------------------------------------------------------------------
def summary(count: Count, at: datetime) -> Summary:
    when = count.certified_at or count.abandoned_at or count.submitted_at or count.started_at or count.due_at
    return Summary(
        count=count,
        state=count.state,
        at=when,
        words=words(count, at),
        who=str(who(count) or ""),
        level=level(count, at),
        href=reverse("count", args=[count.uuid]),
    )


def workplace(count: Count) -> str:
    """Where a count is worked with as it stands: at the doors, with the action card, or on its page."""
    names = {
        CountState.COUNTING: "count_round",
        CountState.RECOUNT: "count_round",
        CountState.DISCREPANCY: "count_difference",
    }
    return reverse(names.get(CountState(count.state), "count"), args=[count.uuid])


def title(count: Count) -> str:
    """``Count 15:00``; a random one and one that was ordered say so."""
    names = {
        CountKind.SCHEDULED: _("Count %(time)s"),
        CountKind.NIGHT: _("Night count %(time)s"),
        CountKind.RANDOM: _("Random count %(time)s"),
        CountKind.EMERGENCY: _("Emergency count %(time)s"),
    }
    return names[CountKind(count.kind)] % {"time": display.clock(count.due_at)}


def words(count: Count, at: datetime) -> str:
    """How it stands, as an officer would say it."""
    state = CountState(count.state)
    if state == CountState.DISCREPANCY:
        return missing_words(count.missing or 0)
    if state == CountState.CERTIFIED and count.missing:
        return _("Certified with an incident: %(incident)s") % {"incident": count.incident}
    if state in (CountState.AGREED, CountState.CERTIFIED):
        text = _("All %(expected)d accounted for") if state == CountState.AGREED else _("Certified, all %(expected)d")
        return text % {"expected": count.expected or 0}
    if state == CountState.OPEN and count.due_at > at:
        return _("Due %(when)s") % {"when": display.until(count.due_at, at)}
    if state == CountState.ABANDONED:
        return _("Abandoned: %(why)s") % {"why": count.abandon_reason}
    return str(state.label)


def missing_words(missing: int) -> str:
    if not missing:
        return _("Everybody is accounted for again. Agree the count.")
    return ngettext("%(missing)d person is not accounted for", "%(missing)d people are not accounted for", missing) % {
        "missing": missing
    }


def who(count: Count) -> User | None:
    """Whoever did the last thing to it."""
    last = {
        CountState.COUNTING: count.counter,
        CountState.RECOUNT: count.recounter,
        CountState.AGREED: count.agreed_by,
        CountState.CERTIFIED: count.certified_by,
        CountState.ABANDONED: count.abandoned_by,
    }
    return last.get(CountState(count.state), count.submitted_by or count.ordered_by)


def level(count: Count, at: datetime) -> str:
    """Red is overdue, or somebody is missing."""
    if count.state == CountState.COUNTING and count.finish_by <= at:
        return "bad"
    return LEVELS.get(CountState(count.state), "warn" if count.state == CountState.OPEN and count.due_at <= at else "")


# ---- what tasks about counts carry -----------------------------------------------------------------------------------
def codes_of(count_id: int) -> dict[str, object]:
    count = Count.objects.select_related("unit").get(pk=count_id)
    return {"count": str(count.uuid), "unit": count.unit.name}


def to_count(task: Task) -> str:
    uuid = task.detail.get("count")
    return reverse("count", args=[uuid]) if uuid else ""
