"""When a plan is looked at again, from the time that is left. No statute says it: ``local``, to be verified."""

from calendar import monthrange
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Change:
    """One line of two versions side by side: ``added``, ``removed``, ``changed`` or ``same``."""

    what: str
    before: str
    after: str


def months_on(day: date, months: int) -> date:
    """The same day of a later month, or its last day where it has none."""
    year, month = divmod(day.month - 1 + months, 12)
    return date(day.year + year, month + 1, min(day.day, monthrange(day.year + year, month + 1)[1]))


@dataclass(frozen=True, slots=True)
class Rhythm:
    """How often a plan is looked at: months between two looks, and points before the end that no look leaps over."""

    usually: int
    last_year: int
    last: int
    last_from: int
    points: tuple[int, ...]


def look_again_after(answered_on: date, full: date | None, rhythm: Rhythm) -> date:
    """``rhythm.last`` months on in the last months, ``last_year`` in the last year, else ``usually``.

    It never leaps over the points before the end: the earlier of the two days counts.
    """
    if full is None:
        return months_on(answered_on, rhythm.usually)
    if answered_on >= months_on(full, -rhythm.last_from):
        return months_on(answered_on, rhythm.last)
    interval = rhythm.last_year if answered_on >= months_on(full, -12) else rhythm.usually
    points = [months_on(answered_on, interval)]
    points += [point for before in rhythm.points if (point := months_on(full, -before)) > answered_on]
    return min(points)


def compare(before: dict[str, str], after: dict[str, str]) -> list[Change]:
    """Threads with their words in the order of the new version; what went away comes last."""
    lines = [change_of(before.get(thread), words) for thread, words in after.items()]
    return lines + [Change("removed", words, "") for thread, words in before.items() if thread not in after]


def change_of(before: str | None, after: str) -> Change:
    if before is None:
        return Change("added", "", after)
    return Change("same" if before == after else "changed", before, after)
