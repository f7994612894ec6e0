"""The compose file is sound, gives the web process nothing of health, and describes something that runs."""

import json
import shutil
import socket
import ssl
import subprocess
import tempfile
from collections.abc import Iterator, Mapping
from contextlib import closing
from dataclasses import dataclass
from http.client import HTTPMessage, HTTPSConnection
from pathlib import Path
from typing import Any

import jsonschema
import psycopg
import pytest
import redis

from corrections.launch import debian, newenv, paths
from tests.launch import compose
from tests.launch.compose import Machine

SCHEMA = paths.NODE_MODULES / "dclint" / "schemas" / "compose.schema.json"
PRISON, HEALTH = "prison.test", "health.test"
WEB_SIDE = ("web", "worker", "beat")
CLINICAL_SIDE = ("clinical", "clinical-worker", "clinical-beat")

pytestmark = pytest.mark.xdist_group("demo")  # two at once would write the same folder


@pytest.fixture(scope="module")
def variables(tmp_path_factory: pytest.TempPathFactory) -> Mapping[str, str]:
    return newenv.variables(PRISON, HEALTH, str(tmp_path_factory.mktemp("tls")))


# ---- the file itself -------------------------------------------------------------------------------------------
def test_the_file_follows_the_compose_specification() -> None:
    jsonschema.Draft7Validator(json.loads(SCHEMA.read_text())).validate(compose.load())


def test_every_service_of_the_design_is_there_and_says_how_to_see_that_it_is_well() -> None:
    services = compose.load()["services"]
    expected = {"proxy", *WEB_SIDE, *CLINICAL_SIDE, "postgres", "pgbouncer", "redis"}
    assert set(services) == expected | {"migrate"}
    assert {name for name in services if "healthcheck" in services[name]} == expected


def test_the_variables_that_it_asks_for_are_those_that_newenv_makes(variables: Mapping[str, str]) -> None:
    asked = {m["name"] for m in compose.VARIABLE.finditer(compose.FILE.read_text()) if m["kind"] == "?"}
    assert asked == set(variables)


def test_a_missing_secret_stops_it_with_a_sentence(variables: Mapping[str, str]) -> None:
    for name in variables:
        with pytest.raises(compose.VariableMissing, match=f"{name}: .+"):
            compose.services({key: value for key, value in variables.items() if key != name})


def test_every_secret_is_another_one(variables: Mapping[str, str]) -> None:
    secrets = [variables[name] for name in newenv.SECRETS]
    assert len(set(secrets)) == len(secrets)


@pytest.mark.parametrize("name", WEB_SIDE)
def test_the_web_side_is_given_no_secret_of_health(name: str, variables: Mapping[str, str]) -> None:
    told = json.dumps(compose.services(variables)[name])
    own = {"WEB_DB_PASSWORD", "WEB_REDIS_PASSWORD", "WEB_SECRET_KEY"}
    assert {secret for secret in newenv.SECRETS if variables[secret] in told} == own


@pytest.mark.parametrize("name", CLINICAL_SIDE)
def test_the_clinical_side_is_given_its_own_secrets_alone(name: str, variables: Mapping[str, str]) -> None:
    told = json.dumps(compose.services(variables)[name])
    own = {"CLINICAL_DB_PASSWORD", "CLINICAL_REDIS_PASSWORD", "CLINICAL_SECRET_KEY", "CTX_KEY", "JOURNAL_KEY"}
    assert {secret for secret in newenv.SECRETS if variables[secret] in told} == own


def test_only_the_proxy_is_reached_from_outside() -> None:
    services = compose.load()["services"]
    assert [name for name in services if services[name].get("ports")] == ["proxy"]
    assert compose.load()["networks"]["back"] == {"internal": True}


def test_every_file_that_it_mounts_is_there() -> None:
    mounts = [mount for service in compose.load()["services"].values() for mount in service.get("volumes", [])]
    missing = [mount for mount in mounts if mount.startswith("./") and not (paths.ROOT / mount.split(":")[0]).exists()]
    assert not missing


def test_what_the_image_is_made_of_is_there() -> None:
    lines = (paths.ROOT / "Dockerfile").read_text().splitlines()
    copied = [
        word for line in lines if line.startswith("COPY ") and "--from" not in line for word in line.split()[1:-1]
    ]
    assert copied
    assert not [name for name in copied if not (paths.ROOT / name).exists()]


# ---- the same processes, on this machine -----------------------------------------------------------------------
@pytest.fixture(scope="module")
def machine(variables: Mapping[str, str]) -> Iterator[Machine]:
    debian.ensure(debian.SERVERS)
    folder = Path(tempfile.mkdtemp(prefix="pms-", dir="/tmp"))
    started = Machine(folder, variables)
    try:
        _bring_up(started)
        yield started
    finally:
        started.stop()
        shutil.rmtree(folder)


def _bring_up(machine: Machine) -> None:
    _certify(machine.folder / "tls")
    machine.start_postgres()
    machine.start("redis", as_account=True)
    machine.start("pgbouncer", as_account=True)
    machine.until(lambda: machine.listens("postgres"))
    machine.prepare_postgres()
    machine.run("migrate")
    machine.run("migrate", ["python", "manage.py", "collectstatic", "--noinput", "--verbosity", "0"])
    for name in ("web", "clinical", "worker", "clinical-worker", "beat"):
        machine.start(name)
    machine.until(lambda: machine.listens("redis", "pgbouncer", "web", "clinical"))
    machine.start_proxy()
    machine.until(lambda: machine.listens("proxy"))


@pytest.mark.servers
@pytest.mark.xdist_group("demo")
class TestRunning:
    def test_both_addresses_answer_through_the_proxy_each_with_its_own_login(self, machine: Machine) -> None:
        assert _get(machine, PRISON, "/healthz") == {"process": "web", "login": "pms_web", "ok": True}
        assert _get(machine, HEALTH, "/helse/healthz") == {"process": "clinical", "login": "pms_clinical", "ok": True}

    def test_a_name_that_is_neither_gets_no_handshake(self, machine: Machine) -> None:
        with pytest.raises(ssl.SSLError):
            _ask(machine, "other.test", "/healthz")

    def test_the_front_page_leads_to_the_login_page(self, machine: Machine) -> None:
        answer = _ask(machine, PRISON, "/")
        assert answer.status == 302
        page = _ask(machine, PRISON, answer.headers["Location"])
        assert page.status == 200
        assert "<form" in page.body
        assert page.headers["Strict-Transport-Security"]
        assert all(cookie.startswith("__Host-") for cookie in page.headers.get_all("Set-Cookie", []))

    def test_the_health_service_is_not_at_the_prisons_address(self, machine: Machine) -> None:
        assert _ask(machine, PRISON, "/helse/").status == 404

    def test_a_task_goes_through_the_broker_to_the_worker(self, machine: Machine) -> None:
        script = "from corrections.celery import app; print(app.send_task('corrections.deliver_outbox').id)"
        task = machine.run("web", ["python", "-c", script]).split()[-1]
        machine.until(lambda: f"[{task}] succeeded" in machine.log("worker"))

    def test_the_containers_health_checks_pass_here(self, machine: Machine) -> None:
        for name in (*WEB_SIDE, *CLINICAL_SIDE):
            check = machine.services[name]["healthcheck"]["test"][1:]
            port = {"8000": str(machine.ports.get(name))}
            machine.run(name, [port.get(word, word) for word in check])

    def test_the_web_login_cannot_reach_health(self, machine: Machine) -> None:
        with _connect(machine, "web") as connection:
            assert connection.execute("SELECT session_user").fetchone() == ("pms_web",)
            with pytest.raises(psycopg.errors.InsufficientPrivilege):
                connection.execute("CREATE TABLE health.x ()")

    def test_the_web_login_cannot_become_another(self, machine: Machine) -> None:
        with _connect(machine, "web") as connection, pytest.raises(psycopg.errors.InsufficientPrivilege):
            connection.execute("SET ROLE cap_clinical")

    @pytest.mark.parametrize(("name", "other"), [("web", "c:c.default"), ("clinical", "w:w.default")])
    def test_no_process_reads_the_queue_of_the_other(self, machine: Machine, name: str, other: str) -> None:
        broker = redis.Redis.from_url(machine.environment(name)["REDIS_URL"])
        with broker, pytest.raises(redis.exceptions.NoPermissionError):
            broker.lrange(other, 0, -1)


# ---- how they are asked ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class Answer:
    status: int
    headers: HTTPMessage
    body: str


def _connect(machine: Machine, name: str) -> psycopg.Connection[Any]:
    return psycopg.connect(machine.environment(name)["DATABASE_URL"], prepare_threshold=None)


def _ask(machine: Machine, host: str, path: str) -> Answer:
    trust = ssl.create_default_context(cafile=str(machine.folder / "tls" / "fullchain.pem"))
    line = HTTPSConnection(host, timeout=10)
    line.sock = trust.wrap_socket(
        socket.create_connection(("127.0.0.1", machine.ports["proxy"]), timeout=10), server_hostname=host
    )
    with closing(line):
        line.request("GET", path)
        with line.getresponse() as answer:
            return Answer(answer.status, answer.headers, answer.read().decode())


def _get(machine: Machine, host: str, path: str) -> Any:
    answer = _ask(machine, host, path)
    assert answer.status == 200, (answer, machine.log("web"))
    return json.loads(answer.body)


def _certify(folder: Path) -> None:
    names = f"subjectAltName=DNS:{PRISON},DNS:{HEALTH}"
    key: list[str | Path] = [
        "-newkey",
        "ec",
        "-pkeyopt",
        "ec_paramgen_curve:P-256",
        "-nodes",
        "-keyout",
        folder / "privkey.pem",
    ]
    made: list[str | Path] = [
        "-x509",
        "-days",
        "2",
        "-subj",
        "/CN=test",
        "-addext",
        names,
        "-out",
        folder / "fullchain.pem",
    ]
    subprocess.run(["openssl", "req", *key, *made], check=True, capture_output=True)
