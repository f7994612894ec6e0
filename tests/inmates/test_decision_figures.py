"""How decisions fall on different groups: what is counted, what is hidden, and what it asks of the database."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.access import access_of, now
from corrections.choices import SecurityLevel
from corrections.models import ReadRecord, User
from inmates.models import Placement
from inmates.permissions import DecisionPerm
from inmates.rules import spans
from inmates.rules.spans import rolling
from inmates.selectors import decision_figures
from inmates.selectors import decisions as selector
from inmates.services import decisions
from tests.corrections.factories import UnitFactory
from tests.inmates import deciding
from tests.inmates.deciding import Cast
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.inmates.house import House

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(unit=UnitFactory.create(code="B2", security_level=SecurityLevel.HIGH))


@pytest.fixture
def who(home: Placement) -> Cast:
    return deciding.cast(House(home.bed.cell.unit.prison, *[None] * 6))  # type: ignore[arg-type]


def as_(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def many(home: Placement, who: Cast, number: int, outcome: str, days: float = 0, **of_the_person: Any) -> None:
    """So many decisions, each ``days`` after its draft."""
    at = now()
    start = at - timedelta(days=days)
    for _ in range(number):
        stay = StayFactory.create(person=PersonFactory.create(**of_the_person), start=start - timedelta(days=1))
        PlacementFactory.create(stay=stay, unit=home.bed.cell.unit, start=start - timedelta(days=1))
        row = deciding.heard(stay, who, at=start)
        decisions.decide(decision=row, outcome=outcome, level="LOCAL", by=who.leader, at=at)


def test_small_groups_are_hidden_and_numbers_rounded(home: Placement, who: Cast) -> None:
    deciding.under()
    prison = home.bed.cell.unit.prison
    with deciding.kind():
        many(home, who, 13, "REFUSED", sex="M")
        many(home, who, 9, "GRANTED", sex="M")
        many(home, who, 3, "REFUSED", sex="F")
        [found] = decision_figures.of_prisons(frozenset({prison.pk}), prison.pk, rolling(now()))
    rows = {(part.title, row.name): (row.total, row.refused, row.share) for part in found.parts for row in part.rows}
    assert rows["Sex", "Men"] == (20, 15, 60)
    assert rows["Sex", "Women"] == (None, None, None)
    assert rows["Ground", "Ground a"] == (25, 15, 65)
    assert ("Prison", "This prison") not in rows  # all are of this prison: nothing to set beside it
    assert (found.total, found.outcomes, found.days) == (25, [("Granted", 10), ("Refused", 15)], 0)
    assert (found.appealed, found.turned) == (0, 0)
    page = as_(who.leader).get(reverse("decision_statistics", args=[prison.slug])).content.decode()
    assert "under 5" in page


def test_what_takes_longer_for_some_is_seen_beside_the_others(home: Placement, who: Cast) -> None:
    deciding.under()
    prison, there = home.bed.cell.unit.prison, UnitFactory.create()
    elsewhere = PlacementFactory.create(unit=there)
    with deciding.kind():
        many(home, who, 20, "GRANTED", nationality="NOR")
        many(home, who, 20, "REFUSED", days=9.1, nationality="POL")
        many(elsewhere, who, 5, "GRANTED", nationality="NOR")
        [found] = decision_figures.of_prisons(frozenset({prison.pk, there.prison_id}), prison.pk, rolling(now()))
    rows = {(part.title, row.name): (row.total, row.share, row.days) for part in found.parts for row in part.rows}
    assert rows["Citizenship", "Norwegian citizens"] == (25, 0, 0)
    assert rows["Citizenship", "Other citizens"] == (20, 100, 9)
    assert rows["Prison", "This prison"] == (40, 50, 5)
    assert rows["Prison", "All in reach"] == (45, 45, 0)


def test_a_kind_with_fewer_than_five_decisions_shows_no_group(home: Placement, who: Cast) -> None:
    deciding.under()
    prison = home.bed.cell.unit.prison
    with deciding.kind():
        many(home, who, 4, "REFUSED", sex="F")
        [found] = decision_figures.of_prisons(frozenset({prison.pk}), prison.pk, rolling(now()))
        page = as_(who.leader).get(reverse("decision_statistics", args=[prison.slug])).content.decode()
    assert (found.total, found.parts) == (None, [])
    assert "Fewer than five decisions" in page
    assert "Women" not in page


def test_the_file_hides_what_the_page_hides_and_says_who_made_it(home: Placement, who: Cast) -> None:
    deciding.under()
    prison = home.bed.cell.unit.prison
    with deciding.kind():
        many(home, who, 22, "REFUSED", sex="M")
        many(home, who, 3, "REFUSED", sex="F")
        answer = as_(who.leader).get(reverse("decision_statistics_file", args=[prison.slug]))
    lines = [line.split(";") for line in answer.content.decode("utf-8-sig").splitlines()]
    assert lines[0][:2] == ["Equal treatment", str(prison)]
    assert who.leader.get_full_name() in lines[0][-1]
    assert ["Tested", "Sex", "Men", "20", "20", "100", "0"] in lines
    assert ["Tested", "Sex", "Women", "under 5", "under 5", "", ""] in lines
    assert ReadRecord.objects.filter(by=who.leader, what="decisions.statistics").count() == 1


def test_a_quarter_counts_only_what_was_decided_in_it(home: Placement, who: Cast) -> None:
    deciding.under()
    prison = home.bed.cell.unit.prison
    with deciding.kind():
        many(home, who, 6, "REFUSED")
        this, before = (f"{one.key}" for one in spans.choices(now())[4:6])
        page = (
            as_(who.leader).get(reverse("decision_statistics", args=[prison.slug]), {"period": this}).content.decode()
        )
        past = as_(who.leader).get(reverse("decision_statistics", args=[prison.slug]), {"period": before})
        file = as_(who.leader).get(reverse("decision_statistics_file", args=[prison.slug]), {"period": before})
    quarter, year = int(this[-1]), int(this[:4])
    assert f"Decisions of quarter {quarter} of {year}" in page
    assert "Tested" in page
    assert "No decision was made in this period." in past.content.decode()
    assert f"Decisions of quarter {before[-1]} of {before[:4]}" in file.content.decode("utf-8-sig")
    assert "Tested" not in file.content.decode("utf-8-sig")


@pytest.mark.parametrize("more", [0, 12])
def test_the_figures_ask_twice_however_many_there_are(
    home: Placement, who: Cast, django_assert_num_queries: Any, more: int
) -> None:
    deciding.under()
    prison = home.bed.cell.unit.prison
    with deciding.kind():
        many(home, who, 2 + more, "IMPOSED")
        with django_assert_num_queries(2):
            decision_figures.of_prisons(frozenset({prison.pk}), prison.pk, rolling(now()))


def test_the_queue_asks_as_much_of_the_database_for_two_as_for_eight(
    home: Placement, who: Cast, django_assert_num_queries: Any
) -> None:
    deciding.under()
    prison = home.bed.cell.unit.prison
    from_the_leader = who.leader
    with deciding.kind():
        for number in (2, 6):
            many(home, who, number, "IMPOSED")
            access = access_of(from_the_leader, at=now())
            assert prison.pk in access.prisons(DecisionPerm.VIEW)
            with django_assert_num_queries(1):
                selector.queue(prison.pk, access, from_the_leader.pk, now())
