"""A hunger strike: begun, agreed upon, examined each day, ended. In a clinical context of ``by``, the record open."""

from collections.abc import Collection
from dataclasses import asdict, dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, explained
from health.choices import StrikeKind
from health.models import FoodDay, FoodPlan, FoodStrike, Patient
from health.models.food import ARRANGEMENTS
from health.services import bridges
from health.services.crisis import open_stay
from inmates.choices import SignalCode

FAMILY = [SignalCode.NO_FOOD, *ARRANGEMENTS]
STANDS = 90  # days


@dataclass(frozen=True, slots=True)
class Examined:
    condition: str
    weight: Decimal | None = None
    over: int | None = None
    under: int | None = None
    pulse: int | None = None
    drunk: int | None = None


@explained()
@transaction.atomic
def begin(
    *, patient: Patient, kind: StrikeKind | str, started_on: date, reason: str = "", by: User, at: datetime
) -> FoodStrike:
    """From the first day without food. The officers are told that no food is taken, and nothing else."""
    strike = FoodStrike.objects.create(
        patient=patient,
        stay=open_stay(patient, at),
        kind=kind,
        started_on=started_on,
        reason=reason.strip(),
        at=at,
        by=by,
    )
    tell(patient, [SignalCode.NO_FOOD])
    return strike


@explained()
@transaction.atomic
def agree(
    *,
    strike: FoodStrike,
    arrangements: Collection[str],
    agreed_with: str,
    clinic: str,
    wishes: str = "",
    follows: FoodPlan | None,
    by: User,
    at: datetime,
) -> FoodPlan:
    """The joint plan anew: what the officers do crosses by code, the rest stays in the record."""
    plan = FoodPlan.objects.create(
        strike=strike,
        patient=strike.patient,
        arrangements=[code for code in ARRANGEMENTS if code in arrangements],
        agreed_with=agreed_with.strip(),
        wishes=wishes.strip(),
        clinic=clinic.strip(),
        at=at,
        by=by,
        follows=follows,
    )
    tell(strike.patient, [SignalCode.NO_FOOD, *plan.arrangements])
    return plan


@explained()
@transaction.atomic
def examine(*, strike: FoodStrike, what: Examined, corrects: FoodDay | None = None, by: User, at: datetime) -> FoodDay:
    """Once a day in Oslo; what comes later that day corrects the one that it names."""
    day = display.local(at).date()
    if corrects is None and FoodDay.objects.filter(strike=strike, day=day).exists():
        raise Conflict(
            _("The patient has been examined today. Correct that if it is wrong."),
            code="a_day_without_food_is_examined_once",
        )
    values = asdict(what) | {"condition": what.condition.strip()}
    return FoodDay.objects.create(
        strike=strike, patient=strike.patient, day=day, corrects=corrects, by=by, at=at, **values
    )


@explained()
@transaction.atomic
def end(*, strike: FoodStrike, ended_on: date, note: str = "", by: User, at: datetime) -> FoodStrike:
    """``ended_on`` is the first day with food. The second who ends it is told so."""
    strike = FoodStrike.objects.select_for_update().get(pk=strike.pk)
    if strike.ended_on is not None:
        raise Conflict(_("Somebody has just ended this hunger strike."), code="already_ended")
    strike.ended_on, strike.ended_at, strike.ended_by, strike.end_note = ended_on, at, by, note.strip()
    strike.save(update_fields=["ended_on", "ended_at", "ended_by", "end_note"])
    tell(strike.patient, [])
    return strike


def tell(patient: Patient, codes: Collection[str]) -> None:
    bridges.replace_signals(patient=patient, family=FAMILY, codes=list(codes), days=STANDS)
