"""Runs: a worker that dies, two at once, and what a run leaves behind."""

import pytest
from django.core.files.storage import default_storage
from django.db import IntegrityError, connection, transaction

from corrections.models import OutboxMessage, WriteRecord
from inmates import tasks
from inmates.choices import ImportKind, ImportState
from inmates.imports import runs
from inmates.imports.register import Register
from inmates.models import ImportRun, Person, Stay
from sentencing.models import Judgment
from tests.corrections.factories import UserFactory, oslo
from tests.inmates import handing_over
from tests.inmates.handing_over import SUNDAY, by_number, codes
from tests.inmates.sheets import REGISTER
from tests.together import together

pytestmark = pytest.mark.django_db
LATER = oslo("2026-11-22 15:00")


class WorkerKilled(BaseException):
    """As a kill takes it: in the middle of a batch, with no chance to tidy up."""


@pytest.fixture
def small_batches(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(runs, "BATCH", 20)


def start(data: bytes = REGISTER) -> ImportRun:
    return runs.start_run(
        kind=ImportKind.REGISTER, file_name="register.csv", data=data, is_dry_run=False, by=None, at=SUNDAY
    )


def kill_in_batch(number: int, monkeypatch: pytest.MonkeyPatch) -> None:
    """The worker dies while it writes its batch ``number``."""
    write, seen = Register.write, []

    def until_killed(self: Register, plans: list[object]) -> None:
        write(self, plans)  # type: ignore[arg-type]
        seen.append(plans)
        if len(seen) == number:
            raise WorkerKilled

    monkeypatch.setattr(Register, "write", until_killed)


@pytest.mark.usefixtures("small_batches")
def test_a_run_whose_worker_is_killed_is_taken_up_behind_its_last_batch(monkeypatch: pytest.MonkeyPatch) -> None:
    handing_over.estate()
    run = start()
    with monkeypatch.context() as patch:
        kill_in_batch(4, patch)
        with pytest.raises(WorkerKilled):
            runs.carry_out(run_id=run.pk, at=SUNDAY)
    run.refresh_from_db()
    assert (run.state, run.rows_done) == (ImportState.RUNNING, 60)
    assert Stay.objects.count() == run.rows_taken
    assert runs.waiting_runs(LATER) == [run.pk]
    run = runs.carry_out(run_id=run.pk, at=LATER)
    assert (run.state, run.rows_done) == (ImportState.DONE, 156)
    assert (run.rows_taken, run.rows_known, run.rows_refused) == (143, 1, 12)
    assert (Person.objects.count(), Judgment.objects.count()) == (143, 124)
    assert codes(by_number(run)["F-30002"])[0][1] in (["identity_in_file"], ["identity_in_use"])
    assert codes(by_number(run)["F-20005"])[1][1] == ["repeated"]


@pytest.mark.usefixtures("small_batches")
def test_a_run_that_stops_at_the_same_place_again_and_again_is_given_up(monkeypatch: pytest.MonkeyPatch) -> None:
    handing_over.estate()
    run = start()
    at = SUNDAY
    for _attempt in range(runs.MOST_TRIES):
        with monkeypatch.context() as patch:
            kill_in_batch(1, patch)
            with pytest.raises(WorkerKilled):
                runs.carry_out(run_id=run.pk, at=at)
        at += runs.LOST_AFTER * 2
    run = runs.carry_out(run_id=run.pk, at=at)
    assert (run.state, run.rows_done, run.finished_at) == (ImportState.FAILED, 0, at)
    assert [note["code"] for note in run.notes] == ["given_up"]
    assert not Stay.objects.exists()
    assert runs.waiting_runs(at + runs.LOST_AFTER * 2) == []


@pytest.mark.usefixtures("small_batches")
def test_a_run_in_other_hands_is_left_alone() -> None:
    handing_over.estate()
    run = start()
    assert runs.begin(run_id=run.pk, at=SUNDAY) is not None
    assert runs.begin(run_id=run.pk, at=SUNDAY) is None
    assert runs.waiting_runs(SUNDAY) == []
    assert runs.carry_out(run_id=run.pk, at=SUNDAY).rows_done == 0


@pytest.mark.usefixtures("small_batches")
def test_two_workers_on_one_run_never_both_advance_it(monkeypatch: pytest.MonkeyPatch) -> None:
    handing_over.estate()
    run = start()
    decide = Register.decide

    def overtaken(self: Register, lines: list[object]) -> object:
        found = decide(self, lines)  # type: ignore[arg-type]
        with connection.cursor() as cursor:  # what another worker would have noted
            cursor.execute("UPDATE inmates_importrun SET rows_done = 20, rows_taken = 20 WHERE id = %s", [run.pk])
        return found

    monkeypatch.setattr(Register, "decide", overtaken)
    runs.carry_out(run_id=run.pk, at=SUNDAY)
    assert not Person.objects.exists()


def test_a_finished_run_is_not_carried_out_again() -> None:
    handing_over.estate()
    run = start()
    runs.carry_out(run_id=run.pk, at=SUNDAY)
    again = runs.carry_out(run_id=run.pk, at=LATER)
    assert (again.finished_at, again.rows_taken) == (SUNDAY, 143)


def test_the_file_is_kept_until_the_run_is_done_and_no_longer(django_capture_on_commit_callbacks: object) -> None:
    handing_over.estate()
    run = start()
    name = str(run.file.name)
    assert default_storage.exists(name)
    assert "register" not in name
    with django_capture_on_commit_callbacks(execute=True):  # type: ignore[operator]
        runs.carry_out(run_id=run.pk, at=SUNDAY)
    assert not default_storage.exists(name)
    run.refresh_from_db()
    assert not run.file


def test_a_run_whose_file_is_gone_says_so() -> None:
    run = start()
    default_storage.delete(str(run.file.name))
    run = runs.carry_out(run_id=run.pk, at=SUNDAY)
    assert (run.state, [finding.code for finding in runs.findings_of(run)]) == (ImportState.FAILED, ["file_gone"])


def test_a_worker_is_told_by_the_outbox_in_the_transaction_that_keeps_the_file() -> None:
    run = start()
    message = OutboxMessage.objects.get()
    assert (message.task, message.arguments) == ("inmates.run_import", {"run_id": run.pk})
    assert WriteRecord.objects.get().act == "inmates.start_import_register"


def test_the_task_carries_out_what_its_user_may_do_now() -> None:
    handing_over.estate()
    nobody = UserFactory.create()
    run = runs.start_run(
        kind=ImportKind.REGISTER, file_name="r.csv", data=REGISTER, is_dry_run=False, by=nobody, at=SUNDAY
    )
    tasks.run_import(run.pk)
    run.refresh_from_db()
    assert run.rows_taken == 0
    assert {reason for _v, (reason, *_), _w in codes(by_number(run)["F-20000"])} == {"prison_not_yours"}


def test_a_row_that_postgresql_refuses_does_not_take_the_others_with_it(monkeypatch: pytest.MonkeyPatch) -> None:
    """As when an officer gives the bed away between the look and the write."""
    handing_over.estate()
    find_bed = Register.find_bed

    def stale(self: Register, outcome: object, facts: object, unit: object, house: object) -> int | None:
        bed = find_bed(self, outcome, facts, unit, house)  # type: ignore[arg-type]
        if bed is not None and outcome.number == "F-20001":  # type: ignore[attr-defined]
            return next(iter(self.claims.beds))
        return bed

    monkeypatch.setattr(Register, "find_bed", stale)
    run = handing_over.register()
    assert codes(by_number(run)["F-20001"])[0][:2] == ("refused", ["refused_by_rule"])
    assert (run.rows_taken, run.rows_refused) == (142, 13)
    assert not Person.objects.filter(number="F-20001").exists()


@pytest.mark.django_db(transaction=True)
def test_two_imports_of_one_file_at_once_add_nothing_twice() -> None:
    handing_over.estate()
    done = together(handing_over.register, handing_over.register)
    assert sorted(run.rows_taken + run.rows_known for run in done) == [144, 144]
    assert sum(run.rows_taken for run in done) == 143
    assert Person.objects.count() == Stay.objects.count() == 143


def test_a_run_that_loses_count_of_its_rows_is_refused() -> None:
    run = start()
    with pytest.raises(IntegrityError, match="an_import_counts_every_row_once"), transaction.atomic():
        ImportRun.objects.filter(pk=run.pk).update(rows_done=3, rows_taken=1)
    run.refresh_from_db()
    assert (run.rows_done, run.rows_taken) == (0, 0)
