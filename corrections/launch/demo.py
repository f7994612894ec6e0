"""``make demo``: from a bare Python to a living prison, and back to nothing at Ctrl-C.

python -m corrections.launch.demo [--port 8000] [--data FOLDER] [--reset]
"""

import argparse
import contextlib
import os
import shutil
import signal
import socket
import sys
import time
from http import HTTPStatus
from http.client import HTTPConnection, HTTPException
from pathlib import Path
from types import FrameType
from typing import Never

from corrections.launch import children, paths, processes, setup, stamps, tools
from corrections.launch.children import Child
from corrections.launch.datafolder import explain_disk
from corrections.launch.processes import HOST, Addresses, manage
from corrections.launch.say import LaunchRefused, end, say, step
from corrections.launch.services import DATABASE, Services

DATA = paths.VAR / "demo"
START_PATIENCE = 60.0
PORTS = range(1024, 65535)


class Stopped(BaseException):
    """Somebody pressed Ctrl-C, or asked the launcher to end."""


class Demo:
    def __init__(self, data: Path, addresses: Addresses) -> None:
        self.services = Services(data)
        self.addresses = addresses
        self.logs = self.services.folder.path / "log"
        self.running: list[Child] = []

    def run(self) -> None:
        started = time.monotonic()
        try:
            self.services.folder.claim()
            check_ports(self.addresses)
            setup.ensure()
            self._prepare()
            self._start_processes()
            self._welcome(time.monotonic() - started)
            self._watch()
        finally:
            self._stop()

    def _prepare(self) -> None:
        with step("PostgreSQL and Redis"):
            self.services.start()
        self._collect_static()
        with step("Database"):
            self._manage("migrate", "migrate", "--noinput", "--verbosity", "0")
            self._manage("migrate", "apply_firewall")
        self._seed()

    def _seed(self) -> None:
        """Once; after that the demo moves to the present, so that it is alive when one looks."""
        answer = self.services.postgres.sql("SELECT EXISTS (SELECT FROM corrections_prison)", DATABASE)
        if answer == "t":
            with step("The demo prison, moved to the present"):
                self._manage("migrate", "seed_demo", "--refresh", **self._journal_key())
        else:
            with step("The demo prison"):
                self._manage("migrate", "seed_demo", **self._journal_key())
            self.told.write_text(story())

    @property
    def told(self) -> Path:
        """Which story the data was told from."""
        return self.services.folder.path / "STORY"

    def _collect_static(self) -> None:
        """Names with a fingerprint of the contents, so that a browser may keep them for ever."""
        files = [file for file in [*paths.ASSETS.rglob("*"), *(paths.ROOT / "static").rglob("*")] if file.is_file()]
        lock = paths.REQUIREMENTS / "runtime.txt"
        fingerprint = stamps.digest([*files, lock], *map(str, files))
        with stamps.one_at_a_time("static"):
            if stamps.is_fresh("static", fingerprint) and (paths.VAR / "static").is_dir():
                return
            with step("Static files"):
                self._manage("migrate", "collectstatic", "--noinput", "--clear", "--verbosity", "0")
            stamps.mark("static", fingerprint)

    def _journal_key(self) -> dict[str, str]:
        """The migrator has it nowhere else: what it writes in the demo's records is encrypted too."""
        return {"JOURNAL_KEY": self.services.env("clinical")["JOURNAL_KEY"]}

    def _manage(self, kind: str, *arguments: str, **more: str) -> str:
        env = processes.environment(self.services, kind, self.addresses) | more
        return tools.run(manage(*arguments), f"manage.py {arguments[0]}", env=env, log=self.logs / "manage.log")

    def _start_processes(self) -> None:
        with step("Web and clinical processes, workers, beat"):
            for process in processes.all_of_them(self.services.folder.path, self.addresses):
                env = processes.environment(self.services, process.kind, self.addresses)
                log = self.logs / f"{process.name}.log"
                self.running.append(children.spawn(process.name, process.command, log=log, env=env, cwd=paths.ROOT))
            self._await_health("web", self.addresses.web, "/healthz")
            self._await_health("clinical", self.addresses.clinical, "/helse/healthz")

    def _await_health(self, name: str, port: int, path: str) -> None:
        deadline = time.monotonic() + START_PATIENCE
        while not is_healthy(port, path):
            self._check_children()
            if time.monotonic() > deadline:
                raise LaunchRefused(f"The {name} process does not answer: read {self.logs / name}.log")
            time.sleep(0.1)

    def _welcome(self, seconds: float) -> None:
        say(f"\nReady after {seconds:.1f} s. Stop with Ctrl-C; the data stays in {self.services.folder.path}.")
        say(f"\n  Prison        {self.addresses.web_address}\n  Health        {self.addresses.clinical_address}\n")
        say(self._manage("migrate", "demo_logins"))
        if not self.told.exists() or self.told.read_text() != story():
            say("  The demo has got more to tell since this data was made: `make demo-reset` begins it anew.")

    def _watch(self) -> Never:
        while True:
            self._check_children()
            time.sleep(0.3)

    def _check_children(self) -> None:
        dead = children.find_dead([*self.running, *self.services.children])
        if dead is not None:
            words = dead.last_words(1)
            raise LaunchRefused(f"{dead.name} has stopped, so all is stopped: read {dead.log} ({words})")

    def _stop(self) -> None:
        for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
            signal.signal(name, signal.SIG_IGN)
        children.stop(self.running)
        self.services.stop()


def story() -> str:
    """A fingerprint of what the demo tells, so that whoever kept yesterday's hears that there is more."""
    return stamps.digest(paths.ROOT.glob("*/demo/**/*.py"))


def is_healthy(port: int, path: str) -> bool:
    line = HTTPConnection(HOST, port, timeout=5)
    try:
        line.request("GET", path)
        return line.getresponse().status == HTTPStatus.OK
    except (HTTPException, OSError):
        return False
    finally:
        line.close()


def check_ports(addresses: Addresses) -> None:
    for port in (addresses.web, addresses.clinical):
        with socket.socket() as probe:
            probe.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
            try:
                probe.bind((HOST, port))
            except OSError as trouble:
                raise LaunchRefused(
                    f"Port {port} cannot be used ({trouble.strerror}): choose another, such as "
                    f"`make demo PORT={addresses.web + 1000}` (it takes that port and the next)."
                ) from None


def reset(services: Services) -> None:
    services.folder.claim()
    try:
        shutil.rmtree(services.folder.path)
    except OSError as trouble:
        raise explain_disk(trouble, services.folder.path) from trouble
    finally:
        services.folder.release()
    say(f"Removed {services.folder.path}.")


def _on_signal(_number: int, _frame: FrameType | None) -> Never:
    raise Stopped


def _follow_make() -> None:
    """Under make, make is the one who is told to stop, or killed."""
    if "MAKELEVEL" in os.environ:
        children.ask_for_death_signal(signal.SIGTERM)


def _port(text: str) -> int:
    port = int(text)
    if port not in PORTS:
        raise argparse.ArgumentTypeError("a port is a number from 1024 to 65534")
    return port


def main() -> int:
    parser = argparse.ArgumentParser(description="Start the demo prison.")
    parser.add_argument("--port", type=_port, default=8000, help="of the web process; the clinical one takes the next")
    parser.add_argument("--data", type=Path, default=DATA, help="the folder that everything is kept in")
    parser.add_argument("--reset", action="store_true", help="throw the demo's data away first")
    chosen = parser.parse_args()
    for name in (signal.SIGINT, signal.SIGTERM, signal.SIGHUP):
        signal.signal(name, _on_signal)
    _follow_make()
    try:
        if chosen.reset:
            reset(Services(chosen.data))
        Demo(chosen.data, Addresses(chosen.port)).run()
    except LaunchRefused as refused:
        return end(refused)
    except OSError as trouble:
        return end(explain_disk(trouble, Path(trouble.filename or chosen.data)))
    except Stopped:
        with contextlib.suppress(OSError):
            say("\nStopped. Nothing is left running.")
    return 0


if __name__ == "__main__":
    sys.exit(main())
