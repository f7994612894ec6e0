"""What a court can impose, and what it cannot (norway.md 3.1 and 4)."""

from collections.abc import Iterable
from dataclasses import dataclass
from typing import Final, Literal

Kind = Literal["PRISON", "FINE", "PREVENTIVE"]

MOST_MONTHS: Final = 21 * 12
MOST_MONTHS_LISTED_OFFENCES: Final = 30 * 12
MOST_MONTHS_UNDER_18: Final = 15 * 12
MOST_DAYS: Final = 120
LEAST_DAYS: Final = 14
IN_DAYS_UP_TO_MONTHS: Final = 4
MINIMUM_BY_FRAME: Final = ((21 * 12, 20 * 12), (15 * 12, 14 * 12), (0, 10 * 12))


class TermRefused(Exception):
    """A term, a credit or a wording that the law does not know. ``code`` is stable, ``source`` the legal reference."""

    def __init__(self, code: str, source: str, **values: int | str) -> None:
        super().__init__(code)
        self.code = code
        self.source = source
        self.values = values


@dataclass(frozen=True, slots=True)
class Term:
    """One term as imposed. Of preventive detention, years and months are the frame; the minimum stands beside it."""

    kind: Kind
    years: int = 0
    months: int = 0
    days: int = 0
    minimum_years: int = 0
    minimum_months: int = 0

    @property
    def in_months(self) -> int:
        return 12 * self.years + self.months

    @property
    def minimum_in_months(self) -> int:
        return 12 * self.minimum_years + self.minimum_months


def check(term: Term, *, under_18: bool = False, listed_offence: bool = False) -> None:
    """Raises ``TermRefused`` where no court could have imposed ``term``.

    ``under_18`` is the age at the time of the act; ``listed_offence`` one whose own penalty is up to 30 years.
    """
    if min(term.years, term.months, term.days, term.minimum_years, term.minimum_months) < 0:
        raise TermRefused("negative", "strl. s. 31")
    if not (term.in_months or term.days):
        raise TermRefused("nothing", "strl. s. 31")
    {"PRISON": check_prison, "FINE": check_fine, "PREVENTIVE": check_preventive}[term.kind](
        term, most(under_18=under_18, listed_offence=listed_offence)
    )


def most(*, under_18: bool, listed_offence: bool) -> int:
    """The longest term in months: 21 years; 30 for listed offences; 15 for a child at the act (strl. ss. 33, 79)."""
    if under_18:
        return MOST_MONTHS_UNDER_18
    return MOST_MONTHS_LISTED_OFFENCES if listed_offence else MOST_MONTHS


def check_prison(term: Term, most_months: int) -> None:
    """Up to 120 days in days, above in months and years (strl. s. 31); never above the maximum (ss. 33, 79)."""
    if term.days > MOST_DAYS:
        raise TermRefused("days_above_120", "strl. s. 31", days=term.days, most=MOST_DAYS)
    if term.in_months > most_months or (term.in_months == most_months and term.days):
        raise TermRefused("above_maximum", "strl. ss. 31, 33 and 79", years=most_months // 12)
    no_minimum(term)


def check_fine(term: Term, most_months: int) -> None:
    """Subsidiary imprisonment is 1 to 120 days, in days (strl. s. 55)."""
    if term.in_months or not 1 <= term.days <= MOST_DAYS:
        raise TermRefused("fine_outside_limits", "strl. s. 55", most=MOST_DAYS)
    no_minimum(term)


def check_preventive(term: Term, most_months: int) -> None:
    """A frame in years and months, and a minimum that the frame allows (strl. s. 43).

    The minimum is at most 10 years; 14 where the frame is above 15; 20 where it is above 21.
    """
    if term.days or not term.in_months:
        raise TermRefused("frame_in_days", "strl. s. 43")
    if term.in_months > most_months:
        raise TermRefused("frame_above_maximum", "strl. s. 43", years=most_months // 12)
    if term.minimum_in_months > term.in_months:
        raise TermRefused("minimum_above_frame", "strl. s. 43")
    allowed = next(minimum for frame, minimum in MINIMUM_BY_FRAME if term.in_months > frame)
    if term.minimum_in_months > allowed:
        needs = {10: 15, 14: 21}.get(allowed // 12)
        code = "minimum_needs_longer_frame" if needs else "minimum_above_maximum"
        raise TermRefused(code, "strl. s. 43", most=allowed // 12, needs=needs or 0)


def no_minimum(term: Term) -> None:
    if term.minimum_in_months:
        raise TermRefused("minimum_without_frame", "strl. s. 43")


def oddities(term: Term) -> Iterable[str]:
    """What a court seldom writes, to be looked at and not refused: codes ``short``, ``months_for_days``, ``mixed``,
    ``no_minimum``, ``listed_offence_only``."""
    if term.kind == "PRISON":
        if not term.in_months and term.days < LEAST_DAYS:
            yield "short"
        if term.in_months and term.days:
            yield "mixed"
        elif 0 < term.in_months < IN_DAYS_UP_TO_MONTHS:
            yield "months_for_days"
    if term.kind == "PREVENTIVE":
        if not term.minimum_in_months:
            yield "no_minimum"
        if term.in_months > MOST_MONTHS:
            yield "listed_offence_only"
