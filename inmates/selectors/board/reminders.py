"""What a row of the board asks somebody to do: who is late, who has not arrived, which cell should be open again.

Amber is "follow up"; red is overdue for so long that somebody should have acted, and nothing else.
"""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext

from corrections import display
from inmates import icons
from inmates.choices import AbsenceKind
from inmates.registries import BoardAction
from inmates.selectors.lateness import RED_AFTER, RED_AFTER_OUTSIDE, level_of
from inmates.selectors.whereabouts import Bucket, Whereabouts

ARRIVES_WITHIN = timedelta(minutes=15)
GRACES = (RED_AFTER, RED_AFTER_OUTSIDE)


def of_person(facts: Mapping[str, Any], where: Whereabouts, at: datetime, *, href: str) -> tuple[BoardAction, ...]:
    if where.bucket is Bucket.CELL:
        return ()
    if where.until is not None and where.until <= at:
        return (late(facts, where, at, href=href),)
    if where.on_the_way and where.since is not None and where.since + ARRIVES_WITHIN <= at:
        return (on_the_way(facts, where, at, href=href),)
    return ()


def late(facts: Mapping[str, Any], where: Whereabouts, at: datetime, *, href: str) -> BoardAction:
    until = where.until or at
    values = {"place": where.in_a_sentence, "when": display.near(until, at)}
    return BoardAction(
        key=f"late-{facts['stay_id']}",
        level=level_of(where, at),
        icon="clock",
        title=title(facts),
        text=late_text(where) % values,
        due_at=until,
        href=href,
        button=gettext("Register"),
        about=title(facts),
        sheet=True,
        stay_id=facts["stay_id"],
    )


def late_text(where: Whereabouts) -> str:
    if where.place_kind == AbsenceKind.TRANSFER:
        return gettext("Not arrived in %(place)s, expected %(when)s")
    return gettext("Not reported back from %(place)s, expected %(when)s")


def on_the_way(facts: Mapping[str, Any], where: Whereabouts, at: datetime, *, href: str) -> BoardAction:
    since = where.since or at
    values = {"place": where.in_a_sentence, "when": display.near(since, at)}
    return BoardAction(
        key=f"on-the-way-{facts['stay_id']}",
        level="warn",
        icon=icons.ON_THE_WAY,
        title=title(facts),
        text=gettext("Left for %(place)s at %(when)s, arrival not confirmed") % values,
        due_at=since + ARRIVES_WITHIN,
        href=href,
        button=gettext("Register"),
        about=title(facts),
        sheet=True,
        stay_id=facts["stay_id"],
    )


def of_closure(facts: Mapping[str, Any], at: datetime, *, href: str) -> tuple[BoardAction, ...]:
    until = facts["expected_return_on"]
    if until is None or timezone.localtime(at).date() <= until:
        return ()
    text = gettext("Closed longer than planned. It should have been in use again %(day)s")
    return (
        BoardAction(
            key=f"closed-{facts['cell_id']}",
            level="warn",
            icon="wrench",
            title=facts["code"],
            text=text % {"day": display.short_day(until)},
            due_at=timezone.make_aware(datetime.combine(until, datetime.min.time())),
            href=href,
            button=gettext("Show"),
            about=facts["code"],
            sheet=True,
        ),
    )


def of_arrival(facts: Mapping[str, Any], at: datetime, *, href: str) -> tuple[BoardAction, ...]:
    expected = facts["expected_at"]
    if expected is None or expected > at:
        return ()
    return (
        BoardAction(
            key=f"arrival-{facts['reservation_id']}",
            level="warn",
            icon="arrow-right",
            title=gettext("Arrival to %(cell)s") % {"cell": facts["code"]},
            text=gettext("Expected %(when)s, not received yet") % {"when": display.near(expected, at)},
            due_at=expected,
            href=href,
            button=gettext("Show"),
            about=facts["code"],
            sheet=True,
        ),
    )


def title(facts: Mapping[str, Any]) -> str:
    return f"{facts['code']} {facts['family_name']}"
