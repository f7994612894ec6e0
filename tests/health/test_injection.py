"""SQL injected into a page of the web process, made for it: the hole opens the prison's tables and nothing of health.

The web process runs as it does, with its own login. The first test is the control: the hole is one.
"""

import json
from collections.abc import Iterator
from urllib.parse import quote

import pytest

from health.models import Clinician
from inmates.models import Stay
from tests.corrections.factories import PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.processes import Answer, Process
from tests.health.rounds import SERTRALINE, ordered
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db(transaction=True)
DENIED, NOT_THERE = "42501", ("42883", "3F000", "42P01")
ROLE = "set_config('role', 'cap_clinical', false)"
XML = "query_to_xml('SELECT * FROM health.clinician', true, false, '')"
FORGED = "set_config('pms.ctx', 'v1|1|9999999999|x|y', false)"
PAYLOADS = {
    "union": "' UNION SELECT hpr_number FROM health.clinician --",
    "union with notes": "' UNION SELECT encode(text, 'escape') FROM health.note --",
    "join": "' UNION SELECT p.uuid::text FROM health.patient p JOIN inmates_person i ON i.id = p.person_id --",
    "stacked": "'; SELECT drug FROM health.medication_order --",
    "stacked set role": "'; SET ROLE cap_clinical; SELECT hpr_number FROM health.clinician --",
    "stacked set local role": "'; SET LOCAL ROLE health_owner; SELECT hpr_number FROM health.clinician --",
    "role and xml in one select": f"' UNION SELECT {ROLE} || {XML}::text --",
    "xml of the schema": "' UNION SELECT schema_to_xml('health', true, false, '')::text --",
    "the role back, then others": "'; RESET ROLE; SELECT query FROM pg_stat_activity --",
    "another login": "'; SET SESSION AUTHORIZATION pms_clinical; SELECT hpr_number FROM health.clinician --",
    "the context": f"' UNION SELECT {FORGED} || hpr_number FROM health.clinician --",  # noqa: S608
    "a definer function": "' UNION SELECT health.open_journal(ARRAY[]::uuid[], 'treatment', '')::text --",
    "the keys": "' UNION SELECT encode(wrapped, 'hex') FROM health.patient_key --",
    "sessions of clinicians": "' UNION SELECT session_key FROM health.session --",
    "the log taken away": "'; DELETE FROM health.access_log --",
    "row security": "'; ALTER TABLE health.note DISABLE ROW LEVEL SECURITY --",
    "a program": "'; COPY corrections_user TO PROGRAM 'cat' --",
    "a file": "' UNION SELECT pg_read_file('/etc/passwd') --",
    "another connection": "' UNION SELECT dblink_connect('dbname=pms user=pms_clinical') --",
    "a block": "'; DO $$ BEGIN PERFORM * FROM health.note; END $$ --",
    "a view that stays": "'; CREATE VIEW public.mine AS SELECT * FROM health.note --",
}


@pytest.fixture
def nurse() -> Clinician:
    return clinician(UserFactory.create(username="kari"), prison=PrisonFactory.create())


@pytest.fixture
def stay(nurse: Clinician) -> Stay:
    """Somebody with a note and a medicine."""
    ((prison,),) = as_owner("SELECT prison_id FROM health.clinician_prison")
    made: Stay = PlacementFactory.create(unit=UnitFactory.create(prison_id=prison)).stay
    ordered(nurse.user, uuid_of(made), SERTRALINE)
    return made


@pytest.fixture
def web(stay: Stay) -> Iterator[Process]:
    with Process("web", "tests.health.injectable_settings") as process:
        yield process


def injected(web: Process, payload: str) -> Answer:
    return web.get(f"/injectable/?q={quote(payload)}")


def test_what_is_injected_runs_and_no_payload_reaches_health(web: Process, nurse: Clinician, stay: Stay) -> None:
    (slug,) = as_owner("SELECT slug FROM corrections_prison ORDER BY id LIMIT 1")[0]
    control = injected(web, "' UNION SELECT slug FROM corrections_prison --")
    assert (control.status, [slug] in json.loads(control.body)["rows"]) == (200, True)
    stacked = injected(web, "'; SELECT 'stacked' --")
    assert json.loads(stacked.body)["rows"][-1:] == [["stacked"]]

    before = as_owner("SELECT count(*) FROM health.access_log")
    came = {what: injected(web, payload) for what, payload in PAYLOADS.items()}
    refused = {what: json.loads(answer.body).get("refused", answer.body) for what, answer in came.items()}
    assert {what: code for what, code in refused.items() if code != DENIED and code not in NOT_THERE} == {}
    assert [what for what, code in refused.items() if code != DENIED] in ([], ["another connection"])
    for secret in ("1234567", "Sertralin", str(uuid_of(stay))):
        assert not [what for what, answer in came.items() if secret in answer.body]
    assert as_owner("SELECT count(*) FROM health.access_log") == before
    assert as_owner("SELECT count(*) FROM pg_class WHERE relname = 'mine'") == [(0,)]


def test_a_superuser_by_injection_is_still_nobody_in_health(web: Process) -> None:
    """What the web login may write it can be made to write: so it means nothing behind the wall."""
    made = injected(web, "'; UPDATE corrections_user SET is_superuser = true, is_staff = true --")
    again = injected(web, "' UNION SELECT hpr_number FROM health.clinician --")
    assert made.status in (200, 500)
    assert json.loads(again.body) == {"refused": DENIED}
