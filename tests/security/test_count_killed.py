"""A worker, the beat or Redis is killed in the middle of making counts: none is lost, and none is made twice.

Real processes on the database of this run. The middle is made to last: somebody holds the row of a resident, so that
the transaction that makes the counts and their lines waits there while the victim is killed with ``kill -9``. It waits
in its COMMIT, where the deferred foreign key of a line looks at the resident.
"""

import os
import shutil
import signal
import time
from collections.abc import Callable, Iterator
from datetime import timedelta
from pathlib import Path
from typing import Any

import pytest
from django.db import connection
from django.utils import timezone

from corrections.access import now
from corrections.launch import children, paths, processes
from corrections.launch.children import Child
from corrections.launch.datafolder import DataFolder
from corrections.launch.redis import Redis
from corrections.launch.services import Services
from corrections.models import Clock
from security.choices import CountKind
from security.models import Count, CountLine, CountPlan, CountStateChange
from security.services import planning
from tests.health.logins import connect, variables_of
from tests.security.counting import PEOPLE, Ward, build_ward

pytestmark = pytest.mark.django_db(transaction=True)
UNITS = 3
PATIENCE = 180.0  # a machine that does much else at the same time


class Machinery:
    """Redis, one worker and the beat, which ticks each second."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder
        self.redis = Redis(DataFolder(folder))
        self.env = {
            name: value for name, value in os.environ.items() if not name.startswith(("PMS_", "CTX_", "JOURNAL_"))
        }
        self.env |= variables_of("web") | {
            "DJANGO_SETTINGS_MODULE": "corrections.settings",
            "PMS_HTTPS": "0",
            "PMS_HOSTS": "testserver",
            "PMS_COUNT_TICK": "1",
            "DATABASE_POOL": "none",
            "REDIS_URL": self.redis.url("web"),
        }
        self.running: dict[str, Child] = {}

    def start(self, name: str) -> None:
        if name == "redis":
            self.redis.start()
            assert self.redis.child is not None
            self.running[name] = self.redis.child
            return
        wanted = {"worker": "web-worker", "beat": "beat"}[name]
        found = processes.all_of_them(self.folder, processes.Addresses(web=0))
        command = next(process.command for process in found if process.name == wanted)
        self.running[name] = children.spawn(
            name, command, log=self.folder / "log" / f"{name}.log", env=self.env, cwd=paths.ROOT
        )

    def kill(self, name: str) -> None:
        os.killpg(self.running[name].process.pid, signal.SIGKILL)
        self.running.pop(name).process.wait()

    def stop(self) -> None:
        children.stop(self.running.values())

    def said(self) -> str:
        return "\n".join(log.read_text()[-1500:] for log in sorted((self.folder / "log").glob("*.log")))


@pytest.fixture
def machinery() -> Iterator[Machinery]:
    folder = paths.VAR / "test" / f"killed-{os.getpid()}"
    folder.mkdir(parents=True, mode=0o700)
    machinery = Machinery(folder)
    yield machinery
    machinery.stop()
    shutil.rmtree(folder)


def until(what: Callable[[], Any], machinery: Machinery) -> None:
    deadline = time.monotonic() + PATIENCE
    while not what():
        assert time.monotonic() < deadline, machinery.said()
        time.sleep(0.1)


def wards_due_in_half_an_hour() -> list[Ward]:
    at = now()
    due = (timezone.localtime(at) + timedelta(minutes=30)).time().replace(second=0, microsecond=0)
    wards = [build_ward() for _unit in range(UNITS)]
    CountPlan.objects.all().delete()
    for ward in wards:
        planning.plan_count(
            unit=ward.unit,
            kind=CountKind.SCHEDULED,
            starts=due,
            lead_minutes=60,
            by=ward.dale,
            at=at - timedelta(minutes=1),
        )
    return wards


def somebody_waits() -> bool:
    """Asked as the owner of the cluster: no login of ours may look at the others."""
    folder = Path(os.environ["PMS_MEDIA"]).parent
    name = connection.settings_dict["NAME"]
    asked = f"SELECT count(*) FROM pg_stat_activity WHERE wait_event_type = 'Lock' AND datname = '{name}'"  # noqa: S608
    return Services(folder, test=True).postgres.sql(asked).strip() != "0"


@pytest.mark.parametrize("victim", ["worker", "beat", "redis"])
def test_whoever_is_killed_in_the_middle_loses_none_and_doubles_none(machinery: Machinery, victim: str) -> None:
    wards = wards_due_in_half_an_hour()
    with connect("web") as holder:
        holder.execute("SET idle_in_transaction_session_timeout = 0")
        holder.execute("BEGIN")
        holder.execute("SELECT FROM inmates_stay WHERE id = %s FOR UPDATE", [wards[-1].stays[0].pk])
        for name in ("redis", "worker", "beat"):
            machinery.start(name)
        until(somebody_waits, machinery)
        machinery.kill(victim)
        assert Count.objects.count() == 0
        holder.execute("ROLLBACK")
        machinery.start(victim)
        until(lambda: Count.objects.count() >= UNITS, machinery)
    time.sleep(3)  # ticks that must make nothing
    assert sorted(Count.objects.values_list("unit_id", flat=True)) == sorted(ward.unit.pk for ward in wards)
    assert CountLine.objects.count() == UNITS * PEOPLE
    assert CountStateChange.objects.filter(event="make").count() == UNITS
    assert Clock.objects.filter(subject_type="security.count").count() == UNITS
