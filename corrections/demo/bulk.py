"""Loading millions of rows: guards off, rows in, guards on, and every guard looks at every row when it comes back.

Row triggers stay silent for what was loaded, so only what is generated to satisfy them is loaded this way.
"""

from collections.abc import Iterator, Sequence
from contextlib import contextmanager

from django.db import connection, models
from psycopg import sql

CONSTRAINTS = """
SELECT conname, contype::text, pg_get_constraintdef(oid) FROM pg_constraint
WHERE conrelid = %s::regclass AND contype IN ('f', 'x', 'u') ORDER BY contype DESC, conname
"""
INDEXES = """
SELECT c.relname, pg_get_indexdef(i.indexrelid) FROM pg_index i JOIN pg_class c ON c.oid = i.indexrelid
WHERE i.indrelid = %s::regclass AND NOT i.indisprimary
  AND NOT EXISTS (SELECT FROM pg_constraint k WHERE k.conindid = i.indexrelid AND k.conrelid = i.indrelid)
ORDER BY c.relname
"""


@contextmanager
def unguarded(tables: Sequence[type[models.Model]]) -> Iterator[None]:
    """Inside a transaction. Foreign keys, exclusions, indexes and triggers of these tables are off, then back."""
    run(sql.SQL("SET CONSTRAINTS ALL IMMEDIATE"))
    names = [model._meta.db_table for model in tables]
    kept = {name: take_off(name) for name in names}
    yield
    for name in names:
        put_back(name, *kept[name])
    run(sql.SQL("SET CONSTRAINTS ALL DEFERRED"))


def take_off(table: str) -> tuple[list[tuple[str, str, str]], list[tuple[str, str]]]:
    with connection.cursor() as cursor:
        cursor.execute(CONSTRAINTS, [table])
        constraints = cursor.fetchall()
        cursor.execute(INDEXES, [table])
        indexes = cursor.fetchall()
    run(sql.SQL("ALTER TABLE {} DISABLE TRIGGER USER").format(sql.Identifier(table)))
    for name, _kind, _definition in constraints:
        run(sql.SQL("ALTER TABLE {} DROP CONSTRAINT {}").format(sql.Identifier(table), sql.Identifier(name)))
    for name, _definition in indexes:
        run(sql.SQL("DROP INDEX {}").format(sql.Identifier(name)))
    return constraints, indexes


def put_back(table: str, constraints: list[tuple[str, str, str]], indexes: list[tuple[str, str]]) -> None:
    """Unique and exclusion first, the foreign keys last."""
    for _name, definition in indexes:
        run(sql.SQL(definition))
    for name, _kind, definition in constraints:
        add = sql.SQL("ALTER TABLE {} ADD CONSTRAINT {} {}")
        run(add.format(sql.Identifier(table), sql.Identifier(name), sql.SQL(definition)))
    run(sql.SQL("ALTER TABLE {} ENABLE TRIGGER USER").format(sql.Identifier(table)))
    run(sql.SQL("ANALYZE {}").format(sql.Identifier(table)))


def run(statement: sql.Composable) -> None:
    with connection.cursor() as cursor:
        cursor.cursor.execute(statement)
