"""What is typed about counts: why one is abandoned, which incident it became, when a unit is counted."""

from datetime import time
from typing import Any
from uuid import UUID

from django import forms
from django.utils.translation import gettext_lazy as _

from security.choices import PLANNED, CountKind

DAYS = {
    1: _("Monday"),
    2: _("Tuesday"),
    3: _("Wednesday"),
    4: _("Thursday"),
    5: _("Friday"),
    6: _("Saturday"),
    7: _("Sunday"),
}


def clock(**options: Any) -> forms.TimeField:
    widget = forms.TimeInput(attrs={"type": "time"}, format="%H:%M")
    return forms.TimeField(widget=widget, input_formats=["%H:%M", "%H.%M", "%H%M"], **options)


class StartForm(forms.Form):
    """``despite_movement`` comes from the button that a refusal offers."""

    despite_movement = forms.BooleanField(required=False)


class CertifyForm(forms.Form):
    incident = forms.CharField(
        label=_("Incident"),
        max_length=300,
        required=False,
        help_text=_("Only when somebody is still missing: what it is, and where it is registered."),
    )


class UUIDs(forms.TypedMultipleChoiceField):
    """Any number of addresses of things; whether they may be acted on, the view asks."""

    def valid_value(self, value: str) -> bool:
        try:
            UUID(value)
        except ValueError:
            return False
        return True


class CertifyRoundForm(forms.Form):
    """``count``: those that stood beside the button."""

    count = UUIDs(coerce=UUID)


class AbandonForm(forms.Form):
    reason = forms.CharField(label=_("Why nobody can take this count"), max_length=200)


class StepForm(forms.Form):
    note = forms.CharField(max_length=200, required=False)


class EmergencyForm(forms.Form):
    """Nothing is asked; the button says what happens."""


class PlanForm(forms.Form):
    kind = forms.ChoiceField(label=_("Kind"), choices=[(kind.value, kind.label) for kind in PLANNED])
    starts = clock(label=_("At, or from"), help_text=_("Such as 15:00."))
    ends = clock(label=_("Until"), required=False, help_text=_("For a random count, and a night count at intervals."))
    every_minutes = forms.IntegerField(
        label=_("Minutes between night counts"), required=False, min_value=15, max_value=720
    )
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=list(DAYS.items()),
        coerce=int,
        initial=list(DAYS),
        widget=forms.CheckboxSelectMultiple,
    )
    lead_minutes = forms.IntegerField(
        label=_("On the tablet so many minutes before"), min_value=0, max_value=120, initial=15
    )
    allowed_minutes = forms.IntegerField(label=_("Late after so many minutes"), min_value=1, max_value=240, initial=20)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        kind, ends, every = values.get("kind"), values.get("ends"), values.get("every_minutes")
        if kind == CountKind.RANDOM and ends is None:
            self.add_error("ends", _("A random count lies in a window. Enter when the window ends."))
        if kind == CountKind.NIGHT and (ends is None) != (every is None):
            missing = "ends" if ends is None else "every_minutes"
            self.add_error(missing, _("Night counts at intervals need both an end and the minutes between."))
        if kind == CountKind.SCHEDULED and isinstance(ends, time):
            self.add_error("ends", _("A count at a fixed time has no end. Leave this empty."))
        if kind != CountKind.NIGHT and every is not None:
            self.add_error("every_minutes", _("Only night counts are at intervals. Leave this empty."))
        return values
