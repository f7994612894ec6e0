"""The virtual environment: pinned, hashed packages, installed when the requirement files change."""

import os
import shutil
import sys
from collections.abc import Sequence
from pathlib import Path

from corrections.launch import paths, stamps, tools
from corrections.launch.say import LaunchRefused, step

PRODUCTION = ("runtime",)
RUNTIME = ("runtime", "demo")
DEVELOPMENT = ("runtime", "demo", "dev")
STAMP = ".requirements"


def ensure(groups: Sequence[str]) -> None:
    files = [paths.REQUIREMENTS / f"{group}.txt" for group in groups]
    fingerprint = stamps.digest(files, "{}.{}".format(*sys.version_info))
    if _is_ready(groups, fingerprint):
        return
    if not paths.PYTHON.exists():
        with step("Virtual environment"):
            _make()
    with step(f"Python packages ({', '.join(groups)})"):
        _stamp("-".join(groups)).unlink(missing_ok=True)
        install(files)
        _stamp("-".join(groups)).write_text(fingerprint)


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
    if not (paths.VENV / "bin" / "pip").exists():
        tools.run([paths.PYTHON, "-m", "ensurepip"], "Installing pip")
    options = ["--require-hashes", "--disable-pip-version-check", "--no-input", "--quiet"]
    tools.run([paths.PYTHON, "-m", "pip", "install", *options, *named], "Installing the Python packages")


def _is_ready(groups: Sequence[str], fingerprint: str) -> bool:
    stamp = _stamp("-".join(groups))
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
