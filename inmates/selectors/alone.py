"""Asking something that may fail without taking the rest of the page with it."""

import logging
from collections.abc import Callable
from contextlib import AbstractContextManager, nullcontext
from typing import Any, TypeVar

from django.db import connection, transaction

T = TypeVar("T")
log = logging.getLogger(__name__)


def alone() -> AbstractContextManager[Any]:
    """A savepoint where a transaction is open, so that a failed statement does not spoil it; else nothing is needed."""
    return transaction.atomic() if connection.in_atomic_block else nullcontext()


def attempt(what: str, ask: Callable[[], T], otherwise: T) -> T:
    """What ``ask`` answers, or ``otherwise`` when it fails. Whatever went wrong is written down and stays there."""
    try:
        with alone():
            return ask()
    except Exception:  # whatever it is, the rest of the page stands
        log.exception("%s failed", what)
        return otherwise
