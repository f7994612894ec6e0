"""What is typed about rounds. No field asks for anything of anybody's health."""

from django import forms
from django.utils.translation import gettext_lazy as _

from security.choices import CheckCode, EndOfRounds, Ground
from security.rules.rounds import LEAST, MOST


class ObserveForm(forms.Form):
    interval = forms.IntegerField(
        label=_("Minutes between two looks"),
        min_value=LEAST,
        max_value=MOST,
        initial=30,
        help_text=_("Such as 15, 30 or 60. The first look is due after as many minutes."),
    )
    ground = forms.ChoiceField(label=_("Why"), choices=Ground.choices)
    note = forms.CharField(
        label=_("What the officer should know"),
        max_length=200,
        required=False,
        help_text=_("Such as: speak to the person each time. No health information."),
    )


class EndForm(forms.Form):
    code = forms.ChoiceField(
        label=_("Why it ends"),
        choices=[(code.value, code.label) for code in (EndOfRounds.ORDERED, EndOfRounds.CHANGED)],
        initial=EndOfRounds.ORDERED,
        widget=forms.RadioSelect,
    )
    note = forms.CharField(label=_("In a few words"), max_length=200, required=False)


class CheckForm(forms.Form):
    """``id`` came with the page: sent twice, it is one look."""

    id = forms.UUIDField()
    code = forms.ChoiceField(choices=CheckCode.choices)
    text = forms.CharField(max_length=200, required=False)
    late_reason = forms.CharField(max_length=200, required=False)
