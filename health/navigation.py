"""The bar over every page of the clinical process. In every other process there is nothing to lead to."""

from django.conf import settings
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corrections.access import StaffRequest
from corrections.registries import NavigationEntry, navigation
from health.context import current
from health.selectors import waiting


def waits(request: StaffRequest) -> int:
    """How much waits for this clinician; nothing outside of a context, such as on the way in."""
    return waiting.count() if current() is not None else 0


if settings.CLINICAL:
    navigation.register("clinical_home", NavigationEntry(_("Who is where"), "clinical_home", "people"), order=10)
    navigation.register(
        "medicine_rounds", NavigationEntry(pgettext_lazy("medicine", "Rounds"), "medicine_rounds", "pill"), order=20
    )
    navigation.register(
        "medicine_waiting", NavigationEntry(_("Waiting"), "medicine_waiting", "key", count=waits), order=30
    )
    navigation.register("medicine_stock", NavigationEntry(_("Cabinet"), "medicine_stock", "assets"), order=40)
