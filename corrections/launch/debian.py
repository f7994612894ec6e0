"""What only Debian's packages bring: a browser for the journeys, real servers for the compose file's test.

Installed where that is allowed (root, apt-get), and else one sentence says what to install.
"""

import os
import shutil
from dataclasses import dataclass
from pathlib import Path

from corrections.launch import paths, tools
from corrections.launch.say import LaunchRefused, step

BROWSERS = ("chromium", "chromium-browser", "google-chrome-stable", "google-chrome")
PLACES = ("/usr/bin", "/usr/sbin", "/usr/local/bin", "/usr/local/sbin")
POSTGRESQL = Path("/usr/lib/postgresql")


@dataclass(frozen=True)
class Need:
    what: str
    packages: tuple[str, ...]
    programs: tuple[str, ...]
    switch: str

    def missing(self) -> list[str]:
        return [name for name in self.programs if find(name) is None]


BROWSER = Need("The browser journeys", ("chromium",), ("chromium",), "BROWSER=no")
SERVERS = Need(
    "The test of the compose file",
    ("postgresql", "postgresql-contrib", "redis-server", "pgbouncer", "nginx"),
    ("initdb", "postgres", "redis-server", "pgbouncer", "nginx"),
    "SERVERS=no",
)


def find(program: str) -> Path | None:
    """A program's path, also where it lies outside PATH, as servers do. Of several versions the newest."""
    if program == "chromium":
        return next((Path(found) for name in BROWSERS if (found := shutil.which(name))), None)
    folders = [Path(place) for place in PLACES] + sorted(POSTGRESQL.glob("*/bin"), reverse=True)
    return next((path for folder in folders if os.access(path := folder / program, os.X_OK)), None)


def ensure(need: Need, *, may_install: bool = True) -> None:
    if not need.missing():
        return
    if may_install and os.geteuid() == 0 and shutil.which("apt-get"):
        with step(f"Debian's packages: {' '.join(need.packages)}"):
            _install(need)
    missing = need.missing()
    if missing:
        raise LaunchRefused(
            f"{need.what} need {', '.join(missing)}: install it (on Debian: apt install {' '.join(need.packages)}), "
            f"or leave them out with {need.switch}."
        )


def _install(need: Need) -> None:
    """RUNLEVEL=1: the packages shall bring their programs, not start them as services."""
    env = dict(os.environ) | {"DEBIAN_FRONTEND": "noninteractive", "RUNLEVEL": "1"}
    log = paths.VAR / "log" / "apt.log"
    tools.run(["apt-get", "update", "-q"], "apt-get update", env=env, log=log)
    install = ["apt-get", "install", "-q", "-y", "--no-install-recommends", *need.packages]
    tools.run(install, f"Installing {' '.join(need.packages)}", env=env, log=log)
