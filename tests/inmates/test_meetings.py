"""May these people meet? Pairs, groups and alerts at every place where people come together, and who is told why."""

from collections.abc import Callable
from datetime import date, timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Place, Task, Unit, User
from corrections.periods import between
from corrections.refusals import Refusal
from inmates.choices import CommitmentKind, NonAssociationScope
from inmates.meeting_choices import MeetingKind
from inmates.models import (
    ApartReview,
    Commitment,
    GroupMembership,
    GroupNonAssociation,
    MeetingOverride,
    NonAssociation,
    SecurityGroup,
    Stay,
    Trip,
)
from inmates.rules import meetings as rules
from inmates.selectors import meetings as selector
from inmates.selectors.beds import options
from inmates.services import apart_reviews, care, commitments, groups, meetings, together, transfers, trips
from inmates.services.transfers import Order
from inmates.services.trips import Plan
from tests.corrections.factories import CellFactory, PlaceFactory, UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.inmates.grouping import group, rivals
from tests.together import together as at_once

pytestmark = pytest.mark.django_db

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 08:00")
HOUR = timedelta(hours=1)


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def two(unit: Unit) -> tuple[Stay, Stay]:
    people = [PersonFactory.create(family_name=name) for name in ("Myhre", "Sundbø")]
    one, other = (PlacementFactory.create(unit=unit, start=START, person=person).stay for person in people)
    return one, other


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison)


@pytest.fixture
def workshop(unit: Unit) -> Place:
    return PlaceFactory.create(prison=unit.prison, name="Verksted")


def apart(two: tuple[Stay, Stay], scope: str = "PLACE") -> NonAssociation:
    return care.keep_apart(
        person=two[0].person, other=two[1].person, reason="THREAT", scope=scope, by=None, at=NOW - HOUR
    )


def book(stay: Stay, place: Place | None, by: User, kind: str = "WORK", start: Any = NOW + HOUR) -> Commitment:
    return commitments.book(
        stay=stay, kind=kind, label="Tid", place=place, start=start, end=start + HOUR, source="test", by=by, at=NOW
    )


def refused(act: Callable[[], object], kind: type[Refusal] = meetings.MeetingRefused) -> str:
    with pytest.raises(kind) as found, transaction.atomic():
        act()
    return str(found.value)


# ---- the rule ------------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("scope", "barred"),
    [
        ("CELL", {"CELL"}),
        ("PLACE", {"CELL", "ACTIVITY", "VISIT", "YARD", "TRANSPORT"}),
        ("UNIT", {"CELL", "ACTIVITY", "VISIT", "YARD", "TRANSPORT", "UNIT"}),
        ("PRISON", {"CELL", "ACTIVITY", "VISIT", "YARD", "TRANSPORT", "UNIT", "PRISON"}),
    ],
)
def test_what_is_wider_bars_what_is_narrower(scope: str, barred: set[str]) -> None:
    assert {kind for kind in MeetingKind.values if rules.bars(scope, kind)} == barred


def test_every_scope_every_booking_and_every_kind_is_known_to_the_rule() -> None:
    assert set(rules.BARRED) == set(NonAssociationScope.values)
    assert set(rules.BOOKED) == set(CommitmentKind.values)
    assert set(rules.ALERTS) == set(MeetingKind.values)


# ---- the check -----------------------------------------------------------------------------------------------------
def test_the_check_is_one_statement_whatever_the_number(two: tuple[Stay, Stay]) -> None:
    apart(two)
    people = [stay.person_id for stay in two] + [PersonFactory.create().pk for _ in range(20)]
    with CaptureQueriesContext(connection) as queries:
        found = selector.between(people, MeetingKind.YARD, NOW, NOW + HOUR)
    assert len(queries) == 1
    assert [(bar.one, bar.other) for bar in found.bars] == [tuple(sorted(stay.person_id for stay in two))]


def test_only_pairs_with_a_newcomer_are_asked_about(two: tuple[Stay, Stay]) -> None:
    apart(two)
    third, people = PersonFactory.create().pk, [stay.person_id for stay in two]
    assert not selector.between([*people, third], MeetingKind.YARD, NOW, NOW, newcomers=[third]).bars
    assert selector.between(people, MeetingKind.YARD, NOW, NOW, newcomers=people[:1]).bars


def test_members_of_rival_groups_must_not_meet_while_they_belong(two: tuple[Stay, Stay], by: User) -> None:
    mine, theirs = group("Nord", two[0].person), group("Sør", two[1].person)
    rivals(mine, theirs)
    people = [stay.person_id for stay in two]
    (bar,) = selector.between(people, MeetingKind.VISIT, NOW, NOW + HOUR).bars
    assert bar.source == "group"
    groups.leave(membership=mine.memberships.get(), by=by, at=NOW)
    assert not selector.between(people, MeetingKind.VISIT, NOW + HOUR, NOW + 2 * HOUR).bars


def test_alerts_are_told_where_they_matter(two: tuple[Stay, Stay]) -> None:
    care.raise_alert(person=two[0].person, code="HOT_WORK_BAR", by=None, at=NOW)
    people = [stay.person_id for stay in two]
    assert [a.code for a in selector.between(people, MeetingKind.ACTIVITY, NOW, NOW).alerts] == ["HOT_WORK_BAR"]
    assert not selector.between(people, MeetingKind.VISIT, NOW, NOW).alerts


def test_who_and_why_is_said_to_those_who_may_know(two: tuple[Stay, Stay], unit: Unit, by: User) -> None:
    rivals(group("Nord", two[0].person), group("Sør", two[1].person))
    (bar,) = selector.between([stay.person_id for stay in two], MeetingKind.VISIT, NOW, NOW).bars
    officer, teacher = staff(Role.OFFICER, unit=unit), staff(Role.TEACHER, prison=unit.prison)
    said = [refused(lambda who=who: meetings.refuse_bars([bar], who, NOW)) for who in (by, officer, teacher)]  # type: ignore[misc]
    assert "Myhre" in said[0]
    assert "rival" in said[0]
    assert "Myhre" in said[1]
    assert "rival" not in said[1]
    assert said[2] == "They may not be together. Ask the duty manager."


# ---- where people meet -----------------------------------------------------------------------------------------------
def test_two_are_not_booked_at_one_place_at_one_time(two: tuple[Stay, Stay], workshop: Place, by: User) -> None:
    apart(two)
    book(two[0], workshop, by)
    assert "Myhre" in refused(lambda: book(two[1], workshop, by, start=NOW + HOUR + timedelta(minutes=59)))
    assert Commitment.objects.count() == 1
    assert book(two[1], workshop, by, start=NOW + 2 * HOUR)


def test_scope_cell_keeps_nobody_from_the_workshop(two: tuple[Stay, Stay], workshop: Place, by: User) -> None:
    apart(two, "CELL")
    assert book(two[0], workshop, by)
    assert book(two[1], workshop, by)


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_the_pair_at_once_one_is_refused(two: tuple[Stay, Stay], workshop: Place, by: User) -> None:
    apart(two)
    found = at_once(lambda: book(two[0], workshop, by), lambda: book(two[1], workshop, by))
    assert sorted(type(each).__name__ for each in found) == ["Commitment", "MeetingRefused"]


def test_rival_groups_do_not_share_a_cell(unit: Unit, by: User) -> None:
    cell = CellFactory.create(unit=unit, places=2)
    first, free = cell.beds.order_by("number")
    lives = PlacementFactory.create(bed=first, start=START).stay
    comes = PlacementFactory.create(unit=unit, start=START)
    rivals(group("Nord", lives.person), group("Sør", comes.stay.person))
    (option,) = options(comes.stay, comes, NOW, bed_ids=[free.pk])
    assert [finding.code for finding in option.objections] == ["keep_apart"]
    meetings.allow(
        stay=lives, other=comes.stay, kind="CELL", start=NOW, end=NOW + 24 * HOUR, reason="Brann", by=by, at=NOW
    )
    (option,) = options(comes.stay, comes, NOW, bed_ids=[free.pk])
    assert not option.objections


def test_two_do_not_go_in_the_same_vehicle(two: tuple[Stay, Stay], by: User) -> None:
    apart(two)

    def go(stay: Stay, vehicle: str) -> Trip:
        plan = Plan("COURT", "Tingretten", NOW + HOUR, NOW + 4 * HOUR, vehicle=vehicle)
        return trips.plan_trip(stay=stay, plan=plan, by=by, at=NOW)

    go(two[0], "Bil 4")
    refused(lambda: go(two[1], "bil 4 "))
    assert Trip.objects.count() == 1
    assert go(two[1], "Bil 5")


def test_nobody_is_sent_to_a_prison_where_somebody_lives_who_must_not_be_there(unit: Unit, by: User) -> None:
    there = PlacementFactory.create(unit=UnitFactory.create(), start=START)
    here = PlacementFactory.create(unit=unit, start=START)
    apart((here.stay, there.stay), "PRISON")
    order = Order(there.bed.cell.unit.prison, there.bed.cell.unit.security_level, "e", "Plass", date(2026, 11, 25))
    refused(lambda: transfers.order_transfer(stay=here.stay, order=order, by=by, at=NOW))


def test_two_do_not_go_from_prison_to_prison_on_one_day(two: tuple[Stay, Stay], by: User) -> None:
    apart(two)
    there = UnitFactory.create()

    def send(stay: Stay, day: int) -> object:
        order = Order(there.prison, there.security_level, "e", "Plass", date(2026, 11, day))
        return transfers.order_transfer(stay=stay, order=order, by=by, at=NOW)

    send(two[0], 25)
    refused(lambda: send(two[1], 25))
    assert send(two[1], 26)


# ---- letting them ----------------------------------------------------------------------------------------------------
def test_a_meeting_is_let_happen_with_a_reason_for_a_time(two: tuple[Stay, Stay], workshop: Place, by: User) -> None:
    apart(two)
    said: dict[str, Any] = {"stay": two[0], "other": two[1], "kind": "ACTIVITY", "start": NOW, "by": by, "at": NOW}
    assert "why" in refused(lambda: meetings.allow(**said, end=NOW + 3 * HOUR, reason=" "))
    assert "passed" in refused(lambda: meetings.allow(**said, end=NOW, reason="Meklet"))
    meetings.allow(**said, end=NOW + 3 * HOUR, reason="Meklet")
    assert "Nothing" in refused(lambda: meetings.allow(**said, end=NOW + 3 * HOUR, reason="Meklet"))
    book(two[0], workshop, by)
    book(two[1], workshop, by)
    late = NOW + 2 * HOUR + timedelta(minutes=30)
    book(two[0], workshop, by, start=late)
    refused(lambda: book(two[1], workshop, by, start=late))


# ---- who stands together ---------------------------------------------------------------------------------------------
def test_who_lives_together_when_they_are_registered_is_a_task_at_once(two: tuple[Stay, Stay]) -> None:
    apart(two, "UNIT")
    task = Task.objects.get(kind=together.TOGETHER)
    assert (task.role, task.unit_id, task.detail["how"]) == (
        "DUTY_MANAGER",
        two[0].placements.get().bed.cell.unit_id,
        "UNIT",
    )
    assert together.sweep(person_ids=None, by=None, at=NOW) == 1
    assert Task.objects.filter(kind=together.TOGETHER).count() == 1
    care.end_keeping_apart(pair=NonAssociation.objects.get(), by=UserFactory.create(), at=NOW)
    assert together.sweep(person_ids=None, by=None, at=NOW + HOUR) == 0
    assert Task.objects.get(kind=together.TOGETHER).done_at == NOW + HOUR


def test_who_is_booked_together_when_they_join_rival_groups_is_found(
    two: tuple[Stay, Stay], workshop: Place, by: User
) -> None:
    book(two[0], workshop, by)
    book(two[1], workshop, by)
    rivals(group("Nord", two[0].person), group("Sør", two[1].person), at=NOW)
    task = Task.objects.get(kind=together.TOGETHER)
    assert (task.detail["how"], task.due_at) == ("ACTIVITY", NOW + HOUR)


def test_a_pair_is_looked_at_again_by_its_day(two: tuple[Stay, Stay], by: User) -> None:
    pair = apart(two)
    assert pair.review_on == date(2027, 2, 22)
    assert together.call_to_reviews(by=None, at=NOW) == 0
    late = oslo("2027-02-16 03:00")
    assert together.call_to_reviews(by=None, at=late) == 1
    said: dict[str, Any] = {"thing": pair, "by": by, "at": late}
    for bad in (None, date(2027, 2, 16), date(2028, 3, 1)):
        refused(lambda day=bad: apart_reviews.review(**said, outcome="KEEP", reason="Nei", next_on=day), Refusal)  # type: ignore[misc]
    refused(lambda: apart_reviews.review(**said, outcome="END", reason=" ", next_on=None), Refusal)
    apart_reviews.review(**said, outcome="KEEP", reason="Uendret", next_on=date(2027, 5, 1))
    pair.refresh_from_db()
    assert pair.review_on == date(2027, 5, 1)
    assert not Task.objects.filter(kind=together.REVIEW, done_at__isnull=True).exists()
    apart_reviews.review(**said | {"at": late + HOUR}, outcome="END", reason="Forlikt", next_on=None)
    refused(
        lambda: apart_reviews.review(**said | {"at": late + 2 * HOUR}, outcome="END", reason="X", next_on=None), Refusal
    )
    assert [row.outcome for row in ApartReview.objects.order_by("pk")] == ["KEEP", "END"]


# ---- what the database refuses --------------------------------------------------------------------------------
def broken(make: Callable[[], object], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        make()


def test_groups_and_memberships_are_what_they_say(two: tuple[Stay, Stay], by: User) -> None:
    made, other = group("Nord", two[0].person), group("Sør")
    stamp: dict[str, Any] = {"registered_at": NOW, "registered_by": by}
    broken(lambda: SecurityGroup.objects.create(name="", **stamp), "a_group_has_a_name")
    broken(lambda: SecurityGroup.objects.create(name="Nord", **stamp), "inmates_securitygroup_name_key")

    def member(**more: Any) -> object:
        values = {"group": other, "person": two[0].person, "basis": "Sett", "during": between(NOW, NOW + HOUR)} | more
        return GroupMembership.objects.create(**values, **stamp)

    broken(lambda: member(basis=""), "a_membership_says_how_it_is_known")
    broken(lambda: member(group=made), "a_person_is_in_a_group_once_at_a_time")
    broken(lambda: member(during="empty"), "a_membership_has_a_period")

    hour = between(NOW, NOW + HOUR)

    def pair(first: SecurityGroup, second: SecurityGroup, during: Any = None) -> object:
        return GroupNonAssociation.objects.create(
            first=first, second=second, during=during or hour, review_on=date(2027, 1, 1), **stamp
        )

    one, two_ = sorted((made, other), key=lambda each: each.pk)
    broken(lambda: pair(one, one), "a_pair_of_groups_is_two_in_order")
    broken(lambda: pair(two_, one), "a_pair_of_groups_is_two_in_order")
    broken(lambda: pair(one, two_, "empty"), "a_group_non_association_has_a_period")
    pair(one, two_)
    broken(lambda: pair(one, two_), "two_groups_are_kept_apart_once_at_a_time")


def test_a_decision_that_two_may_meet_is_what_it_says_and_is_only_added_to(two: tuple[Stay, Stay], by: User) -> None:
    first, second = sorted(two, key=lambda stay: stay.pk)

    def make(**more: Any) -> MeetingOverride:
        values: dict[str, Any] = {
            "first": first, "second": second, "kind": "YARD", "during": between(NOW, NOW + HOUR), "reason": "Meklet",
            "prison": first.placements.get().bed.cell.unit.prison, "decided_at": NOW, "decided_by": by,
        }  # fmt: skip
        return MeetingOverride.objects.create(**values | more)

    broken(lambda: make(first=second, second=first), "a_meeting_is_of_two_people_in_order")
    broken(lambda: make(kind="COUNT"), "a_meeting_is_of_a_known_kind")
    broken(lambda: make(reason=""), "who_lets_two_meet_says_why")
    broken(lambda: make(during="empty"), "a_meeting_is_allowed_for_a_period|a_meeting_is_allowed_until_a_time")
    broken(lambda: make(during=("2026-11-24", None)), "a_meeting_is_allowed_until_a_time")
    row = make()
    row.reason = "Annet"
    broken(row.save, "append-only")
    broken(row.delete, "append-only")


def test_a_review_is_what_it_says_and_is_only_added_to(two: tuple[Stay, Stay], by: User) -> None:
    pair = apart(two)

    def make(**more: Any) -> ApartReview:
        values: dict[str, Any] = {
            "pair": pair, "outcome": "END", "reason": "Ja", "reviewed_at": NOW, "reviewed_by": by,
        }  # fmt: skip
        return ApartReview.objects.create(**values | more)

    broken(lambda: make(pair=None), "a_review_is_of_one_thing")
    broken(lambda: make(reason=""), "a_review_says_why")
    broken(lambda: make(outcome="KEEP"), "what_stands_is_reviewed_again")
    broken(lambda: make(next_on=date(2027, 1, 1)), "what_stands_is_reviewed_again")
    row = make()
    row.reason = "Nei"
    broken(row.save, "append-only")


# ---- the pages -------------------------------------------------------------------------------------------------------
def test_a_group_is_registered_and_its_members_kept_from_a_rival_through_the_browser(
    two: tuple[Stay, Stay], unit: Unit
) -> None:
    client = Client()
    client.force_login(staff(Role.LEADER, prison=unit.prison))
    for name in ("Nord", "Sør"):
        assert client.post(reverse("group_new"), {"name": name, "note": ""}).status_code == 302
    nord, sor = SecurityGroup.objects.order_by("name")
    assert client.post(reverse("group_new"), {"name": "Nord"}).status_code == 409
    for made, stay in ((nord, two[0]), (sor, two[1])):
        data = {"number": stay.person.number, "basis": "Eget utsagn"}
        assert client.post(reverse("group_member", args=[made.pk]), data).status_code == 302
    assert client.post(reverse("group_member", args=[nord.pk]), {"number": "F-0", "basis": "X"}).status_code == 422
    said = {"other": sor.pk, "scope": "UNIT", "review_on": "01.03.2027"}
    assert client.post(reverse("group_apart", args=[nord.pk]), said).status_code == 302
    page = client.get(reverse("group", args=[nord.pk])).content.decode()
    assert "Myhre" in page
    assert "Sør" in page
    seen = client.get(reverse("apart", args=[unit.prison.slug])).context["together"]
    assert [row["text"].count("Myhre") for row in seen] == [1]


def test_the_duty_manager_lets_two_meet_from_the_page_of_one(two: tuple[Stay, Stay], by: User) -> None:
    apart(two)
    client = Client()
    client.force_login(by)
    url = reverse("person_apart_allow", args=[two[0].person.uuid])
    data = {"number": two[1].person.number, "kind": "YARD", "until": "31.12.2099", "reason": "Meklet", "measures": ""}
    assert client.post(url, data | {"number": "F-0"}).status_code == 422
    assert client.post(url, data).status_code == 302
    assert MeetingOverride.objects.get().kind == "YARD"
