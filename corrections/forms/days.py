"""Days as people type them, within reason: the day before, the day after and midnight of each are days too."""

from datetime import date

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

FIRST, LAST = date(1900, 1, 1), date(2199, 12, 31)


def within_reason(on: date) -> None:
    """A validator: the calendar ends in the years 1 and 9999, and sums with its ends are errors."""
    if not FIRST <= on <= LAST:
        raise ValidationError(_("Choose a day between 1900 and 2199."), code="unreasonable")
