"""Django's PostgreSQL backend that also sees tables written as ``schema"."table`` (Django ticket 6148).

Without it a test that flushes the database would miss the tables in ``health`` and their rows would leak into the next.

It also reads moments with psycopg's compiled loader. Django's own replaces the time zone of each moment in Python,
which on a board of 80 people is a quarter of the page. Connections are in UTC, where both give the same value.

And it sends ids as what they are. The index of an exclusion constraint (btree_gist) cannot look for a ``smallint``
among ``bigint``: asked for the periods of one person, it would read those of everyone.
"""

import datetime as dt
from functools import lru_cache
from typing import Any

import psycopg
from django.db.backends.postgresql.base import DatabaseWrapper as PostgresWrapper
from django.db.backends.postgresql.base import ServerSideCursor
from django.db.backends.postgresql.introspection import DatabaseIntrospection as PostgresIntrospection
from django.db.backends.postgresql.introspection import TableInfo
from psycopg.adapt import AdaptersMap, Dumper, PyFormat
from psycopg.types.datetime import TimestamptzLoader
from psycopg.types.numeric import Int8, IntDumper

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

    def get_connection_params(self) -> dict[str, Any]:
        params = super().get_connection_params()
        params["context"] = adapted(params["context"], in_utc=self.timezone is dt.UTC)
        return params

    def create_cursor(self, name: str | None = None) -> Any:
        """As Django's, without asking the loader of moments for its time zone, which the compiled one cannot tell."""
        if self.timezone is not dt.UTC:
            return super().create_cursor(name)
        if not name:
            return self.connection.cursor()
        options = {"name": name, "scrollable": False, "withhold": self.connection.autocommit}
        if self.settings_dict["OPTIONS"].get("server_side_binding"):
            return self.connection.cursor(**options)
        return ServerSideCursor(self.connection, **options)  # type: ignore[call-arg]  # psycopg's, with Django's stub


class BigintDumper(IntDumper):
    """Sends a whole number as ``bigint``, as our ids are; psycopg's own sends the smallest type that holds it."""

    def upgrade(self, obj: int, format: PyFormat) -> Dumper:  # noqa: A002  (psycopg's name)
        return BIGINT if -MOST <= obj < MOST else super().upgrade(obj, format)  # type: ignore[return-value]


BIGINT = psycopg.adapters.get_dumper(Int8, PyFormat.TEXT)(Int8)  # the compiled one where there is one
MOST = 2**63


@lru_cache
def adapted(context: AdaptersMap, *, in_utc: bool) -> AdaptersMap:
    """Django's adapters with ours: the compiled loader of moments where there is one, and whole numbers as bigint."""
    ours = AdaptersMap(context)
    ours.register_dumper(int, BigintDumper)
    if in_utc:
        ours.register_loader("timestamptz", TimestamptzLoader)
    return ours
