"""The pages of the dates of a stay: worked out, compared, confirmed by a second person, told in a letter."""

from collections.abc import Callable
from datetime import date

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit
from inmates.models import Stay
from sentencing.models import Calculation, NotCounted
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
SignIn = Callable[..., Client]


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def sign_in(unit: Unit) -> SignIn:
    def sign_in(role: Role) -> Client:
        client = Client()
        client.force_login(staff(role, prison=unit.prison))
        return client

    return sign_in


@pytest.fixture
def stay(unit: Unit) -> Stay:
    placement = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=placement.stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    stay: Stay = placement.stay
    return stay


def to(name: str, stay: Stay, *more: int) -> str:
    return reverse(name, args=[stay.person.uuid, *more])


def text_of(client: Client, address: str) -> str:
    answer = client.get(address)
    assert answer.status_code == 200
    return str(answer.content.decode())


def test_dates_go_from_one_caseworker_to_another_and_to_the_person(stay: Stay, sign_in: SignIn) -> None:
    one, other = sign_in(Role.CASEWORKER), sign_in(Role.CASEWORKER)
    assert "Something is entered that these dates do not know" in text_of(one, to("person_dates", stay))
    one.post(to("person_dates_work_out", stay), {"reason": "The judgment is final"})

    mine, theirs = text_of(one, to("person_dates", stay)), text_of(other, to("person_dates", stay))
    confirm = to("person_dates_confirm", stay, 1)
    assert "You worked out these dates" in mine
    assert confirm not in mine
    assert confirm in theirs
    refused = one.post(confirm)
    assert refused.status_code == 422
    assert "A colleague confirms them" in refused.content.decode()
    assert Calculation.objects.get().confirmed_at is None

    assert other.post(confirm).status_code == 302
    assert "New dates, not confirmed" not in text_of(one, to("person_dates", stay))
    letter = text_of(one, to("person_dates_letter", stay, 1) + "?language=en")
    assert "26.11.2026" in letter
    assert "16.08.2026" in letter
    assert "unconfirmed" in letter
    assert "release date" not in letter.lower()


def test_a_new_judgment_shows_what_it_moves_before_it_is_confirmed(stay: Stay, sign_in: SignIn) -> None:
    one, other = sign_in(Role.CASEWORKER), sign_in(Role.LEADER)
    one.post(to("person_dates_work_out", stay), {"reason": "The judgment is final"})
    other.post(to("person_dates_confirm", stay, 1))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    assert "Something is entered that these dates do not know" in text_of(one, to("person_dates", stay))
    one.post(to("person_dates_work_out", stay), {"reason": "Another judgment"})
    page = text_of(other, to("person_dates", stay))
    for words in ("26.11.2026", "25.01.2027", "60 days later", "the same"):
        assert words in page


def test_the_tab_never_shows_dates_that_were_overtaken_as_confirmed(stay: Stay, sign_in: SignIn) -> None:
    one, other = sign_in(Role.CASEWORKER), sign_in(Role.LEADER)
    tab = reverse("person_tab", args=[stay.person.uuid, "sentence"])
    assert "Nobody has confirmed the dates yet." in text_of(one, tab)
    one.post(to("person_dates_work_out", stay), {"reason": "The judgment is final"})
    assert "New dates wait for a second person." in text_of(one, tab)
    other.post(to("person_dates_confirm", stay, 1))
    assert "Confirmed by" in text_of(one, tab)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    overtaken = text_of(one, tab)
    assert "Something is entered that these dates do not know" in overtaken
    assert "Confirmed by" not in overtaken


def test_days_that_do_not_count_are_entered_and_annulled(stay: Stay, sign_in: SignIn) -> None:
    one = sign_in(Role.CASEWORKER)
    days = {"reason": "ESCAPE", "first": "01.05.2026", "last": "10.05.2026", "document": "Report 14"}
    wrong = one.post(to("person_left_out", stay), days | {"last": "31.02.2026"})
    assert wrong.status_code == 422
    assert not NotCounted.objects.exists()
    assert one.post(to("person_left_out", stay), days).status_code == 302
    assert "(10 days)" in text_of(one, to("person_dates", stay))
    one.post(to("person_left_out_annul", stay, NotCounted.objects.get().pk), {"why": "Another person"})
    assert "Annulled by" in text_of(one, to("person_dates", stay))


def test_dates_that_wait_are_withdrawn_with_a_reason_and_stay_readable(stay: Stay, sign_in: SignIn) -> None:
    one = sign_in(Role.CASEWORKER)
    one.post(to("person_dates_work_out", stay), {"reason": "The judgment is final"})
    one.post(to("person_dates_withdraw", stay, 1), {"why": "Wrong day"})
    assert "Wrong day" in text_of(one, to("person_dates", stay))
    assert one.get(to("person_dates_letter", stay, 1)).status_code == 404


def test_the_page_costs_the_same_however_long_its_story(stay: Stay, sign_in: SignIn) -> None:
    one = sign_in(Role.CASEWORKER)

    def cost() -> int:
        with CaptureQueriesContext(
            connection,
        ) as queries:
            text_of(one, to("person_dates", stay))
        return len(queries)

    text_of(one, to("person_dates", stay))
    short = cost()
    for n in range(3):
        one.post(to("person_dates_work_out", stay), {"reason": f"Time {n}"})
        one.post(to("person_dates_withdraw", stay, n + 1), {"why": "Wrong"})
    text_of(one, to("person_dates", stay))  # what was said of the acts is shown once
    assert cost() == short
