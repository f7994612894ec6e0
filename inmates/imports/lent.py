"""Columns of the register that an upper floor reads and writes, so that no arrow points up.

An app lends the register its columns from ``panels.py``. ``read`` judges one row, ``write`` stores a whole batch in the
transaction that made the stays.
"""

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.utils.functional import Promise

from corrections.models import User
from corrections.registries import Slot
from inmates.imports.findings import Finding
from inmates.imports.table import Column
from inmates.models import Stay


@dataclass(frozen=True, slots=True)
class Held:
    """What the row says about the stay: the legal basis, the cell it was read from, and from when."""

    kind: str
    status: str
    admitted_on: date
    today: date


@dataclass(slots=True)
class Reading:
    """What was read. With reasons the row is refused; ``basis_since`` is when the legal basis began, if later than
    the reception (before it, the person was held on remand)."""

    value: Any = None
    basis_since: date | None = None
    reasons: list[Finding] = field(default_factory=list)
    warnings: list[Finding] = field(default_factory=list)


@dataclass(frozen=True, slots=True)
class LentColumns:
    columns: tuple[Column, ...]
    read: Callable[[Mapping[str, str], Held], Reading]
    write: Callable[..., None]
    words: Mapping[str, str | Promise]


Written = list[tuple[Stay, Any]]
Write = Callable[[Written, User | None, datetime], None]

lent_columns: Slot[LentColumns] = Slot("lent_columns")
