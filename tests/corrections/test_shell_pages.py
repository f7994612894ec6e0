"""Home, own settings, the work list, postings and lookups: what each person meets there."""

from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role, Urgency
from corrections.models import Posting, Prison, ReadRecord, Task, Unit, User
from corrections.registries import TaskText, task_texts
from corrections.services import audit, work
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


# ---- the work list ---------------------------------------------------------------------------------------------
@pytest.fixture(autouse=True)
def texts(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(task_texts._items, "test", TaskText(lambda detail: f"Ring {detail.get('whom', 'noen')}"))


def listed(user: User) -> list[str]:
    return [row.text for row in signed_in(user).get(reverse("tasks")).context["rows"]]


def test_tasks_are_those_of_ones_own_roles_and_places(prison: Prison, unit: Unit) -> None:
    next_door = UnitFactory.create(prison=prison)
    made: dict[str, dict[str, Any]] = {
        "mine": {"unit": unit},
        "the whole prison's": {"prison": prison},
        "next door": {"unit": next_door},
        "another role's": {"unit": unit, "role": Role.CASEWORKER},
        "another prison's": {},
        "done": {"unit": unit},
    }
    for whom, values in made.items():
        TaskFactory.create(detail={"whom": whom}, **values)
    work.complete_task(task=Task.objects.get(detail={"whom": "done"}), outcome="Ok", by=UserFactory.create(), at=NOW)
    assert listed(staff(Role.OFFICER, unit=unit)) == ["Ring mine", "Ring the whole prison's"]
    assert listed(staff(Role.OFFICER, prison=prison)) == ["Ring mine", "Ring the whole prison's", "Ring next door"]
    assert listed(staff(Role.CASEWORKER, prison=prison)) == ["Ring another role's"]


def test_red_stands_first_and_then_the_earliest_deadline(unit: Unit) -> None:
    for whom, due, urgency in [
        ("quiet", None, Urgency.QUIET),
        ("tomorrow", NOW + DAY, Urgency.WARN),
        ("soon", NOW + DAY / 2, Urgency.WARN),
        ("yesterday", NOW - DAY, Urgency.WARN),
        ("long overdue", NOW - 2 * DAY, Urgency.BAD),
    ]:
        TaskFactory.create(detail={"whom": whom}, unit=unit, due_at=due, urgency=urgency)
    rows = signed_in(staff(Role.OFFICER, unit=unit)).get(reverse("tasks")).context["rows"]
    assert [(row.text, row.level) for row in rows] == [
        ("Ring long overdue", "bad"),
        ("Ring yesterday", "bad"),
        ("Ring soon", "warn"),
        ("Ring tomorrow", "warn"),
        ("Ring quiet", ""),
    ]


def test_a_task_is_done_with_what_was_done(unit: Unit) -> None:
    task, user = TaskFactory.create(unit=unit), staff(Role.OFFICER, unit=unit)
    client, page = signed_in(user), reverse("task_complete", args=[task.pk])
    empty = client.post(page, {"outcome": " "})
    assert empty.status_code == 422
    assert "Write in a few words what was done." in text_of(empty)
    assert client.post(page, {"outcome": "Ringt"}).status_code == 302
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == (user, "Ringt")
    assert f"14:32, {user}: Ringt" in text_of(client.get(reverse("tasks")))


def test_the_second_to_do_a_task_is_told_who_and_when(unit: Unit) -> None:
    task = TaskFactory.create(unit=unit)
    first = UserFactory.create(first_name="Mona", last_name="Dale")
    work.complete_task(task=task, outcome="Ok", by=first, at=NOW - timedelta(minutes=5))
    client = signed_in(staff(Role.OFFICER, unit=unit))
    answer = client.post(reverse("task_complete", args=[task.pk]), {"outcome": "Ringt"})
    assert answer.status_code == 409
    assert "M. Dale has already done this, 14:27." in text_of(answer)
    task.refresh_from_db()
    assert task.outcome == "Ok"


def test_the_top_bar_counts_what_is_overdue(unit: Unit) -> None:
    TaskFactory.create(unit=unit, due_at=NOW - DAY)
    TaskFactory.create(unit=unit, due_at=NOW + DAY)
    page = text_of(signed_in(staff(Role.OFFICER, unit=unit)).get(reverse("my_settings")))
    assert '<span class="count">1<span' in page


def test_a_task_that_nobody_gave_a_text_is_shown_all_the_same(unit: Unit) -> None:
    TaskFactory.create(unit=unit, kind="unknown")
    assert listed(staff(Role.OFFICER, unit=unit)) == ["A task that this page has no text for"]


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
