"""Mixed load of both processes and two clinics over one PgBouncer in transaction mode: nothing of one reaches another.

The processes run as ``make demo`` starts them. Between their requests other clients of the same bouncer ask, on the
connections that were used just before, what a statement without a context sees.
"""

import random
import threading
from collections import Counter
from collections.abc import Callable, Iterator
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress
from dataclasses import dataclass, field
from pathlib import Path

import psycopg
import pytest
from django.db import connection

from corrections.choices import Role
from corrections.launch import debian
from corrections.models import Prison
from health.models import Clinician
from tests.corrections.factories import PrisonFactory, UnitFactory, UserFactory, staff
from tests.health.behind import CONNECTIONS, Browser, House, collect_static, house
from tests.health.factories import clinician
from tests.health.signing_in import PASSWORD, sign_in
from tests.health.test_record import uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory

pytestmark = [pytest.mark.django_db(transaction=True), pytest.mark.servers, pytest.mark.xdist_group("demo")]
THREADS, EACH = 6, 50
PROBE = """SELECT current_setting('pms.ctx', true), pg_backend_pid(),
           CASE WHEN has_schema_privilege('health', 'USAGE') THEN (SELECT count(*) FROM health.clinician) ELSE 0 END"""
CUT = "SELECT count(pg_terminate_backend(pid)) FROM pg_stat_activity WHERE usename = 'pms_clinical'"


@dataclass
class Clinic:
    prison: Prison
    nurse: Clinician
    record: str
    name: str  # of its one patient


@pytest.fixture(scope="module")
def static(django_db_setup: None, tmp_path_factory: pytest.TempPathFactory) -> Path:
    return collect_static(tmp_path_factory.mktemp("static"))


@pytest.fixture
def behind(static: Path) -> Iterator[House]:
    """Its own bouncer for each test: what the control leaves on a connection stays there."""
    debian.ensure(debian.SERVERS)
    with house(static) as found:
        yield found


def clinic(name: str, username: str) -> Clinic:
    prison = PrisonFactory.create()
    nurse = clinician(UserFactory.create(username=username, password=PASSWORD), prison=prison)
    placement = PlacementFactory.create(
        unit=UnitFactory.create(prison=prison), person=PersonFactory.create(family_name=name)
    )
    return Clinic(prison, nurse, str(uuid_of(placement.stay)), name)


@pytest.fixture
def clinics() -> list[Clinic]:
    return [clinic("Aspelund", "nurse-one"), clinic("Bekkevold", "nurse-two")]


@pytest.fixture
def refused_text() -> Iterator[None]:
    """A note of one kind ends in an error of PostgreSQL, in the middle of the view."""
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE health.note ADD CONSTRAINT break_here CHECK (kind <> 'OTHER')")
    yield
    with connection.cursor() as cursor:
        cursor.execute("ALTER TABLE health.note DROP CONSTRAINT break_here")


@dataclass
class Load:
    """``leaks``: probes that found a context or a row, and pages that showed the other clinic's patient."""

    behind: House
    browsers: list[tuple[Clinic, Clinic, Browser]]
    officer: Browser
    seen: Counter[str] = field(default_factory=Counter)
    leaks: list[str] = field(default_factory=list)
    backends: set[object] = field(default_factory=set)
    lock: threading.Lock = field(default_factory=threading.Lock)

    def run(self) -> "Load":
        with ThreadPoolExecutor(THREADS) as threads:
            list(threads.map(self.work, range(THREADS)))
        return self

    def work(self, number: int) -> None:
        chance = random.Random(number)  # noqa: S311
        own, other, browser = self.browsers[number % 2]
        mine, theirs = browser.copy(), self.officer.copy()
        acts: list[Callable[..., None]] = [
            self.probe,
            self.clinical,
            self.record,
            self.prison,
            self.broken,
            self.elsewhere,
            self.gone,
        ]
        for turn in range(EACH):
            act = chance.choices(acts, weights=[5, 3, 2, 2, 1, 1, 1])[0]
            act(own, other, mine, theirs, chance.choice(["clinical", "clinical", "web"]))
            if number == 0 and turn in (20, 35):
                self.behind.services.postgres.sql(CUT)

    def probe(self, *given: object) -> None:
        with suppress(psycopg.Error), self.behind.line(str(given[4])) as line:  # or it was cut just now
            context, pid, rows = line.execute(PROBE).fetchone() or ()
            with self.lock:
                self.seen["probe"] += 1
                self.backends.add(pid)
                if context or rows:
                    self.leaks.append(f"probe: {rows} rows, context {bool(context)}")

    def page(self, kind: str, path: str, browser: Browser, shown: str, hidden: str) -> None:
        answer = browser.get(path)
        with self.lock:
            self.seen[f"{kind} {answer.status}"] += 1
            if hidden in answer.text or (answer.status == 200 and shown not in answer.text):
                self.leaks.append(f"{kind}: the page of another")

    def clinical(self, own: Clinic, other: Clinic, mine: Browser, *_: object) -> None:
        self.page("home", "/helse/", mine, own.name, other.name)

    def record(self, own: Clinic, other: Clinic, mine: Browser, *_: object) -> None:
        self.page("record", f"/helse/patients/{own.record}/", mine, own.name, other.name)

    def elsewhere(self, own: Clinic, other: Clinic, mine: Browser, *_: object) -> None:
        self.page("elsewhere", f"/helse/patients/{other.record}/", mine, "no page at all", other.name)

    def prison(self, own: Clinic, other: Clinic, mine: Browser, theirs: Browser, *_: object) -> None:
        self.page("prison", "/healthz", theirs, "pms_web", other.name)

    def broken(self, own: Clinic, other: Clinic, mine: Browser, *_: object) -> None:
        answer = mine.post(f"/helse/patients/{own.record}/", {"kind": "OTHER", "text": "KNEKK"})
        with self.lock:
            self.seen[f"broken {answer.status}"] += 1

    def gone(self, own: Clinic, other: Clinic, mine: Browser, *_: object) -> None:
        mine.hang_up(f"/helse/patients/{own.record}/")


def load(behind: House, clinics: list[Clinic], port: int) -> Load:
    one, two = clinics
    browsers = [(one, two, sign_in(port, "nurse-one")), (two, one, sign_in(port, "nurse-two"))]
    staff(Role.OFFICER, prison=one.prison, username="officer", password=PASSWORD)
    officer = Browser(behind.serve("web"))
    officer.get("/account/login/")
    assert officer.post("/account/login/", {"login": "officer", "password": PASSWORD}).status == 302
    return Load(behind, browsers, officer).run()


def test_nothing_is_carried_on_by_a_connection_of_the_bouncer(
    behind: House, clinics: list[Clinic], refused_text: None
) -> None:
    done = load(behind, clinics, behind.serve("clinical"))
    assert done.leaks == []
    assert done.seen["probe"] > 60
    assert done.seen["home 200"] > 30
    assert done.seen["record 200"] > 15
    assert done.seen["broken 500"] > 5
    assert done.seen["elsewhere 404"] > 5
    assert done.seen["prison 200"] > 15
    assert len(done.backends) <= 2 * CONNECTIONS * 3, "the bouncer gave each client its own connection"


def test_the_same_load_on_a_process_made_wrong_is_caught(
    behind: House, clinics: list[Clinic], refused_text: None
) -> None:
    done = load(behind, clinics, behind.serve("clinical", "tests.health.leaky:application"))
    assert len(done.leaks) > 10, "the harness does not see a leak"
