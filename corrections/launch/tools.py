"""Other programs, run so that their chatter goes to a log and their trouble into one sentence."""

import subprocess
from collections.abc import Mapping, Sequence
from pathlib import Path

from corrections.launch import paths
from corrections.launch.say import LaunchRefused

LOG = paths.VAR / "log" / "setup.log"


def run(command: Sequence[str | Path], what: str, *, env: Mapping[str, str] | None = None, log: Path = LOG) -> str:
    log.parent.mkdir(parents=True, exist_ok=True)
    try:
        done = subprocess.run(
            [str(part) for part in command],
            cwd=paths.ROOT,
            env=None if env is None else dict(env),
            stdin=subprocess.DEVNULL,
            capture_output=True,
            text=True,
            errors="replace",
            check=False,
        )
    except OSError as trouble:
        raise LaunchRefused(f"{what} failed: {command[0]} cannot be run ({trouble.strerror}).") from trouble
    with log.open("a") as out:
        out.write(f"$ {' '.join(str(part) for part in command)}\n{done.stdout}{done.stderr}\n")
    if done.returncode:
        raise LaunchRefused(f"{what} failed: {_reason(done.stdout + done.stderr)} (all of it is in {log})")
    return done.stdout


def _reason(output: str) -> str:
    if "No space left on device" in output or "ENOSPC" in output:
        return "the disk is full, make room and start again."
    lines = [line.strip() for line in output.splitlines() if line.strip()]
    errors = [line for line in lines if "error" in line.lower()]
    return (errors or lines or ["it said nothing"])[-1]
