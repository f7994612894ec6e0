"""System checks, asked of the database at deployment: nobody but a test may empty what is append-only, and the
clinical process has every key that a record needs."""

from collections.abc import Iterable, Sequence
from typing import Any

from django.apps import AppConfig
from django.conf import settings
from django.core.checks import CheckMessage, Error, Tags, register

from health import secrets
from health.selectors.clinicians import may_be_emptied
from health.services import keys


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


@register(Tags.database)
def every_record_can_be_read(
    app_configs: Sequence[AppConfig] | None, databases: Sequence[str] | None = None, **kwargs: Any
) -> Iterable[CheckMessage]:
    """firewall.E005: a key that wraps the keys of records was taken away too early."""
    if settings.TESTING or not databases or not settings.CLINICAL:
        return []
    missing = {master: number for master, number in keys.masters_in_use().items() if master not in secrets.masters()}
    return [
        Error(
            f"{number} records cannot be read: their keys are wrapped by {master}, which this process does not have.",
            hint="Give the key that was there before as JOURNAL_KEY_BEFORE, and run rotate_journal_keys.",
            id="firewall.E005",
        )
        for master, number in missing.items()
    ]
