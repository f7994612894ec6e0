"""Imprisonment that stands in for something else: a fine that is paid in part, a community sentence served in part.

What is fulfilled shortens the days in proportion, in whole days; what is fulfilled in full makes them lapse
(strl. ss. 52 and 55; norway.md 3.1).
"""

from dataclasses import replace
from datetime import date
from typing import Final

from sentencing.rules.dates import Step
from sentencing.rules.parameters import Law, Proportion
from sentencing.rules.terms import Kind, Term, TermRefused

OF_KIND: Final[dict[Kind, str]] = {"FINE": "payment", "COMMUNITY": "community"}


def rule_of(kind: Kind, law: Law) -> Proportion:
    return law.community if kind == "COMMUNITY" else law.payment


def check_whole(kind: Kind, whole: int, law: Law) -> None:
    """What was imposed: kroner of a fine, where they are known; hours of a community sentence, which has limits."""
    if whole < 0 or (whole and kind not in OF_KIND):
        raise TermRefused("amount_of_another", law.payment.source)
    limits = law.community
    if kind == "COMMUNITY" and not limits.least_hours <= whole <= limits.most_hours:
        raise TermRefused("hours_outside_limits", "strl. s. 48", least=limits.least_hours, most=limits.most_hours)


def left(term: Term, done: int, whole: int, law: Law) -> Term | None:
    """What is still to be served when ``done`` of ``whole`` is fulfilled; nothing when all of it is."""
    if not done or not whole:
        return term
    rest = whole - done
    if rest <= 0:
        return None
    months, over = divmod(term.in_months * rest, whole)
    parts = over * law.method.month_days + term.days * rest
    days = -(-parts // whole) if rule_of(term.kind, law).round_up else parts // whole
    return replace(term, years=0, months=months, days=days) if months or days else None


def reduced(term: Term, after: Term | None, done: int, whole: int, law: Law, on: date) -> Step:
    """The line of the derivation that says how the days came to be fewer."""
    rule, name = rule_of(term.kind, law), OF_KIND[term.kind]
    given = {"done": done, "whole": whole, "months_before": term.in_months, "days_before": term.days}
    confirmed = after is None or (rule.is_confirmed and (not term.in_months or law.method.is_confirmed))
    months, days = (after.in_months, after.days) if after else (0, 0)
    how = name if after else f"{name}_in_full"
    return Step(f"{name}_reduced", how, on, rule.source, confirmed, months, days, given=given)
