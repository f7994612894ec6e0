"""System checks: clinical tables stay in their schema, and no relation shows health from outside."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig, apps
from django.conf import settings
from django.core.checks import CheckMessage, Error, register


@register()
def clinical_tables_stay_in_their_schema(
    app_configs: Sequence[AppConfig] | None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """firewall.E001: a table of ``health`` outside schema health; E002: a relation that leads into health."""
    problems: list[CheckMessage] = []
    for model in apps.get_models(include_auto_created=True):
        if model._meta.app_label != "health":
            continue
        if not model._meta.db_table.startswith('health"."'):
            problems.append(
                Error(f"{model._meta.label} would be created in schema public.", id="firewall.E001", obj=model)
            )
        for field in model._meta.get_fields():
            if not (field.is_relation and field.concrete and (field.many_to_one or field.one_to_one)):
                continue
            other: Any = field.related_model
            remote: Any = field.remote_field
            if other._meta.app_label != "health" and not remote.hidden:
                problems.append(
                    Error(
                        f"{model._meta.label}.{field.name} shows health from outside.",
                        hint="Use related_name='+'.",
                        id="firewall.E002",
                        obj=model,
                    )
                )
    return problems


@register(deploy=True)
def the_test_transport_stays_in_tests(app_configs: Sequence[AppConfig] | None, **kwargs: Any) -> Iterable[CheckMessage]:
    """firewall.E003: one login that may take the clinical role is no boundary."""
    if settings.CLINICAL_TRANSPORT == "set_role" and not settings.TESTING:
        return [Error("The clinical transport 'set_role' is for tests only.", id="firewall.E003")]
    return []
