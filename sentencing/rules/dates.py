"""The dates that follow from what a court imposed, each with how it was worked out (norway.md 3.2 to 3.7, and 4).

Every date is the first calendar day on which the requirement is met. ``probation`` is the *earliest possible* release
on probation: a decision that can be refused (strgjfl. s. 42), never "the release date".
"""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass, field, replace
from datetime import date, timedelta
from typing import Any, Final

from sentencing.rules import arithmetic
from sentencing.rules.parameters import Law, Parameters, Relief
from sentencing.rules.terms import Term, TermRefused

SUM: Final = Parameters("strgjfl. s. 42; strl. s. 83", is_confirmed=True)
YEAR: Final = 12  # months
SHORTENED: Final = ("PRISON", "COMMUNITY")  # two thirds and all the rest are of their sum
COUNTED_FROM_ANOTHER: Final = frozenset({"start", "year_before", "three_months_before"})
NO_PART_OF_A_MONTH: Final = frozenset({"fine", "three_months_before"})  # counted in whole days, or from a date as it is


@dataclass(frozen=True, slots=True)
class Step:
    """One line of the derivation. ``what`` names it, ``how`` the formula; both are codes with a text in the app.

    ``given`` are the numbers of the law that the formula used.
    """

    what: str
    how: str
    on: date
    source: str
    is_confirmed: bool
    months: int = 0
    days: int = 0
    credit: int = 0
    not_counted: int = 0
    given: Mapping[str, Any] = field(default_factory=dict)


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
    law: Law,
    credit_days: int = 0,
    not_counted_days: int = 0,
    held_since: date | None = None,
) -> Dates:
    """All dates of one person under ``law``. Judgments are added, and every date is based on the sum (fskr. s. 3-2).

    Preventive detention replaces earlier terms (strl. s. 42), the longest frame rules whatever the order of the terms;
    a fine is served in full, after the rest (fskr. s. 3-2).
    ``credit_days`` is the court's number and rules. ``held_since`` is when the deprivation of liberty began, if earlier
    than ``start``; leave counts from there. Raises ``TermRefused`` where it is negative or above the term.
    """
    terms = list(terms)
    if credit_days < 0 or not_counted_days < 0:
        raise TermRefused("negative", "strl. s. 83")
    frames = [term for term in terms if term.kind == "PREVENTIVE"]
    count = Count(start, credit_days, not_counted_days, min(start, held_since or start), law)
    if frames:
        return preventive(count, max(frames, key=lambda term: (term.in_months, term.minimum_in_months)))
    prison = [term for term in terms if term.kind in SHORTENED]
    months, days = sum(term.in_months for term in prison), sum(term.days for term in prison)
    if not terms:
        return lapsed(count)
    fine_days = sum(term.days for term in terms if term.kind == "FINE")
    return prison_dates(count, months, days, fine_days) if prison else fine_only(count, fine_days)


@dataclass(frozen=True, slots=True)
class Count:
    """Where a count begins, what moves it (deducted days back, days that do not count forward), and under which law."""

    start: date
    credit: int
    not_counted: int
    held_since: date
    law: Law

    def reach(self, months: int, days: int) -> date:
        """The day on which that much is served; never before the start."""
        day = arithmetic.add(self.start, months, days) + timedelta(days=self.not_counted - self.credit)
        return max(self.start, day)

    def point(self, months: int, days: int, share: tuple[int, int]) -> date:
        return self.reach(*arithmetic.fraction(months, days, *share, self.law.method.month_days))

    def begins(self, source: str) -> Step:
        return Step("start", "start", self.start, source, is_confirmed=True)

    def step(
        self, what: str, how: str, on: date, rule: Parameters, *, months: int = 0, days: int = 0, **given: Any
    ) -> Step:
        """A line of the derivation, confirmed where its rule and the method are.

        What is counted from another date is not moved by credit a second time.
        """
        credit, not_counted = (0, 0) if how in COUNTED_FROM_ANOTHER else (self.credit, self.not_counted)
        confirmed = rule.is_confirmed and (how in NO_PART_OF_A_MONTH or self.law.method.is_confirmed)
        return Step(what, how, on, rule.source, confirmed, months, days, credit, not_counted, given)


def check_credit(count: Count, months: int, days: int) -> None:
    """Days are deducted from what was imposed, so there are never more of them (strl. s. 83)."""
    longest = (arithmetic.add(count.start, months, days) - count.start).days
    if count.credit > longest:
        raise TermRefused("credit_above_term", "strl. s. 83", credit=count.credit, term=longest)


def prison_dates(count: Count, months: int, days: int, fine_days: int) -> Dates:
    """A prison term, and behind it the days for fines, which are never shortened."""
    check_credit(count, months, days + fine_days)
    law = count.law
    full = count.reach(months, days + fine_days)
    two_thirds = count.point(months, days, law.probation.share)
    probation = min(full, max(two_thirds, count.reach(0, law.probation.least_days)) + timedelta(days=fine_days))
    remaining = (full - probation).days
    leave = leave_step(count, months, days)
    half = count.point(months, days, law.half.share)
    monitoring = min(full, monitoring_from(count, months, days, probation))
    steps = [
        count.begins("inn-fskr. s. 1; strpl. s. 460"),
        count.step("full", "sum", full, SUM, months=months, days=days + fine_days),
        leave,
        day_release_step(count, months, days),
        lower_step(count, probation),
        count.step("half", "half", half, law.half, months=months, days=days, share=law.half.share),
        count.step(
            "monitoring", "third_and_six_months", monitoring, law.monitoring, months=months, days=days,
            share=law.monitoring.share, given_months=law.monitoring.months,
        ),
        probation_step(count, months, days, probation, remaining),
    ]  # fmt: skip
    return Dates(
        start=count.start,
        full=full,
        steps=tuple(sorted((step for step in steps if worth_saying(step, full)), key=lambda step: step.on)),
        leave=min(full, leave.on),
        monitoring=monitoring,
        half=half,
        probation=probation,
        remaining_days=remaining,
        eligible=remaining >= law.probation.least_left,
        credit_days=count.credit,
        not_counted_days=count.not_counted,
    )


def probation_step(count: Count, months: int, days: int, on: date, remaining: int) -> Step:
    rule = count.law.probation
    how = "two_thirds" if remaining >= rule.least_left else "two_thirds_weighty"
    given = {"share": rule.share, "least": rule.least_days, "left": rule.least_left}
    return count.step("probation", how, on, rule, months=months, days=days, **given)


def lower_step(count: Count, probation: date) -> Step:
    rule = count.law.lower
    on = max(count.start, arithmetic.add(probation, -rule.months))
    return count.step("lower", "year_before", on, rule, given_months=rule.months)


def worth_saying(step: Step, full: date) -> bool:
    """Relief that no day of the term is left for is no milestone: a short term has neither leave nor day release."""
    return step.what == "full" or step.on < full


def is_long(months: int, days: int, years: int) -> bool:
    """Above so many years: a day more is above."""
    return months > YEAR * years or (months == YEAR * years and days > 0)


def leave_step(count: Count, months: int, days: int) -> Step:
    """A third, and four months of continuous deprivation of liberty; above 12 years, four years (fskr. s. 3-30)."""
    rule = count.law.leave
    if is_long(months, days, rule.long_above_years):
        on = count.reach(YEAR * rule.long_years, 0)
        given = {"years": rule.long_years, "above": rule.long_above_years}
        return count.step("leave", "four_years", on, rule, months=months, days=days, **given)
    return third_step(count, "leave", rule, months, days)


def day_release_step(count: Count, months: int, days: int) -> Step:
    """A third, and four months of continuous deprivation of liberty, however long the term (fskr. s. 3-14)."""
    return third_step(count, "day_release", count.law.day_release, months, days)


def third_step(count: Count, what: str, rule: Relief, months: int, days: int) -> Step:
    on = max(count.point(months, days, rule.share), arithmetic.add(count.held_since, rule.months))
    return count.step(what, "third", on, rule, months=months, days=days, share=rule.share, given_months=rule.months)


def monitoring_from(count: Count, months: int, days: int, probation: date) -> date:
    """Electronic monitoring as a step down: a third served, and at most six months to go (fskr. s. 7-2)."""
    rule = count.law.monitoring
    return max(count.point(months, days, rule.share), arithmetic.add(probation, -rule.months))


def fine_only(count: Count, days: int) -> Dates:
    """Subsidiary imprisonment is always served in full (fskr. s. 3-2 third paragraph)."""
    check_credit(count, 0, days)
    full = count.reach(0, days)
    served_in_full = Parameters("fskr. s. 3-2", is_confirmed=True)
    steps = (count.begins("inn-fskr. s. 1"), count.step("full", "fine", full, served_in_full, days=days))
    return Dates(count.start, full, steps, credit_days=count.credit, not_counted_days=count.not_counted)


def lapsed(count: Count) -> Dates:
    """Nothing is left to serve: what the days stood in for is fulfilled (strl. ss. 52 and 55)."""
    nothing = Step("full", "lapsed", count.start, count.law.payment.source, is_confirmed=True)
    steps = (count.begins("inn-fskr. s. 1"), nothing)
    return Dates(count.start, count.start, steps)


def never_before(dates: Dates, day: date, without: Dates) -> Dates:
    """Days that were served before somebody paid stay served: the end is no earlier than ``day``, when they did."""
    end = min(day, without.full)
    if dates.full >= end:
        return dates
    steps = tuple(replace(step, on=end) if step.what == "full" else step for step in dates.steps)
    left = (end - dates.probation).days if dates.probation else 0
    return replace(dates, full=end, steps=tuple(sorted(steps, key=lambda step: step.on)), remaining_days=left)


def preventive(count: Count, frame: Term) -> Dates:
    """Frame and minimum term, the deduction in both; the prosecutor files for extension three months before the end."""
    check_credit(count, frame.in_months, 0)
    rule, stairs = count.law.preventive, count.law.stairs
    length, least = frame.in_months + frame.extended_months, frame.minimum_in_months
    expires = count.reach(length, 0)
    minimum = count.reach(least, 0) if least else None
    filed_by = max(count.start, arithmetic.add(expires, -rule.file_before_months))
    steps = [count.begins("strpl. s. 460")]
    if minimum is not None:
        share = stairs.share
        on = count.point(least, 0, share)
        steps += [
            count.step("stairs", "two_thirds_of_minimum", on, stairs, months=least, share=share),
            count.step("minimum", "minimum", minimum, replace(rule, source="strl. ss. 43 and 44"), months=least),
        ]
    steps += [
        count.step("filing", "three_months_before", filed_by, rule, given_months=rule.file_before_months),
        count.step("frame", "frame", expires, rule, months=length),
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
