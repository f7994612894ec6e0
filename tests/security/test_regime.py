"""A short-staffed evening from the question to the ledger: services, the database, two at once, both clock nights."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from corrections.access import Access, access_of
from corrections.choices import Role
from corrections.models import OutboxMessage, Unit, User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal
from inmates.choices import AbsenceKind
from inmates.models import Stay
from inmates.services import care, movements
from security.models import RegimeLoss, RegimePlan
from security.rules import regime as rules
from security.rules.regime import Group
from security.selectors import regime as selector
from security.selectors import regime_page
from security.services import locking, regime, regime_solving
from security.tasks import work_out_evening
from tests.corrections.factories import UnitFactory, UserFactory, oslo, staff
from tests.security.planning import AT, all_out, asked, planned_evening, residents
from tests.together import together

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
HALF = timedelta(minutes=30)


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(name="Avdeling B2")


@pytest.fixture
def stays(unit: Unit) -> list[Stay]:
    return residents(unit, 4)


@pytest.fixture
def dale(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


def refused(act: Callable[[], object], kind: type[Refusal] = regime.RegimeRefused) -> str:
    with pytest.raises(kind) as found, transaction.atomic():
        act()
    return found.value.code


# ---- asked for and worked out -------------------------------------------------------------------------------------
def test_an_evening_is_asked_for_worked_out_by_the_worker_and_adopted(
    unit: Unit, stays: list[Stay], dale: User
) -> None:
    care.keep_apart(person=stays[0].person, other=stays[1].person, reason="THREAT", by=None, at=AT - HOUR)
    plan = asked(unit, officers=1, half_hours=8)
    assert (plan.needed, plan.facts["slots"], len(plan.facts["people"])) == (1, 8, 4)
    message = OutboxMessage.objects.get(task="security.work_out_evening")
    work_out_evening(**message.arguments)
    plan.refresh_from_db()
    groups = selector.groups_of(plan)
    assert rules.broken(selector.evening_of(plan), groups) == []
    assert not [group for group in groups if {stays[0].pk, stays[1].pk} <= set(group.people)]
    plan = regime.adopt(plan=plan, seen=plan.version, reason="", by=dale, at=AT)
    assert [(row.promised, row.given) for row in plan.losses.order_by("stay_id")] == [(240, 120)] * 4
    again = asked(unit, officers=1, at=AT + 24 * HOUR)
    assert {person["lost"] for person in again.facts["people"]} == {120}
    later = asked(unit, officers=1, at=AT + 28 * 24 * HOUR)
    assert {person["lost"] for person in later.facts["people"]} == {0}


def test_a_plan_is_worked_out_once(unit: Unit, stays: list[Stay]) -> None:
    plan = asked(unit)
    first = regime_solving.work_out(plan.pk, AT)
    assert regime_solving.work_out(plan.pk, AT + HOUR).proposed_at == first.proposed_at == AT


@pytest.mark.parametrize(
    ("start", "half_hours", "officers", "code"),
    [
        (-9, 8, 1, "past"),
        (1, 0, 1, "bad_length"),
        (1, 21, 1, "bad_length"),
        (1, 8, -1, "bad_number"),
        (1, 8, 201, "bad_number"),
    ],
)
def test_an_evening_that_cannot_be_is_refused(
    unit: Unit, start: int, half_hours: int, officers: int, code: str
) -> None:
    act = lambda: asked(unit, officers=officers, start=AT + start * HOUR, half_hours=half_hours)  # noqa: E731
    assert refused(act) == code
    assert not RegimePlan.objects.exists()


def test_what_is_known_of_each_is_what_stands_when_it_is_asked(unit: Unit, stays: list[Stay], dale: User) -> None:
    locking.turn(unit=unit, act="UNLOCK", by=dale, at=AT - 4 * HOUR)
    locking.except_person(stay=stays[1], act="LOCK", reason="Utelukket", by=dale, at=AT - 3 * HOUR)
    care.raise_alert(person=stays[2].person, code="NO_ONE_TO_ONE", by=None, at=AT - HOUR)
    movements.depart(stay=stays[3], kind=AbsenceKind.HOSPITAL, departed_at=AT - HOUR, by=dale, at=AT - HOUR)
    known = {person["id"]: person for person in asked(unit).facts["people"]}
    assert [known[stay.pk]["had"] for stay in stays[:3]] == [240, 60, 240]
    assert [known[stay.pk]["alone"] for stay in stays[:3]] == [False, True, False]
    assert [known[stay.pk]["two"] for stay in stays[:3]] == [False, False, True]
    assert stays[3].pk not in known


def test_the_daily_order_says_how_much_is_promised(unit: Unit, stays: list[Stay], dale: User) -> None:
    locking.order(unit=unit, act="LOCK", starts=oslo("2026-01-01 18:30").time(), weekdays=[4], by=dale, at=AT - HOUR)
    assert asked(unit).facts["open"] == {str(unit.pk): 5}  # from four to half past six


# ---- changed by hand ----------------------------------------------------------------------------------------------
def test_a_change_by_hand_is_held_to_the_same_rules(unit: Unit, stays: list[Stay], dale: User) -> None:
    care.keep_apart(person=stays[0].person, other=stays[1].person, reason="THREAT", by=None, at=AT - HOUR)
    plan = regime_solving.work_out(asked(unit).pk, AT)
    said: dict[str, Any] = {"plan": plan, "seen": plan.version, "by": dale, "at": AT}
    assert refused(lambda: regime.change(**said, groups=all_out(plan))) == "plan_together"
    ids = tuple(stay.pk for stay in stays)
    good = [Group(unit.pk, ids[:1], frozenset(range(4))), Group(unit.pk, ids[1:], frozenset(range(4, 8)))]
    changed = regime.change(**said, groups=good)
    assert selector.groups_of(changed) == good
    assert refused(lambda: regime.change(**said, groups=good), Conflict) == "changed_since"
    assert refused(lambda: regime.adopt(plan=plan, seen=plan.version, reason="", by=dale, at=AT), Conflict)


def test_below_the_floor_a_plan_is_adopted_only_with_a_reason(unit: Unit, stays: list[Stay], dale: User) -> None:
    plan = regime_solving.work_out(asked(unit, half_hours=3).pk, AT)
    assert plan.why == "time"
    said: dict[str, Any] = {"plan": plan, "seen": plan.version, "by": dale, "at": AT}
    assert refused(lambda: regime.adopt(**said, reason=" ")) == "below_the_floor"
    assert regime.adopt(**said, reason="Hendelse på A1").reason == "Hendelse på A1"


def test_a_plan_that_is_not_worked_out_is_not_adopted(unit: Unit, stays: list[Stay], dale: User) -> None:
    plan = asked(unit)
    assert refused(lambda: regime.adopt(plan=plan, seen=0, reason="", by=dale, at=AT)) == "not_yet"


@pytest.mark.django_db(transaction=True)
def test_of_two_who_adopt_at_once_one_is_told_and_the_ledger_is_written_once(
    unit: Unit, stays: list[Stay], dale: User
) -> None:
    plan = planned_evening(unit)
    found = together(*[lambda: regime.adopt(plan=plan, seen=plan.version, reason="", by=dale, at=AT)] * 2)
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "RegimePlan"]
    assert RegimeLoss.objects.count() == 4


@pytest.mark.django_db(transaction=True)
def test_of_two_plans_of_one_evening_one_is_adopted(unit: Unit, stays: list[Stay], dale: User) -> None:
    plans = [planned_evening(unit) for _n in range(2)]
    found = together(
        *[lambda plan=plan: regime.adopt(plan=plan, seen=plan.version, reason="", by=dale, at=AT) for plan in plans]
    )
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "RegimePlan"]
    assert RegimePlan.objects.filter(adopted_at__isnull=False).count() == 1


# ---- both clock nights --------------------------------------------------------------------------------------------
@pytest.mark.parametrize(("day", "half_hours"), [("2026-03-29", 8), ("2026-10-25", 12)])
def test_half_hours_are_elapsed_time_on_both_clock_nights(
    unit: Unit, stays: list[Stay], day: str, half_hours: int
) -> None:
    """From midnight to five by the clock: four hours in spring, six in autumn."""
    start, end = oslo(f"{day} 00:00"), oslo(f"{day} 05:00")
    plan = regime.ask(prison=unit.prison, start=start, end=end, officers=1, by=UserFactory.create(), at=start - HOUR)
    assert plan.facts["slots"] == half_hours
    assert plan.during.upper == end
    plan = regime_solving.work_out(plan.pk, start)
    page = regime_page.page(plan, access_to(unit), start)
    assert len(page["clocks"]) == half_hours
    assert page["clocks"][-1] == "04:30"


def access_to(unit: Unit) -> Access:
    return access_of(staff(Role.DUTY_MANAGER, prison=unit.prison), at=AT)


# ---- what the database refuses ------------------------------------------------------------------------------------
def broken(make: Callable[[], object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_a_plan_and_its_ledger_are_what_they_say(unit: Unit, stays: list[Stay], dale: User) -> None:
    def plan(**more: Any) -> RegimePlan:
        values: dict[str, Any] = {
            "prison": unit.prison, "during": between(AT, AT + HOUR), "officers": 1, "needed": 1, "facts": {},
            "asked_at": AT, "asked_by": dale,
        }  # fmt: skip
        return RegimePlan.objects.create(**values | more)

    adopted = {"proposed_at": AT, "adopted_at": AT, "adopted_by": dale}
    broken(lambda: plan(during="empty"), "an_evening_plan_has_a_period|an_evening_plan_ends")
    broken(lambda: plan(during=(AT, None)), "an_evening_plan_ends")
    broken(lambda: plan(officers=-1), "an_evening_plan_has_officers")
    broken(lambda: plan(adopted_at=AT), "an_adopted_plan_says_who_and_when")
    broken(lambda: plan(adopted_at=AT, adopted_by=dale), "an_adopted_plan_says_who_and_when")
    row = plan(**adopted)
    broken(lambda: plan(**adopted), "one_plan_is_adopted_for_an_evening")
    row.officers = 2
    broken(row.save, "is adopted")  # an_adopted_plan_stands

    def loss(**more: Any) -> RegimeLoss:
        values: dict[str, Any] = {
            "plan": row, "stay": stays[0], "on": AT.date(), "promised": 60, "given": 30, "registered_at": AT,
            "registered_by": dale,
        }  # fmt: skip
        return RegimeLoss.objects.create(**values | more)

    broken(lambda: loss(given=-1), "nobody_is_given_less_than_nothing")
    one = loss()
    broken(loss, "a_plan_counts_a_person_once")
    one.given = 60
    broken(one.save, "append-only")
    broken(one.delete, "append-only")


# ---- the pages ----------------------------------------------------------------------------------------------------
def test_the_duty_manager_plans_changes_and_adopts_through_the_browser(
    unit: Unit, stays: list[Stay], dale: User
) -> None:
    client = Client()
    client.force_login(dale)
    new = reverse("evening_new", args=[unit.prison.slug])
    assert client.get(new).status_code == 200
    data = {"on": "31.12.2099", "starts": "16:00", "ends": "20:00", "officers": "1"}
    assert client.post(new, data | {"ends": "16:10"}).status_code == 422
    assert client.post(new, data | {"officers": "-2"}).status_code == 422
    assert client.post(new, data).status_code == 302
    plan = RegimePlan.objects.get()
    assert 'id="working"' in client.get(reverse("evening", args=[plan.pk])).content.decode()
    plan = regime_solving.work_out(plan.pk, AT)
    page = client.get(reverse("evening", args=[plan.pk])).context
    assert (page["findings"], page["below"], len(page["people"])) == ([], 0, 4)
    form = client.get(reverse("evening_change", args=[plan.pk])).context["form"]
    sent = {name: field.initial for name, field in form.fields.items() if field.initial not in (False, None)}
    sent["seen"] = plan.version
    assert (
        client.post(reverse("evening_change", args=[plan.pk]), sent | {"g0_0": "on", "g0_7": "on"}).status_code == 302
    )
    plan.refresh_from_db()
    assert 7 in plan.groups[0]["slots"]
    adopt = reverse("evening_adopt", args=[plan.pk])
    assert client.post(adopt, {"seen": plan.version - 1}).status_code == 409
    assert client.post(adopt, {"seen": plan.version}).status_code == 302
    assert client.post(adopt, {"seen": plan.version}).status_code == 409
    assert "M. Dale" in client.get(reverse("evenings", args=[unit.prison.slug])).content.decode()


def test_an_officer_of_one_unit_sees_the_people_of_that_unit_alone(unit: Unit, stays: list[Stay]) -> None:
    other = residents(UnitFactory.create(prison=unit.prison, name="Avdeling C"), 1)[0]
    plan = planned_evening(unit)
    client = Client()
    client.force_login(staff(Role.OFFICER, unit=unit))
    page = client.get(reverse("evening", args=[plan.pk])).content.decode()
    assert stays[0].person.name in page
    assert other.person.name not in page
    assert reverse("evening_adopt", args=[plan.pk]) not in page


def test_the_page_of_a_plan_takes_as_many_queries_for_many_as_for_few(
    unit: Unit, stays: list[Stay], dale: User, django_assert_max_num_queries: Any
) -> None:
    residents(unit, 12)
    plan = planned_evening(unit)
    access = access_to(unit)
    with django_assert_max_num_queries(4):
        regime_page.page(plan, access, AT)
