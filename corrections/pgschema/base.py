"""Django's PostgreSQL backend that also sees tables written as ``schema"."table`` (Django ticket 6148).

Without it a test that flushes the database would miss the tables in ``health`` and their rows would leak into the next.
"""

from typing import Any

from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.backends.postgresql.introspection import DatabaseIntrospection as PostgresIntrospection
from django.db.backends.postgresql.introspection import TableInfo

SCHEMAS = ("health",)


class DatabaseIntrospection(PostgresIntrospection):
    def get_table_list(self, cursor: Any) -> list[Any]:
        rows = list(super().get_table_list(cursor))
        cursor.execute(
            """
            SELECT n.nspname || '"."' || c.relname,
                   CASE WHEN c.relispartition THEN 'p' WHEN c.relkind IN ('m', 'v') THEN 'v' ELSE 't' END,
                   obj_description(c.oid, 'pg_class')
            FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
            WHERE c.relkind IN ('r', 'p', 'v', 'm') AND n.nspname = ANY(%s::text[]) AND NOT pg_table_is_visible(c.oid)
            """,
            [list(SCHEMAS)],
        )
        return rows + [TableInfo(*row) for row in cursor.fetchall()]


class DatabaseWrapper(PostgresWrapper):
    introspection_class = DatabaseIntrospection
