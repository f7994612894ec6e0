"""What is typed about serving outside: how a meeting went, what was broken, what comes of it, who lives in the home."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inmates.forms.board import ClockField
from inmates.forms.decisions import MomentForm as WhenForm
from inmates.forms.moves import DayField, DepartedForm, MomentForm
from sentencing.choices import CheckKind, FollowUp, OutsideKind
from sentencing.forms.leave import NoticeForm

__all__ = ["DepartedForm", "NoticeForm"]


class BackForm(MomentForm):
    """Why, and when the person must be back who is out."""

    why = forms.CharField(label=_("Why"), max_length=200)
    back_on = DayField(label=_("Back on"), required=False, help_text=_("Only for somebody who is out. Empty: today."))
    back_at = ClockField(label=_("Back at"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["back"] = self.moment("back_on", "back_at", last=True)
        return data


class CheckForm(WhenForm):
    kind = forms.ChoiceField(label=_("What was it"), choices=CheckKind.choices)
    is_fine = forms.TypedChoiceField(
        label=_("How it went"),
        choices=[("yes", _("As agreed")), ("no", _("Not as agreed"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )
    note = forms.CharField(
        label=_("In a few words"),
        max_length=300,
        required=False,
        help_text=_("No diagnosis. Needed when it went wrong."),
    )
    field_order = ("kind", "is_fine", "note", "day", "clock")


class BreachForm(WhenForm):
    what = forms.CharField(label=_("What happened"), max_length=300)
    field_order = ("what", "day", "clock")


class FollowForm(BackForm):
    """``kind`` leaves out what that form of execution does not know."""

    outcome = forms.ChoiceField(label=_("What comes of it"), widget=forms.RadioSelect)
    field_order = ("outcome", "why", "back_on", "back_at")

    def __init__(self, *args: Any, kind: str, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        unknown = FollowUp.BACK if kind == OutsideKind.PROBATION else FollowUp.COURT
        choices: Any = self.fields["outcome"]
        choices.choices = [(one.value, one.label) for one in FollowUp if one is not unknown]
        self.fields["why"].help_text = _("Stricter conditions are written here, and stand from now on.")
        if kind == OutsideKind.PROBATION:
            del self.fields["back_on"], self.fields["back_at"]

    def clean(self) -> dict[str, Any]:
        if "back_at" not in self.fields:
            return forms.Form.clean(self) or {}
        return super().clean()


class ReportingForm(forms.Form):
    until = DayField(label=_("Reports until"))
    why = forms.CharField(label=_("Why"), max_length=200)


class MemberForm(forms.Form):
    name = forms.CharField(label=_("Name"), max_length=120)
    is_adult = forms.TypedChoiceField(
        label=_("Adult or child"),
        choices=[("yes", _("Adult")), ("no", _("Under 18"))],
        coerce=lambda value: value == "yes",
        widget=forms.RadioSelect,
    )


class SaidForm(forms.Form):
    said = forms.CharField(label=_("What the child said"), max_length=500)


class NothingForm(forms.Form):
    """An act that asks for nothing."""
