"""Child processes that never outlive the one who started them.

Each child leads a process group of its own: Ctrl-C in the terminal reaches the launcher alone, which
then stops the children in the right order. Where the launcher is killed outright, Linux sends them
the signal that they asked for (PR_SET_PDEATHSIG).
"""

import ctypes
import os
import pwd
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

PR_SET_PDEATHSIG = 1
PATIENCE = 15.0


@dataclass
class Child:
    name: str
    process: subprocess.Popen[bytes]
    log: Path
    stop_signal: signal.Signals = signal.SIGTERM

    @property
    def is_alive(self) -> bool:
        return self.process.poll() is None

    def last_words(self, lines: int = 3) -> str:
        """The end of its log, for the sentence that says why it died."""
        text = self.log.read_text(errors="replace") if self.log.exists() else ""
        return "\n".join(line for line in text.splitlines() if line.strip()).rsplit("\n", lines)[-1]


def ask_for_death_signal(how: signal.Signals) -> None:
    """Have this process told when its parent is gone."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, int(how))


def die_with_parent(parent: int, how: signal.Signals, account: pwd.struct_passwd | None) -> Callable[[], None]:
    """What runs in the child before its program: another account first, for that forgets the death signal."""
    prctl = ctypes.CDLL(None, use_errno=True).prctl if sys.platform == "linux" else None

    def prepare() -> None:
        if account is not None:
            os.setgroups([])
            os.setgid(account.pw_gid)
            os.setuid(account.pw_uid)
        if prctl is not None:
            prctl(PR_SET_PDEATHSIG, int(how))
        if os.getppid() != parent:
            os.kill(os.getpid(), signal.SIGKILL)

    return prepare


def spawn(
    name: str,
    command: Sequence[str | Path],
    *,
    log: Path,
    env: Mapping[str, str] | None = None,
    cwd: Path | None = None,
    stop_signal: signal.Signals = signal.SIGTERM,
    account: pwd.struct_passwd | None = None,
) -> Child:
    log.parent.mkdir(parents=True, exist_ok=True)
    with log.open("ab") as out:
        process = subprocess.Popen(
            [str(part) for part in command],
            stdin=subprocess.DEVNULL,
            stdout=out,
            stderr=subprocess.STDOUT,
            env=None if env is None else dict(env),
            cwd=cwd,
            process_group=0,
            preexec_fn=die_with_parent(os.getpid(), stop_signal, account),
        )
    return Child(name, process, log, stop_signal)


def stop(children: Iterable[Child], patience: float = PATIENCE) -> None:
    """Ask all of them at once, wait, then insist. Returns when none is left, nor any of their own."""
    children = list(children)
    for child in children:
        if child.is_alive:
            child.process.send_signal(child.stop_signal)
    deadline = time.monotonic() + patience
    for child in children:
        try:
            child.process.wait(max(0.1, deadline - time.monotonic()))
        except subprocess.TimeoutExpired:
            child.process.kill()
            child.process.wait()
        _sweep(child.process.pid)


def _sweep(group: int) -> None:
    """Whatever the child left behind in its group."""
    try:
        os.killpg(group, signal.SIGKILL)
    except (ProcessLookupError, PermissionError):
        return


def find_dead(children: Iterable[Child]) -> Child | None:
    return next((child for child in children if not child.is_alive), None)
