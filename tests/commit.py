"""What PostgreSQL checks at commit, checked at the end of an act inside a test's own transaction."""

from collections.abc import Callable
from typing import Any

from django.db import connection, transaction


def at_commit(act: Callable[..., Any], **arguments: Any) -> Any:
    """Run ``act`` as if it were committed: deferred constraints are checked, and a refusal undoes all of it."""
    with transaction.atomic():
        result = act(**arguments)
        with connection.cursor() as cursor:
            cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
            cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    return result


def delete_by_sql(table: str, pk: int) -> Callable[[], None]:
    """Past every protection of the ORM."""

    def act() -> None:
        with connection.cursor() as cursor:
            cursor.execute(f'DELETE FROM "{table}" WHERE id = %s', [pk])  # noqa: S608  (a table of ours)

    return act
