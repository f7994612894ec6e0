"""Who may touch which table, applied after every migrate and after every restore; idempotent and default-deny.

Each app says in ``<app>/grants.py`` what the web and the clinical login may do with its tables; a table that nobody
listed gets no privilege at all. Tables of schema ``health`` are granted by ``health/sql`` and never to the web login
(SECURITY.md 0 to 5; docs/adr/0001).
"""

from dataclasses import dataclass, field
from importlib import import_module
from importlib.util import find_spec
from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.db import connections, transaction
from django.db.backends.utils import CursorWrapper

READ = "SELECT"
APPEND = "SELECT, INSERT"
KEEP = "SELECT, INSERT, UPDATE"
FULL = "SELECT, INSERT, UPDATE, DELETE"
NONE = ""


@dataclass(frozen=True)
class Grants:
    """What a process may do with the tables of one app. ``tables`` overrides the default by model name."""

    web: str = NONE
    clinical: str = NONE
    tables: dict[str, tuple[str, str]] = field(default_factory=dict)

    def of(self, model_name: str) -> tuple[str, str]:
        if model_name.startswith("Historical"):
            return (APPEND if self.web else NONE, NONE)
        return self.tables.get(model_name, (self.web, self.clinical))


THIRD_PARTY = {
    "auth": Grants(READ, READ, {"Group": (KEEP, READ), "Group_permissions": (FULL, READ), "Permission": (READ, READ)}),
    "contenttypes": Grants(READ, READ),
    "sessions": Grants(FULL, NONE),
    "guardian": Grants(NONE, NONE),
    "account": Grants(FULL, NONE),
    "mfa": Grants(FULL, NONE),
    "socialaccount": Grants(FULL, NONE),
}


def grants_of(app_label: str) -> Grants:
    if app_label in THIRD_PARTY:
        return THIRD_PARTY[app_label]
    name = f"{apps.get_app_config(app_label).name}.grants"
    return import_module(name).GRANTS if find_spec(name) else Grants()


def apply(using: str = "default") -> None:
    """Re-own every table, revoke everything, grant what is listed. One transaction."""
    with transaction.atomic(using=using), connections[using].cursor() as cursor:
        quote = connections[using].ops.quote_name
        database = quote(connections[using].settings_dict["NAME"])
        cursor.execute(
            f"""REVOKE ALL ON DATABASE {database} FROM PUBLIC;
                GRANT CONNECT ON DATABASE {database}
                  TO cap_web, cap_clinical, cap_report, pms_migrator, pms_backup, pms_backup_prison;
                REVOKE ALL ON SCHEMA public FROM PUBLIC;
                GRANT USAGE, CREATE ON SCHEMA public TO pms_owner;
                GRANT USAGE ON SCHEMA public TO cap_web, cap_clinical, cap_report, pms_backup_prison"""
        )
        own_and_revoke(cursor)
        existing = set(connections[using].introspection.table_names(cursor))
        for model in apps.get_models(include_auto_created=True):
            table = model._meta.db_table
            if table not in existing or '"."' in table:
                continue
            web, clinical = grants_of(model._meta.app_label).of(model.__name__)
            for role, privileges in (("cap_web", web), ("cap_clinical", clinical)):
                if privileges:
                    cursor.execute(f"GRANT {privileges} ON {quote(table)} TO {role}")
        cursor.execute("GRANT USAGE ON ALL SEQUENCES IN SCHEMA public TO cap_web, cap_clinical")
        cursor.execute("GRANT SELECT ON django_migrations TO cap_web, cap_clinical")
        cursor.execute("GRANT UPDATE (last_login, password) ON corrections_user TO cap_clinical")
        for what in ("TABLES", "SEQUENCES"):
            cursor.execute(f"GRANT SELECT ON ALL {what} IN SCHEMA public TO pms_backup_prison")
        for script in scripts():
            cursor.execute(script.read_text())
        if settings.CTX_KEY:
            cursor.execute("SELECT health.load_ctx_key(convert_to(%s, 'UTF8'))", [settings.CTX_KEY])


def own_and_revoke(cursor: CursorWrapper) -> None:
    """Everything in public belongs to its owner and to nobody else, functions and sequences included."""
    cursor.execute(
        """
        DO $$
        DECLARE r record;
        BEGIN
          FOR r IN SELECT c.oid::regclass AS t FROM pg_class c JOIN pg_namespace n ON n.oid = c.relnamespace
                   WHERE n.nspname = 'public' AND c.relkind IN ('r', 'p', 'v', 'm')
                     AND c.relowner <> 'pms_owner'::regrole
          LOOP EXECUTE format('ALTER TABLE %s OWNER TO pms_owner', r.t); END LOOP;
          FOR r IN SELECT c.oid::regclass AS t FROM pg_class c
                   WHERE c.relnamespace = 'public'::regnamespace AND c.relkind = 'S'
                     AND c.relowner <> 'pms_owner'::regrole
                     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = c.oid AND d.deptype IN ('a', 'i', 'e'))
          LOOP EXECUTE format('ALTER SEQUENCE %s OWNER TO pms_owner', r.t); END LOOP;
          FOR r IN SELECT p.oid::regprocedure AS f FROM pg_proc p
                   WHERE p.pronamespace = 'public'::regnamespace AND p.prokind = 'f'
                     AND p.proowner <> 'pms_owner'::regrole
                     AND NOT EXISTS (SELECT FROM pg_depend d WHERE d.objid = p.oid AND d.deptype = 'e')
          LOOP EXECUTE format('ALTER FUNCTION %s OWNER TO pms_owner', r.f); END LOOP;
        END $$;
        REVOKE ALL ON ALL TABLES IN SCHEMA public FROM PUBLIC, cap_web, cap_clinical, cap_report;
        REVOKE ALL ON ALL SEQUENCES IN SCHEMA public FROM PUBLIC, cap_web, cap_clinical, cap_report;
        """
    )


def scripts() -> list[Path]:
    """The SQL that apps run after the grants, such as the firewall of schema health."""
    return [
        script
        for config in apps.get_app_configs()
        if Path(config.path).parent == Path(settings.BASE_DIR)
        for script in sorted((Path(config.path) / "sql").glob("after_migrate*.sql"))
    ]
