"""Where somebody serves: the ladder of the law, and never more restrictive than necessary (strgjfl. ss. 11, 14 and 15).

Built on the length, the risk that is known, the needs and the age. The crime itself is no input.
"""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from datetime import date, datetime, time
from typing import Final

from corrections.rules import TimeUnit, due_after
from inmates.rules.beds import sex_differs
from inmates.rules.transfers import is_stricter

FIRST: Final = "strgjfl. s. 11"
ONWARD: Final = "strgjfl. s. 15"
LOWER_UP_TO: Final = 24  # months: lower security must be considered
TRANSITION_UP_TO: Final = 12
ADAPTED: Final = frozenset({"PREVENTIVE"})  # units for special needs
LAST_YEAR: Final = 1  # of the calendar, however many days it has


# which levels each paragraph of section 11 leads to; a unit for special needs may be of any level
PARAGRAPHS: Final = {
    "11.1": ("HIGH",),
    "11.2": ("PARTICULARLY_HIGH",),
    "11.3": ("PARTICULARLY_HIGH", "HIGH", "LOWER", "TRANSITION"),
    "11.4": ("LOWER",),
    "11.5": ("TRANSITION",),
}


def paragraph_fits(grounds: Iterable[str], level: str) -> bool:
    """Whether each paragraph that is named leads to that level."""
    return all(level in PARAGRAPHS.get(ground, ()) for ground in grounds)


@dataclass(frozen=True, slots=True)
class PlacementCase:
    """What the proposal rests on. ``months`` is what the sentences come to; none where no judgment is known."""

    months: int | None = None
    is_remand: bool = False
    is_preventive: bool = False
    is_minor: bool = False
    sex: str = "M"
    home: str = ""
    held: str = ""  # the security level now
    evasion: bool = False  # known risk that the person evades
    violence: bool = False
    earliest_probation: date | None = None


@dataclass(frozen=True, slots=True)
class Reason:
    """One line of why. ``code`` has its sentence in the app; ``level``: ok speaks for, warn against, quiet a note."""

    code: str
    level: str
    source: str


@dataclass(frozen=True, slots=True)
class Proposal:
    """The least restrictive level that nothing known speaks against, and every line that led there."""

    level: str
    reasons: tuple[Reason, ...]

    @property
    def codes(self) -> tuple[str, ...]:
        return tuple(reason.code for reason in self.reasons)


def propose(case: PlacementCase, on: date) -> Proposal:
    """The proposal on the day ``on``. What a decision adds to it, whoever decides writes as facts of their own."""
    found = [*ladder(case, on)]
    level = level_of(case, on)
    if case.held and is_stricter(level, case.held):
        found.append(Reason("now_stricter", "ok", "strgjfl. s. 14"))
    return Proposal(level, (*found, *who(case)))


def level_of(case: PlacementCase, on: date) -> str:
    """Down the ladder as far as the law lets it be considered and nothing known speaks against it."""
    if case.is_remand or case.is_preventive or case.months is None:
        return "HIGH"
    considered = lowest_considered(case, on)
    if case.evasion or case.violence:
        return "HIGH"
    # who is in a less restrictive regime already is not proposed a stricter one without a ground for it
    return case.held if case.held and is_stricter(case.held, considered) else considered


def lowest_considered(case: PlacementCase, on: date) -> str:
    months = case.months or 0
    if case.is_minor or months <= TRANSITION_UP_TO:
        return "TRANSITION"
    return "LOWER" if months <= LOWER_UP_TO or in_last_year(case, on) else "HIGH"


def in_last_year(case: PlacementCase, on: date) -> bool:
    """A year or less is left until probation is possible: lower security must be considered (strgjfl. s. 15)."""
    if case.earliest_probation is None:
        return False
    from_here = due_after(datetime.combine(case.earliest_probation, time()), -LAST_YEAR, TimeUnit.YEARS)
    return on >= from_here.date()


def ladder(case: PlacementCase, on: date) -> Iterator[Reason]:
    """Each rung of the law that bears on the case, in its order."""
    if case.is_remand:
        yield Reason("remand", "quiet", "fskr. s. 4-1")
    elif case.is_preventive:
        yield Reason("preventive", "quiet", "fv-fskr. s. 6")
    elif case.months is None:
        yield Reason("no_judgment", "warn", FIRST)
    else:
        yield of_length(case, case.months)
        yield from of_time_and_risk(case, on)


def of_length(case: PlacementCase, months: int) -> Reason:
    if case.is_minor:
        return Reason("minor_lower", "ok", FIRST)
    if months <= TRANSITION_UP_TO:
        return Reason("one_year", "ok", FIRST)
    return Reason("two_years", "ok", FIRST) if months <= LOWER_UP_TO else Reason("above_two_years", "quiet", FIRST)


def of_time_and_risk(case: PlacementCase, on: date) -> Iterator[Reason]:
    if in_last_year(case, on):
        yield Reason("last_year", "ok", ONWARD)
    if case.evasion:
        yield Reason("evasion", "warn", FIRST)
    if case.violence:
        yield Reason("violence", "warn", FIRST)


@dataclass(frozen=True, slots=True)
class Place:
    """Where to: what the units of that level in that prison are for, and whom they take."""

    functions: frozenset[str] = frozenset()
    sexes: frozenset[str] = frozenset()


@dataclass(frozen=True, slots=True)
class Fit:
    """Whom the place must suit, and what is written of it."""

    sex: str = "X"
    is_minor: bool = False
    is_remand: bool = False
    is_special: bool = False  # preventive detention begins, or is moved, where it is adapted for special needs
    has_youth_team: bool = False
    has_police: bool = False


def adapted_for(sex: str) -> frozenset[str]:
    """Which units are adapted for special needs; of women there are so few that their own units are."""
    return ADAPTED | {"WOMEN"} if sex == "F" else ADAPTED


def does_not_suit(place: Place, fit: Fit) -> tuple[str, str]:
    """What stands against that place for this person, as a code that has a sentence in the app, and its source.

    A child may be somewhere else than in a youth unit where that is better for it: then the youth team has said so.
    """
    asked = (
        (bool(place.sexes) and all(sex_differs(fit.sex, sex) for sex in place.sexes), "sex", FIRST),
        (fit.is_minor and "YOUTH" not in place.functions and not fit.has_youth_team, "youth", "fskr. s. 3-4"),
        (fit.is_special and not place.functions & adapted_for(fit.sex), "special", "fv-fskr. s. 6"),
        (fit.is_remand and not fit.has_police, "police", "fskr. s. 4-1"),
    )
    return next(((code, source) for holds, code, source in asked if holds), ("", ""))


def who(case: PlacementCase) -> Iterator[Reason]:
    """Whom the place must suit, whatever its level."""
    if case.is_minor:
        yield Reason("minor_unit", "warn", "fskr. s. 3-4")
    if case.sex == "F":
        yield Reason("woman", "quiet", FIRST)
    yield Reason("near_home" if case.home else "home_unknown", "quiet", FIRST)
    yield Reason("least", "quiet", "strgjfl. s. 14")
