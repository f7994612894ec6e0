"""Home, own settings, postings and lookups: what each person meets there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Posting, Prison, ReadRecord, Unit, User
from corrections.services import audit
from tests.corrections.factories import NOW, PostingFactory, PrisonFactory, TaskFactory, UnitFactory, UserFactory, staff
from tests.corrections.pages import at_instant, signed_in, statements_for, text_of
from tests.inmates.factories import PersonFactory, PlacementFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel", slug="fjordvik")


@pytest.fixture
def unit(prison: Prison) -> Unit:
    return UnitFactory.create(prison=prison, name="Avdeling B2")


# ---- home ----------------------------------------------------------------------------------------------------
def home_of(user: User) -> str:
    return signed_in(user).get(reverse("home")).headers.get("Location", "")


def test_an_officer_begins_on_the_board_of_the_own_unit(unit: Unit) -> None:
    assert home_of(staff(Role.OFFICER, unit=unit)) == reverse("board", args=[unit.pk])


def test_who_has_several_units_begins_on_the_chosen_one_and_else_on_the_prison(prison: Prison, unit: Unit) -> None:
    UnitFactory.create(prison=prison)
    user = staff(Role.DUTY_MANAGER, prison=prison)
    assert home_of(user) == reverse("prison", args=["fjordvik"])
    user.home_unit = unit
    user.save()
    assert home_of(user) == reverse("board", args=[unit.pk])


def test_a_unit_that_one_has_left_is_no_longer_the_beginning(unit: Unit) -> None:
    left = UnitFactory.create()
    assert home_of(staff(Role.OFFICER, unit=unit, home_unit=left)) == reverse("board", args=[unit.pk])


@pytest.mark.parametrize(
    ("role", "page"), [(Role.ADMINISTRATOR, "postings"), (Role.REGION, "estate"), (Role.TEACHER, "people")]
)
def test_others_begin_where_their_role_works(prison: Prison, unit: Unit, role: Role, page: str) -> None:
    assert home_of(staff(role, prison=prison)) == reverse(page)


def test_health_staff_are_shown_to_their_own_address(prison: Prison, settings: Any) -> None:
    settings.CLINICAL_ADDRESS = "http://helse.example/helse/"
    page = text_of(signed_in(staff(Role.HEALTH_STAFF, prison=prison)).get(reverse("home")))
    assert 'href="http://helse.example/helse/"' in page


def test_who_has_no_posting_is_told_who_can_give_one() -> None:
    page = signed_in(UserFactory.create()).get(reverse("home"))
    assert page.status_code == 200
    assert "No posting of yours counts today." in text_of(page)


# ---- own settings --------------------------------------------------------------------------------------------
def test_the_language_is_stored_on_the_user_and_follows_to_another_tablet(unit: Unit) -> None:
    user = staff(Role.OFFICER, unit=unit)
    client = signed_in(user, language="nb")
    assert '<html lang="nb">' in text_of(client.get(reverse("my_settings")))
    response = client.post(reverse("set_language"), {"language": "en", "next": "/settings/"})
    assert response.headers["Location"] == "/settings/"
    user.refresh_from_db()
    assert user.language == "en"
    other_tablet = Client()
    other_tablet.force_login(user)
    assert '<html lang="en">' in text_of(other_tablet.get(reverse("my_settings")))


def test_an_unknown_language_or_colour_changes_nothing() -> None:
    user = UserFactory.create()
    client = signed_in(user)
    assert client.post(reverse("set_language"), {"language": "xx"}).status_code == 422
    assert client.post(reverse("set_colour_scheme"), {"scheme": "pink"}).status_code == 422
    user.refresh_from_db()
    assert (user.language, user.colour_scheme) == ("en", "auto")


def test_somebody_who_is_not_signed_in_keeps_language_and_colours_in_the_browser() -> None:
    client = Client()
    client.post(reverse("set_language"), {"language": "en"})
    client.post(reverse("set_colour_scheme"), {"scheme": "dark"})
    page = text_of(client.get(reverse("account_login")))
    assert '<html lang="en">' in page
    assert 'data-color-scheme="dark"' in page


@pytest.mark.parametrize("wanted", ["https://evil.example/", "//evil.example", "javascript:alert(1)", ""])
def test_nobody_is_sent_to_another_site(wanted: str) -> None:
    client = signed_in(UserFactory.create())
    response = client.post(reverse("set_language"), {"language": "en", "next": wanted})
    assert response.headers["Location"] == "/"


def test_own_choices_are_saved(unit: Unit) -> None:
    user = staff(Role.OFFICER, unit=unit)
    client = signed_in(user)
    client.post(reverse("my_settings"), {"home_unit": unit.pk, "colour_scheme": "dark"})
    user.refresh_from_db()
    assert (user.home_unit, user.colour_scheme, user.single_key_shortcuts) == (unit, "dark", False)
    client.post(reverse("set_keyboard_shortcuts"), {"on": "1"})
    user.refresh_from_db()
    assert user.single_key_shortcuts


def test_nobody_chooses_a_unit_that_they_do_not_work_on(unit: Unit) -> None:
    other = UnitFactory.create()
    user = staff(Role.OFFICER, unit=unit)
    answer = signed_in(user).post(reverse("my_settings"), {"home_unit": other.pk, "colour_scheme": "dark"})
    assert answer.status_code == 422
    user.refresh_from_db()
    assert (user.home_unit, user.colour_scheme) == (None, "auto")


# ---- postings ------------------------------------------------------------------------------------------------
def grant(client: Client, **values: Any) -> Any:
    defaults = {"role": Role.OFFICER, "first_day": "24.11.2026"}
    return client.post(reverse("posting_grant", args=["fjordvik"]), defaults | values)


def test_a_leader_gives_a_posting_from_now_to_the_end_of_its_last_day(prison: Prison, unit: Unit) -> None:
    leader, user = staff(Role.LEADER, prison=prison), UserFactory.create()
    answer = grant(signed_in(leader), user=user.pk, unit=unit.pk, last_day="30.11.2026", reason="Vikar")
    assert answer.status_code == 302
    posting = Posting.objects.get(user=user)
    assert (posting.unit, posting.granted_by, posting.reason) == (unit, leader, "Vikar")
    assert posting.during.lower == NOW
    assert f"{posting.during.upper.astimezone(NOW.tzinfo):%d.%m.%Y %H:%M}" == "01.12.2026 00:00"


def test_a_posting_that_begins_later_begins_at_midnight(prison: Prison) -> None:
    user = UserFactory.create()
    grant(signed_in(staff(Role.LEADER, prison=prison)), user=user.pk, first_day="29.3.2027")
    begins = Posting.objects.get(user=user).during.lower.astimezone(NOW.tzinfo)
    assert f"{begins:%d.%m.%Y %H:%M}" == "29.03.2027 00:00"


@pytest.mark.parametrize(
    ("values", "field"),
    [
        ({"role": Role.LEADER}, "role"),
        ({"role": Role.ADMINISTRATOR}, "role"),
        ({"role": Role.HEALTH_STAFF}, "role"),
        ({"first_day": "23.11.2026"}, "first_day"),
        ({"last_day": "23.11.2026"}, "last_day"),
        ({"first_day": "i morgen"}, "first_day"),
        ({"user": ""}, "user"),
    ],
)
def test_what_a_leader_cannot_give_is_refused_at_the_field(prison: Prison, values: Any, field: str) -> None:
    client = signed_in(staff(Role.LEADER, prison=prison))
    before = Posting.objects.count()
    answer = grant(client, **{"user": UserFactory.create().pk} | values)
    assert answer.status_code == 422
    assert field in answer.context["form"].errors
    assert Posting.objects.count() == before


def test_an_administrator_gives_every_role_but_not_to_themselves(prison: Prison) -> None:
    admin = staff(Role.ADMINISTRATOR, prison=prison)
    assert grant(signed_in(admin), user=UserFactory.create().pk, role=Role.LEADER).status_code == 302
    answer = grant(signed_in(admin), user=admin.pk, role=Role.LEADER)
    assert answer.status_code == 422
    assert "You cannot give yourself a role." in text_of(answer)


def test_a_leader_of_one_prison_who_is_administrator_of_another_stays_leader_here(prison: Prison) -> None:
    user = staff(Role.LEADER, prison=prison)
    PostingFactory.create(user=user, role=Role.ADMINISTRATOR, prison=PrisonFactory.create())
    assert grant(signed_in(user), user=UserFactory.create().pk, role=Role.LEADER).status_code == 422


def test_the_page_that_ends_a_posting_names_the_person_and_the_effect(prison: Prison, unit: Unit) -> None:
    leader = staff(Role.LEADER, prison=prison)
    posting = PostingFactory.create(user=UserFactory.create(first_name="Ola", last_name="Vik"), unit=unit)
    client, page = signed_in(leader), reverse("posting_end", args=[posting.pk])
    asked = text_of(client.get(page))
    assert "End the posting of Ola Vik as Prison officer" in asked
    assert "loses what the role opens at Avdeling B2 at once" in asked
    posting.refresh_from_db()
    assert posting.ended_at is None
    assert client.post(page).status_code == 302
    posting.refresh_from_db()
    assert (posting.ended_by, posting.during.upper) == (leader, NOW)
    assert client.post(page).status_code == 422


@pytest.mark.parametrize(
    ("query", "names"),
    [
        ({}, ["Dale", "Vik"]),
        ({"when": "later"}, ["Lunde"]),
        ({"when": "ended"}, ["Berg"]),
        ({"when": "all"}, ["Berg", "Dale", "Lunde", "Vik"]),
        ({"when": "all", "q": "vi"}, ["Vik"]),
        ({"when": "all", "role": "TEACHER"}, ["Dale"]),
        ({"when": "nonsense"}, ["Dale", "Vik"]),
    ],
)
def test_postings_are_filtered(prison: Prison, unit: Unit, query: dict[str, str], names: list[str]) -> None:
    def person(name: str) -> User:
        return UserFactory.create(username=name, first_name="A", last_name=name)

    PostingFactory.create(user=person("Vik"), unit=unit)
    PostingFactory.create(user=person("Dale"), prison=prison, role=Role.TEACHER)
    PostingFactory.create(user=person("Lunde"), unit=unit, start=NOW + DAY)
    PostingFactory.create(user=person("Berg"), unit=unit, start=NOW - 2 * DAY, end=NOW - DAY)
    PostingFactory.create(user=person("Elsewhere"))
    inspector = staff(Role.INSPECTOR, prison=prison, username="inspector")
    rows = signed_in(inspector).get(reverse("postings"), query).context["rows"]
    assert [row.posting.user.last_name for row in rows if row.posting.user != inspector] == names
    assert not any(row.may_end for row in rows)


# ---- who has looked at whom --------------------------------------------------------------------------------------
@pytest.fixture
def looked(unit: Unit) -> dict[str, Any]:
    officer = staff(Role.OFFICER, unit=unit, first_name="Ola", last_name="Vik")
    here = PlacementFactory.create(unit=unit, person=PersonFactory.create(family_name="Lervik", given_name="Andreas"))
    away = PersonFactory.create(family_name="Øverland", given_name="Åse")
    for at, subject in ((NOW - 2 * DAY, here.stay.person), (NOW, away)):
        audit.record_read(by=officer, at=at, subject=subject, what="person.overview")
    stranger = staff(Role.OFFICER, unit=UnitFactory.create())
    audit.record_read(by=stranger, at=NOW, subject=away, what="person.overview")
    return {"officer": officer, "here": here.stay.person, "away": away}


def names(user: User, page: str = "reads", **query: Any) -> list[str]:
    return [row.name.split(",")[0] for row in signed_in(user).get(reverse(page), query).context["rows"]]


def test_a_reviewer_sees_whom_the_own_staff_have_looked_at(prison: Prison, looked: dict[str, Any]) -> None:
    """Also somebody in another prison: that is the look that a review is for. The record itself stays closed."""
    leader = staff(Role.LEADER, prison=prison)
    rows = signed_in(leader).get(reverse("reads")).context["rows"]
    assert [(row.name, bool(row.href)) for row in rows] == [
        (f"Øverland, Åse ({looked['away'].number})", False),
        (f"Lervik, Andreas ({looked['here'].number})", True),
    ]
    assert ReadRecord.objects.count() == 3


def test_a_review_is_narrowed_by_reader_subject_and_days(prison: Prison, looked: dict[str, Any]) -> None:
    leader = staff(Role.LEADER, prison=prison)
    assert names(leader, subject="lerv") == ["Lervik"]
    assert names(leader, subject="OVERLAND") == []
    assert names(leader, subject="øverland åse") == ["Øverland"]
    assert names(leader, subject=looked["away"].number.lower()) == ["Øverland"]
    assert names(leader, subject="Nobody") == []
    assert names(leader, staff=looked["officer"].pk) == ["Øverland", "Lervik"]
    assert names(leader, first_day="23.11.2026") == ["Øverland"]
    assert names(leader, last_day="23.11.2026") == ["Lervik"]


def test_a_filter_that_nobody_understands_shows_the_mistake_and_no_list(prison: Prison, looked: dict[str, Any]) -> None:
    page = signed_in(staff(Role.LEADER, prison=prison)).get(reverse("reads"), {"first_day": "i går"})
    assert page.status_code == 422
    assert "Write the date as 24.11.2026." in text_of(page)
    assert page.context["rows"] == []


def test_everyone_sees_their_own_lookups_and_nobody_elses(looked: dict[str, Any]) -> None:
    assert names(looked["officer"], "own_reads") == ["Øverland", "Lervik"]
    assert names(UserFactory.create(), "own_reads") == []


def test_everyone_may_know_what_each_role_is_for() -> None:
    page = text_of(signed_in(UserFactory.create()).get(reverse("who_may_do_what")))
    assert "Register movements" in page
    assert "No role of the prison opens a health record." in page


# ---- what it costs ---------------------------------------------------------------------------------------------
@pytest.mark.parametrize("page", ["tasks", "postings", "reads", "own_reads", "prison"])
def test_a_list_takes_the_same_number_of_statements_however_long_it_is(prison: Prison, unit: Unit, page: str) -> None:
    leader = staff(Role.LEADER, prison=prison)

    def grow(times: int) -> None:
        for _ in range(times):
            TaskFactory.create(unit=unit, role=Role.LEADER)
            officer = staff(Role.OFFICER, unit=UnitFactory.create(prison=prison))
            person = PlacementFactory.create(unit=unit).stay.person
            for by in (officer, leader):
                audit.record_read(by=by, at=NOW, subject=person, what="person.overview")

    client, address = signed_in(leader), reverse(page, args=["fjordvik"] if page == "prison" else [])
    grow(1)
    small = statements_for(client, address)
    grow(6)
    assert statements_for(client, address) == small
    assert small <= 10
