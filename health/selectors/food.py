"""A hunger strike as it stands: the day, the weight lost, the plan. Inside a clinical context, the record open."""

from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from corrections import display
from health.models import FoodDay, FoodPlan, FoodStrike, Patient
from health.selectors.crisis import day_of
from health.selectors.records import whole
from inmates.choices import SignalCode

WATCH_LOSS = Decimal(10)  # per cent of the first weight: from here the body is in danger


@dataclass(frozen=True, slots=True)
class Day:
    """One calendar day: its number, and the examination that stands."""

    number: int
    day: date
    examined: FoodDay | None
    lost: Decimal | None

    @property
    def is_dangerous(self) -> bool:
        return self.lost is not None and self.lost >= WATCH_LOSS


@dataclass(frozen=True, slots=True)
class Picture:
    strike: FoodStrike
    number: int
    days: list[Day]
    plan: FoodPlan | None

    @property
    def arrangements(self) -> list[str]:
        """What the officers see beside that no food is taken."""
        return [str(SignalCode(code).label) for code in self.plan.arrangements] if self.plan else []

    @property
    def today(self) -> FoodDay | None:
        return self.days[0].examined if self.days else None


def strikes(patient: Patient) -> list[FoodStrike]:
    """All, the newest first."""
    found = FoodStrike.objects.filter(patient__in=whole(patient)).select_related("patient", "by", "ended_by")
    return list(found.order_by("-started_on", "-pk"))


def open_strike(patient: Patient) -> FoodStrike | None:
    return next((each for each in strikes(patient) if each.ended_on is None), None)


def picture(strike: FoodStrike, at: datetime) -> Picture:
    """Each day from today back to the first, examined or not. Two queries."""
    last = strike.ended_on or display.local(at).date()
    stands: dict[date, FoodDay] = {}
    for row in FoodDay.objects.filter(strike=strike).select_related("by").order_by("at", "pk"):
        stands[row.day] = row
    weights = [row.weight for _day, row in sorted(stands.items()) if row.weight is not None]
    first = weights[0] if weights else None
    days = [
        Day(number, day, stands.get(day), lost(first, stands.get(day)))
        for number, day in (
            (n, date.fromordinal(strike.started_on.toordinal() + n - 1)) for n in range(day_of(strike, last), 0, -1)
        )
    ]
    plan = FoodPlan.objects.filter(strike=strike).select_related("by").order_by("-at", "-pk").first()
    return Picture(strike, day_of(strike, last), days, plan)


def lost(first: Decimal | None, row: FoodDay | None) -> Decimal | None:
    """Per cent of the first weight, with one decimal."""
    if first is None or row is None or row.weight is None:
        return None
    return ((first - row.weight) / first * 100).quantize(Decimal("0.1"))
