"""Who is a clinician, asked inside a clinical context: outside one PostgreSQL has nothing to show."""

from django.db import connection

from corrections.models import Prison, User
from health.models import Clinician, ClinicianPrison, SecondFactor


def of_user(user: User) -> Clinician | None:
    """The approved, not ended row of ``user``."""
    return Clinician.objects.filter(user=user, approved_at__isnull=False, ended_at__isnull=True).order_by("pk").first()


def second_factor_of(clinician: Clinician) -> SecondFactor | None:
    return SecondFactor.objects.filter(clinician=clinician).order_by("pk").first()


def prisons_of(clinician: Clinician) -> list[Prison]:
    """The prisons whose patients they treat, by name."""
    ids = list(ClinicianPrison.objects.filter(clinician=clinician).values_list("prison_id", flat=True))
    return list(Prison.objects.filter(pk__in=ids).order_by("name"))


def account(user_id: int) -> User | None:
    return User.objects.filter(pk=user_id, is_active=True).order_by("pk").first()


def may_be_emptied() -> bool:
    """Whether append-only tables may be emptied (``health.config.test_mode``): only ever in a test database."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT test_mode FROM health.config")
        return bool(cursor.fetchone()[0])


def users_of(prison_id: int | None) -> list[int]:
    """The accounts of those who treat the patients of a prison now."""
    found = ClinicianPrison.objects.filter(
        prison=prison_id, clinician__approved_at__isnull=False, clinician__ended_at__isnull=True
    )
    return list(found.values_list("clinician__user_id", flat=True))
