"""A colleague who is proposed as a clinician."""

from django import forms
from django.db.models import QuerySet
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from corrections.models import Prison, User
from health.choices import Profession
from health.selectors.emergencies import full_name


def label(user: User) -> str:
    return f"{full_name(user)} ({user.username})"


class NewcomerForm(forms.Form):
    user = forms.ModelChoiceField(label=_("Colleague"), queryset=User.objects.none(), empty_label=_("Choose …"))
    profession = forms.ChoiceField(label=_("Profession"), choices=Profession.choices, widget=forms.RadioSelect)
    hpr_number = forms.RegexField(
        label=_("HPR number"),
        regex=r"^[0-9]{5,9}$",
        strip=True,
        help_text=_("Look it up in the register of health personnel, and check that the authorisation is valid."),
        error_messages={
            "invalid": _("An HPR number has 5 to 9 digits. Look it up in the register of health personnel.")
        },
        widget=forms.TextInput(attrs={"inputmode": "numeric", "autocomplete": "off"}),
    )
    prisons = forms.ModelMultipleChoiceField(
        label=_("Treats the patients of"), queryset=Prison.objects.none(), widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, data: QueryDict | None, *, people: QuerySet[User], prisons: list[Prison]) -> None:
        super().__init__(data, initial={"prisons": [each.pk for each in prisons] if len(prisons) == 1 else []})
        mine = Prison.objects.filter(pk__in=[each.pk for each in prisons])
        self.fields["user"].queryset = people  # type: ignore[attr-defined]
        self.fields["user"].label_from_instance = label  # type: ignore[attr-defined]
        self.fields["prisons"].queryset = mine.order_by("name")  # type: ignore[attr-defined]
