"""Who is signed in, read in two prepared statements: the session, and the user with their own unit and its prison.

Every request and every poll pays for this, so it is written out: building the same two queries through the ORM costs
several times what PostgreSQL does for them (docs/benchmarks.md).
"""

from functools import cache
from typing import Any

from allauth.account.auth_backends import AuthenticationBackend
from django.contrib.sessions.backends.db import SessionStore as DatabaseStore
from django.contrib.sessions.models import Session
from django.db import connection
from django.db.models import Model

from corrections.models import Prison, Unit, User

SESSION = "SELECT session_data FROM django_session WHERE session_key = %s AND expire_date > now()"


class SessionStore(DatabaseStore):
    """Sessions of the web process: Django's own, but for how one is read."""

    @classmethod
    def get_model_class(cls) -> type[Session]:
        return Session

    def load(self) -> dict[str, Any]:
        with connection.cursor() as cursor:
            cursor.execute(SESSION, [self.session_key])
            found = cursor.fetchone()
        if found is None:
            self._session_key = None
            return {}
        return self.decode(found[0])


class StaffBackend(AuthenticationBackend):  # type: ignore[misc]
    """allauth's, with the person's own unit and prison read beside them: the bar above every page names both."""

    def get_user(self, user_id: int | str) -> User | None:
        with connection.cursor() as cursor:
            cursor.execute(user_query(), [int(user_id)])
            row = cursor.fetchone()
        if row is None:
            return None
        user, unit, prison = parts(row)
        if unit is not None:
            unit.prison = prison
        user.home_unit = unit
        return user if self.user_can_authenticate(user) else None


@cache
def user_query() -> str:
    columns = ", ".join(f"{alias}.{name}" for alias, model in TABLES.items() for name in columns_of(model))
    return f"""
        SELECT {columns} FROM corrections_user person
        LEFT JOIN corrections_unit unit ON unit.id = person.home_unit_id
        LEFT JOIN corrections_prison prison ON prison.id = unit.prison_id
        WHERE person.id = %s
    """  # noqa: S608  (columns of our models; the value is a parameter)


TABLES: dict[str, type[Model]] = {"person": User, "unit": Unit, "prison": Prison}


@cache
def columns_of(model: type[Model]) -> tuple[str, ...]:
    return tuple(str(field.column) for field in model._meta.concrete_fields)


def parts(row: tuple[Any, ...]) -> list[Any]:
    """The row cut into its models; one that was joined and is not there is ``None``."""
    found: list[Model | None] = []
    for model in TABLES.values():
        names = [field.attname for field in model._meta.concrete_fields]
        values, row = row[: len(names)], row[len(names) :]
        found.append(model.from_db("default", names, values) if values[0] is not None else None)
    return found
