"""What is asked when a task is done."""

from django import forms
from django.utils.translation import gettext_lazy as _


class OutcomeForm(forms.Form):
    outcome = forms.CharField(
        label=_("What was done"),
        max_length=200,
        error_messages={"required": _("Write in a few words what was done.")},
    )
