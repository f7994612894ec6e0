"""The minute that a board is shown at: now, or one that has passed."""

import datetime as dt
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corrections.forms.days import FIRST, LAST, within_reason
from inmates.rules import wall_clock


class PastForm(forms.Form):
    """``day`` and ``time`` by the clock on the wall, or ``at`` as an instant. In the hour that happens twice ``second``
    asks for the winter time one. ``moment`` is ``None`` for now."""

    day = forms.DateField(
        required=False,
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        error_messages={"invalid": _("Choose a day from the calendar.")},
        validators=[within_reason],
    )
    time = forms.TimeField(
        required=False,
        input_formats=["%H:%M", "%H.%M", "%H%M"],
        error_messages={"invalid": _("Write the time as hours and minutes.")},
    )
    second = forms.BooleanField(required=False)
    at = forms.CharField(required=False, max_length=40)

    def __init__(self, data: Any, *, at: dt.datetime) -> None:
        super().__init__(data)
        self.now = at
        self.moment: dt.datetime | None = None
        self.choices: list[dt.datetime] = []
        self.full_clean()

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        if data.get("at"):
            self.moment = self.instant(data["at"])
        elif data.get("time"):
            self.moment = self.by_the_clock(data.get("day") or self.today, data["time"], second=data["second"])
        if self.moment is not None and self.moment > self.now:
            self.moment = None
            self.add_error(None, gettext("That minute has not come yet. The board shows now."))
        return data

    @property
    def today(self) -> dt.date:
        return timezone.localtime(self.now).date()

    @property
    def day_shown(self) -> dt.date:
        return timezone.localtime(self.moment or self.now).date()

    def instant(self, text: str) -> dt.datetime | None:
        try:
            found = parse_datetime(text.replace(" ", "+"))
        except ValueError:
            found = None
        if found is None or not FIRST <= found.date() <= LAST:
            self.add_error("at", gettext("That is not a moment. The board shows now."))
            return None
        if timezone.is_aware(found):
            return found
        return self.by_the_clock(found.date(), found.time(), second=False)

    def by_the_clock(self, on: dt.date, clock: dt.time, *, second: bool) -> dt.datetime | None:
        self.choices = wall_clock.instants(on, clock, timezone.get_current_timezone())
        if not self.choices:
            self.add_error("time", gettext("The clock skipped that time on that night. The board shows now."))
            return None
        return self.choices[-1] if second else self.choices[0]
