"""Every night all confirmed dates are held against what is entered: once each, never changed, also after a kill."""

import json
import os
import subprocess
import sys
import time
from collections.abc import Callable
from datetime import date, datetime, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction
from django.test.utils import CaptureQueriesContext

from corrections.models import Task, User
from inmates.models import Stay
from inmates.services import release
from sentencing.calculation import basis_of, in_order
from sentencing.choices import NotCountedReason, TermKind
from sentencing.models import Calculation, Extension, Fulfilled, Judgment, NotCounted, Recalculation
from sentencing.services import calculations, conversions
from sentencing.services.recalculation import FACTS, KIND, recalculate_all, recalculate_batch
from tests.corrections.factories import UserFactory, oslo
from tests.health.logins import variables_of
from tests.inmates.factories import PlacementFactory
from tests.security.test_count_killed import somebody_waits
from tests.sentencing.factories import JudgmentFactory
from tests.sentencing.test_law import FINE, PROBATION, add, texts
from tests.together import together

__all__ = ["texts"]
pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-23 10:00")
NIGHT = oslo("2026-11-24 04:10")
NEXT_NIGHT = oslo("2026-11-25 04:10")
FACTS_OF_ONE = f"SELECT {FACTS} FROM (SELECT id AS stay_id, during FROM inmates_stay WHERE id = %s) l"  # noqa: S608
ROOT = Path(__file__).resolve().parents[2]


@pytest.fixture
def clerk() -> User:
    user: User = UserFactory.create()
    return user


def serving(**values: Any) -> Stay:
    stay: Stay = PlacementFactory.create(start=oslo("2026-01-12 12:00"), legal="SENTENCED").stay
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 1, 12), **values or {"months": 12})
    return stay


def confirmed(stay: Stay, clerk: User, at: datetime = NOW) -> Calculation:
    row = calculations.work_out(stay=stay, reason="Judgment", by=clerk, at=at)
    return calculations.confirm(calculation=row, by=UserFactory.create(), at=at)


def another_judgment(stay: Stay) -> None:
    """As the register or another system brings it: past the services, with nobody to work out the dates."""
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), days=60)


def asked() -> list[int | None]:
    return list(Task.objects.open().filter(kind=KIND).order_by("subject_id").values_list("subject_id", flat=True))


# ---- what it finds -------------------------------------------------------------------------------------------------
def test_dates_that_agree_ask_for_nothing(clerk: User) -> None:
    confirmed(serving(), clerk)
    assert recalculate_all(at=NIGHT) == 1
    assert asked() == []
    night = Recalculation.objects.get()
    assert (night.night, night.checked, night.found, night.finished_at) == (date(2026, 11, 24), 1, 0, NIGHT)


def test_a_judgment_that_the_confirmed_dates_do_not_know_becomes_a_task_and_no_date_is_changed(clerk: User) -> None:
    stay = serving()
    kept = confirmed(stay, clerk)
    another_judgment(stay)
    recalculate_all(at=NIGHT)
    task = Task.objects.get(kind=KIND)
    assert (task.role, task.subject_id, task.urgency) == ("CASEWORKER", stay.pk, "bad")
    assert task.due_at == oslo("2026-11-24 23:59")
    assert list(Calculation.objects.values_list("pk", "full", "withdrawn_at")) == [(kept.pk, kept.full, None)]


@pytest.mark.parametrize("what", ["days left out", "a payment", "an extension", "annulled days"])
def test_whatever_moves_a_fact_is_found(what: str, clerk: User) -> None:
    kinds: dict[str, dict[str, Any]] = {
        "a payment": {"kind": TermKind.FINE, "days": 40, "amount": 8000},
        "an extension": {"kind": TermKind.PREVENTIVE, "years": 5, "minimum_years": 3},
    }
    stay = serving(**kinds.get(what, {"months": 12}))
    if what == "annulled days":
        entry = left_out(stay, clerk)
    confirmed(stay, clerk)
    recalculate_all(at=NIGHT)
    assert asked() == []
    act: dict[str, Callable[[], object]] = {
        "days left out": lambda: left_out(stay, clerk),
        "a payment": lambda: paid(stay, clerk),
        "an extension": lambda: extended(stay, clerk),
        "annulled days": lambda: calculations.annul_days(entry=entry, why="Not he", by=clerk, at=NIGHT),
    }
    act[what]()
    recalculate_all(at=NEXT_NIGHT)
    assert asked() == [stay.pk]


def left_out(stay: Stay, clerk: User) -> NotCounted:
    days = {"first": date(2026, 5, 1), "last": date(2026, 5, 3)}
    return calculations.leave_out(
        stay=stay, reason=NotCountedReason.ESCAPE, document="Report", by=clerk, at=NOW, **days
    )


def paid(stay: Stay, clerk: User) -> Fulfilled:
    judgment = Judgment.objects.get(stay=stay)
    return conversions.note_fulfilled(
        judgment=judgment, amount=400, on=date(2026, 11, 1), document="Receipt", by=clerk, at=NOW
    )


def extended(stay: Stay, clerk: User) -> Extension:
    return Extension.objects.create(
        judgment=Judgment.objects.get(stay=stay),
        judged_on=date(2026, 11, 20),
        filed_on=date(2026, 6, 1),
        years=2,
        frame_expires=date(2031, 1, 12),
        registered_at=NOW,
        registered_by=clerk,
    )


def test_the_facts_of_the_statement_are_those_of_the_calculation(clerk: User) -> None:
    """Two writings of the same: whatever a calculation rests on, PostgreSQL says word for word."""
    fine = serving(kind=TermKind.FINE, days=40, amount=8000)
    paid(fine, clerk)
    frame = serving(kind=TermKind.PREVENTIVE, years=5, minimum_years=3)
    extended(frame, clerk)
    several = serving(years=2, credit_days=40)
    another_judgment(several)
    left_out(several, clerk)
    for stay in (fine, frame, several):
        judgments = list(in_order(Judgment.objects.filter(stay=stay)))
        entries = list(NotCounted.objects.filter(stay=stay, annulled_at__isnull=True).order_by("days", "pk"))
        said = basis_of(judgments, entries, date(2026, 1, 12), on=date(2026, 11, 23))
        said.pop("rule_version")
        with connection.cursor() as cursor:
            cursor.execute(FACTS_OF_ONE, [stay.pk])
            (found,) = cursor.fetchone()
        assert (json.loads(found) if isinstance(found, str) else found) == said


def test_a_law_that_moves_a_day_is_found_and_one_that_moves_none_is_not(clerk: User, texts: Path) -> None:
    moved, same = serving(), serving(kind=TermKind.FINE, days=40)
    for stay in (moved, same):
        confirmed(stay, clerk)
    add(texts, FINE)
    recalculate_all(at=oslo("2027-01-02 04:10"))
    assert asked() == []
    add(texts, FINE + PROBATION)
    recalculate_all(at=oslo("2027-01-03 04:10"))
    assert asked() == [moved.pk]
    assert Task.objects.get(kind=KIND).detail["law"]


# ---- tasks that come and go ----------------------------------------------------------------------------------------
def test_the_task_is_there_once_keeps_its_day_and_ends_when_the_dates_are_worked_out_anew(clerk: User) -> None:
    stay = serving()
    confirmed(stay, clerk)
    another_judgment(stay)
    recalculate_all(at=NIGHT)
    recalculate_all(at=NEXT_NIGHT)
    task = Task.objects.get(kind=KIND)
    assert (task.due_at, task.history.count()) == (oslo("2026-11-24 23:59"), 1)
    calculations.work_out(stay=stay, reason="Another judgment", by=clerk, at=NEXT_NIGHT)
    recalculate_all(at=NEXT_NIGHT + timedelta(days=1))
    assert asked() == []


def test_a_task_that_somebody_ended_comes_back_only_with_another_change(clerk: User) -> None:
    stay = serving()
    confirmed(stay, clerk)
    another_judgment(stay)
    recalculate_all(at=NIGHT)
    Task.objects.filter(kind=KIND).update(done_at=NIGHT, outcome="seen")
    recalculate_all(at=NEXT_NIGHT)
    assert asked() == []
    left_out(stay, clerk)
    recalculate_all(at=NEXT_NIGHT + timedelta(days=1))
    assert asked() == [stay.pk]


def test_who_has_gone_home_is_not_looked_at_and_no_task_about_them_stays(clerk: User) -> None:
    stay = serving()
    confirmed(stay, clerk)
    another_judgment(stay)
    recalculate_all(at=NIGHT)
    assert asked() == [stay.pk]
    release.release(stay=stay, by=clerk, at=NIGHT, note="Served")
    assert recalculate_all(at=NEXT_NIGHT) == 0
    assert asked() == []


# ---- exactly once --------------------------------------------------------------------------------------------------
def test_a_night_is_done_once_and_in_batches(clerk: User) -> None:
    stays = [serving() for _ in range(5)]
    for stay in stays:
        confirmed(stay, clerk)
    assert recalculate_batch(at=NIGHT, size=2) == 2
    assert Recalculation.objects.get().done_to == stays[1].pk
    assert recalculate_all(at=NIGHT, size=2) == 3
    assert recalculate_all(at=NIGHT + timedelta(minutes=30), size=2) == 0
    assert Recalculation.objects.get().checked == 5
    assert recalculate_all(at=NEXT_NIGHT, size=2) == 5


def test_the_number_of_statements_does_not_grow_with_the_people(clerk: User) -> None:
    confirmed(serving(), clerk)
    few = statements(NIGHT)
    for _ in range(4):
        confirmed(serving(), clerk)
    assert statements(NEXT_NIGHT) == few <= 12


def statements(at: datetime) -> int:
    with CaptureQueriesContext(connection) as found:
        recalculate_batch(at=at)
    return len(found)


@pytest.mark.parametrize(
    ("values", "name"),
    [
        ({"finished_at": NOW}, "a_night_ends_after_it_began"),
        ({"found": 2, "checked": 1}, "a_night_finds_no_more_than_it_checks"),
    ],
)
def test_postgresql_refuses_a_night_that_cannot_be(values: dict[str, Any], name: str) -> None:
    with pytest.raises(IntegrityError, match=name), transaction.atomic():
        Recalculation.objects.create(night=NIGHT.date(), began_at=NIGHT, **values)


@pytest.mark.django_db(transaction=True)
def test_two_workers_share_a_night_and_nobody_is_looked_at_twice(clerk: User) -> None:
    stays = [serving() for _ in range(6)]
    for stay in stays:
        confirmed(stay, clerk)
        another_judgment(stay)
    done = together(*[lambda: recalculate_all(at=NIGHT, size=1)] * 3)
    assert sum(done) == 6
    assert asked() == [stay.pk for stay in stays]
    assert Recalculation.objects.get().checked == 6
    assert Task.history.filter(kind=KIND).count() == 6


WORKER = """
import django
django.setup()
from datetime import datetime
from sentencing.services.recalculation import recalculate_all
recalculate_all(at=datetime.fromisoformat("2026-11-24T04:10:00+01:00"), size=2)
"""


@pytest.mark.django_db(transaction=True)
def test_a_worker_killed_in_the_middle_leaves_nobody_out_and_nobody_twice(clerk: User) -> None:
    """SIGKILL while the second batch writes its tasks: somebody else is just writing the third one, and it waits."""
    stays = [serving() for _ in range(5)]
    for stay in stays:
        confirmed(stay, clerk)
        another_judgment(stay)
    third = task_about(stays[2])
    env = {name: value for name, value in os.environ.items() if not name.startswith(("PMS_", "CTX_", "JOURNAL_"))}
    env |= variables_of("web") | {
        "DJANGO_SETTINGS_MODULE": "corrections.settings",
        "PMS_HTTPS": "0",
        "PMS_HOSTS": "testserver",
        "DATABASE_POOL": "none",
    }
    with transaction.atomic():
        third.save(force_insert=True)
        worker = subprocess.Popen([sys.executable, "-c", WORKER], cwd=ROOT, env=env)
        try:
            wait_until(lambda: somebody_waits() and first_batch_is_done(stays), worker)
        finally:
            worker.kill()
            worker.wait()
        transaction.set_rollback(True)
    night = Recalculation.objects.get()
    assert (night.done_to, night.checked, night.finished_at) == (stays[1].pk, 2, None)
    assert recalculate_all(at=NIGHT + timedelta(minutes=30), size=2) == 3
    night.refresh_from_db()
    assert (night.checked, night.found) == (5, 5)
    assert asked() == [stay.pk for stay in stays]
    assert Task.history.filter(kind=KIND).count() == 5


def task_about(stay: Stay) -> Task:
    """The task that the night will make, which is not there yet."""
    with transaction.atomic():
        recalculate_all(at=NIGHT)
        task = Task.objects.get(kind=KIND, subject_id=stay.pk)
        transaction.set_rollback(True)
    return task


def first_batch_is_done(stays: list[Stay]) -> bool:
    return Recalculation.objects.filter(done_to=stays[1].pk).exists()


def wait_until(holds: Callable[[], bool], worker: subprocess.Popen[bytes]) -> None:
    until = time.monotonic() + 120
    while not holds():
        assert worker.poll() is None, "the worker ended before it was killed"
        assert time.monotonic() < until, "the second batch never came"
        time.sleep(0.1)
