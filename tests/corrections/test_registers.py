"""Every register that is only added to, for every login: grants and triggers, as PostgreSQL itself says them."""

import pytest
from django.apps import apps
from django.db import connection, models

from corrections.firewall import APPEND, READ, grants_of

PRISON = ("corrections", "inmates", "sentencing", "security", "programs", "visits")
ADDED_TO = [
    model
    for label in PRISON
    for model in apps.get_app_config(label).get_models()
    if grants_of(label).of(model.__name__)[0] in (APPEND, READ) and not model.__name__.startswith("Historical")
]
NOT_A_REGISTER = {
    "inmates.BoardVersion": "a counter, raised by triggers",
    "inmates.Signal": "set and ended by functions of schema health, which keep who it was",
    "inmates.SeenByHealth": "a moment, moved by functions of schema health",
    "inmates.AskHealth": "a moment, put away by functions of schema health",
}
MAY_CHANGE = """
SELECT r.rolname, p.privilege
FROM pg_roles r CROSS JOIN unnest(ARRAY['UPDATE', 'DELETE', 'TRUNCATE']) AS p(privilege)
WHERE r.rolname ~ '^(pms|cap)_' AND NOT r.rolsuper AND r.rolname NOT IN ('pms_owner', 'pms_migrator', 'pms_test')
  AND (has_table_privilege(r.oid, %(table)s::regclass, p.privilege)
       OR (p.privilege = 'UPDATE' AND has_any_column_privilege(r.oid, %(table)s::regclass, 'UPDATE')))
"""
# row triggers that fire before: bit 0 row, bit 1 before, bit 3 delete, bit 4 update
GUARDED = """
SELECT bool_or(t.tgtype & 8 > 0), bool_or(t.tgtype & 16 > 0)
FROM pg_trigger t
WHERE t.tgrelid = %(table)s::regclass AND NOT t.tgisinternal AND t.tgenabled IN ('O', 'A') AND t.tgtype & 3 = 3
"""


def asked(statement: str, model: type[models.Model]) -> list[tuple[object, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(statement, {"table": f"public.{model._meta.db_table}"})
        return list(cursor.fetchall())


def test_there_are_registers_to_sweep() -> None:
    assert len(ADDED_TO) > 40


@pytest.mark.django_db
@pytest.mark.parametrize("model", ADDED_TO, ids=lambda model: model._meta.label)
def test_no_login_may_change_delete_or_empty_a_register(model: type[models.Model]) -> None:
    assert asked(MAY_CHANGE, model) == []


@pytest.mark.django_db
@pytest.mark.parametrize("model", ADDED_TO, ids=lambda model: model._meta.label)
def test_the_owner_too_is_stopped_by_a_trigger(model: type[models.Model]) -> None:
    assert asked(GUARDED, model) == [(True, True)] or model._meta.label in NOT_A_REGISTER
