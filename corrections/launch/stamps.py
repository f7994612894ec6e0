"""What was made from what: a stamp per product, so that nothing is made twice, nor by two at once."""

import fcntl
import hashlib
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from pathlib import Path

from corrections.launch import paths
from corrections.launch.datafolder import explain_disk


def digest(files: Iterable[Path], *words: str) -> str:
    """A fingerprint of the files' names and contents, and of the words."""
    total = hashlib.sha256()
    for word in words:
        total.update(word.encode() + b"\0")
    for file in sorted(files):
        total.update(file.name.encode() + b"\0" + file.read_bytes())
    return total.hexdigest()


def is_fresh(name: str, fingerprint: str) -> bool:
    stamp = paths.STAMPS / name
    return stamp.exists() and stamp.read_text() == fingerprint


def mark(name: str, fingerprint: str) -> None:
    paths.STAMPS.mkdir(parents=True, exist_ok=True)
    (paths.STAMPS / name).write_text(fingerprint)


def forget(name: str) -> None:
    """Before the making starts, so that one that is broken off is made again."""
    (paths.STAMPS / name).unlink(missing_ok=True)


@contextmanager
def one_at_a_time(name: str) -> Iterator[None]:
    """Whoever else of this checkout makes ``name`` waits, and then finds it fresh."""
    try:
        paths.VAR.mkdir(exist_ok=True)
        with (paths.VAR / f"{name}.lock").open("a") as lock:
            fcntl.flock(lock, fcntl.LOCK_EX)
            yield
    except OSError as trouble:
        raise explain_disk(trouble, paths.VAR) from trouble
