"""The pages about counts: what an officer, a duty manager and a leader see there, and what their buttons do."""

from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections import access, middleware
from corrections.choices import Role
from corrections.models import User
from inmates.services import movements
from security.choices import CountState, StepCode
from security.models import Count, CountPlan
from security.services import making
from tests.corrections.factories import PostingFactory
from tests.security.counting import Ward, after, build_ward, handed_in, made

pytestmark = pytest.mark.django_db


@pytest.fixture
def ward() -> Ward:
    ward = build_ward()
    for user in (ward.nesheim, ward.lunde):
        PostingFactory.create(user=user, role=Role.OFFICER, unit=ward.unit)
    PostingFactory.create(user=ward.dale, role=Role.DUTY_MANAGER, prison=ward.unit.prison)
    return ward


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def stands(minutes: float) -> None:
        monkeypatch.setattr(middleware, "now", lambda: after(minutes))

    stands(0)
    return stands


def browser(user: User) -> Client:
    access.forget_access()
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def post(client: Client, name: str, *args: Any, **data: str) -> Any:
    return client.post(reverse(name, args=args), data, follow=True)


def on_the_round(answer: Any, count: Count) -> bool:
    """At the doors, with the buttons that answer for the chosen resident."""
    return answer.redirect_chain[-1][0] == reverse("count_round", args=[count.uuid]) and 'id="dock"' in text_of(answer)


def test_the_list_says_what_is_due_and_what_waits_for_the_duty_manager(ward: Ward, clock: Any) -> None:
    handed_in(ward)
    clock(10)
    html = text_of(browser(ward.dale).get(reverse("counts")))
    assert "All 5 accounted for" in html
    assert "Certify 1 count that adds up" in html
    html = text_of(browser(ward.nesheim).get(reverse("counts")))
    assert "Certify 1 count" not in html
    assert "Count 15:00, Avdeling B2" in html


def test_an_officer_begins_from_the_page_and_cannot_hand_in_what_is_not_counted(ward: Ward, clock: Any) -> None:
    count = made(ward)
    client = browser(ward.nesheim)
    assert "Begin to count" in text_of(client.get(reverse("count", args=[count.uuid])))
    clock(1)
    assert on_the_round(post(client, "count_start", count.uuid), count)
    answer = post(client, "count_submit", count.uuid)
    assert answer.status_code == 422
    assert "Not counted yet:" in text_of(answer)
    count.refresh_from_db()
    assert (count.state, count.counter) == (CountState.COUNTING, ward.nesheim)


def test_a_count_during_movement_offers_to_begin_all_the_same(ward: Ward, clock: Any) -> None:
    movements.register_movement(
        stay=ward.stays[0], to_place=ward.workshop, left_at=after(-2), follows=None, by=ward.lunde, at=after(-2)
    )
    count = made(ward)
    client = browser(ward.nesheim)
    html = text_of(post(client, "count_start", count.uuid))
    assert "is on the way. Wait for the arrival, or begin all the same." in html
    assert on_the_round(post(client, "count_start", count.uuid, despite_movement="on"), count)


def test_a_difference_shows_who_is_missing_and_the_steps_that_the_officer_ticks(ward: Ward, clock: Any) -> None:
    count = handed_in(ward, missing=(2,))
    clock(6)
    client = browser(ward.lunde)
    html = text_of(client.get(reverse("count", args=[count.uuid])))
    assert "1 person is not accounted for" in html
    assert "Call the place where the person was last registered" in html
    assert "Everybody is accounted for" not in html
    assert reverse("count_difference", args=[count.uuid]) in html  # the card is where its steps are done
    step = count.steps.get(code=StepCode.CALL_LAST_PLACE)
    answer = post(client, "count_step", step.pk, note="Seen at 14:12")
    assert answer.redirect_chain[-1][0] == reverse("count_difference", args=[count.uuid])
    html = text_of(answer)
    assert "T. Lunde 15:06. Seen at 14:12" in html
    assert reverse("count_recount", args=[count.uuid]) in html


def test_the_duty_manager_certifies_with_the_incident(ward: Ward, clock: Any) -> None:
    count = handed_in(ward, missing=(2,))
    clock(30)
    client = browser(ward.dale)
    answer = post(client, "count_certify", count.uuid)
    assert answer.status_code == 422
    html = text_of(post(client, "count_certify", count.uuid, incident="Escape, see report 12"))
    assert "Certified with an incident: Escape, see report 12" in html


def test_the_emergency_button_counts_the_prison(ward: Ward, clock: Any) -> None:
    html = text_of(post(browser(ward.dale), "count_emergency", ward.unit.prison.slug))
    assert "1 unit is counted now." in html
    assert Count.objects.get(kind="EMERGENCY").ordered_by == ward.dale


def test_a_plan_is_made_explained_and_ended(ward: Ward, clock: Any) -> None:
    client = browser(ward.dale)
    bad = {"kind": "RANDOM", "starts": "08:00", "weekdays": "1", "lead_minutes": "5", "allowed_minutes": "20"}
    answer = post(client, "count_plan_form", ward.unit.pk, **bad)
    assert answer.status_code == 422
    assert "A random count lies in a window. Enter when the window ends." in text_of(answer)
    html = text_of(post(client, "count_plan_form", ward.unit.pk, **bad, ends="11:00"))
    assert "Once between 08:00 and 11:00, at random" in html
    plan = CountPlan.objects.get(kind="RANDOM")
    clock(1)
    html = text_of(post(client, "count_plan_end", plan.pk))
    assert "The plan has ended. Counts that are made stay." in html
    assert "at random" not in html


def test_the_board_says_what_is_due_and_the_agenda_when_the_next_is(ward: Ward, clock: Any) -> None:
    made(ward)
    clock(-5)
    html = text_of(browser(ward.nesheim).get(reverse("board", args=[ward.unit.pk])))
    assert "Count 15:00" in html
    assert "Due in 5 min" in html


@pytest.mark.parametrize("page", ["counts", "count_plans"])
def test_a_list_costs_the_same_queries_whatever_its_length(ward: Ward, clock: Any, page: str) -> None:
    def cost() -> int:
        client = browser(ward.dale)
        client.get(reverse(page))
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse(page))
        return len(queries)

    made(ward)
    few = cost()
    for _unit in range(3):
        other = build_ward()
        other.unit.prison = ward.unit.prison
        other.unit.save()
    making.make_counts(at=after(-9))
    assert cost() == few
