"""Terms and orders that fit the time people have been here: served by those released, under way for the others."""

from collections.abc import Iterator
from dataclasses import dataclass, field
from datetime import date, timedelta
from random import Random

from corrections.demo.load import copy
from corrections.demo.stage import OSLO, Stage
from corrections.models import User
from inmates.choices import LegalStatusKind
from inmates.demo.cast import GOES_TODAY, GOES_TOMORROW
from inmates.models import LegalStatus, Placement, Stay
from sentencing.choices import TermKind
from sentencing.models import LONGEST_ORDER, Judgment, RemandOrder

MONTH = 30.4375
MOST_DAYS, MOST_MONTHS = 120, 252
SOON = 3
KRONER_A_DAY = 450
LEAD = "Lervik"
# How much of the term somebody on a unit has served, at least and at most.
SHARES = {"A1": (0.08, 0.6), "A2": (0.1, 0.6), "B2": (0.1, 0.6), "C1": (0.4, 0.8), "K1": (0.1, 0.7), "O1": (0.6, 0.93)}


@dataclass
class Case:
    """A stay with its legal bases, oldest first."""

    stay: Stay
    unit: str = ""
    bases: list[LegalStatus] = field(default_factory=list)

    @property
    def is_open(self) -> bool:
        return self.stay.during.upper is None


def seed(stage: Stage) -> None:
    clerk = User.objects.get(username="brekke")
    cases = list(gather())
    copy([row for case in cases for row in judgments_of(stage, case, clerk)])
    soon = next(case for case in cases if case.is_open and is_remand(case) and days_here(stage, case) > 30)
    copy([row for case in cases for row in orders_of(stage, case, clerk, SOON if case is soon else None)])


def gather() -> Iterator[Case]:
    cases = {stay.pk: Case(stay) for stay in Stay.objects.select_related("person").order_by("pk")}
    for status in LegalStatus.objects.order_by("during"):
        cases[status.stay_id].bases.append(status)
    for stay_id, unit in Placement.objects.order_by("during").values_list("stay_id", "bed__cell__unit__code"):
        cases[stay_id].unit = unit
    return iter(cases.values())


def is_remand(case: Case) -> bool:
    return case.bases[-1].kind == LegalStatusKind.REMAND


def local(moment: object) -> date:
    return moment.astimezone(OSLO).date()  # type: ignore[attr-defined,no-any-return]  # of a range's bound


def days_here(stage: Stage, case: Case) -> int:
    return (stage.today - local(case.stay.during.lower)).days


# ---- judgments ---------------------------------------------------------------------------------------------------
def judgments_of(stage: Stage, case: Case, by: User) -> Iterator[Judgment]:
    """One for the basis that followed remand, or that the person came with."""
    basis = case.bases[-1]
    if basis.kind == LegalStatusKind.REMAND:
        return
    dice = stage.dice("judgment", case.stay.person.number)
    start = local(basis.during.lower)
    came_on_remand = len(case.bases) > 1
    credit = (start - local(case.stay.during.lower)).days if came_on_remand else dice.choice((0, 0, 0, 1, 2, 4))
    judged_on = start if came_on_remand else start - timedelta(days=dice.randrange(30, 240))
    until = stage.today if case.is_open else local(case.stay.during.upper)
    served = (until - start).days + credit
    yield Judgment(
        stay=case.stay,
        judged_on=judged_on,
        credit_days=credit,
        registered_at=basis.during.lower,
        registered_by=by,
        **term_of(case, basis, served, dice),
    )


def term_of(case: Case, basis: LegalStatus, served: int, dice: Random) -> dict[str, int | str]:
    if case.stay.person.family_name == LEAD and case.unit == "B2":
        return {"kind": TermKind.PRISON, "years": 4, "months": 6}
    if basis.kind == LegalStatusKind.PREVENTIVE:
        frame = max(6, served // 365 + dice.randrange(3, 9))
        return {"kind": TermKind.PREVENTIVE, "years": frame, "minimum_years": min(10, frame * 2 // 3)}
    if basis.kind == LegalStatusKind.FINE_DEFAULT:
        days = min(MOST_DAYS, served + (dice.randrange(12, 40) if case.is_open else 1))
        return {"kind": TermKind.FINE, "days": days, "amount": days * KRONER_A_DAY}
    at_least = dice.randrange(90, 900) if case.is_open and not goes_soon(case) else 0
    return prison_term(max(at_least, served / share_of(case, served, dice)), case.is_open)


def goes_soon(case: Case) -> bool:
    return case.is_open and case.unit == "B2" and case.stay.person.family_name in (GOES_TODAY, GOES_TOMORROW)


def share_of(case: Case, served: int, dice: Random) -> float:
    """The released have served two thirds, or all of a short term; who goes soon is past the earliest day."""
    if goes_soon(case):
        return 0.85
    if not case.is_open:
        return 1.0 if served <= 74 else 2 / 3
    return max(0.01, min(dice.uniform(*SHARES[case.unit]), served / (served + 12)))


def prison_term(length: float, is_open: bool) -> dict[str, int | str]:
    """In days up to 120, else in months and years; rounded up for those who are here, so that nobody has overstayed."""
    days = max(14, int(length) + (10 if is_open else 0))
    if days <= MOST_DAYS:
        return {"kind": TermKind.PRISON, "days": days}
    months = min(MOST_MONTHS, int(length / MONTH) + 1)
    return {"kind": TermKind.PRISON, "years": months // 12, "months": months % 12}


# ---- orders ------------------------------------------------------------------------------------------------------
def orders_of(stage: Stage, case: Case, by: User, ends_in: int | None) -> Iterator[RemandOrder]:
    """One order after another, four weeks at the most, from the first day on remand to the last."""
    basis = case.bases[0]
    if basis.kind != LegalStatusKind.REMAND:
        return
    dice = stage.dice("orders", case.stay.person.number)
    first = local(basis.during.lower)
    last = local(basis.during.upper) if basis.during.upper else stage.today + timedelta(days=ends_in or ahead(dice))
    ends = last
    while ends > first:
        begins = max(first, ends - LONGEST_ORDER)
        yield RemandOrder(
            stay=case.stay,
            ordered_on=begins,
            expires_on=ends,
            registered_at=max(basis.during.lower, stage.clock((stage.today - begins).days, "15:30")),
            registered_by=by,
        )
        ends = begins


def ahead(dice: Random) -> int:
    """Most have weeks left; a few must be seen to within the week."""
    return dice.randrange(5, 8) if dice.random() < 0.06 else dice.randrange(9, 27)
