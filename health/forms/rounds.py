"""What a nurse says in the medicine round: a dose that was not given, and what a cabinet holds."""

from django import forms
from django.utils.translation import gettext_lazy as _

from health.choices import DoseStatus


class NotGivenForm(forms.Form):
    status = forms.ChoiceField(
        label=_("What happened"),
        choices=[
            (status.value, status.label)
            for status in (DoseStatus.REFUSED, DoseStatus.ABSENT, DoseStatus.HELD, DoseStatus.OFFERED)
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(label=_("Why"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    nonce = forms.UUIDField(widget=forms.HiddenInput)


class CountForm(forms.Form):
    counted = forms.DecimalField(label=_("How many are there"), min_value=0, max_digits=10, decimal_places=3)
    reason = forms.CharField(
        label=_("Why it differs"),
        help_text=_("Leave it empty when the count agrees with the balance."),
        max_length=200,
        required=False,
    )
