"""The virtual environment: pinned, hashed packages, installed when the requirement files change."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from corrections.launch import paths, stamps, tools
from corrections.launch.say import LaunchRefused, step

PRODUCTION = ("runtime",)
RUNTIME = ("runtime", "servers")
DEVELOPMENT = ("runtime", "servers", "dev")
NEWEST_OF_SERVERS = "3.12"
STAMP = ".requirements"


def ensure(groups: Sequence[str]) -> None:
    """A stamp for each group lies in the environment itself, and goes when that goes."""
    files = {group: paths.REQUIREMENTS / f"{group}.txt" for group in groups}
    wanted = {group: stamps.digest([file], "{}.{}".format(*sys.version_info)) for group, file in files.items()}
    stale = [group for group in groups if not _is_ready(group, wanted[group])]
    if not stale:
        return
    if not paths.PYTHON.exists():
        with step("Virtual environment"):
            _make()
    with step(f"Python packages ({', '.join(stale)})"):
        for group in stale:
            _stamp(group).unlink(missing_ok=True)
        if "servers" in stale:
            install_servers(files.pop("servers"))
        files.pop("servers", None)
        install(list(files.values()))
        for group in groups:
            _stamp(group).write_text(wanted[group])


def install(files: Sequence[Path]) -> None:
    """With uv where there is one (seconds less), and else with pip, which every Python brings."""
    named = [part for file in files for part in ("-r", str(file))]
    uv = shutil.which("uv")
    if uv:
        try:
            tools.run([uv, "pip", "install", "--python", paths.PYTHON, "--require-hashes", *named], "uv")
        except LaunchRefused:
            pass  # its settings may differ from pip's: pip has the last word
        else:
            return
    pip(*named)


def install_servers(file: Path) -> None:
    """Programs, not modules: a wheel made for another Python serves as well, and none is ever built here."""
    shutil.rmtree(paths.SERVERS, ignore_errors=True)
    programs = [
        "--no-deps",
        "--only-binary=:all:",
        "--python-version",
        NEWEST_OF_SERVERS,
        "--target",
        str(paths.SERVERS),
    ]
    pip(*programs, "-r", file)


def pip(*arguments: str | Path) -> None:
    if not (paths.VENV / "bin" / "pip").exists():
        tools.run([paths.PYTHON, "-m", "ensurepip"], "Installing pip")
    options = ["--require-hashes", "--disable-pip-version-check", "--no-input", "--quiet"]
    tools.run([paths.PYTHON, "-m", "pip", "install", *options, *arguments], "Installing the Python packages")


def _is_ready(group: str, fingerprint: str) -> bool:
    stamp = _stamp(group)
    return paths.PYTHON.exists() and stamp.exists() and stamp.read_text() == fingerprint


def _stamp(name: str) -> Path:
    return paths.VENV / f"{STAMP}-{name}"


def _make() -> None:
    if paths.VENV.exists():
        shutil.rmtree(paths.VENV)
    try:
        tools.run([sys.executable, "-m", "venv", paths.VENV], "Making the virtual environment")
    except LaunchRefused as trouble:
        raise LaunchRefused(f"{trouble}\nOn Debian and Ubuntu: apt install python3-venv") from trouble
    os.utime(paths.VENV)
