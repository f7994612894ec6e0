"""What a court can impose, and what it cannot (norway.md 3.1 and 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

from sentencing.rules.parameters import Law, Preventive, Terms

Kind = Literal["PRISON", "FINE", "PREVENTIVE", "COMMUNITY"]  # the last: its subsidiary imprisonment

YEAR: Final = 12  # months


class TermRefused(Exception):
    """A term, a credit or a wording that the law does not know. ``code`` is stable, ``source`` the legal reference."""

    def __init__(self, code: str, source: str, **values: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.source = source
        self.values = values


@dataclass(frozen=True, slots=True)
class Term:
    """One term as imposed. Of preventive detention, years and months are the frame; the minimum stands beside it, and
    ``extended_months`` what later judgments added to the frame.
    """

    kind: Kind
    years: int = 0
    months: int = 0
    days: int = 0
    minimum_years: int = 0
    minimum_months: int = 0
    extended_months: int = 0

    @property
    def in_months(self) -> int:
        return YEAR * self.years + self.months

    @property
    def minimum_in_months(self) -> int:
        return YEAR * self.minimum_years + self.minimum_months


def check(term: Term, law: Law, *, under_18: bool = False, listed_offence: bool = False) -> None:
    """Raises ``TermRefused`` where no court could have imposed ``term``.

    ``under_18`` is the age at the time of the act; ``listed_offence`` one whose own penalty is up to 30 years.
    """
    if min(term.years, term.months, term.days, term.minimum_years, term.minimum_months) < 0:
        raise TermRefused("negative", "strl. s. 31")
    if not (term.in_months or term.days):
        raise TermRefused("nothing", "strl. s. 31")
    if under_18 and term.kind == "FINE":
        raise TermRefused("fine_under_18", law.fines.source)
    checks = {"PRISON": check_prison, "COMMUNITY": check_prison, "FINE": check_fine, "PREVENTIVE": check_preventive}
    checks[term.kind](term, law, most(law.terms, under_18=under_18, listed_offence=listed_offence))


def most(limits: Terms, *, under_18: bool, listed_offence: bool) -> int:
    """The longest term in months: 21 years; 30 for listed offences; 15 for a child at the act (strl. ss. 33, 79)."""
    if under_18:
        return YEAR * limits.most_years_under_18
    return YEAR * (limits.most_years_listed if listed_offence else limits.most_years)


def check_prison(term: Term, law: Law, most_months: int) -> None:
    """Up to 120 days in days, above in months and years (strl. s. 31); never above the maximum (ss. 33, 79)."""
    limits = law.terms
    if term.days > limits.most_days:
        raise TermRefused("days_above_120", "strl. s. 31", days=term.days, most=limits.most_days)
    if term.in_months > most_months or (term.in_months == most_months and term.days):
        raise TermRefused("above_maximum", limits.source, years=most_months // YEAR)
    if term.in_months and term.days > limits.most_days_beside_months:
        raise TermRefused("days_beside_months", "strl. s. 31", days=term.days)
    no_minimum(term, law)


def check_fine(term: Term, law: Law, _most_months: int) -> None:
    """Subsidiary imprisonment is 1 to 120 days, in days (strl. s. 55)."""
    limits = law.fines
    if term.in_months or not limits.least_days <= term.days <= limits.most_days:
        raise TermRefused("fine_outside_limits", limits.source, most=limits.most_days)
    no_minimum(term, law)


def check_preventive(term: Term, law: Law, most_months: int) -> None:
    """A frame in years and months, and a minimum that the frame allows (strl. s. 43).

    The minimum is at most 10 years; 14 where the frame is above 15; 20 where it is above 21.
    """
    limits = law.preventive
    if term.days or not term.in_months:
        raise TermRefused("frame_in_days", limits.source)
    if term.in_months > most_months:
        raise TermRefused("frame_above_maximum", limits.source, years=most_months // YEAR)
    if term.minimum_in_months > term.in_months:
        raise TermRefused("minimum_above_frame", limits.source)
    at = next(at for at, (frame, _most) in enumerate(limits.minimum) if term.in_months > YEAR * frame)
    allowed = limits.minimum[at][1]
    if term.minimum_in_months <= YEAR * allowed:
        return
    if at:
        needs = limits.minimum[at - 1][0]
        raise TermRefused("minimum_needs_longer_frame", limits.source, most=allowed, needs=needs)
    raise TermRefused("minimum_above_maximum", limits.source, most=allowed)


def check_extension(months: int, law: Law) -> None:
    """A court extends a frame by at most five years at a time, as often as it must (strl. s. 43)."""
    limits = law.preventive
    if not 0 < months <= YEAR * limits.extension_years:
        raise TermRefused("extension_above_maximum", limits.source, years=limits.extension_years)


def no_minimum(term: Term, law: Law) -> None:
    if term.minimum_in_months:
        raise TermRefused("minimum_without_frame", law.preventive.source)


def oddities(term: Term, law: Law, *, under_18: bool = False) -> Iterable[str]:
    """What a court seldom writes, to be looked at and not refused: codes ``short``, ``months_for_days``, ``mixed``,
    ``no_minimum``, ``listed_offence_only``, ``long_frame_under_18``."""
    if term.kind == "PRISON":
        yield from oddities_of_prison(term, law.terms)
    if term.kind == "PREVENTIVE":
        yield from oddities_of_a_frame(term, law.preventive, under_18=under_18)


def oddities_of_prison(term: Term, limits: Terms) -> Iterable[str]:
    if not term.in_months and term.days < limits.least_days:
        yield "short"
    if term.in_months and term.days:
        yield "mixed"
    elif 0 < term.in_months < limits.in_months_from:
        yield "months_for_days"


def oddities_of_a_frame(term: Term, limits: Preventive, *, under_18: bool) -> Iterable[str]:
    if not term.minimum_in_months:
        yield "no_minimum"
    if term.in_months > YEAR * limits.usual_years:
        yield "listed_offence_only"
    if under_18 and term.in_months > YEAR * limits.usual_years_under_18:
        yield "long_frame_under_18"
