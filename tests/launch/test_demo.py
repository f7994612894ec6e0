"""``make demo``: starts, keeps its data, says what is wrong in one line, and leaves nothing running."""

import os
import re
import signal
import socket
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import closing, contextmanager
from http.client import HTTPConnection
from pathlib import Path

import pytest

from corrections.launch import paths
from tests.launch.traces import left_behind, wait_until_nothing_is_left

PATIENCE = 420
STEPS = ("PostgreSQL and Redis", "Database", "The demo prison", "Web and clinical processes, workers, beat")
pytestmark = pytest.mark.xdist_group("demo")


def free_pair() -> int:
    """A port whose neighbour is free too."""
    for port in range(8600, 9600, 2):
        with socket.socket() as one, socket.socket() as two:
            if one.connect_ex(("127.0.0.1", port)) and two.connect_ex(("127.0.0.1", port + 1)):
                return port
    raise AssertionError("no two free ports")


MORE = "`make demo-reset` begins it anew"


class Run:
    """The launcher, and what it has said so far."""

    def __init__(self, data: Path, port: int, output: Path | None = None) -> None:
        self.data, self.port = data, port
        self.output = output or data.with_suffix(".output")
        command = [sys.executable, "-m", "corrections.launch.demo", "--data", str(data), "--port", str(port)]
        with self.output.open("w") as out:
            self.process = subprocess.Popen(
                command, cwd=paths.ROOT, stdout=out, stderr=subprocess.STDOUT, env=os.environ | {"MAKELEVEL": "0"}
            )

    @property
    def said(self) -> str:
        return self.output.read_text()

    def wait_ready(self) -> "Run":
        deadline = time.monotonic() + PATIENCE
        while "at their first sign-in" not in self.said:
            assert self.process.poll() is None, self.said
            assert time.monotonic() < deadline, self.said
            time.sleep(0.1)
        return self

    def end(self, how: signal.Signals) -> int:
        self.process.send_signal(how)
        return self.process.wait(60)


@contextmanager
def demo(data: Path) -> Iterator[Run]:
    run = Run(data, free_pair())
    try:
        yield run
    finally:
        run.process.kill()
        run.process.wait()
        wait_until_nothing_is_left(data, time.monotonic() + 30)


def status(port: int, path: str) -> int:
    line = HTTPConnection("127.0.0.1", port, timeout=20)
    with closing(line):
        line.request("GET", path)
        with line.getresponse() as answer:
            answer.read()
            return answer.status


@pytest.fixture(scope="module")
def seeded(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, str]:
    """The data folder after a first start, and what that start said."""
    data = tmp_path_factory.mktemp("demo") / "the data"
    with demo(data) as run:
        run.wait_ready()
        assert run.end(signal.SIGINT) == 0
        return data, run.said


def test_the_first_start_says_one_line_a_step_and_where_to_sign_in(seeded: tuple[Path, str]) -> None:
    _data, said = seeded
    steps = re.findall(r"^  (\w.*?) +\d+\.\d s$", said, re.MULTILINE)
    assert [step for step in steps if step in STEPS] == list(STEPS)
    assert re.search(r"Prison +http://127.0.0.1:\d+/", said)
    assert re.search(r"Health +http://127.0.0.1:\d+/helse/", said)
    assert said.endswith("Stopped. Nothing is left running.\n")


def test_the_next_start_keeps_the_data_and_serves_both_addresses(seeded: tuple[Path, str]) -> None:
    data, _said = seeded
    with demo(data) as run:
        run.wait_ready()
        assert "The demo prison, moved to the present" in run.said
        assert MORE not in run.said
        assert status(run.port, "/healthz") == 200
        assert status(run.port + 1, "/helse/healthz") == 200
        assert status(run.port, "/helse/healthz") == 404
        assert run.end(signal.SIGTERM) == 0
        assert left_behind(data) == []


@pytest.fixture
def older(seeded: tuple[Path, str]) -> Iterator[Path]:
    """The data folder, as if it had been told from an older story."""
    data, _said = seeded
    now = (data / "STORY").read_text()
    (data / "STORY").write_text("an older one")
    yield data
    (data / "STORY").write_text(now)


def test_a_child_that_dies_stops_the_rest_and_its_log_is_named(older: Path) -> None:
    data = older
    with demo(data) as run:
        run.wait_ready()
        beat = next(line for line in left_behind(data) if " beat " in line)
        os.kill(int(beat.split(":")[0]), signal.SIGKILL)
        assert run.process.wait(60) == 1
        assert f"beat has stopped, so all is stopped: read {data}/log/beat.log" in run.said
        assert MORE in run.said
        assert left_behind(data) == []


def test_nothing_outlives_a_launcher_that_is_killed(seeded: tuple[Path, str]) -> None:
    data, _said = seeded
    with demo(data) as run:
        run.wait_ready()
        run.end(signal.SIGKILL)
        wait_until_nothing_is_left(data, time.monotonic() + 30)


def test_a_taken_port_is_said_in_one_line_before_anything_starts(tmp_path: Path) -> None:
    data = tmp_path / "data"
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port: int = taken.getsockname()[1]
        run = Run(data, port)
        assert run.process.wait(30) == 1
    assert re.fullmatch(
        rf"Port {port} cannot be used \(.+\): choose another, such as `make demo PORT=\d+` .+\n", run.said
    )
    assert not (data / "postgres").exists()


def test_a_second_demo_on_the_same_data_is_refused(seeded: tuple[Path, str], tmp_path: Path) -> None:
    data, _said = seeded
    with demo(data) as first:
        first.wait_ready()
        second = Run(data, free_pair(), tmp_path / "output")
        assert second.process.wait(30) == 1
        assert second.said.startswith("Already running")
        assert second.said.count("\n") == 1
        assert status(first.port, "/healthz") == 200
