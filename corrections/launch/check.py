"""``make check``: every check that is not a test, all of them run, the failing ones shown in full.

Runs in the virtual environment. ``python -m corrections.launch.check ruff mypy`` runs those two.
"""

import os
import subprocess
import sys
import time
from collections.abc import Mapping, Sequence
from pathlib import Path

from corrections.launch import paths
from corrections.launch.say import LaunchRefused, end, say
from corrections.launch.services import Services

BIN = paths.VENV / "bin"
PYTHON = str(paths.PYTHON)
MANAGE = (PYTHON, "manage.py")
FLOORS = ("corrections", "inmates", "sentencing", "security", "programs", "visits", "health")
CODE = (*FLOORS, "tests", "bench")

STILL: dict[str, Sequence[str]] = {
    "ruff": (str(BIN / "ruff"), "check", "--no-fix", "."),
    "ruff format": (str(BIN / "ruff"), "format", "--check", "."),
    "mypy": (str(BIN / "mypy"), *(name for name in CODE if any((paths.ROOT / name).rglob("*.py")))),
    "import contracts": (str(BIN / "lint-imports"), "--no-cache"),
    "templates": (str(BIN / "djlint"), "templates", "--lint", "--quiet"),
    "system check": (*MANAGE, "check", "--fail-level", "WARNING"),
    "migrations are made": (*MANAGE, "makemigrations", "--check", "--dry-run"),
    "migrations are safe": (PYTHON, "-m", "tests.migration_lint", *FLOORS),
    "the checks can fail": (PYTHON, "-m", "tests.bad_patches"),
}


def environment(services: Services) -> dict[str, str]:
    return {
        **os.environ,
        **services.env("test"),
        "DJANGO_SETTINGS_MODULE": "corrections.settings",
        "PMS_HTTPS": "0",
    }


def passes(name: str, command: Sequence[str], env: Mapping[str, str]) -> bool:
    started = time.monotonic()
    done = subprocess.run(
        command, cwd=paths.ROOT, env=dict(env), stdin=subprocess.DEVNULL, capture_output=True, text=True, check=False
    )
    word = "FAILED" if done.returncode else "ok"
    say(f"  {name:<22} {word:<6} {time.monotonic() - started:5.1f} s")
    if done.returncode:
        say(f"{done.stdout}{done.stderr}")
    return done.returncode == 0


def run(chosen: Mapping[str, Sequence[str]], folder: Path) -> int:
    services = Services(folder, test=True)
    services.start()
    try:
        env = environment(services)
        results = [passes(name, command, env) for name, command in chosen.items()]
    finally:
        services.stop()
    return 0 if all(results) else 1


def main(names: list[str]) -> int:
    unknown = [name for name in names if name not in STILL]
    if unknown:
        return end(LaunchRefused(f"There is no check {unknown[0]!r}: there are {', '.join(STILL)}."))
    chosen = {name: STILL[name] for name in names or STILL}
    try:
        return run(chosen, paths.VAR / "check")
    except LaunchRefused as refused:
        return end(refused)


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
