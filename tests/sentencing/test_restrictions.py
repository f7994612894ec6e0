"""What a court restricts: ended before its day, and full isolation that adds up."""

from datetime import date, timedelta
from typing import Any

import psycopg
import pytest
from django.db import IntegrityError, transaction

from corrections.models import Unit, User
from corrections.refusals import Conflict, Refusal
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.choices import RestrictionKind
from sentencing.models import LiftedRestriction, RemandOrder, Restriction
from sentencing.rules.isolation import most_days, unbroken_since
from sentencing.selectors.courts import own_count, restrictions_today
from sentencing.services.judgments import register_remand_order
from sentencing.services.restrictions import Restricted, RestrictionRefused, lift_restriction
from tests.corrections.factories import UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import RemandOrderFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
TODAY = date(2026, 11, 24)


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def stay(db: Any) -> Stay:
    unit: Unit = UnitFactory.create()
    held: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-07-01 12:00"), legal=LegalStatusKind.REMAND).stay
    return held


def isolate(stay: Stay, by: User, first: date, weeks: int = 4, years: int | None = None, weighty: str = "") -> None:
    last = first + timedelta(days=7 * weeks - 1)
    until = Restricted(RestrictionKind.FULL_ISOLATION, last, "", "Særlige forhold", weighty)
    register_remand_order(
        stay=stay,
        ordered_on=first,
        expires_on=first + timedelta(days=28),
        maximum_years=years,
        restrictions=[until],
        by=by,
        at=NOW,
    )


# ---- full isolation adds up ----------------------------------------------------------------------------------------
def test_isolation_that_follows_without_a_day_between_adds_up() -> None:
    earlier = [(date(2026, 7, 1), date(2026, 7, 14)), (date(2026, 7, 15), date(2026, 7, 20))]
    assert unbroken_since(date(2026, 7, 21), earlier) == date(2026, 7, 1)
    assert unbroken_since(date(2026, 7, 22), earlier) == date(2026, 7, 22)
    assert unbroken_since(date(2026, 7, 1), []) == date(2026, 7, 1)
    assert [most_days(years) for years in (None, 6, 7, 21)] == [42, 42, 84, 84]


@pytest.mark.parametrize(("years", "weeks"), [(6, 6), (21, 12)])
def test_full_isolation_is_at_most_six_weeks_or_twelve_by_the_longest_penalty(
    stay: Stay, by: User, years: int, weeks: int
) -> None:
    first = date(2026, 8, 3)
    for started in range(0, weeks, 2):
        isolate(stay, by, first + timedelta(weeks=started), 2, years)
    after = first + timedelta(weeks=weeks)
    with pytest.raises(RestrictionRefused, match=rf"{weeks * 7 + 14} days without a break, since 03\.08\.2026"):
        isolate(stay, by, after, 2, years)
    assert RemandOrder.objects.count() == Restriction.objects.count() == weeks // 2
    isolate(stay, by, after, 2, years, "Bevisene er i fare ennå")
    assert Restriction.objects.latest("pk").weighty_reason == "Bevisene er i fare ennå"


def test_a_day_out_of_isolation_begins_the_count_anew(stay: Stay, by: User) -> None:
    isolate(stay, by, date(2026, 8, 3), 4)
    lifted = Restriction.objects.get()
    lift_restriction(restriction=lifted, lifted_on=date(2026, 8, 30), document="Kjennelse", by=by, at=NOW)
    isolate(stay, by, date(2026, 8, 31), 4)
    assert Restriction.objects.count() == 2


# ---- a restriction that the court lifts ----------------------------------------------------------------------------
def test_a_restriction_that_the_court_lifts_holds_no_more(stay: Stay, by: User) -> None:
    isolate(stay, by, date(2026, 11, 16), 2)
    assert [one.last_day for one in restrictions_today(stay.pk, TODAY)] == [date(2026, 11, 29)]
    restriction = Restriction.objects.get()
    lift_restriction(restriction=restriction, lifted_on=TODAY, document="Kjennelse 24.11", by=by, at=NOW)
    assert restrictions_today(stay.pk, TODAY) == []
    assert len(restrictions_today(stay.pk, TODAY - timedelta(days=1))) == 1
    with pytest.raises(Conflict, match="lifted already"):
        lift_restriction(restriction=restriction, lifted_on=TODAY, document="Kjennelse", by=by, at=NOW)


def test_days_after_the_lifting_earn_nothing(stay: Stay, by: User) -> None:
    isolate(stay, by, date(2026, 7, 6), 2)
    days = own_count(stay.pk, date(2026, 8, 1))
    restriction = Restriction.objects.get()
    lift_restriction(restriction=restriction, lifted_on=date(2026, 7, 10), document="Kjennelse", by=by, at=NOW)
    assert (days, own_count(stay.pk, date(2026, 8, 1))) == (31 + 7, 31 + 2)


def test_a_lifting_to_come_is_refused(stay: Stay, by: User) -> None:
    isolate(stay, by, date(2026, 11, 16), 2)
    tomorrow = TODAY + timedelta(days=1)
    with pytest.raises(Refusal, match="lies in the future"):
        lift_restriction(restriction=Restriction.objects.get(), lifted_on=tomorrow, document="K", by=by, at=NOW)
    assert not LiftedRestriction.objects.exists()


# ---- what PostgreSQL refuses ---------------------------------------------------------------------------------------
def refused(constraint: str, act: Any) -> None:
    before = Restriction.objects.count(), LiftedRestriction.objects.count()
    with pytest.raises(IntegrityError) as error, transaction.atomic():
        act()
    said = error.value.__cause__
    assert isinstance(said, psycopg.Error)
    assert said.diag.constraint_name == constraint
    assert (Restriction.objects.count(), LiftedRestriction.objects.count()) == before


def test_postgresql_counts_isolation_without_a_break_too(stay: Stay, by: User) -> None:
    def isolated(first: date, **values: Any) -> Restriction:
        order = RemandOrderFactory.create(
            stay=stay, ordered_on=first, expires_on=first + timedelta(days=28), maximum_years=values.pop("years", None)
        )
        return Restriction.objects.create(
            order=order,
            kind=RestrictionKind.FULL_ISOLATION,
            since=first,
            until=first + timedelta(days=20),
            long_reason="Why",
            registered_at=NOW,
            registered_by=by,
            **values,
        )

    for first in (date(2026, 7, 1), date(2026, 7, 22)):
        isolated(first)
    with transaction.atomic():
        refused("full_isolation_is_at_most_six_or_twelve_weeks_in_all", lambda: isolated(date(2026, 8, 12)))
    isolated(date(2026, 8, 12), years=21)
    isolated(date(2026, 9, 2), weighty_reason="Why")
    isolated(date(2026, 9, 24))


def test_postgresql_refuses_a_lifting_outside_the_restriction(stay: Stay, by: User) -> None:
    isolate(stay, by, date(2026, 11, 2), 2)
    restriction = Restriction.objects.get()

    def lift(day: date, document: str = "Kjennelse") -> Any:
        return lambda: LiftedRestriction.objects.create(
            restriction=restriction, lifted_on=day, document=document, registered_at=NOW, registered_by=by
        )

    for day in (date(2026, 11, 1), date(2026, 11, 16)):
        refused("a_restriction_is_lifted_while_it_holds", lift(day))
    refused("a_lifted_restriction_says_what_it_rests_on", lift(date(2026, 11, 5), ""))
    lifted = lift(date(2026, 11, 5))()
    with pytest.raises(IntegrityError), transaction.atomic():
        lifted.delete()
