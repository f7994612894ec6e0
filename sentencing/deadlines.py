"""What an event sets running: the catalogue of deadlines as JSON values in and out (norway.md 18).

In: ``{"id", "trigger": "S1", "started_at": "2026-03-28T20:00:00+01:00", "age"}``. Out: ``{"id", "trigger",
"thresholds": [{"due_at", "level", "action", "source", "unconfirmed"}], "refusals"}``.
Hours are elapsed time, days and longer the calendar in Norway. An absent age is an adult's. No database, no clock.
"""

from collections.abc import Mapping
from datetime import datetime, time, timedelta
from functools import cache
from typing import Any, Final

from django.conf import settings
from django.utils.translation import get_language, gettext

from corrections.json_lists import names_twice
from corrections.rules import OSLO, TimeUnit, due_after
from corrections.services import law
from sentencing.words import citation

CAME_OF_AGE: Final = 18
OLDEST: Final = 130


class DeadlineRefused(Exception):
    """A case that cannot be answered. ``code`` is stable, ``source`` the legal reference where there is one."""

    def __init__(self, code: str, message: str, source: str = "") -> None:
        super().__init__(code)
        self.code, self.message, self.source = code, message, source


def answer(case: Any) -> dict[str, Any]:
    given = case if isinstance(case, Mapping) else {}
    if given is not case:
        message = gettext("An entry is an object with trigger and started_at, not “%(text)s”.") % {
            "text": str(case)[:40]
        }
        refused = {"code": "not_an_entry", "message": message, "source": ""}
        return {"id": None, "trigger": None, "thresholds": [], "refusals": [refused]}
    shown = {"id": given.get("id"), "trigger": given.get("trigger")}
    try:
        return {**shown, "thresholds": thresholds(given), "refusals": []}
    except DeadlineRefused as refusal:
        # what is wrong with an entry is refused for the sake of the deadline that it asks for
        source = citation(refusal.source or str(catalogue().get(str(given.get("trigger")), {}).get("source", "")))
        refused = {"code": refusal.code, "message": refusal.message, "source": source}
        return {**shown, "thresholds": [], "refusals": [refused]}


def thresholds(given: Mapping[str, Any]) -> list[dict[str, Any]]:
    """Every threshold of the trigger at this age, the earliest first. Raises ``DeadlineRefused``."""
    if names := names_twice(given):
        message = gettext("“%(text)s” is written twice in one entry. Write it once.") % {"text": names[0][:40]}
        raise DeadlineRefused("written_twice", message)
    entry = entry_of(given.get("trigger"))
    start = moment_of(given.get("started_at"))
    who = who_of(given.get("age"))
    if entry.get("refused_for") == who:
        message = gettext("The law does not allow this for someone under 18 (%(source)s).") % {
            "source": citation(entry["source"])
        }
        raise DeadlineRefused("not_under_18", message, entry["source"])
    found = [(due_at(start, limit), limit) for limit in entry["thresholds"] if limit.get("for", who) == who]
    return [
        {
            "due_at": due.isoformat(),
            "level": limit["level"],
            "action": worded(limit["action"]),
            "source": citation(entry["source"]),
            "unconfirmed": bool(limit.get("verify") or entry.get("verify")),
        }
        for due, limit in sorted(found, key=lambda pair: pair[0])
    ]


def due_at(start: datetime, limit: Mapping[str, Any]) -> datetime:
    """The instant in Norway's time. ``ends = "day"``: the last instant of the day, written as the midnight after it."""
    size = -limit["limit"] if limit.get("before") else limit["limit"]
    try:
        due = due_after(start, size, limit["unit"]).astimezone(OSLO)
        if limit.get("ends") == "day":
            due = datetime.combine(due.date() + timedelta(days=1), time(), OSLO)
    except (OverflowError, ValueError) as error:
        raise DeadlineRefused("out_of_range", gettext("The dates lie outside the calendar.")) from error
    return due


# ---- reading ---------------------------------------------------------------------------------------------------
def entry_of(trigger: Any) -> Mapping[str, Any]:
    entry = catalogue().get(str(trigger))
    if entry is None:
        known = ", ".join(sorted(catalogue()))
        message = gettext("There is no deadline %(trigger)s. There are: %(known)s.")
        raise DeadlineRefused("unknown_trigger", message % {"trigger": str(trigger)[:20], "known": known})
    return entry


def moment_of(value: Any) -> datetime:
    """A moment with its offset: a clock time alone happens twice on a night in October."""
    try:
        moment = datetime.fromisoformat(value)
    except (TypeError, ValueError):
        moment = None
    if moment is None or moment.tzinfo is None:
        message = gettext("Write when it began with its offset, such as 2026-03-28T20:00:00+01:00, not “%(text)s”.")
        raise DeadlineRefused("not_a_moment", message % {"text": str(value)[:40]})
    return moment


def who_of(age: Any) -> str:
    if age is None:
        return "adult"
    if isinstance(age, bool) or not isinstance(age, int) or not 0 <= age <= OLDEST:
        raise DeadlineRefused(
            "not_an_age", gettext("“%(text)s” is not an age in whole years.") % {"text": str(age)[:20]}
        )
    return "under_18" if age < CAME_OF_AGE else "adult"


@cache
def catalogue() -> dict[str, dict[str, Any]]:
    """The country's deadlines by id; every unit is one that the arithmetic knows."""
    entries = {entry["id"]: entry for entry in law.read_table(settings.LAW_COUNTRY, "deadline")}
    for entry in entries.values():
        for limit in entry["thresholds"]:
            TimeUnit(limit["unit"])
    return entries


@cache
def words() -> dict[str, dict[str, str]]:
    return law.read_words(settings.LAW_COUNTRY)


def worded(action: str) -> str:
    """The action in the language that is active; the catalogue itself is written in English."""
    return words().get((get_language() or "en").partition("-")[0], {}).get(action, action)
