"""Which processes still know a folder: by their command line or their environment."""

import os
import time
from pathlib import Path


def left_behind(folder: Path) -> list[str]:
    own = str(os.getpid())
    return [f"{pid}: {words}" for pid, words in _processes() if pid != own and str(folder) in words]


def wait_until_nothing_is_left(folder: Path, deadline: float) -> None:
    while found := left_behind(folder):
        assert time.monotonic() < deadline, found
        time.sleep(0.1)


def _processes() -> list[tuple[str, str]]:
    return [(entry.name, _words(entry)) for entry in Path("/proc").iterdir() if entry.name.isdigit()]


def _words(entry: Path) -> str:
    """A process that has ended meanwhile, or belongs to somebody else, has nothing to say."""
    try:
        told = (entry / "cmdline").read_bytes() + b" " + (entry / "environ").read_bytes()
    except OSError:
        return ""
    return told.replace(b"\0", b" ").decode(errors="replace")
