"""What is typed about the dates of a stay: why they are worked out, why not to be used, and days that do not count."""

from django import forms
from django.utils.translation import gettext_lazy as _

from inmates.forms.moves import DayField
from sentencing.choices import NotCountedReason


class WorkOutForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the dates are worked out now"),
        max_length=200,
        help_text=_("Such as: the judgment is final. It stands in the letter to the person."),
    )


class WhyForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=200)


class LeftOutForm(forms.Form):
    reason = forms.ChoiceField(label=_("Why the days do not count"), choices=NotCountedReason.choices)
    first = DayField(label=_("First day that does not count"))
    last = DayField(label=_("Last day that does not count"))
    document = forms.CharField(
        label=_("What it rests on"), max_length=160, help_text=_("Such as the decision or the report, with its date.")
    )
