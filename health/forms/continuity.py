"""What a clinician says when a summary leaves, and about the steps before a release."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from health.models.continuity import MOST_DAYS, DischargeOutcome, DischargeStepKind, SummaryForm, SummaryReceiver


class SummaryIssueForm(forms.Form):
    receiver = forms.ChoiceField(label=_("Who gets it"), choices=SummaryReceiver.choices, widget=forms.RadioSelect)
    to_name = forms.CharField(
        label=_("Name of whoever gets it"),
        help_text=_("The doctor's office, the hospital or the ward. Not needed for the patient."),
        max_length=200,
        required=False,
    )
    how = forms.ChoiceField(label=_("How"), choices=SummaryForm.choices, widget=forms.RadioSelect)

    def clean(self) -> dict[str, Any]:
        said: dict[str, Any] = super().clean() or {}
        others = said.get("receiver") not in (None, "", SummaryReceiver.PATIENT)
        if others and not said.get("to_name", "").strip():
            self.add_error("to_name", _("Write the name of whoever gets the summary."))
        return said


class HandoverForm(forms.Form):
    text = forms.CharField(
        label=_("What the next must know"),
        help_text=_("What is open, what to look for, when it is assessed again, and whom you have told."),
        max_length=2000,
        widget=forms.Textarea(attrs={"rows": 5}),
    )


class StepForm(forms.Form):
    kind = forms.ChoiceField(label=_("Step"), choices=DischargeStepKind.choices)
    outcome = forms.ChoiceField(
        label=_("What became of it"), choices=DischargeOutcome.choices, widget=forms.RadioSelect
    )
    days = forms.IntegerField(
        label=_("Medicines for how many days"),
        help_text=_("Only for medicines that were handed over."),
        min_value=1,
        max_value=MOST_DAYS,
        required=False,
    )
    what = forms.CharField(
        label=_("What, to whom, or why not"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
