"""The processes as ``corrections.launch`` starts them, on ports of this machine, behind one PgBouncer.

It is in transaction mode, for tests that need real connections: few of the server's, many clients, and whoever is quick
gets the one just used.
"""

import http.client
import os
import re
import shutil
import socket
import subprocess
import sys
import tempfile
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field
from pathlib import Path
from urllib.parse import urlencode

import psycopg
from django.db import connection

from corrections.launch import children, debian, paths, processes
from corrections.launch.children import Child
from corrections.launch.postgres import open_the_way, service_account
from corrections.launch.services import LOGINS, Services
from tests.health.logins import variables_of
from tests.health.processes import FOREIGN

HOST = "127.0.0.1"
CONNECTIONS = 3  # of PostgreSQL's for each login, whatever the number of clients
Line = psycopg.Connection[tuple[object, ...]]


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind((HOST, 0))
        port: int = probe.getsockname()[1]
        return port


def until_it_listens(port: int, child: Child) -> None:
    deadline = time.monotonic() + 60
    while True:
        with socket.socket() as probe:
            if probe.connect_ex((HOST, port)) == 0:
                return
        assert child.is_alive, child.last_words(8)
        assert time.monotonic() < deadline, f"{child.name} does not listen"
        time.sleep(0.05)


@dataclass
class Bouncer:
    """PgBouncer before the database under test, with the configuration of the compose file and fewer connections."""

    folder: Path
    services: Services
    port: int = field(default_factory=free_port)

    def start(self) -> Child:
        logins = [LOGINS["web"], LOGINS["clinical"]]
        text = (paths.SQL.parent / "launch" / "compose" / "pgbouncer.ini").read_text()
        name = connection.settings_dict["NAME"]
        text = re.sub(
            r"^pms = .*$", f"{name} = host={self.services.postgres.sockets} port=5432 dbname={name}", text, flags=re.M
        )
        text = text.replace("0.0.0.0", HOST).replace("6432", str(self.port)).replace("@RUN@", str(self.folder))
        text = re.sub(r"default_pool_size = \d+", f"default_pool_size = {CONNECTIONS}", text)
        assert "pool_mode = transaction" in text
        (self.folder / "pgbouncer.ini").write_text(text)
        secrets = [f'"{login}" "{self.services.folder.secret(login)}"\n' for login in logins]
        (self.folder / "userlist.txt").write_text("".join(secrets))
        account = service_account()
        if account is not None:
            for file in (self.folder, *self.folder.iterdir()):
                os.chown(file, account.pw_uid, account.pw_gid)
            open_the_way(self.folder / "x")
        program = debian.find("pgbouncer")
        assert program is not None
        child = children.spawn(
            "PgBouncer", [program, self.folder / "pgbouncer.ini"], log=self.folder / "bouncer.log", account=account
        )
        until_it_listens(self.port, child)
        return child

    def url(self, kind: str) -> str:
        login = LOGINS[kind]
        secret = self.services.folder.secret(login)
        return f"postgresql://{login}:{secret}@{HOST}:{self.port}/{connection.settings_dict['NAME']}"

    def line(self, kind: str) -> Line:
        return psycopg.connect(self.url(kind), autocommit=True, prepare_threshold=None)


@dataclass
class House:
    """What runs; ``serve`` starts another process and says its port."""

    folder: Path
    services: Services
    bouncer: Bouncer | None  # none: each process has PostgreSQL's lines to itself
    static: Path
    running: list[Child] = field(default_factory=list)

    def environment(self, kind: str) -> dict[str, str]:
        inherited = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
        return (
            inherited
            | variables_of(kind)
            | {
                "DJANGO_SETTINGS_MODULE": "corrections.settings",
                "DATABASE_POOL": "none",
                "PMS_HTTPS": "0",
                "PMS_REQUIRE_MFA": "0",
                "PMS_HOSTS": HOST,
                "PMS_STATIC": str(self.static),
            }
            | ({"DATABASE_URL": self.bouncer.url(kind), "DATABASE_POOL": "pgbouncer"} if self.bouncer else {})
        )

    def line(self, kind: str) -> Line:
        """Another client of the bouncer."""
        assert self.bouncer is not None
        return self.bouncer.line(kind)

    def serve(self, kind: str, application: str = "corrections.wsgi:application") -> int:
        port = free_port()
        (command,) = [
            p.command for p in processes.all_of_them(self.folder, processes.Addresses(port)) if p.name == "web"
        ]
        child = children.spawn(
            kind,
            [*command[:-1], application],
            log=self.folder / f"{kind}.log",
            env=self.environment(kind),
            cwd=paths.ROOT,
        )
        self.running.append(child)
        until_it_listens(port, child)
        return port


def collect_static(folder: Path) -> Path:
    """The files that pages name, as a process that serves people wants them."""
    inherited = {name: value for name, value in os.environ.items() if not name.startswith(FOREIGN)}
    env = (
        inherited | variables_of("web") | {"PMS_STATIC": str(folder), "DJANGO_SETTINGS_MODULE": "corrections.settings"}
    )
    command: list[str | Path] = [
        sys.executable,
        paths.ROOT / "manage.py",
        "collectstatic",
        "--noinput",
        "--verbosity",
        "0",
    ]
    subprocess.run(command, env=env, cwd=paths.ROOT, check=True, capture_output=True)
    return folder


@contextmanager
def house(static: Path, *, bouncer: bool = True) -> Iterator[House]:
    """PgBouncer where it is asked for, and nothing before it yet."""
    services = Services(Path(os.environ["PMS_MEDIA"]).parent, test=True)
    folder = Path(tempfile.mkdtemp(prefix="pms-behind-", dir="/tmp"))
    (folder / "bouncer").mkdir()
    found = House(folder, services, Bouncer(folder / "bouncer", services) if bouncer else None, static)
    try:
        if found.bouncer is not None:
            found.running.append(found.bouncer.start())
        yield found
    finally:
        children.stop(reversed(found.running))
        shutil.rmtree(folder)


@dataclass
class Page:
    status: int
    text: str
    location: str


class Browser:
    """One person at one process: keeps the cookies, sends the token that a form wants."""

    def __init__(self, port: int) -> None:
        self.port = port
        self.cookies: dict[str, str] = {}

    def copy(self) -> "Browser":
        """The same session in another thread."""
        other = Browser(self.port)
        other.cookies = dict(self.cookies)
        return other

    def get(self, path: str) -> Page:
        return self._ask("GET", path)

    def post(self, path: str, data: dict[str, str]) -> Page:
        token = next((value for name, value in self.cookies.items() if name.endswith("csrf")), "")
        body = urlencode(data | {"csrfmiddlewaretoken": token})
        return self._ask("POST", path, body, {"Content-Type": "application/x-www-form-urlencoded"})

    def hang_up(self, path: str) -> None:
        """Ask, and be gone before the answer."""
        with socket.create_connection((HOST, self.port)) as line:
            line.sendall(f"GET {path} HTTP/1.1\r\nHost: {HOST}\r\nCookie: {self._cookie()}\r\n\r\n".encode())

    def _cookie(self) -> str:
        return "; ".join(f"{name}={value}" for name, value in self.cookies.items())

    def _ask(self, method: str, path: str, body: str | None = None, headers: dict[str, str] | None = None) -> Page:
        line = http.client.HTTPConnection(HOST, self.port, timeout=60)
        try:
            line.request(method, path, body, {"Cookie": self._cookie()} | (headers or {}))
            answer = line.getresponse()
            for cookie in answer.headers.get_all("Set-Cookie", []):
                name, _, value = cookie.split(";")[0].partition("=")
                self.cookies[name] = value
            return Page(answer.status, answer.read().decode(), answer.headers.get("Location", ""))
        finally:
            line.close()
