"""Looking at pages in tests: signed in as somebody, at an instant, counting what is asked of the database."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import datetime
from typing import Any

from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext

from corrections.models import User


def signed_in(user: User, *, language: str = "en") -> Client:
    if user.language != language:
        user.language = language
        user.save(update_fields=["language"])
    client = Client()
    client.force_login(user)
    return client


def text_of(response: Any) -> str:
    """What the page says, without its markup's line breaks."""
    return " ".join(response.content.decode().split())


@contextmanager
def counted() -> Iterator[list[str]]:
    """The statements of the block, without savepoints."""
    statements: list[str] = []
    with CaptureQueriesContext(connection) as queries:
        yield statements
    statements.extend(q["sql"] for q in queries if "SAVEPOINT" not in q["sql"])


def statements_for(client: Client, address: str, **query: str) -> int:
    """How many statements a page takes once the process has warmed up."""
    client.get(address, query)
    with counted() as statements:
        assert client.get(address, query).status_code == 200
    return len(statements)


def at_instant(monkeypatch: Any, at: datetime) -> None:
    """Every request from here on arrives at ``at``."""
    monkeypatch.setattr("corrections.middleware.now", lambda: at)
