"""What PostgreSQL's own catalogue says about the wall around health."""

import pytest
from django.db import connection

from corrections import firewall

pytestmark = pytest.mark.django_db

OWN = """
SELECT c.relname FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
WHERE n.nspname = 'health' AND c.relkind IN ('r', 'p', 'v', 'm', 'S')
"""


def rows(sql: str, *params: str) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, params or None)
        return list(cursor.fetchall())


def test_there_is_something_behind_the_wall() -> None:
    names = {str(name) for (name,) in rows(OWN)}
    assert {"clinician", "clinician_history", "clinician_prison", "second_factor", "session", "ctx_key"} <= names


def test_everything_in_health_belongs_to_its_owner() -> None:
    assert rows(OWN + "AND c.relowner <> 'health_owner'::regrole") == []


def test_every_table_in_health_denies_rows_by_default() -> None:
    assert rows(OWN + "AND c.relkind IN ('r', 'p') AND NOT c.relrowsecurity") == []


PRIVILEGES = {
    "schema": "SELECT 1 WHERE has_schema_privilege(%s, 'health', 'USAGE, CREATE')",
    "tables": OWN
    + """AND CASE WHEN c.relkind <> 'S' THEN
        has_table_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, DELETE, TRUNCATE, REFERENCES, TRIGGER') END""",
    "columns": OWN
    + """AND CASE WHEN c.relkind <> 'S' THEN
        has_any_column_privilege(%s, c.oid, 'SELECT, INSERT, UPDATE, REFERENCES') END""",
    "sequences": OWN
    + """AND CASE WHEN c.relkind = 'S' THEN
        has_sequence_privilege(%s, c.oid, 'USAGE, SELECT, UPDATE') END""",
    "functions": """SELECT p.proname FROM pg_proc p
        WHERE p.pronamespace = 'health'::regnamespace AND has_function_privilege(%s, p.oid, 'EXECUTE')""",
}


@pytest.mark.parametrize("role", ["cap_web", "cap_report", "pms_web", "pms_report", "pms_owner", "pms_backup_prison"])
@pytest.mark.parametrize("kind", PRIVILEGES)
def test_no_other_login_has_any_privilege_in_health(role: str, kind: str) -> None:
    assert rows(PRIVILEGES[kind], role) == []


def test_nothing_in_health_is_granted_to_public() -> None:
    """Grantee 0 is PUBLIC; a function with no ACL at all may be executed by PUBLIC."""
    open_functions = """
    SELECT p.proname FROM pg_proc p WHERE p.pronamespace = 'health'::regnamespace
      AND (p.proacl IS NULL OR EXISTS (SELECT FROM aclexplode(p.proacl) a WHERE a.grantee = 0))"""
    open_tables = OWN + "AND EXISTS (SELECT FROM aclexplode(c.relacl) a WHERE a.grantee = 0)"
    assert rows(open_functions) == []
    assert rows(open_tables) == []


def test_every_definer_function_pins_its_search_path() -> None:
    """Else a caller could put a table or an operator of his own in its way. Everywhere, not in health alone."""
    loose = """
    SELECT p.oid::regprocedure FROM pg_proc p JOIN pg_namespace n ON n.oid = p.pronamespace
    WHERE p.prosecdef AND n.nspname NOT IN ('pg_catalog', 'information_schema')
      AND NOT EXISTS (SELECT FROM unnest(p.proconfig) s WHERE s LIKE 'search_path=pg_catalog%')"""
    assert rows(loose) == []


STATE = """
SELECT 'table', c.oid::regclass::text, c.relowner::regrole::text,
  (SELECT array_agg(a::text ORDER BY a::text) FROM unnest(c.relacl) a)::text FROM pg_class c
  WHERE c.relnamespace IN ('health'::regnamespace, 'public'::regnamespace)
UNION ALL SELECT 'column', a.attrelid::regclass::text || '.' || a.attname, '', a.attacl::text
  FROM pg_attribute a JOIN pg_class c ON c.oid = a.attrelid
  WHERE c.relnamespace IN ('health'::regnamespace, 'public'::regnamespace) AND a.attacl IS NOT NULL
UNION ALL SELECT 'function', p.oid::regprocedure::text, p.proowner::regrole::text, p.proacl::text
  FROM pg_proc p WHERE p.pronamespace = 'health'::regnamespace
UNION ALL SELECT 'policy', tablename || '.' || policyname, cmd, coalesce(qual, '') || coalesce(with_check, '')
  FROM pg_policies
UNION ALL SELECT 'trigger', tgrelid::regclass::text || '.' || tgname, tgenabled::text, ''
  FROM pg_trigger WHERE NOT tgisinternal
ORDER BY 1, 2, 3, 4"""


def test_applying_the_firewall_again_changes_nothing() -> None:
    before = rows(STATE)
    firewall.apply()
    assert rows(STATE) == before
    firewall.apply()
    assert rows(STATE) == before
