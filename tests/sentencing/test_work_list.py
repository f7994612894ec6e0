"""The work list of a case manager: due in 14 days, waiting for me, my people."""

from collections.abc import Callable

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.access import access_of
from corrections.choices import Role, Urgency
from corrections.models import Task, Unit, User
from inmates.models import ContactOfficer, Stay
from sentencing.choices import ItemState, ReleaseDomain
from sentencing.models import ReleaseItem
from sentencing.selectors import work_list
from sentencing.selectors.work_list import WorkList
from sentencing.services import calculations
from tests.corrections.factories import TaskFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-23 09:00")
Ask = Callable[..., Task]


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def caseworker(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison)


def serving(unit: Unit, family: str = "Lervik") -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-03-02 12:00")).stay
    stay.person.family_name, stay.person.given_name = family, "Andreas"
    stay.person.save()
    JudgmentFactory.create(stay=stay, years=4)
    return stay


@pytest.fixture
def ask(unit: Unit) -> Ask:
    def ask(name: str, due: str | None, role: str = Role.CASEWORKER, stay: Stay | None = None, **more: object) -> Task:
        task: Task = TaskFactory.create(
            kind=name,
            detail={"number": "F-1", "step": "LOWER", "on": "2026-12-01", "domain": "HOME", "stage": 30, **more},
            role=role,
            prison=unit.prison,
            unit=unit,
            due_at=oslo(due) if due else None,
            urgency=Urgency.WARN,
            subject_type="inmates.stay" if stay else "",
            subject_id=stay.pk if stay else None,
        )
        return task

    return ask


def shown(user: User) -> WorkList:
    return work_list.of_user(user.pk, access_of(user, at=NOW), NOW)


def test_what_is_overdue_stands_first_and_two_weeks_are_the_end(caseworker: User, ask: Ask) -> None:
    ask("step.LOWER", "2026-12-05 12:00")
    ask("guarantee.HOME", "2026-11-23 16:00")
    ask("step.LOWER", "2026-11-20 12:00")
    ask("step.LOWER", "2026-11-28 12:00")
    ask("step.LOWER", "2026-12-07 09:00")
    found = shown(caseworker)
    assert [(group.title, group.level, len(group.rows)) for group in found.groups] == [
        ("Overdue", "bad", 1), ("Today", "", 1), ("The next seven days", "", 1), ("Later", "", 1),
    ]  # fmt: skip
    assert (found.due, found.overdue, found.cut) == (4, 1, False)


def test_what_others_have_handed_over_waits_whatever_its_day(caseworker: User, ask: Ask) -> None:
    ask("step.DECIDE", None)
    ask("inmates.decision.NOTIFY", "2027-03-01 12:00", kind="leave", decision="00000000-0000-0000-0000-000000000000")
    ask("step.LOWER", "2026-11-25 12:00")
    found = shown(caseworker)
    assert {row.task.kind for row in found.waiting.rows} == {"step.DECIDE", "inmates.decision.NOTIFY"}
    assert found.due == 1


def test_tasks_of_other_roles_and_other_prisons_are_not_shown(caseworker: User, ask: Ask) -> None:
    ask("step.LOWER", "2026-11-25 12:00", role=Role.LEADER)
    elsewhere = UnitFactory.create(code="C1")
    TaskFactory.create(kind="step.DECIDE", role=Role.CASEWORKER, prison=elsewhere.prison, detail={"step": "LOWER"})
    found = shown(caseworker)
    assert (found.due, list(found.waiting.rows)) == (0, [])


def test_nobody_is_asked_to_confirm_their_own_dates(unit: Unit, caseworker: User) -> None:
    stay = serving(unit)
    calculations.work_out(stay=stay, reason="The judgment is final", by=caseworker, at=NOW)
    mine, theirs = shown(caseworker), shown(staff(Role.CASEWORKER, prison=unit.prison))
    assert list(mine.waiting.rows) == []
    assert [list(row.ties) for row in mine.people] == [["Your dates wait for a colleague"]]
    assert [row.href for row in theirs.waiting.rows] == [reverse("person_dates", args=[stay.person.uuid])]


def test_a_task_of_another_kind_that_names_nobody_stays(unit: Unit, caseworker: User, ask: Ask) -> None:
    ask("dates.CONFIRM", "2026-11-25 12:00")
    ask("dates.CONFIRM", "2026-11-25 12:00", made_by=caseworker.pk)
    assert [row.task.detail.get("made_by") for row in shown(caseworker).waiting.rows] == [None]


def test_my_people_are_those_i_have_a_part_with(unit: Unit, caseworker: User, ask: Ask) -> None:
    mine, other, seen_to = (serving(unit, name) for name in ("Lervik", "Berg", "Dahl"))
    ContactOfficer.objects.create(stay=mine, officer=caseworker, during=(NOW, None), assigned_at=NOW)
    settled = {"changed_at": NOW, "changed_by": caseworker, "owner": caseworker}
    ReleaseItem.objects.create(stay=seen_to, domain=ReleaseDomain.HOME, **settled)
    ReleaseItem.objects.create(
        stay=other, domain=ReleaseDomain.HOME, state=ItemState.ARRANGED, evidence="Contract", **settled
    )
    ask("step.LOWER", "2026-11-20 12:00", stay=seen_to)
    people = shown(caseworker).people
    assert [(row.name, list(row.ties), row.tasks, row.level) for row in people] == [
        ("Dahl, Andreas", ["Sees to: somewhere to live"], "1 task", "bad"),
        ("Lervik, Andreas", ["Contact officer"], "", ""),
    ]
    assert people[1].next == "Leave"
    assert people[1].on == "02.07.2027"


def test_somebody_who_moved_out_of_reach_is_not_mine_any_more(caseworker: User) -> None:
    away = serving(UnitFactory.create(code="C1"))
    ContactOfficer.objects.create(stay=away, officer=caseworker, during=(NOW, None), assigned_at=NOW)
    assert list(shown(caseworker).people) == []


def test_my_own_come_first_and_what_is_many_is_folded(unit: Unit, caseworker: User, ask: Ask) -> None:
    own = serving(unit)
    ContactOfficer.objects.create(stay=own, officer=caseworker, during=(NOW, None), assigned_at=NOW)
    for _other in range(9):
        ask("step.LOWER", "2026-11-10 12:00")
    ask("step.LOWER", "2026-11-20 12:00", stay=own)
    [late] = shown(caseworker).groups
    assert (len(late.first), len(late.more)) == (8, 2)
    assert late.first[0].task.subject_id == own.pk


def test_more_than_the_page_holds_is_counted_and_said(caseworker: User, ask: Ask) -> None:
    for _one in range(101):
        ask("step.LOWER", "2026-11-10 12:00")
    ask("step.DECIDE", "2026-11-30 12:00")
    found = shown(caseworker)
    assert (found.due, found.overdue, found.cut, len(found.waiting.rows)) == (101, 101, True, 1)


@pytest.mark.parametrize("people", [1, 6])
def test_the_list_asks_as_often_whatever_the_number(unit: Unit, caseworker: User, ask: Ask, people: int) -> None:
    for number in range(people):
        stay = serving(unit, f"Lervik{number}")
        ContactOfficer.objects.create(stay=stay, officer=caseworker, during=(NOW, None), assigned_at=NOW)
        ask("step.LOWER", "2026-11-25 12:00", stay=stay)
        ask("step.DECIDE", "2026-11-25 12:00", stay=stay)
    access = access_of(caseworker, at=NOW)
    with CaptureQueriesContext(connection) as asked:
        found = work_list.of_user(caseworker.pk, access, NOW)
    assert (found.due, len(found.waiting.rows), len(found.people)) == (people, people, people)
    assert len(asked) == 11


def test_the_page_leads_to_where_it_is_done_and_stands_in_the_menu(unit: Unit, caseworker: User, ask: Ask) -> None:
    stay = serving(unit)
    ContactOfficer.objects.create(stay=stay, officer=caseworker, during=(NOW, None), assigned_at=NOW)
    Task.objects.all().delete()
    ask("step.DECIDE", None, stay=stay, person=str(stay.person.uuid))
    client = Client()
    client.force_login(caseworker)
    page = client.get(reverse("work_list")).content.decode()
    way_out = reverse("person_way_out", args=[stay.person.uuid])
    assert f'<b><a href="{way_out}">Lervik, Andreas' in page
    assert page.count(f'href="{way_out}"') == 2
    assert page.count(f'href="{reverse("work_list")}"') == 1


def test_an_officer_has_no_such_page(unit: Unit) -> None:
    client = Client()
    client.force_login(staff(Role.OFFICER, prison=unit.prison))
    assert client.get(reverse("work_list")).status_code == 403
    assert reverse("work_list") not in client.get(reverse("tasks")).content.decode()


def test_an_empty_list_says_so(caseworker: User) -> None:
    client = Client()
    client.force_login(caseworker)
    page = client.get(reverse("work_list")).content.decode()
    for words in ("Nothing is due", "Nobody waits for you", "Nobody is tied to you by name"):
        assert words in page
