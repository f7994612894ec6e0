"""A connection that is used again carries nobody's context on: mixed load on a pool, and controls that must be caught.

Clinical work, errors in Python, errors in SQL, rollbacks and lines that are cut, by many threads on few connections of
the clinical login; between them a probe asks what a request without a context would see. The controls do it the wrong
way, for the length of the session, and the harness has to notice.
"""

import random
import threading
import uuid
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from contextlib import suppress

import psycopg
import pytest
from psycopg_pool import ConnectionPool

from health.context import sign_ctx
from health.models import Clinician
from tests.health.factories import clinician
from tests.health.logins import variables_of

pytestmark = pytest.mark.django_db(transaction=True)
Line = psycopg.Connection[tuple[object, ...]]
Enter = Callable[[Line, str], None]
THREADS, CONNECTIONS, EACH = 8, 3, 40
PROBE = "SELECT current_setting('pms.ctx', true), session_user = current_user, (SELECT count(*) FROM health.clinician)"


def as_it_is(line: Line, token: str) -> None:
    line.execute("SELECT set_config('pms.ctx', %s, true)", [token])


def for_the_session(line: Line, token: str) -> None:
    line.execute("SELECT set_config('pms.ctx', %s, false)", [token])


def role_for_the_session(line: Line, token: str) -> None:
    line.execute("SET ROLE cap_clinical")
    line.execute("SELECT set_config('pms.ctx', %s, true)", [token])


class BrokenView(Exception):
    pass


class Load:
    """Threads on a pool. ``leaks`` counts probes that found a context, a role or a row; ``seen`` good reads."""

    def __init__(self, url: str, token: str, enter: Enter, probe: str = PROBE) -> None:
        self.url, self.token, self.enter, self.probe = url, token, enter, probe
        self.lock = threading.Lock()
        self.leaks = self.probes = self.seen = 0

    def run(self) -> "Load":
        with (
            ConnectionPool(self.url, min_size=CONNECTIONS, max_size=CONNECTIONS, timeout=60) as pool,
            ThreadPoolExecutor(THREADS) as threads,
        ):
            list(threads.map(lambda number: self.work(pool, random.Random(number)), range(THREADS)))  # noqa: S311
        return self

    def work(self, pool: "ConnectionPool[Line]", chance: random.Random) -> None:
        acts = [self.ask, self.ask, self.read, self.break_off, self.wrong_sql, self.cut]
        for _turn in range(EACH):
            act = chance.choices(acts, weights=[3, 2, 3, 1, 1, 0.2])[0]
            with suppress(BrokenView, psycopg.Error), pool.connection() as line:
                act(line)

    def ask(self, line: Line) -> None:
        (context, same, rows) = line.execute(self.probe.encode()).fetchone() or ()
        with self.lock:
            self.probes += 1
            self.leaks += bool(context) or not same or rows != 0

    def read(self, line: Line) -> None:
        self.enter(line, self.token)
        found = line.execute("SELECT count(*) FROM health.clinician").fetchone()
        with self.lock:
            self.seen += found == (1,)

    def break_off(self, line: Line) -> None:
        self.enter(line, self.token)
        raise BrokenView

    def wrong_sql(self, line: Line) -> None:
        self.enter(line, self.token)
        line.execute("SELECT 1 / 0")

    def cut(self, line: Line) -> None:
        self.enter(line, self.token)
        line.close()


@pytest.fixture
def nurse() -> Clinician:
    return clinician()


@pytest.fixture
def token(nurse: Clinician) -> str:
    return sign_ctx(nurse.user_id, uuid.uuid4(), seconds=600)


def test_a_connection_of_the_pool_carries_no_context_on_and_the_control_is_caught(token: str) -> None:
    url = variables_of("clinical")["DATABASE_URL"]
    good = Load(url, token, as_it_is).run()
    assert good.leaks == 0
    assert good.probes > 50
    assert good.seen > 20
    control = Load(url, token, for_the_session).run()
    assert control.leaks > control.probes / 3, "the harness does not see a leak"


def test_a_role_for_the_session_is_caught_too(token: str) -> None:
    """What one login with SET ROLE would do; the login of the tests may become the clinical one."""
    url = variables_of("test")["DATABASE_URL"]
    probe = "SELECT current_setting('pms.ctx', true), session_user = current_user, 0"
    control = Load(url, token, role_for_the_session, probe).run()
    assert control.leaks > control.probes / 3, "the harness does not see a leak"
