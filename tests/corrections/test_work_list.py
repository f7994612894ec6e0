"""The list of tasks: whose work stands there, in which order, and what it says."""

from collections.abc import Iterable
from datetime import timedelta
from typing import Any

import pytest
from django.urls import reverse

from corrections.choices import Role, Urgency
from corrections.models import Prison, Task, Unit, User
from corrections.registries import TaskText, task_names, task_texts
from corrections.services import work
from tests.corrections.factories import NOW, PrisonFactory, TaskFactory, UnitFactory, UserFactory, staff
from tests.corrections.pages import at_instant, signed_in, text_of

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


def test_a_task_calls_whom_it_is_about_by_name(unit: Unit, monkeypatch: pytest.MonkeyPatch) -> None:
    """A task holds codes only; the list asks for the names of all of them at once."""
    asked: list[list[int]] = []

    def names(ids: Iterable[int]) -> dict[int, str]:
        asked.append(list(ids))
        return {7: "Eikeland, Jonas (B2-07)"}

    monkeypatch.setitem(task_names._items, "test.person", names)
    monkeypatch.setitem(task_texts._items, "test.named", TaskText(lambda detail: f"Ring {detail['number']}"))
    for subject in (7, 8):
        TaskFactory.create(
            kind="test.named", detail={"number": f"nr. {subject}"}, unit=unit, subject_type="test.person",
            subject_id=subject,
        )  # fmt: skip
    assert sorted(listed(staff(Role.OFFICER, unit=unit))) == ["Ring Eikeland, Jonas (B2-07)", "Ring nr. 8"]
    assert asked == [[7, 8]]
