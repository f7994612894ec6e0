"""The pitfalls of SECURITY.md 4 by their numbers: here, or in the test that is named beside the number.

Those that lie in how Django is used stand in ``test_pitfalls_of_code``.
"""

import re
from collections.abc import Callable
from typing import Any

import pytest
from django.apps import apps
from django.conf import settings
from django.db import connection, models

from corrections import firewall
from tests.corrections import test_firewall
from tests.health import test_catalogue, test_context, test_pitfalls_of_code, test_processes, test_record
from tests.launch import test_services

pytestmark = pytest.mark.django_db
OURS = list(apps.get_app_config("health").get_models(include_auto_created=True))

HELD_ELSEWHERE: dict[int, Callable[..., Any]] = {
    6: test_catalogue.test_everything_in_health_belongs_to_its_owner,
    7: test_catalogue.test_applying_the_firewall_again_changes_nothing,
    11: test_context.test_nothing_of_a_context_is_left_behind,
    25: test_processes.test_a_session_of_the_web_process_is_nothing_in_the_clinical_one_and_the_reverse,
    27: test_record.test_whoever_opens_reads_and_takes_it_back_has_read_nothing,
    28: test_services.test_each_redis_user_has_its_own_keys_and_queues,
    29: test_firewall.test_the_clinical_login_changes_two_columns_of_an_account_and_no_other,
}
DENIED_TO_WEB = {
    14: ["a message to all"],
    15: ["a large object", "a large object, opened"],
    16: ["what others run", "what others run, by function"],
    24: ["delete a person", "change the history"],
}


def rows(sql: str, *values: str) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(sql, values or None)
        return list(cursor.fetchall())


def test_all_thirty_are_held() -> None:
    names = " ".join(name for name in [*globals(), *vars(test_pitfalls_of_code)] if name.startswith("test_"))
    by_name = {int(number) for number in re.findall(r"(?<=_)\d+(?=_)", names)}
    assert by_name | set(HELD_ELSEWHERE) | set(DENIED_TO_WEB) == set(range(1, 31))


@pytest.mark.parametrize("number", HELD_ELSEWHERE)
def test_the_test_that_holds_it_is_one_that_runs(number: int) -> None:
    assert HELD_ELSEWHERE[number].__name__.startswith("test_")


@pytest.mark.parametrize("number", DENIED_TO_WEB)
def test_the_web_login_runs_into_it(number: int) -> None:
    assert set(DENIED_TO_WEB[number]) <= set(test_firewall.DENIED)


def test_1_and_2_no_table_of_health_stands_in_public_history_and_many_to_many_included() -> None:
    wrong = [model._meta.label for model in OURS if not model._meta.db_table.startswith('health"."')]
    assert not wrong
    assert (
        rows("SELECT relname FROM pg_class WHERE relnamespace = 'public'::regnamespace AND relname ~ '^health'") == []
    )


def test_3_the_backend_sees_the_tables_of_health() -> None:
    with connection.cursor() as cursor:
        seen = set(connection.introspection.table_names(cursor))
    assert {model._meta.db_table for model in OURS} <= seen


def test_4_what_is_append_only_may_be_emptied_in_a_test_and_only_the_owner_says_so() -> None:
    assert rows("SELECT test_mode FROM health.config") == [(True,)]
    assert rows("SELECT has_table_privilege('cap_clinical', 'health.config', 'UPDATE')") == [(False,)]


def test_5_the_wall_is_applied_by_the_scripts_of_the_apps() -> None:
    names = [script.name for script in firewall.scripts() if script.parent.parent.name == "health"]
    assert names[0] == "after_migrate.sql"
    assert {"after_migrate_record.sql", "after_migrate_wall.sql"} <= set(names)


def test_8_and_9_a_policy_asks_who_it_is_once_a_statement_and_not_once_a_row() -> None:
    found = rows(
        "SELECT policyname, coalesce(qual, '') || coalesce(with_check, '') FROM pg_policies WHERE schemaname = 'health'"
    )
    calls = [(name, call) for name, text in found for call in re.findall(r"(.{0,9})health\.ctx_\w+\(", text)]
    assert calls
    assert [name for name, before in calls if not before.rstrip().endswith("SELECT")] == []


def test_13_deleting_looks_into_no_table_of_health() -> None:
    deletes = [
        f"{model._meta.label}.{field.name}"
        for model in OURS
        for field in model._meta.get_fields()
        if isinstance(field, models.ForeignKey)
        and field.name != "history_user"
        and field.remote_field.on_delete is not models.DO_NOTHING
    ]
    assert not deletes


def test_17_failing_sql_of_the_clinical_login_never_reaches_the_log_of_the_server() -> None:
    ((options,),) = rows("SELECT rolconfig FROM pg_roles WHERE rolname = 'pms_clinical'")
    assert {
        "log_min_messages=fatal",
        "log_min_error_statement=panic",
        "log_min_duration_statement=-1",
        "log_statement=none",
    } <= set(options)


def test_18_the_login_of_backups_sees_rows_and_changes_none() -> None:
    assert rows("SELECT rolbypassrls, rolsuper FROM pg_roles WHERE rolname = 'pms_backup'") == [(True, False)]
    assert rows("SELECT has_table_privilege('pms_backup', 'health.note', 'INSERT, UPDATE, DELETE')") == [(False,)]


def test_19_what_a_restore_loses_of_the_database_the_wall_gives_back() -> None:
    """A restored database lets PUBLIC connect and make temporary tables again, until the wall is applied."""
    name = connection.ops.quote_name(connection.settings_dict["NAME"])
    open_ = """SELECT a.privilege_type FROM pg_database d, aclexplode(d.datacl) a
        WHERE d.datname = current_database() AND a.grantee = 0"""
    with connection.cursor() as cursor:
        cursor.execute(f"GRANT CONNECT, TEMPORARY ON DATABASE {name} TO PUBLIC")
    assert len(rows(open_)) == 2
    firewall.apply()
    assert rows(open_) == []


def test_22_nobody_is_granted_the_permissions_by_number_of_guardian() -> None:
    for table in ("guardian_userobjectpermission", "guardian_groupobjectpermission"):
        for role in ("cap_web", "cap_clinical"):
            held = "SELECT has_table_privilege(%s, %s, 'SELECT, INSERT, UPDATE, DELETE')"
            assert rows(held, role, table) == [(False,)]


def test_30_there_is_no_admin_and_no_permission_about_health() -> None:
    assert "django.contrib.admin" not in settings.INSTALLED_APPS
    assert (
        rows(
            """SELECT p.codename FROM auth_permission p JOIN django_content_type c ON c.id = p.content_type_id
        WHERE c.app_label = 'health'"""
        )
        == []
    )
    assert {model._meta.label for model in OURS if model._meta.default_permissions} == set()
