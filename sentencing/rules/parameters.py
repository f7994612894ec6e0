"""The numbers of the law that the rules of sentences are handed (``corrections/law``): no rule knows one by itself."""

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Parameters:
    """Where numbers come from, and whether that is confirmed: an unconfirmed rule makes its dates unconfirmed."""

    source: str
    is_confirmed: bool


@dataclass(frozen=True, slots=True)
class Terms(Parameters):
    """What a prison term can be (strl. ss. 31, 33, 79)."""

    most_years: int
    most_years_listed: int
    most_years_under_18: int
    most_days: int
    least_days: int
    in_months_from: int
    most_days_beside_months: int


@dataclass(frozen=True, slots=True)
class Fines(Parameters):
    least_days: int
    most_days: int


@dataclass(frozen=True, slots=True)
class Preventive(Parameters):
    """``minimum``: pairs of a frame and the longest minimum term above it, in years, the longest frame first."""

    usual_years: int
    usual_years_under_18: int
    minimum: tuple[tuple[int, int], ...]
    extension_years: int
    file_before_months: int


@dataclass(frozen=True, slots=True)
class Method(Parameters):
    """How a part of a month is counted."""

    month_days: int


@dataclass(frozen=True, slots=True)
class Part(Parameters):
    """A part of the term that must be served: ``(2, 3)`` is two thirds."""

    share: tuple[int, int]


@dataclass(frozen=True, slots=True)
class Relief(Part):
    """A part, and months: in custody, or left to serve."""

    months: int


@dataclass(frozen=True, slots=True)
class Leave(Relief):
    """A part and months; of a term above ``long_above_years``, ``long_years`` instead."""

    long_above_years: int
    long_years: int


@dataclass(frozen=True, slots=True)
class Probation(Part):
    least_days: int
    least_left: int


@dataclass(frozen=True, slots=True)
class Before(Parameters):
    """Months before another date."""

    months: int


@dataclass(frozen=True, slots=True)
class Proportion(Parameters):
    """How much is left where a part is fulfilled: ``round_up`` counts a day that is begun."""

    round_up: bool


@dataclass(frozen=True, slots=True)
class Community(Proportion):
    least_hours: int
    most_hours: int


@dataclass(frozen=True, slots=True)
class Law:
    """Every rule as it stands on one day. ``version`` names just these numbers."""

    version: str
    terms: Terms
    fines: Fines
    preventive: Preventive
    stairs: Part
    method: Method
    probation: Probation
    half: Part
    leave: Leave
    day_release: Relief
    lower: Before
    monitoring: Relief
    payment: Proportion
    community: Community
