"""A round is certified prison by prison, by what stands beside the button; who is in no count is said."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections import access, middleware
from corrections.choices import Role
from corrections.models import Prison, User
from security.choices import CountState
from security.models import Count
from tests.corrections.factories import PostingFactory
from tests.inmates.factories import PersonFactory, StayFactory
from tests.security.counting import Ward, after, build_ward, handed_in

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(middleware, "now", lambda: after(10))


@pytest.fixture
def wards() -> tuple[Ward, Ward]:
    """Two prisons, each with a unit of five; the same duty manager answers for both."""
    first, second = build_ward(), build_ward()
    for ward in (first, second):
        PostingFactory.create(user=first.dale, role=Role.DUTY_MANAGER, prison=ward.unit.prison)
    return first, second


def browser(user: User) -> Client:
    access.forget_access()
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def rounds(client: Client) -> list[Any]:
    found: list[Any] = client.get(reverse("counts")).context["to_certify"]
    return found


def certify(client: Client, *counts: Count) -> str:
    uuids = [str(count.uuid) for count in counts]
    return text_of(client.post(reverse("counts_certify"), {"count": uuids}, follow=True))


def state(count: Count) -> str:
    return Count.objects.get(pk=count.pk).state


def homeless(prison: Prison, name: str) -> None:
    StayFactory.create(person=PersonFactory.create(family_name=name, given_name="Ida"), reception_prison=prison)


def test_each_prison_has_its_own_button_that_says_what_it_certifies(wards: tuple[Ward, Ward]) -> None:
    counts = [handed_in(ward) for ward in wards]
    client = browser(wards[0].dale)
    found = rounds(client)
    assert [one.prison for one in found] == sorted((w.unit.prison for w in wards), key=lambda p: (p.name, p.pk))
    assert [(one.title, one.units, one.expected, one.seen, one.accounted) for one in found] == [
        ("Count 15:00", "Avdeling B2", 5, 5, 0)
    ] * 2

    html = certify(client, counts[0])

    assert "1 count is certified." in html
    assert [state(count) for count in counts] == [CountState.CERTIFIED, CountState.AGREED]


def test_counts_of_two_times_are_two_rounds(wards: tuple[Ward, Ward]) -> None:
    count = handed_in(wards[0])
    Count.objects.filter(pk=handed_in(wards[1]).pk).update(due_at=after(-60))
    assert [one.counts[0].due_at for one in rounds(browser(wards[0].dale))] == [after(-60), count.due_at]


def test_a_count_that_was_not_beside_the_button_waits(wards: tuple[Ward, Ward]) -> None:
    counts = [handed_in(ward) for ward in wards]
    html = certify(browser(wards[0].dale))
    assert "Some counts were not certified: see below how they stand now." in html
    assert [state(count) for count in counts] == [CountState.AGREED] * 2


def test_what_somebody_else_certified_first_is_said_and_the_rest_is_done(wards: tuple[Ward, Ward]) -> None:
    counts = [handed_in(ward) for ward in wards]
    client = browser(wards[0].dale)
    certify(client, counts[0])
    html = certify(client, *counts)
    assert "1 count is certified." in html
    assert "Some counts were not certified" in html
    assert state(counts[1]) == CountState.CERTIFIED


def test_an_address_of_another_prison_or_of_nothing_certifies_nothing(wards: tuple[Ward, Ward]) -> None:
    count = handed_in(wards[1])
    wards[0].dale.postings.filter(prison=wards[1].unit.prison).delete()
    client = browser(wards[0].dale)
    assert "Some counts were not certified" in certify(client, count)
    html = text_of(client.post(reverse("counts_certify"), {"count": ["x", str(count.uuid)]}, follow=True))
    assert "Some counts were not certified" in html
    assert state(count) == CountState.AGREED


def test_who_has_no_cell_is_named_beside_the_button_of_their_prison(wards: tuple[Ward, Ward]) -> None:
    first, second = (handed_in(ward) for ward in wards)
    homeless(wards[0].unit.prison, "Utenfor")
    client = browser(wards[0].dale)
    by_prison = {one.prison: one.without_cell for one in rounds(client)}
    assert by_prison == {wards[0].unit.prison: (("Utenfor, Ida", "No cell yet"),), wards[1].unit.prison: ()}
    html = text_of(client.get(reverse("count", args=[first.uuid])))
    assert "1 person in the prison has no cell and is in no count:" in html
    assert "<li>Utenfor, Ida: No cell yet</li>" in html
    assert "in no count" not in text_of(client.get(reverse("count", args=[second.uuid])))


def test_the_list_asks_no_more_for_more_rounds(wards: tuple[Ward, Ward]) -> None:
    client = browser(wards[0].dale)

    def asked() -> int:
        client.get(reverse("counts"))
        with CaptureQueriesContext(connection) as queries:
            assert client.get(reverse("counts")).status_code == 200
        return len(queries)

    handed_in(wards[0])
    homeless(wards[0].unit.prison, "Utenfor")
    one = asked()
    handed_in(wards[1])
    homeless(wards[1].unit.prison, "Ute")
    assert asked() == one
