"""What is typed about a release: the plan, a decision that goes past a check, why there is none after all."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corrections.forms.days import within_reason
from inmates.choices import ReleaseKind, ReleaseStep
from inmates.forms.board import TIME
from inmates.forms.person import DAY
from inmates.rules import wall_clock


class PlanForm(forms.Form):
    kind = forms.ChoiceField(label=_("Why"), choices=ReleaseKind.choices)
    day = forms.DateField(
        label=_("Day"),
        input_formats=[DAY, "%Y-%m-%d"],
        validators=[within_reason],
        widget=forms.DateInput(format=DAY),
        help_text=_("Day, month and year, such as 31.12.2026."),
    )
    clock = forms.TimeField(
        label=_("Time"),
        input_formats=[TIME, "%H.%M", "%H%M"],
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format=TIME),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 14:32.")},
    )
    decision = forms.CharField(
        label=_("Decision"),
        max_length=120,
        required=False,
        help_text=_(
            "The reference of the decision or the order. Needed unless the term is served or the order lapsed."
        ),
    )

    def clean(self) -> dict[str, Any]:
        """The clock on the wall may skip an hour: such a time is no moment."""
        data = super().clean() or {}
        if data.get("day") and data.get("clock"):
            found = wall_clock.instants(data["day"], data["clock"], timezone.get_current_timezone())
            if not found:
                self.add_error("clock", _("The clock skips that time on that night. Choose another."))
            else:
                data["planned_at"] = found[0]
        return data

    @property
    def planned_at(self) -> datetime:
        moment: datetime = self.cleaned_data["planned_at"]
        return moment


class MarkForm(forms.Form):
    step = forms.ChoiceField(choices=ReleaseStep.choices)
    done = forms.BooleanField(required=False)


class OverrideForm(forms.Form):
    """Which finding, and the decision. Of a legal basis the decision is a court's."""

    finding = forms.CharField(max_length=80, widget=forms.HiddenInput)
    decision = forms.CharField(
        label=_("Decision"), max_length=120, help_text=_("The reference that anybody can find it by.")
    )


class CancelForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=160, help_text=_("In a few words. It stands with the release."))
