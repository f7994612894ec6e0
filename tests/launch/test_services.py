"""The embedded servers: what they keep, what they refuse, and that they never outlive their owner."""

import os
import shutil
import signal
import stat
import subprocess
import sys
import time
from collections.abc import Iterator
from pathlib import Path
from types import SimpleNamespace

import psycopg
import pytest
import redis

from corrections.launch import paths
from corrections.launch.datafolder import explain_disk
from corrections.launch.redis import USERS
from corrections.launch.say import LaunchRefused
from corrections.launch.services import LOGINS, Services
from tests.launch.traces import wait_until_nothing_is_left

LONG = "a folder with spaces " + "and a long name " * 6


@pytest.fixture(scope="module")
def folder(tmp_path_factory: pytest.TempPathFactory) -> Path:
    return tmp_path_factory.mktemp("servers") / LONG


@pytest.fixture(scope="module")
def services(folder: Path) -> Iterator[Services]:
    running = Services(folder, test=True)
    running.start()
    yield running
    running.stop()


def _connect(services: Services, process: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(services.env(process)["DATABASE_URL"])


def _broker(services: Services, process: str) -> redis.Redis:
    name = "clinical" if process == "clinical" else "web"
    return redis.Redis(
        unix_socket_path=str(services.redis.socket), username=name, password=services.folder.secret("redis-" + name)
    )


# ---- logins ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize("process", ["web", "clinical", "migrate", "report", "backup", "backup_prison"])
def test_every_process_signs_in_with_its_own_login(services: Services, process: str) -> None:
    with _connect(services, process) as connection:
        assert connection.execute("SELECT session_user, current_database()").fetchone() == (LOGINS[process], "pms")


@pytest.mark.parametrize("login", ["postgres", "pms_web", "pms_migrator"])
def test_nobody_gets_in_without_the_password(services: Services, login: str) -> None:
    with pytest.raises(psycopg.OperationalError, match="password"):
        psycopg.connect(host=str(services.postgres.sockets), user=login, dbname="pms", password="wrong")


def test_no_server_listens_on_the_network(services: Services) -> None:
    assert services.postgres.sql("SHOW listen_addresses") == ""
    assert "port 0\n" in services.redis._configuration()


def test_the_web_process_is_given_no_secret_of_another(services: Services) -> None:
    told = " ".join(services.env("web").values())
    others = {
        "pms_clinical",
        "pms_migrator",
        "postgres",
        "redis-clinical",
        "key-clinical",
        "key-context",
        "key-journal",
    }
    assert not {name for name in others if services.folder.secret(name) in told}
    assert not {"CTX_KEY", "JOURNAL_KEY"} & set(services.env("web"))
    assert "JOURNAL_KEY" not in services.env("migrate")


def test_the_secrets_are_for_their_owner_alone_and_each_another_one(services: Services) -> None:
    file = services.folder.path / "secrets.json"
    assert stat.S_IMODE(file.stat().st_mode) == 0o600
    names = [*LOGINS.values(), *(f"redis-{user}" for user in USERS), "key-web", "key-clinical"]
    assert len({services.folder.secret(name) for name in names}) == len(names)


def test_each_redis_user_has_its_own_keys_and_queues(services: Services) -> None:
    with _broker(services, "web") as web, _broker(services, "clinical") as clinical:
        web.rpush("w:queue", "x")
        clinical.rpush("c:queue", "x")
        for broker, others in ((web, "c:queue"), (clinical, "w:queue")):
            with pytest.raises(redis.exceptions.NoPermissionError):
                broker.lrange(others, 0, -1)
            with pytest.raises(redis.exceptions.NoPermissionError):
                broker.flushall()


def test_redis_answers_nobody_who_has_not_signed_in(services: Services) -> None:
    with (
        redis.Redis(unix_socket_path=str(services.redis.socket)) as broker,
        pytest.raises(redis.exceptions.AuthenticationError),
    ):
        broker.ping()


def test_names_are_lowered_and_compared_beyond_ascii_on_a_server_without_icu(services: Services) -> None:
    assert services.postgres.sql("SELECT lower('ÆØÅŠ') = 'æøåš' AND 'Ærlig' ~* 'æRLIG'", "pms") == "t"


def test_a_path_longer_than_a_socket_may_have_is_no_obstacle(services: Services) -> None:
    assert len(os.fsencode(services.folder.path)) > 107
    assert len(os.fsencode(services.postgres.sockets / ".s.PGSQL.5432")) <= 107


# ---- starting again --------------------------------------------------------------------------------------------
def test_data_and_secrets_are_kept_from_start_to_start(tmp_path: Path) -> None:
    services = Services(tmp_path / "data", test=True)
    services.start()
    services.postgres.sql("CREATE TABLE kept AS SELECT 7 AS seven", "pms")
    before = services.env("web")
    services.stop()
    again = Services(tmp_path / "data", test=True)
    again.start()
    try:
        assert again.postgres.sql("SELECT seven FROM kept", "pms") == "7"
        assert again.env("web") == before
    finally:
        again.stop()


def test_a_lock_file_that_a_killed_server_left_is_no_obstacle(tmp_path: Path) -> None:
    services = Services(tmp_path / "data", test=True)
    services.start()
    lock = services.postgres.data / "postmaster.pid"
    left = lock.read_text().split("\n", 1)[1]
    services.stop()
    lock.write_text(f"{os.getpid()}\n{left}")
    services.start()
    services.stop()


# ---- refusals --------------------------------------------------------------------------------------------------
def _refusal(services: Services) -> str:
    with pytest.raises(LaunchRefused) as refused:
        services.start()
    services.stop()
    message = str(refused.value)
    assert "\n" not in message
    return message


def test_a_folder_in_use_is_refused(services: Services) -> None:
    assert _refusal(Services(services.path, test=True)).startswith("Already running: another process is using")
    assert services.postgres.sql("SELECT 1") == "1"


def test_data_of_another_format_is_refused_and_left_alone(tmp_path: Path) -> None:
    (tmp_path / "FORMAT").write_text("0")
    assert "made by another version of this system (format 0, this one writes 1)" in _refusal(Services(tmp_path))
    assert sorted(file.name for file in tmp_path.iterdir()) == ["FORMAT", "lock"]


def test_data_of_another_postgresql_is_refused_and_left_alone(tmp_path: Path) -> None:
    data = tmp_path / "postgres"
    data.mkdir()
    (data / "PG_VERSION").write_text("9\n")
    assert "belongs to PostgreSQL 9, and this is PostgreSQL 18" in _refusal(Services(tmp_path))
    assert (data / "PG_VERSION").read_text() == "9\n"
    assert [file.name for file in data.iterdir()] == ["PG_VERSION"]


def test_too_little_room_is_refused_before_anything_is_made(tmp_path: Path, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(shutil, "disk_usage", lambda _: SimpleNamespace(free=7 * 1024**2))
    assert "The disk is nearly full: 7 MB free" in _refusal(Services(tmp_path / "data"))
    assert not (tmp_path / "data" / "postgres").exists()


@pytest.mark.parametrize(
    ("number", "words"),
    [
        (28, "The disk is full"),
        (13, "cannot be written by this account"),
        (30, "cannot be written"),
        (5, "Input/output"),
    ],
)
def test_trouble_with_the_disk_is_said_in_one_sentence(number: int, words: str) -> None:
    assert words in str(explain_disk(OSError(number, os.strerror(number)), Path("/somewhere")))


# ---- the end ---------------------------------------------------------------------------------------------------
def test_nothing_outlives_an_owner_that_is_killed(tmp_path: Path) -> None:
    script = (
        "import sys, time; from pathlib import Path; from corrections.launch.services import Services\n"
        "Services(Path(sys.argv[1]), test=True).start(); print('up', flush=True); time.sleep(60)"
    )
    with subprocess.Popen(
        [sys.executable, "-c", script, str(tmp_path / "data")], cwd=paths.ROOT, stdout=subprocess.PIPE, text=True
    ) as owner:
        assert owner.stdout is not None
        assert any(line == "up\n" for line in owner.stdout)
        owner.send_signal(signal.SIGKILL)
    wait_until_nothing_is_left(tmp_path, deadline=time.monotonic() + 20)
