"""docker-compose.yml read as Compose reads it, and its services started on this machine without containers.

Every command, environment and configuration file is the file's own; only the names of hosts, the ports and
the folders are put in their place here.
"""

import os
import re
import socket
import subprocess
import time
from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from pathlib import Path
from typing import Any

import yaml

from corrections.launch import children, debian, paths, tools
from corrections.launch.children import Child
from corrections.launch.postgres import clean_environment, open_the_way, service_account

FILE = paths.ROOT / "docker-compose.yml"
CONFIGURATION = paths.ROOT / "corrections" / "launch" / "compose"
VARIABLE = re.compile(r"\$\{(?P<name>\w+)(?::(?P<kind>[?-])(?P<rest>[^}]*))?\}")
PORTS = {"postgres": 5432, "pgbouncer": 6432, "redis": 6379, "web": 8000, "clinical": 8000, "proxy": 8443}
OUR_FOLDERS = {"/media": "media", "/etc/tls": "tls", "/tmp/": "run/", "/etc/pms/": "etc/"}
THEIR_FOLDERS = re.compile("|".join(OUR_FOLDERS))
OLDEST_WITH_BUILTIN_LOCALE = 17


class VariableMissing(Exception):
    """Compose stops here and shows the sentence after the question mark."""


def interpolate(value: Any, variables: Mapping[str, str]) -> Any:
    if isinstance(value, dict):
        return {key: interpolate(item, variables) for key, item in value.items()}
    if isinstance(value, list):
        return [interpolate(item, variables) for item in value]
    return VARIABLE.sub(lambda match: _resolve(match, variables), value) if isinstance(value, str) else value


def _resolve(match: re.Match[str], variables: Mapping[str, str]) -> str:
    name, kind, rest = match["name"], match["kind"], match["rest"]
    if variables.get(name):
        return variables[name]
    if kind == "?":
        raise VariableMissing(f"{name}: {rest}")
    return rest if kind == "-" else ""


def load() -> dict[str, Any]:
    document: dict[str, Any] = yaml.safe_load(FILE.read_text())
    return document


def services(variables: Mapping[str, str]) -> dict[str, Any]:
    found: dict[str, Any] = interpolate(load()["services"], variables)
    return found


@dataclass
class Machine:
    """The services of the file as processes here, in a folder of their own."""

    folder: Path
    variables: Mapping[str, str]
    running: list[Child] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.services = services(self.variables)
        self.ports = {name: free_port() for name in PORTS}
        self.account = service_account()
        for name in ("run", "data", "tls", "media", "static", "etc"):
            (self.folder / name).mkdir(parents=True)
        self._copy_configuration()
        if self.account is not None:
            for name in ("run", "data"):
                os.chown(self.folder / name, self.account.pw_uid, self.account.pw_gid)
            open_the_way(self.folder / "run" / "x")

    def place(self, text: str) -> str:
        """A name of the containers' network, or a folder of theirs, as it is called here."""
        for name, port in PORTS.items():
            text = text.replace(f"{name}:{port}", f"127.0.0.1:{self.ports[name]}")
        return THEIR_FOLDERS.sub(lambda match: f"{self.folder}/{OUR_FOLDERS[match[0]]}", text)

    def environment(self, name: str) -> dict[str, str]:
        declared = {key: self.place(str(value)) for key, value in self.services[name].get("environment", {}).items()}
        search = [paths.VENV / "bin", *_folders("initdb", "redis-server", "pgbouncer", "nginx"), "/usr/bin", "/bin"]
        return (
            clean_environment()
            | declared
            | {
                "PATH": os.pathsep.join(map(str, search)),
                "RUN": str(self.folder / "run"),
                "SCRIPTS": str(paths.SQL),
                "PMS_STATIC": str(self.folder / "static"),
                "DJANGO_SETTINGS_MODULE": "corrections.settings",
            }
        )

    def command(self, name: str) -> list[str]:
        """Where it listens on every address of its container, here it listens on the loopback alone."""
        told = self.services[name].get("entrypoint") or self.services[name]["command"]
        own = {"0.0.0.0": "127.0.0.1", str(PORTS.get(name)): str(self.ports.get(name))}
        return [own.get(word, self.place(word)) for word in told]

    def start(self, name: str, command: list[str] | None = None, *, as_account: bool = False) -> Child:
        child = children.spawn(
            name,
            command or self.command(name),
            log=self.folder / "log" / f"{name}.log",
            env=self.environment(name),
            cwd=self.folder / "run" if as_account else paths.ROOT,
            account=self.account if as_account else None,
        )
        self.running.append(child)
        return child

    def run(self, name: str, command: list[str] | None = None) -> str:
        log = self.folder / "log" / f"{name}.log"
        return tools.run(command or self.command(name), name, env=self.environment(name), log=log)

    def stop(self) -> None:
        children.stop(reversed(self.running))

    def until(self, condition: Callable[[], bool], patience: float = 60) -> None:
        """Wait for it, but not for what cannot come because a process has died."""
        deadline = time.monotonic() + patience
        while not condition():
            dead = children.find_dead(self.running)
            assert dead is None, f"{dead.name} has stopped: {dead.last_words(5)}"
            assert time.monotonic() < deadline, "it did not come about in time"
            time.sleep(0.1)

    def listens(self, *names: str) -> bool:
        return all(_listens(self.ports[name]) for name in names)

    def log(self, name: str) -> str:
        return (self.folder / "log" / f"{name}.log").read_text()

    # ---- the servers -----------------------------------------------------------------------------------------

    def start_postgres(self) -> None:
        data = self.folder / "data" / "postgres"
        password = self.folder / "run" / "password"
        password.write_text(self.environment("postgres")["POSTGRES_PASSWORD"])
        password.chmod(0o644)
        initdb = [str(debian.find("initdb")), "-D", str(data), "-U", "postgres", f"--pwfile={password}", "--no-sync"]
        made = self.start("postgres", [*initdb, *self._initdb_options()], as_account=True)
        assert made.process.wait() == 0, made.last_words()
        self.running.remove(made)
        where = ["-p", str(self.ports["postgres"]), "-c", "listen_addresses=127.0.0.1", "-c", "fsync=off"]
        sockets = ["-c", f"unix_socket_directories={self.folder / 'run'}"]
        self.start("postgres", [str(debian.find("postgres")), "-D", str(data), *where, *sockets], as_account=True)

    def prepare_postgres(self) -> None:
        """What the image does at the first start: run the scripts that the file mounts."""
        here = {"PGHOST": "127.0.0.1", "PGPORT": str(self.ports["postgres"])}
        env = self.environment("postgres")
        env |= here | {"PGPASSWORD": env["POSTGRES_PASSWORD"]}
        done = subprocess.run(
            ["sh", CONFIGURATION / "postgres.sh"], env=env, capture_output=True, text=True, check=False
        )
        assert done.returncode == 0, done.stderr

    def start_proxy(self) -> None:
        """The image fills the template from the environment; so do we, and give it the frame that the image has."""
        template = (CONFIGURATION / "proxy.conf").read_text()
        text = self.place(interpolate(template, self.environment("proxy")))
        text = text.replace("listen 8443", f"listen 127.0.0.1:{self.ports['proxy']}")
        text = text.replace("listen 8080", f"listen 127.0.0.1:{free_port()}")
        run = self.folder / "run"
        temporary = "".join(
            f"{kind}_temp_path {run}/{kind};" for kind in ("client_body", "proxy", "fastcgi", "uwsgi", "scgi")
        )
        frame = f"daemon off; pid {run}/nginx.pid; events {{}} http {{ access_log off; {temporary} {text} }}"
        (self.folder / "etc" / "nginx.conf").write_text(frame)
        self.start("proxy", [str(debian.find("nginx")), "-e", "stderr", "-c", str(self.folder / "etc" / "nginx.conf")])

    def _initdb_options(self) -> list[str]:
        """Debian's PostgreSQL may be older than the file's, and not have the locale that is built in."""
        options = str(self.environment("postgres")["POSTGRES_INITDB_ARGS"]).split()
        told = subprocess.run([str(debian.find("postgres")), "--version"], capture_output=True, text=True, check=True)
        version = re.search(r"(\d+)\.", told.stdout)
        if version and int(version[1]) < OLDEST_WITH_BUILTIN_LOCALE:
            return [word for word in options if "locale" not in word] + ["--locale=C.UTF-8"]
        return options

    def _copy_configuration(self) -> None:
        here = {"0.0.0.0": "127.0.0.1", "/data": f"{self.folder}/data"}
        here |= {f"host=postgres port={PORTS['postgres']}": f"host=127.0.0.1 port={self.ports['postgres']}"}
        here |= {str(PORTS[name]): str(self.ports[name]) for name in ("redis", "pgbouncer")}
        for file in CONFIGURATION.iterdir():
            text = file.read_text()
            for theirs, ours in here.items():
                text = text.replace(theirs, ours)
            (self.folder / "etc" / file.name).write_text(text)


def free_port() -> int:
    with socket.socket() as probe:
        probe.bind(("127.0.0.1", 0))
        port: int = probe.getsockname()[1]
        return port


def _listens(port: int) -> bool:
    with socket.socket() as probe:
        return probe.connect_ex(("127.0.0.1", port)) == 0


def _folders(*programs: str) -> list[Path]:
    return list(dict.fromkeys(found.parent for name in programs if (found := debian.find(name))))
