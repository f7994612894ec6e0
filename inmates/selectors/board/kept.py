"""Boards as they were last drawn, kept in this process for whoever asks for the same one.

A board is found by its tag: the count of changes that PostgreSQL keeps, the minute, and all that the reader may see.
Several tablets show one unit, and each of them comes back after every change: only the first has it drawn.
"""

from typing import Any

from django.db import connection

MOST = 300
_kept: dict[tuple[int, str], Any] = {}


def recall(unit_id: int, tag: str) -> Any:
    """What was kept under this tag, or ``None``.

    Inside a transaction nothing is found or kept: what it has written is only counted when it ends.
    """
    return None if connection.in_atomic_block else _kept.get((unit_id, tag))


def keep(unit_id: int, tag: str, drawn: Any) -> None:
    if connection.in_atomic_block:
        return
    if len(_kept) >= MOST:
        _kept.clear()
    _kept[unit_id, tag] = drawn


def forget() -> None:
    _kept.clear()
