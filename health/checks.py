"""System check: nobody may empty what is append-only, except a test."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from health.selectors.clinicians import may_be_emptied


@register(Tags.database)
def only_tests_empty_what_is_append_only(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """firewall.E004: asked of the database at deployment (``check --database default``)."""
    if settings.TESTING or not databases or not settings.CLINICAL:
        return []
    if may_be_emptied():
        return [
            Error(
                "Append-only tables of health may be emptied: health.config.test_mode is true.",
                hint="As the owner: UPDATE health.config SET test_mode = false.",
                id="firewall.E004",
            )
        ]
    return []
