"""What is typed about the way out: what comes of a step, and who sees to what before the release."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext_lazy as _

from inmates.forms.moves import DayField
from sentencing.choices import ItemState, StepOutcome

DECISIONS = (StepOutcome.GRANTED, StepOutcome.REFUSED)


class StepForm(forms.Form):
    """``seen`` is the review that the page showed. Only who decides is offered the decision."""

    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    outcome = forms.ChoiceField(label=_("What comes of it"), widget=forms.RadioSelect)
    reason = forms.CharField(
        label=_("Why"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Facts, not opinions. The person may read it."),
    )
    look_again_on = DayField(
        label=_("Look at it again on"), required=False, help_text=_("Needed where it is refused or put off.")
    )

    def __init__(self, *args: Any, may_decide: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        offered = [(value, label) for value, label in StepOutcome.choices if may_decide or value not in DECISIONS]
        self.fields["outcome"].choices = offered  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    """``seen`` is when the page says that it was last changed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    state = forms.ChoiceField(label=_("How far it has come"), choices=ItemState.choices, widget=forms.RadioSelect)
    owner = forms.TypedChoiceField(label=_("Who sees to it here"), coerce=int, required=False, empty_value=None)
    outside_owner = forms.CharField(
        label=_("Or who sees to it outside"),
        max_length=120,
        required=False,
        help_text=_("Agency and name, such as NAV Fjordvik, Siri Moen."),
    )
    evidence = forms.CharField(
        label=_("What shows it"),
        max_length=200,
        required=False,
        help_text=_("Such as the date of the lease. Of a health appointment only the day."),
    )

    def __init__(self, *args: Any, owners: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("Nobody yet")), *owners]  # type: ignore[attr-defined]

    def clean_seen(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen"] or "")
        except ValueError:
            return None
