"""The processes of the demo: what each is called, what it runs, and what it may know."""

import os
from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from corrections.launch import paths
from corrections.launch.services import Services

HOST = "127.0.0.1"
APP = "corrections.celery:app"
OURS = ("PMS_", "DATABASE_", "OIDC_", "PG", "DJANGO_")
OUR_NAMES = ("REDIS_URL", "SECRET_KEY", "CTX_KEY", "JOURNAL_KEY")
QUIET_WORKER = ("--without-gossip", "--without-mingle", "--without-heartbeat")


@dataclass(frozen=True)
class Process:
    name: str
    kind: str
    command: Sequence[str | Path]


@dataclass(frozen=True)
class Addresses:
    web: int

    @property
    def clinical(self) -> int:
        return self.web + 1

    @property
    def web_address(self) -> str:
        return f"http://{HOST}:{self.web}/"

    @property
    def clinical_address(self) -> str:
        return f"http://{HOST}:{self.clinical}/helse/"


def environment(services: Services, kind: str, addresses: Addresses) -> dict[str, str]:
    """What a process of this kind gets: nothing of ours from the person's own shell, and no other's secrets."""
    inherited = {
        name: value for name, value in os.environ.items() if not name.startswith(OURS) and name not in OUR_NAMES
    }
    return {
        **inherited,
        **services.env(kind),
        "DJANGO_SETTINGS_MODULE": "corrections.settings",
        "PMS_DEMO": "1",
        "PMS_HTTPS": "0",
        "PMS_REQUIRE_MFA": "0",
        "PMS_SYNTHETIC_IDS": "1",
        "PMS_HOSTS": f"localhost,{HOST}",
        "PMS_ORIGINS": f"http://localhost:{addresses.web},http://localhost:{addresses.clinical}",
        "PMS_WEB_ADDRESS": addresses.web_address,
        "PMS_CLINICAL_ADDRESS": addresses.clinical_address,
        "PYTHONUNBUFFERED": "1",
    }


def all_of_them(data: Path, addresses: Addresses) -> list[Process]:
    return [
        Process("web", "web", _server(addresses.web)),
        Process("clinical", "clinical", _server(addresses.clinical)),
        Process("web-worker", "web", _worker("w.default")),
        Process("clinical-worker", "clinical", _worker("c.default")),
        Process("beat", "web", _beat(data / "beat")),
        Process("clinical-beat", "clinical", _beat(data / "clinical-beat")),
    ]


def manage(*arguments: str) -> list[str | Path]:
    return [paths.PYTHON, paths.ROOT / "manage.py", *arguments]


def _server(port: int) -> list[str | Path]:
    threads = ("--workers", "1", "--blocking-threads", "4", "--no-ws", "--log-level", "warning")
    target = ("--interface", "wsgi", "--host", HOST, "--port", str(port))
    return [paths.VENV / "bin" / "granian", *target, *threads, "corrections.wsgi:application"]


def _worker(queue: str) -> list[str | Path]:
    return [*_celery(), "worker", "-Q", queue, "-n", f"{queue}@%h", "-c", "2", "--loglevel", "INFO", *QUIET_WORKER]


def _beat(kept_in: Path) -> list[str | Path]:
    return [*_celery(), "beat", "--schedule", kept_in, "--pidfile", "", "--loglevel", "INFO"]


def _celery() -> list[str | Path]:
    return [paths.PYTHON, "-m", "celery", "-A", APP]
