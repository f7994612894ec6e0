"""Many rows at once, each with its history: COPY for the rows, one INSERT … SELECT for the history.

Every constraint and trigger decides as for a single row. For bulk jobs; services of one act use ``save()``.
"""

from collections.abc import Iterable, Sequence
from datetime import datetime
from typing import Any, TypeVar

from django.db import connection, models
from django.db.models.expressions import DatabaseDefault
from psycopg import sql
from simple_history.utils import get_history_model_for_model

from corrections.models import User

M = TypeVar("M", bound=models.Model)


def insert_with_history(rows: Iterable[M], *, by: User | None, at: datetime, reason: str = "") -> list[M]:
    """Insert the rows, all of one model that keeps history, and give each its id. ``reason`` goes to the history."""
    rows = insert(rows)
    if rows:
        add_history(type(rows[0]), [row.pk for row in rows], by=by, at=at, reason=reason)
    return rows


def insert(rows: Iterable[M]) -> list[M]:
    """Insert the rows, all of one model that keeps no history, and give each its id."""
    rows = list(rows)
    if not rows:
        return rows
    model = type(rows[0])
    for row, pk in zip(rows, reserve(model, len(rows)), strict=True):
        row.pk = pk
    fields = [field for field in model._meta.concrete_fields if not field.generated]
    statement = sql.SQL("COPY {} ({}) FROM STDIN").format(
        sql.Identifier(model._meta.db_table), columns_of([str(field.column) for field in fields])
    )
    names = [field.attname for field in fields]
    with connection.cursor() as cursor, connection.wrap_database_errors, cursor.cursor.copy(statement) as stream:
        for row in rows:
            values = row.__dict__
            stream.write_row([plain(values[name]) for name in names])
    for row in rows:
        row._state.adding, row._state.db = False, connection.alias
    return rows


def plain(value: Any) -> Any:
    """What the database would have filled in: COPY names every column, so the value is written."""
    return getattr(value, "expression").value if isinstance(value, DatabaseDefault) else value  # noqa: B009  (untyped)


def add_history(
    model: type[models.Model], ids: Sequence[int], *, by: User | None, at: datetime, reason: str = ""
) -> None:
    """History rows that say: created, as they stand now."""
    history = get_history_model_for_model(model)
    own = {field.column for field in model._meta.concrete_fields}
    shared = columns_of([field.column for field in history._meta.concrete_fields if field.column in own])
    statement = sql.SQL(
        "INSERT INTO {history} ({shared}, history_date, history_change_reason, history_type, history_user_id) "
        "SELECT {shared}, %s, %s, '+', %s FROM {table} WHERE id = ANY(%s) ORDER BY id"
    ).format(history=sql.Identifier(history._meta.db_table), shared=shared, table=sql.Identifier(model._meta.db_table))
    with connection.cursor() as cursor:
        cursor.execute(statement.as_string(), [at, reason or None, by.pk if by else None, list(ids)])


def columns_of(names: Sequence[str]) -> sql.Composed:
    return sql.SQL(", ").join(map(sql.Identifier, names))


def reserve(model: type[models.Model], count: int) -> list[int]:
    """That many ids from the model's sequence."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT nextval(pg_get_serial_sequence(%s, 'id')) FROM generate_series(1, %s)",
            [model._meta.db_table, count],
        )
        return [row[0] for row in cursor.fetchall()]
