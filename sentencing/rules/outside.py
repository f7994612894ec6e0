"""Serving outside the walls: from when, for how long, who may grant more, what else must hold (norway.md 3, 6)."""

from collections.abc import Mapping
from dataclasses import dataclass, field
from datetime import date, timedelta
from typing import Any, Final

from sentencing.rules import arithmetic

DAY: Final = timedelta(days=1)
OF_PREVENTIVE: Final[Mapping[str, str]] = {"DAY_RELEASE": "stairs"}
# strgjfl. s. 16 a: never for these offences, and for the others not against a child or who lives there
NEVER: Final = "NEVER"
SOMETIMES: Final = "SOMETIMES"
NO_OFFENCE: Final = "NONE"
OFFENCES: Final = (NO_OFFENCE, SOMETIMES, NEVER)


@dataclass(frozen=True, slots=True)
class Wanted:
    """What is applied for. ``earlier``: how many interruptions it follows on without a return between."""

    kind: str
    first_on: date
    last_on: date
    special_reason: str = ""
    is_education: bool = False
    earlier: int = 0
    reporting_months: int | None = None


@dataclass(frozen=True, slots=True)
class Known:
    """What is known of the sentence: the lines of its derivation by name, the full term, what holds the person."""

    lines: Mapping[str, date] = field(default_factory=dict)
    full: date | None = None
    is_eligible: bool = True
    is_preventive: bool = False
    is_remand: bool = False


def wrong(wanted: Wanted, known: Known, parameters: Mapping[str, Any]) -> str:
    """The code of the first thing that speaks against it, empty where nothing does. ``parameters`` of rule OUTSIDE."""
    given = parameters[wanted.kind]
    if known.is_remand:
        return "remand"
    if known.is_preventive and wanted.kind in ("INTERRUPTION", "OUTSIDE", "MONITORING", "PROBATION"):
        return f"preventive_{wanted.kind.lower()}" if wanted.kind == "PROBATION" else "preventive"
    if wanted.last_on < wanted.first_on:
        return "backwards"
    if known.full is None:
        return "no_dates"
    if wanted.last_on > known.full and wanted.kind != "INTERRUPTION":
        return "past_the_end"
    return wrong_start(wanted, known, given) or wrong_length(wanted, given)


def earliest(kind: str, known: Known, given: Mapping[str, Any]) -> date | None:
    """The first day that the form is possible on; nothing where it is possible at any time."""
    name = OF_PREVENTIVE.get(kind, str(given["from"])) if known.is_preventive else str(given["from"])
    return known.lines.get(name) if name else None


def wrong_start(wanted: Wanted, known: Known, given: Mapping[str, Any]) -> str:
    if not given["from"]:
        return ""
    first = earliest(wanted.kind, known, given)
    if first is None:
        return "too_short"
    is_special = bool(wanted.special_reason.strip())
    if wanted.kind == "PROBATION" and not known.is_eligible and not is_special:
        return "remainder"
    if wanted.first_on >= first:
        return ""
    early = known.lines.get(str(given.get("early", "")))
    if early is not None and is_special and wanted.first_on >= early:
        return ""
    return "too_early"


def wrong_length(wanted: Wanted, given: Mapping[str, Any]) -> str:
    if wanted.kind == "PROBATION":
        return wrong_reporting(wanted, given)
    longest = last_day(wanted, given)
    if longest is None or wanted.last_on <= longest or given["beyond"]:
        return ""
    return "too_long"


def wrong_reporting(wanted: Wanted, given: Mapping[str, Any]) -> str:
    months = wanted.reporting_months
    if months is None:
        return ""
    if months < int(given["reporting_least"]):
        return "reporting_short"
    if months > int(given["reporting_most"]) and not wanted.special_reason.strip():
        return "reporting_long"
    return ""


def last_day(wanted: Wanted, given: Mapping[str, Any]) -> date | None:
    """The last day that the prison itself may grant."""
    if days := int(given.get("most_days", 0)):
        return wanted.first_on + (days - 1) * DAY
    name = "education_months" if wanted.is_education and "education_months" in given else "most_months"
    months = int(given.get(name, 0))
    return arithmetic.add(wanted.first_on, months) - DAY if months else None


def goes_above(wanted: Wanted, parameters: Mapping[str, Any]) -> bool:
    """Whether a superior level decides it: longer than the prison may grant, or extended once more than it may."""
    given = parameters[wanted.kind]
    if wanted.kind == "INTERRUPTION":
        return wanted.earlier > int(given["extensions"])
    if wanted.kind == "PROBATION":
        return (wanted.reporting_months or 0) > int(given["reporting_most"])
    longest = last_day(wanted, given)
    return bool(given["beyond"]) and longest is not None and wanted.last_on > longest


def days_left_out(left: date, back: date) -> tuple[date, date] | None:
    """The first and the last day that do not count of an interruption: from the day of leaving to the day before the
    return (fskr. s. 3-3). Nothing where somebody is back the same day."""
    return (left, back - DAY) if back > left else None


def reporting_until(first_meeting: date, months: int, end: date) -> date:
    """The reporting duty runs from the first meeting, and never past the end of probation (fskr. s. 3-42)."""
    return min(end, arithmetic.add(first_meeting, months) - DAY)


def look_again_on(refused: date, term_months: int, given: Mapping[str, Any]) -> date:
    """When a refused probation is looked at again: after 3, 6 or 12 months, by the term (fskr. s. 3-41)."""
    under, up_to = (12 * int(years) for years in given["refused_years"])
    short, middle, long = (int(months) for months in given["refused_months"])
    months = short if term_months < under else middle if term_months <= up_to else long
    return arithmetic.add(refused, months)


def unfit_for_monitoring(offence: str, *, has_power: bool, is_against_home: bool) -> str:
    """Why electronic monitoring is never granted, whatever the home says (strgjfl. s. 16 a; fskr. ss. 7-2 and 7-3)."""
    if offence == NEVER:
        return "offence"
    if offence == SOMETIMES and is_against_home:
        return "against_home"
    return "" if has_power else "no_power"
