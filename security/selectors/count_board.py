"""What the board of a unit says of its counts: what is due, late or does not add up, and when the next one is.

Both are read in the statement that reads the unit itself, so the board asks nothing more (``unit_facts``).
"""

from datetime import datetime, time, timedelta
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext as _

from corrections.rules import OSLO
from inmates.models import Placement
from inmates.registries import AgendaItem, BoardAction, BoardSubject, Change, Consequence
from security.choices import CountState
from security.models import Count
from security.rules.counts import RUNNING, WAITING
from security.rules.slots import Times, slots
from security.selectors.counts import level, title, words

NAMED = ", ".join(f"'{state}'" for state in sorted(RUNNING))
# a random count is a secret until it is made
FACTS = f"""json_build_object(
  'counts', (SELECT json_agg(json_build_array(c.id, c.uuid, c.kind, c.state, c.due_at, c.finish_by, c.missing)
                             ORDER BY c.due_at, c.id)
             FROM security_count c WHERE c.unit_id = u.id AND c.state IN ({NAMED}) AND c.state <> 'AGREED'
               AND c.made_at <= %(at)s::timestamptz),
  'plans', (SELECT json_agg(json_build_array(p.kind, p.starts, p.ends, p.every_minutes, p.weekdays) ORDER BY p.id)
            FROM security_countplan p WHERE p.unit_id = u.id AND p.kind <> 'RANDOM'
              AND p.during @> %(at)s::timestamptz))"""  # noqa: S608  (joined from constants; values are parameters)


def actions(subject: BoardSubject) -> list[BoardAction]:
    """One for each count that waits or runs; none for one that adds up."""
    return [action(count_of(*row), subject.at) for row in lent(subject, "counts")]


def disturbed(change: Change) -> list[Consequence]:
    """A count that has begun where the person lives or is to live: it would meet one too many or too few."""
    homes = Placement.objects.current().filter(stay=change.stay_id).values_list("bed__cell__unit", flat=True)
    units = {*homes, *([change.to_unit_id] if change.to_unit_id else [])}
    begun = Count.objects.running().exclude(state__in=[*WAITING, CountState.AGREED]).filter(unit__in=units)
    text = _("%(unit)s is being counted. Wait until the count adds up, or tell whoever counts.")
    return [
        Consequence(text % {"unit": count.unit.name}, href=reverse("count", args=[count.uuid]))
        for count in begun.select_related("unit").order_by("due_at", "pk")
    ]


def action(count: Count, at: datetime) -> BoardAction:
    name = title(count)
    return BoardAction(
        key=f"count-{count.pk}",
        level=level(count, at) or "quiet",
        icon="alert" if level(count, at) == "bad" else "clipboard",
        title=name,
        text=words(count, at),
        due_at=count.due_at,
        href=reverse("count", args=[count.uuid]),
        button=_("Count") if count.state in WAITING else _("Show"),
        about=name,
    )


def agenda(subject: BoardSubject, start: datetime, end: datetime) -> list[AgendaItem]:
    """The counts of the plans in force."""
    last = end - timedelta(microseconds=1)
    return [
        AgendaItem(at=slot.due_at, text=_("Count"))
        for row in lent(subject, "plans")
        for slot in slots(times_of(*row), start, last, OSLO)
    ]


def lent(subject: BoardSubject, key: str) -> list[Any]:
    return subject.lent.get("counts", {}).get(key) or []


def count_of(pk: int, uuid: str, kind: str, state: str, due_at: str, finish_by: str, missing: int | None) -> Count:
    """As far as its words need it; nothing is read again."""
    moments = {"due_at": parse_datetime(due_at), "finish_by": parse_datetime(finish_by)}
    return Count(pk=pk, uuid=uuid, kind=kind, state=CountState(state), missing=missing, **moments)


def times_of(kind: str, starts: str, ends: str | None, every: int | None, weekdays: list[int]) -> Times:
    until = time.fromisoformat(ends) if ends else None
    return Times(kind, time.fromisoformat(starts), until, every, tuple(weekdays))
