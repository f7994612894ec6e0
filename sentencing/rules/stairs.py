"""The stairs from a prison to freedom: the thresholds of each step, met or missing, and who has the ball (norway.md 6).

The dates come from ``sentencing.rules.dates``; here is what follows from them and from what has been arranged. A step
is never promised: each is a decision that can be refused.
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field
from datetime import date
from typing import Final, Literal

from sentencing.rules import arithmetic
from sentencing.rules.dates import Dates

State = Literal["barred", "reached", "later", "open", "asked", "applied", "granted", "put_off"]
STEPS: Final = (
    "LEAVE", "DAY_RELEASE", "LOWER", "TRANSITION", "OUTSIDE", "MONITORING", "INSTITUTION", "PROBATION",
)  # fmt: skip
SOURCES: Final[Mapping[str, str]] = {
    "LEAVE": "strgjfl. s. 33; fskr. s. 3-30",
    "DAY_RELEASE": "strgjfl. s. 20; fskr. s. 3-14",
    "LOWER": "strgjfl. s. 15",
    "TRANSITION": "strgjfl. s. 15",
    "OUTSIDE": "strgjfl. s. 16",
    "MONITORING": "strgjfl. s. 16 a; fskr. s. 7-2",
    "INSTITUTION": "strgjfl. s. 12; fskr. s. 3-5",
    "PROBATION": "strgjfl. s. 42",
}
OF_STEP: Final[Mapping[str, str]] = {  # the line of the derivation that dates the step
    "LEAVE": "leave", "DAY_RELEASE": "day_release", "LOWER": "lower", "OUTSIDE": "half", "MONITORING": "monitoring",
    "PROBATION": "probation",
}  # fmt: skip
OF_PREVENTIVE: Final[Mapping[str, str]] = {  # two thirds of the minimum term (fv-fskr. ss. 9, 11, 12)
    "LEAVE": "stairs", "DAY_RELEASE": "stairs", "LOWER": "stairs", "TRANSITION": "stairs", "INSTITUTION": "stairs",
    "PROBATION": "minimum",
}  # fmt: skip
NEEDS: Final[Mapping[str, tuple[str, ...]]] = {  # what must be in place besides time
    "LEAVE": ("VICTIM",),
    "DAY_RELEASE": ("OCCUPATION", "VICTIM"),
    "OUTSIDE": ("HOME", "OCCUPATION", "VICTIM"),
    "MONITORING": ("HOME", "OCCUPATION", "VICTIM"),
    "PROBATION": ("HOME", "OCCUPATION", "INCOME", "VICTIM"),
}
LOWER_LEVELS: Final = {"LOWER": ("LOWER", "TRANSITION"), "TRANSITION": ("TRANSITION",)}
REGION_ABOVE_MONTHS: Final = 10 * 12  # strgjfl. s. 6: above ten years, and preventive detention, the region decides
AFTER: Final[Mapping[str, State]] = {
    "ASKED": "asked", "APPLIED": "applied", "GRANTED": "granted", "REFUSED": "put_off", "NOT_NOW": "put_off",
}  # fmt: skip
BARRED_BY_LAW: Final[Mapping[str, str]] = {"OUTSIDE": "fv-fskr. ss. 7 to 11", "MONITORING": "fv-fskr. ss. 7 to 11"}
REMAND: Final = "strgjfl. s. 52"
TOO_SHORT: Final = "too_short"
PREVENTIVE: Final = "preventive"
ON_REMAND: Final = "remand"
NO_JUDGMENT: Final = "no_judgment"


@dataclass(frozen=True, slots=True)
class Threshold:
    """``code``: TIME with its date, or what must be in place. ``how`` is the line of the derivation of a time."""

    code: str
    is_met: bool
    source: str
    on: date | None = None
    how: str = ""


@dataclass(frozen=True, slots=True)
class Rung:
    """One step of one person. ``why`` says why it is barred; ``ball`` is the role whose move it is, empty: nobody's."""

    step: str
    state: State
    source: str
    on: date | None = None
    thresholds: tuple[Threshold, ...] = ()
    ball: str = ""
    why: str = ""
    look_again_on: date | None = None
    is_confirmed: bool = False

    @property
    def missing(self) -> tuple[Threshold, ...]:
        return tuple(threshold for threshold in self.thresholds if not threshold.is_met)


@dataclass(frozen=True, slots=True)
class Said:
    """What was last said of a step."""

    outcome: str
    look_again_on: date | None = None


@dataclass(frozen=True, slots=True)
class Facts:
    """What is known of one person on ``today``. ``in_place``: what is arranged; VICTIM: whether the duty is said."""

    today: date
    basis: str
    level: str = ""
    term_months: int = 0
    dates: Dates | None = None
    said: Mapping[str, Said] = field(default_factory=dict)
    in_place: frozenset[str] = frozenset()


def stairs(facts: Facts, parameters: Mapping[str, Mapping[str, int | str]]) -> tuple[Rung, ...]:
    """All eight steps, in their order. ``parameters`` are those of rule STAIRS."""
    return tuple(rung(step, facts, parameters) for step in STEPS)


def rung(step: str, facts: Facts, parameters: Mapping[str, Mapping[str, int | str]]) -> Rung:
    """One step: barred, reached, later, open, or as far as somebody has taken it."""
    if barred := why_barred(step, facts):
        return barred
    on, how, is_confirmed = date_of(step, facts, parameters)
    if on is None or facts.dates is None or on >= facts.dates.full:
        return Rung(step, "barred", SOURCES[step], why=TOO_SHORT)
    thresholds = (Threshold("TIME", on <= facts.today, SOURCES[step], on, how), *needed(step, facts))
    state, again = standing(step, facts, on)
    return Rung(
        step,
        state,
        SOURCES[step],
        on,
        thresholds,
        holder(state, step, facts, parameters),
        look_again_on=again,
        is_confirmed=is_confirmed,
    )


def why_barred(step: str, facts: Facts) -> Rung | None:
    """Nobody on remand takes a step (strgjfl. s. 52); preventive detention is not served outside (fv-fskr.)."""
    if facts.basis == "REMAND":
        return Rung(step, "barred", REMAND, why=ON_REMAND, is_confirmed=True)
    if facts.dates is None:
        return Rung(step, "barred", SOURCES[step], why=NO_JUDGMENT)
    if is_preventive(facts.dates) and step in BARRED_BY_LAW:
        return Rung(step, "barred", BARRED_BY_LAW[step], why=PREVENTIVE, is_confirmed=True)
    return None


def is_preventive(dates: Dates) -> bool:
    return dates.frame_expires is not None


def date_of(
    step: str, facts: Facts, parameters: Mapping[str, Mapping[str, int | str]]
) -> tuple[date | None, str, bool]:
    """The earliest day of a step, how it was worked out, and whether that is confirmed."""
    dates = facts.dates
    if dates is None:
        return None, "", False
    lines = {line.what: line for line in dates.steps}
    names = OF_PREVENTIVE if is_preventive(dates) else OF_STEP
    if step in names:
        line = lines.get(names[step])
        ordinary = step != "PROBATION" or is_preventive(dates) or dates.eligible
        return (line.on, line.how, line.is_confirmed) if line and ordinary else (None, "", False)
    last = dates.probation if dates.probation is not None and dates.eligible else dates.full
    months = int(parameters["months_before"][step])
    return max(dates.start, arithmetic.add(last, -months)), "months_before", False


def needed(step: str, facts: Facts) -> Iterable[Threshold]:
    return (Threshold(code, code in facts.in_place, SOURCES[step]) for code in NEEDS.get(step, ()))


def standing(step: str, facts: Facts, on: date) -> tuple[State, date | None]:
    """How far a step has come. What was put off until a day opens again on that day."""
    if facts.level in LOWER_LEVELS.get(step, ()):
        return "reached", None
    said = facts.said.get(step)
    if said is not None:
        state = AFTER[said.outcome]
        again = said.look_again_on if state == "put_off" else None
        return ("open", None) if again is not None and again <= facts.today else (state, again)
    return ("open" if on <= facts.today else "later"), None


def holder(state: State, step: str, facts: Facts, parameters: Mapping[str, Mapping[str, int | str]]) -> str:
    """Who has the ball: who prepares an open step, the contact officer while the person writes, who decides after."""
    if state == "open":
        return str(parameters["role"][step])
    if state == "asked":
        return "CONTACT_OFFICER"
    if state == "applied":
        return decider(facts)
    return "CASEWORKER" if state == "granted" else ""


def decider(facts: Facts) -> str:
    """The prison, or the region above ten years and for preventive detention (strgjfl. s. 6)."""
    above = facts.term_months > REGION_ABOVE_MONTHS or (facts.dates is not None and is_preventive(facts.dates))
    return "REGION" if above else "LEADER"


def next_rung(rungs: Iterable[Rung]) -> Rung | None:
    """What comes next: the step that is open or under way the longest, else the first date to come."""
    rungs = list(rungs)
    for states in (("open", "asked", "applied"), ("later",), ("put_off",)):
        found = [rung for rung in rungs if rung.state in states and rung.on is not None]
        if found:
            return min(found, key=lambda rung: (rung.look_again_on or rung.on, STEPS.index(rung.step)))
    return None
