"""What every clinical model is made of: a table in schema health, and a manager that wants a clinical context."""

from typing import Any, ClassVar, Self, TypeVar

from django.db import models
from simple_history.models import HistoricalRecords

from health.context import ClinicalContextRequired, current

M = TypeVar("M", bound=models.Model)


def table(name: str) -> str:
    """A table of schema health by its whole name: without the schema it would fail, never land in public."""
    return f'health"."{name}'


class ClinicalManager(models.Manager[M]):
    """PostgreSQL would show nothing outside a context; this says why, before it is asked."""

    def get_queryset(self) -> models.QuerySet[M]:
        if current() is None:
            raise ClinicalContextRequired(f"{self.model.__name__} was used outside a clinical context")
        return super().get_queryset()


class ClinicalModel(models.Model):
    objects: ClassVar[ClinicalManager[Self]] = ClinicalManager()

    class Meta:
        abstract = True
        base_manager_name = "objects"
        default_manager_name = "objects"
        default_permissions = ()


class ClinicalHistoricalRecords(HistoricalRecords):  # type: ignore[misc]
    """History in schema health too: left to itself the library puts it in public, rows and many-to-many rows alike."""

    def get_meta_options(self, model: type[models.Model]) -> dict[str, Any]:
        return self._inside(super().get_meta_options(model), model)

    def get_meta_options_m2m(self, through_model: type[models.Model]) -> dict[str, Any]:
        return self._inside(super().get_meta_options_m2m(through_model), through_model)

    def _inside(self, options: dict[str, Any], model: type[models.Model]) -> dict[str, Any]:
        return options | {"db_table": model._meta.db_table + "_history", "default_permissions": ()}
