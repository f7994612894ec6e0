"""What is typed about leave: when, how often, why it is off, and what was done beforehand."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inmates.forms.board import ClockField
from inmates.forms.moves import DayField, MomentForm
from sentencing.choices import NoticeAct, NoticeChannel


class PlanLeaveForm(MomentForm):
    starts_on = DayField(label=_("Leaves on"))
    starts_at = ClockField(label=_("Leaves at"), required=True)
    ends_on = DayField(label=_("Back on"))
    ends_at = ClockField(label=_("Back at"), required=True)
    times = forms.IntegerField(
        label=_("How many times"),
        min_value=1,
        max_value=26,
        initial=1,
        help_text=_("Once, or a pattern up to 26 times."),
    )
    weeks = forms.IntegerField(
        label=_("Weeks between them"), min_value=1, max_value=26, initial=2, help_text=_("2: every second weekend.")
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["start"] = self.needed("starts_on", "starts_at")
            data["end"] = self.needed("ends_on", "ends_at", last=True)
        return data


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=200)


class CallBackForm(MomentForm):
    """When the person must be back by; a time alone is the next of that kind."""

    back_on = DayField(label=_("Back on"), required=False, help_text=_("Empty: the next time it is then."))
    back_at = ClockField(label=_("Back at"), required=True)
    why = forms.CharField(label=_("Why"), max_length=200)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["back_by"] = self.needed("back_on", "back_at", last=True)
        return data


class DutyForm(forms.Form):
    """Only yes or no. Who it is, is kept elsewhere."""

    is_due = forms.TypedChoiceField(
        label=_("Is somebody told beforehand?"),
        choices=[("yes", _("Yes, it matters to a victim or the bereaved")), ("no", _("No"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("What it rests on"), max_length=300, help_text=_("No name, no address: only the ground.")
    )


class NoticeForm(forms.Form):
    act = forms.ChoiceField(label=_("What was done"), choices=NoticeAct.choices, widget=forms.RadioSelect)
    channel = forms.ChoiceField(label=_("How"), choices=[("", _("Not told")), *NoticeChannel.choices], required=False)
    reason = forms.CharField(
        label=_("Why nobody is told"), max_length=300, required=False, help_text=_("No name, no address.")
    )
