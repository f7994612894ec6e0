"""What was made from what: a stamp per product, so that nothing is made twice."""

import hashlib
from collections.abc import Iterable
from pathlib import Path

from corrections.launch import paths


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
