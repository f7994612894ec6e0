"""A member of staff's own choices."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from corrections.choices import ColourScheme
from corrections.models import Unit, User


class PreferencesForm(forms.Form):
    home_unit = forms.ModelChoiceField(
        Unit.objects.none(),
        label=_("My unit"),
        required=False,
        empty_label=_("No unit of my own"),
        help_text=_("The page that you begin on."),
    )
    colour_scheme = forms.ChoiceField(label=_("Colours"), choices=ColourScheme, widget=forms.RadioSelect)
    single_key_shortcuts = forms.BooleanField(
        label=_("Shortcuts with a single key"),
        required=False,
        help_text=_("Such as n for a new log line. Turn them off if you use a voice or a switch."),
    )

    def __init__(self, data: Any = None, *, user: User, units: QuerySet[Unit]) -> None:
        super().__init__(data, initial={name: getattr(user, name) for name in self.base_fields})
        self.fields["home_unit"].queryset = units  # type: ignore[attr-defined]
