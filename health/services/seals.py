"""Seals of the access log, and the file outside the database that keeps them.

A seal proves what came before it. Whoever can rewrite the whole database can cut off its tail too, so each seal is also
written where the database cannot reach: ``PMS_SEALS``, a file to be copied away.
"""

from dataclasses import dataclass
from pathlib import Path

from django.conf import settings
from django.db import connection, transaction


@dataclass(frozen=True, slots=True)
class Sealed:
    """``lines`` sealed now, and the newest seal in hexadecimal, empty before the first."""

    lines: int
    newest: str


@dataclass(frozen=True, slots=True)
class Fault:
    """``code``: chain, missing, changed, seal, or ``cut_off``: a kept seal that the database no longer has."""

    code: str
    seal: str


def seal_log() -> Sealed:
    """Seal every line that is committed by now: the mark in a transaction of its own, the hashing without a lock."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.access_watermark()")
        mark = cursor.fetchone()[0]
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT sealed, last_seal FROM health.seal_access_log(%s)", [mark])
        lines, newest = cursor.fetchone()
    return Sealed(lines, bytes(newest).hex() if newest else "")


def seal_and_keep() -> Sealed:
    """Seal, and write the seal to the file outside. Running it again writes no seal twice."""
    sealed = seal_log()
    if sealed.newest and settings.SEALS and sealed.newest not in kept():
        with Path(settings.SEALS).open("a", encoding="ascii") as file:
            file.write(f"{sealed.newest}\n")
    return sealed


def kept() -> list[str]:
    """The seals that were kept outside, oldest first."""
    path = Path(settings.SEALS) if settings.SEALS else None
    return path.read_text(encoding="ascii").split() if path is not None and path.exists() else []


def faults() -> list[Fault]:
    """Everything that is not as it was sealed, or that was sealed and is gone."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT problem, seal_id FROM health.verify_access_log()")
        found = [Fault(code, str(seal)) for code, seal in cursor.fetchall()]
        cursor.execute("SELECT encode(seal, 'hex') FROM health.access_seal")
        there = {seal for (seal,) in cursor.fetchall()}
    return [*found, *(Fault("cut_off", seal) for seal in kept() if seal not in there)]
