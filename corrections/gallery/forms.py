"""A form with one field of each kind, for the gallery."""

import datetime as dt
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _


class ExampleForm(forms.Form):
    place = forms.ChoiceField(label=_("Place"), choices=[("", "–"), ("workshop", "Verksted"), ("school", "Skole")])
    until = forms.TimeField(label=_("Expected back"), help_text=_("As 14:45."))
    day = forms.DateField(label=_("Date"), widget=forms.DateInput(format="%d.%m.%Y"), help_text=_("As 24.11.2026."))
    reason = forms.CharField(label=_("Reason"), required=False, widget=forms.Textarea(attrs={"rows": 3}))
    escort = forms.ChoiceField(
        label=_("Escort"),
        widget=forms.RadioSelect,
        choices=[("none", "Ingen"), ("one", "En betjent"), ("two", "To betjenter")],
    )
    told = forms.BooleanField(label=_("The person has been told"))


def examples(at: dt.datetime) -> dict[str, dict[str, Any]]:
    return {
        "empty": {"form": ExampleForm(auto_id="id_empty_%s"), "id": "example-form"},
        "refused": {"form": ExampleForm({"until": "kvart på tre"}, auto_id="id_refused_%s"), "id": "example-refused"},
    }
