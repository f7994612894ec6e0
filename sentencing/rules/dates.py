"""The dates that follow from what a court imposed, each with how it was worked out (norway.md 3.2 to 3.7, and 4).

Every date is the first calendar day on which the requirement is met. ``probation`` is the *earliest possible* release
on probation: a decision that can be refused (strgjfl. s. 42), never "the release date".
"""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

from sentencing.rules import arithmetic
from sentencing.rules.terms import Term, TermRefused

LEAST_SERVED: Final = 60
LEAST_REMAINDER: Final = 14
LEAVE_AFTER_MONTHS: Final = 4
LONG_TERM_MONTHS: Final = 12 * 12
LEAVE_OF_LONG_TERMS_MONTHS: Final = 4 * 12
MONITORING_MONTHS: Final = 6
FILE_BEFORE_MONTHS: Final = 3
FULL: Final = "strgjfl. s. 42; strl. s. 83"
FILING: Final = "strl. s. 43"


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the derivation. ``what`` names it, ``how`` the formula; both are codes with a text in the app."""

    what: str
    how: str
    on: date
    source: str
    is_confirmed: bool
    months: int = 0
    days: int = 0
    credit: int = 0
    not_counted: int = 0


@dataclass(frozen=True, slots=True)
class Dates:
    """What was worked out. Of fines and preventive detention, the fields that the law does not know are empty."""

    start: date
    full: date
    steps: tuple[Step, ...]
    leave: date | None = None
    monitoring: date | None = None
    half: date | None = None
    probation: date | None = None
    remaining_days: int = 0
    eligible: bool = False
    minimum_reached: date | None = None
    frame_expires: date | None = None
    extension_filed_by: date | None = None
    credit_days: int = 0
    not_counted_days: int = 0

    def served(self, on: date) -> int:
        """Days that count as served on the day ``on``, the deducted ones included; never above ``total``."""
        counted = (on - self.start).days - self.not_counted_days + self.credit_days
        return max(0, min(self.total, counted))

    @property
    def total(self) -> int:
        """Length of the whole term in days."""
        return (self.full - self.start).days + self.credit_days - self.not_counted_days


def start_of(*, judged_on: date, admitted_on: date) -> date:
    """Where the count begins: on the day of the judgment for someone already held, else at admission.

    Time in remand after the judgment counts in full (strpl. s. 460; inn-fskr. s. 1).
    """
    return max(judged_on, admitted_on)


def calculate(
    *,
    start: date,
    terms: Iterable[Term],
    credit_days: int = 0,
    not_counted_days: int = 0,
    held_since: date | None = None,
) -> Dates:
    """All dates of one person. Several judgments are added, and every date is based on the sum (fskr. s. 3-2).

    Preventive detention replaces earlier terms (strl. s. 42); a fine is served in full, after the rest (fskr. s. 3-2).
    ``credit_days`` is the court's number and rules. ``held_since`` is when the deprivation of liberty began, if earlier
    than ``start``; leave counts from there. Raises ``TermRefused`` where it is negative or above the term.
    """
    terms = list(terms)
    if credit_days < 0 or not_counted_days < 0:
        raise TermRefused("negative", "strl. s. 83")
    frames = [term for term in terms if term.kind == "PREVENTIVE"]
    count = Count(start, credit_days, not_counted_days, min(start, held_since or start))
    if frames:
        return preventive(count, frames[-1])
    prison = [term for term in terms if term.kind == "PRISON"]
    months, days = sum(term.in_months for term in prison), sum(term.days for term in prison)
    fine_days = sum(term.days for term in terms if term.kind == "FINE")
    return prison_dates(count, months, days, fine_days) if prison else fine_only(count, fine_days)


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count begins, and what moves it: deducted days back, days that do not count forward."""

    start: date
    credit: int
    not_counted: int
    held_since: date

    def reach(self, months: int, days: int) -> date:
        """The day on which that much is served; never before the start."""
        day = arithmetic.add(self.start, months, days) + timedelta(days=self.not_counted - self.credit)
        return max(self.start, day)

    def point(self, months: int, days: int, part: int, whole: int) -> date:
        return self.reach(*arithmetic.fraction(months, days, part, whole))

    def step(
        self, what: str, how: str, on: date, source: str, *, confirmed: bool, months: int = 0, days: int = 0
    ) -> Step:
        return Step(what, how, on, source, confirmed, months, days, self.credit, self.not_counted)


def check_credit(count: Count, months: int, days: int) -> None:
    """Days are deducted from what was imposed, so there are never more of them (strl. s. 83)."""
    longest = (arithmetic.add(count.start, months, days) - count.start).days
    if count.credit > longest:
        raise TermRefused("credit_above_term", "strl. s. 83", credit=count.credit, term=longest)


def prison_dates(count: Count, months: int, days: int, fine_days: int) -> Dates:
    """A prison term, and behind it the days for fines, which are never shortened."""
    check_credit(count, months, days + fine_days)
    full = count.reach(months, days + fine_days)
    leave = min(full, leave_from(count, months, days))
    half = count.point(months, days, 1, 2)
    two_thirds = count.point(months, days, 2, 3)
    probation = min(full, max(two_thirds, count.reach(0, LEAST_SERVED)) + timedelta(days=fine_days))
    remaining = (full - probation).days
    steps = [
        count.step("start", "start", count.start, "inn-fskr. s. 1; strpl. s. 460", confirmed=True),
        count.step(
            "full", "sum", full, "strgjfl. s. 42; strl. s. 83", confirmed=False, months=months, days=days + fine_days
        ),
        count.step("leave", "third", leave, "fskr. s. 3-30", confirmed=False, months=months, days=days),
        count.step("half", "half", half, "strgjfl. s. 42", confirmed=False, months=months, days=days),
        count.step("probation", "two_thirds", probation, "strgjfl. s. 42", confirmed=False, months=months, days=days),
    ]
    return Dates(
        start=count.start,
        full=full,
        steps=tuple(sorted(steps, key=lambda step: step.on)),
        leave=leave,
        monitoring=monitoring_from(count, months, days, probation),
        half=half,
        probation=probation,
        remaining_days=remaining,
        eligible=remaining >= LEAST_REMAINDER,
        credit_days=count.credit,
        not_counted_days=count.not_counted,
    )


def leave_from(count: Count, months: int, days: int) -> date:
    """A third, and four months of continuous deprivation of liberty; above 12 years, four years (fskr. s. 3-30)."""
    if months > LONG_TERM_MONTHS:
        return count.reach(LEAVE_OF_LONG_TERMS_MONTHS, 0)
    return max(count.point(months, days, 1, 3), arithmetic.add(count.held_since, LEAVE_AFTER_MONTHS))


def monitoring_from(count: Count, months: int, days: int, probation: date) -> date:
    """Electronic monitoring as a step down: a third served, and at most six months to go (fskr. s. 7-2)."""
    third = count.point(months, days, 1, 3)
    return max(third, arithmetic.add(probation, -MONITORING_MONTHS))


def fine_only(count: Count, days: int) -> Dates:
    """Subsidiary imprisonment is always served in full (fskr. s. 3-2 third paragraph)."""
    check_credit(count, 0, days)
    full = count.reach(0, days)
    steps = (
        count.step("start", "start", count.start, "inn-fskr. s. 1", confirmed=True),
        count.step("full", "fine", full, "fskr. s. 3-2", confirmed=True, days=days),
    )
    return Dates(count.start, full, steps, credit_days=count.credit, not_counted_days=count.not_counted)


def preventive(count: Count, frame: Term) -> Dates:
    """Frame and minimum term, the deduction in both; the prosecutor files for extension three months before the end."""
    check_credit(count, frame.in_months, 0)
    expires = count.reach(frame.in_months, 0)
    minimum = count.reach(frame.minimum_in_months, 0) if frame.minimum_in_months else None
    stairs = count.point(frame.minimum_in_months, 0, 2, 3) if frame.minimum_in_months else None
    filed_by = max(count.start, arithmetic.add(expires, -FILE_BEFORE_MONTHS))
    lines = [
        ("start", "start", count.start, "strpl. s. 460", True, 0),
        ("stairs", "two_thirds_of_minimum", stairs, "fv-fskr. ss. 9, 11, 12", False, frame.minimum_in_months),
        ("minimum", "minimum", minimum, "strl. ss. 43 and 44", False, frame.minimum_in_months),
        ("filing", "three_months_before", filed_by, FILING, True, frame.in_months),
        ("frame", "frame", expires, FILING, False, frame.in_months),
    ]
    steps = [
        count.step(what, how, on, source, confirmed=confirmed, months=months)
        for what, how, on, source, confirmed, months in lines
        if on is not None
    ]
    return Dates(
        start=count.start,
        full=expires,
        steps=tuple(sorted(steps, key=lambda step: step.on)),
        minimum_reached=minimum,
        frame_expires=expires,
        extension_filed_by=filed_by,
        credit_days=count.credit,
        not_counted_days=count.not_counted,
    )
