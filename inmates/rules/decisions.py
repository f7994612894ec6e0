"""Decisions (vedtak): the one table of what may follow what, and which level decides (strgjfl. ss. 6 and 7)."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime
from typing import Any, Final

from corrections.rules import due_after, due_on_a_working_day
from inmates.choices import AppealOutcome, DecisionAct, DecisionLevel, DecisionOutcome, DecisionState
from inmates.decision_choices import Suspension

S, A = DecisionState, DecisionAct
SOURCE: Final = "strgjfl. s. 7"
LEVEL_SOURCE: Final = "strgjfl. s. 6"

# {(from, act): to}: the service, the buttons, PostgreSQL and the tests all read this one table
TABLE: Final[dict[tuple[str, str], str]] = {
    (S.DRAFT, A.HEAR): S.HEARD,
    (S.HEARD, A.RETURN): S.DRAFT,
    (S.HEARD, A.DECIDE): S.DECIDED,
    (S.DECIDED, A.NOTIFY): S.NOTIFIED,
    (S.NOTIFIED, A.APPEAL): S.APPEALED,
    (S.APPEALED, A.FORWARD): S.FORWARDED,
    (S.FORWARDED, A.SETTLE): S.SETTLED,
    (S.SETTLED, A.TELL): S.FINAL,
    (S.NOTIFIED, A.BECOME_FINAL): S.FINAL,
    # said in time and typed after the deadline: what was final is not. Said too late: it stands until that is answered
    (S.FINAL, A.APPEAL): S.APPEALED,
    (S.EXECUTED, A.APPEAL): S.APPEALED,
    (S.LAPSED, A.APPEAL): S.APPEALED,
    (S.FINAL, A.LATE): S.FINAL,
    (S.EXECUTED, A.LATE): S.EXECUTED,
    (S.LAPSED, A.LATE): S.LAPSED,
    (S.FINAL, A.ALLOW): S.APPEALED,
    (S.EXECUTED, A.ALLOW): S.APPEALED,
    (S.LAPSED, A.ALLOW): S.APPEALED,
    (S.FINAL, A.REJECT): S.FINAL,
    (S.EXECUTED, A.REJECT): S.EXECUTED,
    (S.LAPSED, A.REJECT): S.LAPSED,
    (S.FINAL, A.TELL): S.FINAL,
    (S.EXECUTED, A.TELL): S.EXECUTED,
    (S.LAPSED, A.TELL): S.LAPSED,
    # whether it waits for the appeal
    (S.NOTIFIED, A.SUSPEND): S.NOTIFIED,
    (S.APPEALED, A.SUSPEND): S.APPEALED,
    (S.FORWARDED, A.SUSPEND): S.FORWARDED,
    # an appeal does not suspend what the law lets be carried out at once: the case goes on, and it is done meanwhile
    (S.DECIDED, A.CARRY_OUT): S.DECIDED,
    (S.NOTIFIED, A.CARRY_OUT): S.NOTIFIED,
    (S.APPEALED, A.CARRY_OUT): S.APPEALED,
    (S.FORWARDED, A.CARRY_OUT): S.FORWARDED,
    (S.SETTLED, A.CARRY_OUT): S.SETTLED,
    (S.FINAL, A.CARRY_OUT): S.EXECUTED,
    (S.FINAL, A.CLOSE): S.EXECUTED,
    (S.DRAFT, A.LAPSE): S.LAPSED,
    (S.HEARD, A.LAPSE): S.LAPSED,
    (S.DECIDED, A.LAPSE): S.LAPSED,
    (S.NOTIFIED, A.LAPSE): S.LAPSED,
    (S.FINAL, A.LAPSE): S.LAPSED,
}
# what may be done anew: a draft that came back is heard again, and what a late appeal opened ends once more
AGAIN: Final = (A.HEAR, A.RETURN, A.CLOSE, A.LAPSE)
REOPENS: Final = "nothing_to_do"  # of what has lapsed, only what came to its end by itself can be appealed late
OPEN_TEXT: Final = (S.DRAFT, S.HEARD)  # what is written may still be changed
OVER: Final = (S.EXECUTED, S.LAPSED)
LEVELS: Final = (DecisionLevel.LOCAL, DecisionLevel.REGIONAL, DecisionLevel.DIRECTORATE)
# decisions that go against the person: what is milder was weighed
AGAINST: Final = (DecisionOutcome.IMPOSED,)
QUASHED: Final = (AppealOutcome.SET_ASIDE, AppealOutcome.SENT_BACK)
IN_VAIN: Final = (DecisionOutcome.NOT_IMPOSED, DecisionOutcome.REFUSED)  # nothing is to be carried out


def goes_to(state: str, act: str) -> str | None:
    """Where ``act`` leads from ``state``; nowhere when the table does not hold it."""
    return TABLE.get((state, act))


def acts_from(state: str) -> tuple[str, ...]:
    """Every act that may follow ``state``, in the order of the table."""
    return tuple(act for held, act in TABLE if held == state)


def reaches(level: str, needed: str) -> bool:
    """Whether somebody who decides at ``level`` may decide what needs ``needed``."""
    return LEVELS.index(DecisionLevel(level)) >= LEVELS.index(DecisionLevel(needed))


def above(level: str) -> DecisionLevel:
    """Who decides an appeal: the level above; the directorate is the last."""
    return LEVELS[min(LEVELS.index(DecisionLevel(level)) + 1, len(LEVELS) - 1)]


def appeal_due(notified_at: datetime, limit: int, unit: str, moves: Sequence[str] = ()) -> datetime:
    """When the appeal deadline runs out: hours elapse, days and weeks are the calendar in Norway (strgjfl. s. 7 e).

    ``moves`` are the units of the rule ``APPEAL_END``: such a deadline that ends on a Saturday, Sunday or public
    holiday ends at the same time of the next working day (domstolloven s. 149).
    """
    return due_on_a_working_day(notified_at, limit, unit) if unit in moves else due_after(notified_at, limit, unit)


def stands_as(outcome: str, appeal: str, changed: str) -> str:
    """The outcome that is in force: the decision's own, or what the level above changed it to."""
    return changed if appeal == AppealOutcome.CHANGED and changed else outcome


def ends_as(outcome: str, appeal: str, changed: str = "") -> tuple[str, str]:
    """What a final decision still waits for: to be carried out, or to lapse and why (strgjfl. s. 7)."""
    if appeal in QUASHED:
        return A.LAPSE, str(appeal).lower()
    if stands_as(outcome, appeal, changed) in IN_VAIN:
        return A.LAPSE, REOPENS if outcome in IN_VAIN else "changed"
    return A.CARRY_OUT, ""


def must_wait(*, suspensive: bool, suspension: str, is_final: bool) -> bool:
    """Whether carrying it out waits: what was said of this one goes before what the rule of its kind says."""
    waits = suspension == Suspension.WAITS or (suspensive and suspension != Suspension.GOES_ON)
    return waits and not is_final


# ---- which level decides ---------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class LevelCase:
    """What the level depends on. ``months`` is the length of the sentences together; none is known for remand."""

    section: str
    months: int = 0
    is_preventive: bool = False
    is_particularly_high: bool = False
    is_refusal: bool = False
    is_in_lower: bool = False
    was_granted_before: bool = False


@dataclass(frozen=True, slots=True)
class LevelFound:
    """The level, and the code of the reason, which the app has a sentence for."""

    level: DecisionLevel
    why: str


def level_of(case: LevelCase, parameters: Mapping[str, Any]) -> LevelFound:
    """Who decides (strgjfl. s. 6; fskr. s. 2-1): the prison, unless the section or the sentence lifts it to the region.

    ``parameters`` are those of the rule ``DECISION_LEVEL``: sections as text, ``serious_months`` in months.
    """
    if case.section in parameters["always_regional"]:
        return LevelFound(DecisionLevel.REGIONAL, "always")
    serious = case.is_preventive or case.is_particularly_high or case.months > parameters["serious_months"]
    if not serious or case.section not in parameters["serious_sections"]:
        return LevelFound(DecisionLevel.LOCAL, "ordinary")
    return delegated(case, parameters) or LevelFound(DecisionLevel.REGIONAL, "serious")


def at_least(found: LevelFound, asked: str) -> LevelFound:
    """The higher of the two: what a section says, and what the content of the decision asks for."""
    if not asked or reaches(found.level, asked):
        return found
    return LevelFound(DecisionLevel(asked), "beyond")


def delegated(case: LevelCase, parameters: Mapping[str, Any]) -> LevelFound | None:
    """What is given back to the prison of a serious case (fskr. s. 2-1)."""
    if case.is_refusal:
        return LevelFound(DecisionLevel.LOCAL, "refusal")
    if case.is_preventive:
        return None
    if case.was_granted_before and case.section in parameters["after_the_first"]:
        return LevelFound(DecisionLevel.LOCAL, "after_the_first")
    if case.is_in_lower and case.section in parameters["once_in_lower"]:
        return LevelFound(DecisionLevel.LOCAL, "in_lower")
    return None
