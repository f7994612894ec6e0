"""The clinical context: the only door to schema health. One call, three transports.

A context is one transaction on one connection. It carries who is asking, signed with a key that only the clinical
process and a table that no login can read hold, so that an injected statement cannot become somebody else
(docs/adr/0001).

``login``     the clinical process: its database login may reach schema health
``set_role``  tests: the one login takes the clinical role for the length of the context
``owner``     the migrator: commands that begin what nobody inside can begin yet
``absent``    every other process: there is no door
"""

import hashlib
import hmac
import logging
import time
import uuid
from collections.abc import Iterator
from contextlib import contextmanager
from contextvars import ContextVar
from dataclasses import dataclass, field
from typing import Any

from django.conf import settings
from django.core.exceptions import ImproperlyConfigured
from django.db import connection, transaction

SECONDS = 60
log = logging.getLogger("health.altered")
PROCESS = 0  # nobody's number: the clinical process itself, at work on the keys of texts


@dataclass(frozen=True)
class Context:
    """``keys``: by patient and number, the rows of health.patient_key that were read in it. They end with it.

    ``altered``: table, column and row of each text that is not what was written there. Told when the context ends.
    """

    user_id: int
    request_id: uuid.UUID
    keys: dict[int, dict[int, Any]] = field(default_factory=dict, repr=False, compare=False)
    altered: set[tuple[str, str, int]] = field(default_factory=set, repr=False, compare=False)


class ClinicalContextRequired(PermissionError):
    """Health data was asked for outside a clinical context."""


_current: ContextVar[Context | None] = ContextVar("clinical_context", default=None)


def current() -> Context | None:
    return _current.get()


def sign_ctx(user_id: int, request_id: uuid.UUID, *, seconds: int = SECONDS) -> str:
    """``v1|user|expires|request|mac``: good for one user and about one request."""
    message = f"v1|{int(user_id)}|{int(time.time()) + seconds}|{request_id}"
    return f"{message}|{hmac.digest(settings.CTX_KEY.encode(), message.encode(), hashlib.sha256).hex()}"


@contextmanager
def clinical_context(user_id: int, request_id: uuid.UUID | None = None) -> Iterator[Context]:
    """Enter schema health as ``user_id`` for one transaction. One request has one ``request_id``, in the log too."""
    transport = settings.CLINICAL_TRANSPORT
    if transport == "absent":
        raise ImproperlyConfigured(
            "This process has no clinical database login: health is reached from PMS_PROCESS=clinical."
        )
    if _current.get() is not None:
        raise RuntimeError("clinical contexts do not nest")
    context = Context(user_id, request_id or uuid.uuid4())
    token = _current.set(context)
    try:
        with transaction.atomic(durable=transport == "login"):
            _enter(transport, sign_ctx(context.user_id, context.request_id))
            yield context
            _tell(context)
            # Only on success: a released savepoint keeps SET LOCAL until the outer commit. After an error nothing can
            # be sent and nothing need be, for the rollback undoes it.
            _leave(transport)
    finally:
        _current.reset(token)


def _tell(context: Context) -> None:
    """Each altered text once: a row for the leader of the clinic, and a line for who runs the system. No word of it."""
    if not context.altered:
        return
    with connection.cursor() as cursor:
        for table, column, row in sorted(context.altered):
            cursor.execute("SELECT health.report_altered(%s, %s, %s, now())", [table, column, row])
            if cursor.fetchone()[0]:
                log.error("A text was altered outside the system: %s %s %s", table, row, column)


def _enter(transport: str, token: str) -> None:
    with connection.cursor() as cursor:
        if transport == "set_role":
            cursor.execute("SELECT set_config('role', 'cap_clinical', true), set_config('pms.ctx', %s, true)", [token])
        else:
            cursor.execute("SELECT set_config('pms.ctx', %s, true)", [token])


def _leave(transport: str) -> None:
    with connection.cursor() as cursor:
        if transport == "set_role":
            cursor.execute("SELECT set_config('role', 'none', true), set_config('pms.ctx', '', true)")
        else:
            cursor.execute("SELECT set_config('pms.ctx', '', true)")
