"""What a member of staff has chosen for their own screen; it follows them to any tablet."""

from datetime import datetime

from django.conf import settings
from django.db import transaction
from django.utils.translation import gettext_lazy as _

from corrections.choices import ColourScheme
from corrections.models import Unit, User
from corrections.refusals import Refusal


@transaction.atomic
def choose_language(*, by: User, language: str, at: datetime) -> User:
    if language not in dict(settings.LANGUAGES):
        raise Refusal(_("Choose one of the languages in the list."), code="unknown_language")
    by.language = language
    by.save(update_fields=["language"])
    return by


@transaction.atomic
def choose_colour_scheme(*, by: User, scheme: str, at: datetime) -> User:
    if scheme not in ColourScheme.values:
        raise Refusal(_("Choose light, dark, or as the device."), code="unknown_scheme")
    by.colour_scheme = scheme
    by.save(update_fields=["colour_scheme"])
    return by


@transaction.atomic
def choose_shortcuts(*, by: User, on: bool, at: datetime) -> User:
    """Single-key shortcuts can be turned off (WCAG 2.1.4)."""
    by.single_key_shortcuts = on
    by.save(update_fields=["single_key_shortcuts"])
    return by


@transaction.atomic
def choose_home_unit(*, by: User, unit: Unit | None, at: datetime) -> User:
    """The unit that the day begins on. Which units may be chosen is the form's question."""
    by.home_unit = unit
    by.save(update_fields=["home_unit"])
    return by
