"""Nobody is held on remand unwatched: with no order, between two orders, and when remand comes back."""

from datetime import date, datetime

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import ClockState, Role, Urgency
from corrections.models import Breach, Clock, Task, Unit, User
from corrections.refusals import Conflict
from corrections.services import work
from inmates.choices import LegalStatusKind
from inmates.models import LegalStatus, Stay
from sentencing.rules.remand import gaps
from sentencing.services import watch
from sentencing.services.judgments import register_remand_order
from tests.corrections.factories import UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
CAME = oslo("2026-11-23 21:40")


@pytest.fixture
def by() -> User:
    return UserFactory.create()


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


def held(unit: Unit, start: datetime = CAME, born: date = date(1990, 5, 4)) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=start, legal=LegalStatusKind.REMAND).stay
    stay.person.birth_date = born
    stay.person.save()
    return stay


def running(stay: Stay) -> list[tuple[str, datetime]]:
    clocks = Clock.objects.running().filter(subject_type="inmates.stay", subject_id=stay.pk)
    return list(clocks.order_by("pk").values_list("rule__rule_id", "due_at"))


def order(stay: Stay, by: User, first: date, last: date, at: datetime = NOW) -> None:
    register_remand_order(stay=stay, ordered_on=first, expires_on=last, by=by, at=at)


# ---- no order ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("born", "due"),
    [(date(1990, 5, 4), oslo("2026-11-27 00:00")), (date(2010, 5, 4), oslo("2026-11-25 00:00"))],
    ids=["the third day", "under 18 the day after"],
)
def test_somebody_on_remand_with_no_order_is_watched_from_the_first_hour(unit: Unit, born: date, due: datetime) -> None:
    stay = held(unit, born=born)
    watch.watch_all(at=NOW)
    assert running(stay) == [("BASIS", due)]
    work.escalate(at=NOW)
    assert Task.objects.get(kind="clock.BASIS", role=Role.CASEWORKER).urgency == Urgency.WARN


def test_with_no_order_after_the_third_day_the_leader_is_alarmed(unit: Unit) -> None:
    held(unit)
    watch.watch_all(at=NOW)
    late = oslo("2026-11-27 00:01")
    work.escalate(at=late)
    task = Task.objects.get(kind="clock.BASIS", role=Role.LEADER)
    assert (task.urgency, task.detail["overdue"]) == (Urgency.BAD, True)
    assert Breach.objects.count() == 1


def test_the_order_that_comes_closes_the_alarm_and_takes_the_watch(unit: Unit, by: User) -> None:
    stay = held(unit)
    watch.watch_all(at=NOW)
    order(stay, by, date(2026, 11, 24), date(2026, 12, 20))
    assert running(stay) == [("R1", oslo("2026-12-21 00:00"))]
    assert Clock.objects.get(rule__rule_id="BASIS").state == ClockState.MET


def test_an_order_of_an_earlier_remand_holds_nobody_who_is_remanded_again(unit: Unit, by: User) -> None:
    """Serving in between, the old clock is closed: remand that begins again is watched anew, never a hole."""
    stay = held(unit, oslo("2026-03-02 12:00"))
    RemandOrderFactory.create(stay=stay, ordered_on=date(2026, 3, 2), expires_on=date(2026, 3, 20))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 18), years=2)
    watch.watch_all(at=oslo("2026-03-05 12:00"))
    assert running(stay) == [("R1", oslo("2026-03-21 00:00"))]
    turn(stay, LegalStatusKind.SENTENCED, oslo("2026-03-18 12:00"))
    watch.watch_all(at=oslo("2026-03-18 12:05"))
    first = running(stay)
    assert [rule for rule, _due in first] == ["FULL"]
    turn(stay, LegalStatusKind.REMAND, oslo("2026-11-23 12:00"))
    watch.watch_all(at=NOW)
    assert running(stay) == [("BASIS", oslo("2026-11-27 00:00"))]
    turn(stay, LegalStatusKind.SENTENCED, oslo("2026-11-25 12:00"))
    watch.watch_all(at=oslo("2026-11-25 12:05"))
    assert running(stay) == first


def turn(stay: Stay, kind: str, at: datetime) -> None:
    last = LegalStatus.objects.filter(stay=stay).latest("pk")
    last.during = (last.during.lower, at)
    last.save()
    LegalStatus.objects.create(stay=stay, kind=kind, during=(at, None), registered_at=at)


# ---- a gap between two orders --------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("orders", "found"),
    [
        ([(date(2026, 11, 1), date(2026, 11, 15)), (date(2026, 11, 15), date(2026, 11, 29))], []),
        ([(None, date(2026, 11, 15)), (None, date(2026, 12, 15))], []),
        (
            [(date(2026, 11, 1), date(2026, 11, 15)), (date(2026, 11, 16), date(2026, 11, 29))],
            [(date(2026, 11, 16), date(2026, 11, 16))],
        ),
        (
            [(date(2026, 11, 20), date(2026, 11, 29)), (date(2026, 11, 1), date(2026, 11, 15))],
            [(date(2026, 11, 16), date(2026, 11, 20))],
        ),
        (
            [
                (date(2026, 11, 1), date(2026, 11, 25)),
                (date(2026, 11, 5), date(2026, 11, 10)),
                (date(2026, 11, 20), date(2026, 11, 29)),
            ],
            [],
        ),
    ],
    ids=["the same day", "from a register", "the day after", "days later", "within a longer one"],
)
def test_an_order_made_after_the_last_one_ran_out_leaves_a_gap(
    orders: list[tuple[date | None, date]], found: list[tuple[date, date]]
) -> None:
    assert gaps(orders) == found


def test_a_gap_between_two_orders_is_unlawful_and_the_leader_answers_for_it(unit: Unit, by: User) -> None:
    stay = held(unit, oslo("2026-10-20 12:00"))
    order(stay, by, date(2026, 10, 20), date(2026, 11, 16), oslo("2026-10-20 13:00"))
    order(stay, by, date(2026, 11, 19), date(2026, 12, 15))
    task = Task.objects.get(kind="custody.GAP")
    assert (task.role, task.urgency, task.unit) == (Role.LEADER, Urgency.BAD, unit)
    assert (task.detail["since"], task.detail["until"]) == ("17.11.2026", "19.11.2026")
    assert Breach.objects.get().clock.rule.rule_id == "R1"
    client = Client()
    client.force_login(staff(Role.LEADER, prison=unit.prison, unit=None))
    html = client.get(reverse("person_tab", args=[stay.person.uuid, "sentence"])).content.decode()
    assert "Held without an order from 17.11.2026 to 19.11.2026" in html
    assert "held without an order from 17.11.2026 to 19.11.2026" in client.get(reverse("tasks")).content.decode()


def test_orders_that_meet_are_no_incident(unit: Unit, by: User) -> None:
    stay = held(unit, oslo("2026-10-20 12:00"))
    order(stay, by, date(2026, 10, 20), date(2026, 11, 16), oslo("2026-10-20 13:00"))
    order(stay, by, date(2026, 11, 16), date(2026, 12, 12))
    assert not Task.objects.filter(kind="custody.GAP").exists()


def test_days_on_another_basis_are_no_gap(unit: Unit, by: User) -> None:
    stay = held(unit, oslo("2026-10-20 12:00"))
    order(stay, by, date(2026, 10, 20), date(2026, 11, 1), oslo("2026-10-20 13:00"))
    turn(stay, LegalStatusKind.SENTENCED, oslo("2026-10-30 12:00"))
    turn(stay, LegalStatusKind.REMAND, oslo("2026-11-20 12:00"))
    order(stay, by, date(2026, 11, 20), date(2026, 12, 12))
    assert not Task.objects.filter(kind="custody.GAP").exists()
    with pytest.raises(Conflict):
        order(stay, by, date(2026, 11, 20), date(2026, 12, 12))
