"""From the judgments as they are kept to the dates that follow from them (sentencing/rules)."""

from collections.abc import Sequence
from datetime import date

from sentencing.models import Judgment
from sentencing.rules.dates import Dates, calculate, start_of
from sentencing.rules.terms import Term


def dates_of(judgments: Sequence[Judgment], admitted_on: date) -> Dates:
    """Every date that follows from the judgments, in the order they were passed."""
    return calculate(
        start=start_of(judged_on=judgments[0].judged_on, admitted_on=admitted_on),
        terms=[term_of(judgment) for judgment in judgments],
        credit_days=sum(judgment.credit_days for judgment in judgments),
        held_since=admitted_on,
    )


def term_of(judgment: Judgment) -> Term:
    return Term(
        kind=judgment.kind,  # type: ignore[arg-type]  # one of TermKind, PostgreSQL holds it to that
        years=judgment.years,
        months=judgment.months,
        days=judgment.days,
        minimum_years=judgment.minimum_years,
        minimum_months=judgment.minimum_months,
    )
