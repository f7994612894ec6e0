"""One step of a count through its states: locked, looked up in the table, written down with its numbers."""

from datetime import datetime
from typing import Any

from django.db.models import Count as Number
from django.db.models import Q
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import ClockState
from corrections.models import Clock, Task, User
from corrections.refusals import Conflict, Refusal
from corrections.services import work
from security.choices import CountState, Expected, Mark
from security.models import Count, CountStateChange
from security.rules.counts import next_state

SUBJECT = "security.count"
DIFFERENCE = "count.difference"
SEEN = Q(mark__in=(Mark.SEEN, Mark.FOUND))
ACCOUNTED = Q(mark=Mark.ACCOUNTED) | Q(mark=Mark.NONE, expected=Expected.OUTSIDE)  # the gate has registered it
NUMBERS = ("expected", "seen", "accounted", "missing")


class CountRefused(Refusal):
    code = "count_refused"


def lock(count: Count) -> Count:
    """The row as it is now; whoever else acts on the count waits."""
    locked = Count.objects.select_for_update(of=("self",))
    people = ("counter", "recounter", "submitted_by", "agreed_by", "certified_by", "abandoned_by")
    return locked.select_related("unit__prison", "plan", *people).get(pk=count.pk)


def advance(
    count: Count, event: str, *, by: User | None, at: datetime, reason: str = "", **changes: Any
) -> CountStateChange:
    """Take the step that the table allows; refuse any other, saying who was first."""
    to = next_state(count.state, event)
    if to is None:
        raise out_of_place(count, event, at)
    before, count.state = count.state, to
    for name, value in changes.items():
        setattr(count, name, value)
    count.save(update_fields=["state", *changes])
    numbers = {name: getattr(count, name) for name in NUMBERS}
    return CountStateChange.objects.create(
        count=count,
        attempt=count.attempt,
        event=event,
        from_state=before,
        to_state=to,
        at=at,
        by=by,
        reason=reason[:300],
        **numbers,
    )


def numbers_of(count: Count) -> dict[str, Any]:
    """What the lines say now."""
    found = count.lines.exclude(expected=Expected.GONE).aggregate(
        lines=Number("pk"), present=Number("pk", filter=SEEN), elsewhere=Number("pk", filter=ACCOUNTED)
    )
    lines, present, elsewhere = found["lines"], found["present"], found["elsewhere"]
    return {"expected": lines, "seen": present, "accounted": elsewhere, "missing": lines - present - elsewhere}


def renumber(count: Count) -> None:
    """Somebody was found, or confirmed, after the count was handed in."""
    for name, value in numbers_of(count).items():
        setattr(count, name, value)
    count.save(update_fields=list(NUMBERS))


def out_of_place(count: Count, event: str, at: datetime) -> Refusal:
    """Who did it before, and when; or what the count waits for."""
    done = {
        "start": (_("%(who)s began this count at %(when)s."), count.counter, count.started_at),
        "submit": (_("%(who)s has already handed in this count, at %(when)s."), count.submitted_by, count.submitted_at),
        "agree": (_("%(who)s has already agreed this count, at %(when)s."), count.agreed_by, count.agreed_at),
        "recount": (_("%(who)s began the recount at %(when)s."), count.recounter, count.recount_at),
        "certify": (
            _("%(who)s has already certified this count, at %(when)s."),
            count.certified_by,
            count.certified_at,
        ),
        "abandon": (
            _("%(who)s has already abandoned this count, at %(when)s."),
            count.abandoned_by,
            count.abandoned_at,
        ),
    }
    if count.state == CountState.ABANDONED and event != "abandon":
        text = _("%(who)s abandoned this count at %(when)s: %(why)s")
        values = {"who": count.abandoned_by, "when": moment(count.abandoned_at, at), "why": count.abandon_reason}
        return Conflict(text % values, code="abandoned")
    text, who, when = done[event]
    if when is not None:
        return Conflict(text % {"who": who, "when": moment(when, at)}, code=f"already_{event}")
    return CountRefused(waits(count), code="out_of_order")


def waits(count: Count) -> str:
    """What comes first."""
    return {
        CountState.OPEN: _("This count has not begun. Begin it first."),
        CountState.LATE: _("This count has not begun. Begin it first."),
        CountState.COUNTING: _("This count is still being taken. It has to be handed in first."),
        CountState.RECOUNT: _("This count is being taken again. It has to be handed in first."),
        CountState.DISCREPANCY: _("This count does not add up. Find who is missing, or count again."),
    }.get(CountState(count.state), _("This count is closed already. It cannot change any more."))


def moment(when: datetime | None, at: datetime) -> str:
    return display.moment(when, at) if when else ""


# ---- what escalates ----------------------------------------------------------------------------------------------
def close_clocks(count: Count, *, by: User | None, at: datetime, reason: str = "") -> None:
    """Nobody need be called any more. With ``reason`` the count fell away, else it was taken, in time or late."""
    running = Clock.objects.filter(subject_type=SUBJECT, subject_id=count.pk, state=ClockState.RUNNING)
    for clock in running.order_by("pk"):
        if reason:
            work.cancel_clock(clock=clock, by=by, at=at, reason=reason)
        else:
            work.close_clock(clock=clock, by=by, at=at)


def close_tasks(count: Count, *, by: User, at: datetime) -> None:
    """The difference is explained: what the duty manager was told of it is done."""
    told = Task.objects.select_for_update().filter(subject_type=SUBJECT, subject_id=count.pk, kind=DIFFERENCE)
    for task in told.filter(done_at__isnull=True).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, "closed"
        task.save(update_fields=["done_at", "done_by", "outcome"])
