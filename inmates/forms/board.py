"""What an officer types on the board: times, a departure. Parsed and explained; never saved."""

from datetime import datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corrections.forms.days import within_reason
from inmates.choices import AbsenceKind
from inmates.rules import wall_clock

TIME = "%H:%M"
# a transfer leaves by its order (inmates.services.transfers), a sentence served outside by its decision
BY_ITS_PAPER = (
    AbsenceKind.TRANSFER,
    AbsenceKind.INTERRUPTION,
    AbsenceKind.INSTITUTION,
    AbsenceKind.OUTSIDE,
    AbsenceKind.MONITORING,
)
WITHOUT_AN_ORDER = [(kind.value, kind.label) for kind in AbsenceKind if kind not in BY_ITS_PAPER]


class ClockField(forms.TimeField):
    """A time by the clock on the wall, typed as 14:32, 14.32 or 1432; empty means now."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("required", False)
        kwargs.setdefault("input_formats", [TIME, "%H.%M", "%H%M"])
        invalid = _("Write the time as hours and minutes, such as 14:32.")
        kwargs.setdefault("error_messages", {"invalid": invalid, "required": _("Say at what time.")})
        typed = {"inputmode": "numeric", "size": 5, "maxlength": 5, "placeholder": _("hh:mm"), "autocomplete": "off"}
        kwargs.setdefault("widget", forms.TimeInput(attrs=typed, format=TIME))
        super().__init__(**kwargs)


class AtForm(forms.Form):
    """A form that reads clock times around the instant of the request."""

    def __init__(self, *args: Any, at: datetime, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.at = at

    def past(self, name: str) -> datetime:
        """When it happened: the last time the clock showed what was typed; now when nothing was."""
        clock: time | None = self.cleaned_data.get(name)
        if clock is None or clock == timezone.localtime(self.at).time().replace(second=0, microsecond=0):
            return self.at
        found = wall_clock.latest(clock, self.at, timezone.get_current_timezone())
        if found is None:
            raise forms.ValidationError({name: gettext("The clock did not show that time in the last day.")})
        return found

    def coming(self, name: str) -> datetime | None:
        """The next time the clock shows what was typed."""
        clock: time | None = self.cleaned_data.get(name)
        if clock is None:
            return None
        found = wall_clock.next_time(clock, self.at, timezone.get_current_timezone())
        if found is None:
            raise forms.ValidationError({name: gettext("The clock will not show that time in the next day.")})
        return found


class MoveForm(AtForm):
    """``place`` is the id of a place, or ``cell``. ``follows`` is the last movement that the officer saw."""

    place = forms.RegexField(r"^(cell|[0-9]{1,18})$", error_messages={"required": _("Choose where to.")})
    follows = forms.IntegerField(required=False, widget=forms.HiddenInput)
    left_at = ClockField(label=_("Left at"))
    back_at = ClockField(label=_("Expected back"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data |= {"left": self.past("left_at"), "back": self.coming("back_at")}
        return data


class DepartForm(AtForm):
    kind = forms.ChoiceField(label=_("Why"), choices=WITHOUT_AN_ORDER)
    destination = forms.CharField(label=_("Where to"), max_length=120, required=False)
    departed_at = ClockField(label=_("Left at"))
    back_on = forms.DateField(
        label=_("Expected back on"),
        required=False,
        input_formats=["%d.%m.%Y", "%Y-%m-%d"],
        widget=forms.DateInput(attrs={"placeholder": _("dd.mm.yyyy"), "size": 10}, format="%d.%m.%Y"),
        error_messages={"invalid": _("Write the date as day, month and year, such as 24.11.2026.")},
        validators=[within_reason],
    )
    back_at = ClockField(label=_("Expected back at"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data |= {"departed": self.past("departed_at"), "back": self.back()}
        return data

    def back(self) -> datetime | None:
        """The day and the time; a time alone is the next of that kind."""
        on, clock = self.cleaned_data.get("back_on"), self.cleaned_data.get("back_at")
        if on is None:
            return self.coming("back_at")
        if clock is None:
            raise forms.ValidationError({"back_at": gettext("Say at what time, too.")})
        found = wall_clock.instants(on, clock, timezone.get_current_timezone())
        if not found:
            raise forms.ValidationError({"back_at": gettext("The clock does not show that time on that night.")})
        return found[-1]


class ReturnForm(AtForm):
    returned_at = ClockField(label=_("Came back at"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["returned"] = self.past("returned_at")
        return data
