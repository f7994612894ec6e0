"""The clocks of the first hours of a stay, in words: what is done, by whom, and what is due when."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from corrections import display
from corrections.access import Access
from corrections.choices import ClockState
from corrections.models import Clock
from inmates.permissions import ReceptionPerm
from inmates.registries import Subject
from inmates.rules.first_hours import ITEMS

WORDS: dict[str, str | Promise] = {
    "RIGHTS": _("Told their rights in a language they understand"),
    "CALL": _("Has made a call, or did not want to"),
    "HEALTH": _("Seen by health staff"),
    "FAMILY": _("Family told, or the person does not want it"),
    "CONSULATE": _("Consulate told, or the person does not want it"),
    "CONTACT": _("Contact officer named"),
}


@dataclass(frozen=True, slots=True)
class Hour:
    """One thing of the first hours. ``level`` is empty, ok, warn or bad."""

    item: str
    text: str
    done: bool
    note: str
    level: str
    tickable: bool


def hours(stay_id: int, at: datetime) -> list[Hour]:
    """In the order of the list, the contact officer last. One query."""
    keys = {f"first:{item}:{stay_id}": item for item in ITEMS} | {f"contact:{stay_id}": "CONTACT"}
    found = {
        keys[clock.dedupe_key]: clock
        for clock in Clock.objects.filter(dedupe_key__in=keys).select_related("closed_by").order_by("pk")
    }
    return [hour(item, found[item], at) for item in (*ITEMS, "CONTACT") if item in found]


def hour(item: str, clock: Clock, at: datetime) -> Hour:
    done = clock.state in (ClockState.MET, ClockState.CLOSED_LATE)
    if done and clock.closed_at is not None:
        note = f"{clock.closed_by or ''} {display.moment(clock.closed_at, at)}".strip()
        level = "warn" if clock.state == ClockState.CLOSED_LATE else "ok"
    else:
        note = str(_("due %(when)s") % {"when": display.moment(clock.due_at, at)})
        level = "bad" if clock.due_at <= at else ""
    running = clock.state == ClockState.RUNNING
    return Hour(item, str(WORDS[item]), done, note, level, running and item != "CONTACT")


def panel(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """The box on the person's page, while anything of it still runs."""
    found = hours(subject.stay_id, at) if subject.stay_id is not None else []
    if all(row.done for row in found):
        return None
    may_tick = subject.allows(access, ReceptionPerm.RUN)
    return {"hours": found, "tick": reverse("person_first_hours", args=[subject.uuid]) if may_tick else ""}
