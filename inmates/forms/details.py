"""What is corrected about who a person is: the name, and whom to call."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inmates.models import NextOfKin
from inmates.services.people import Kin

MOST_KIN = 4
PARTS = ("name", "relation", "phone", "night")


class NameForm(forms.Form):
    """``seen`` is the version of the person that the officer has before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)
    family_name = forms.CharField(label=_("Surname"), max_length=120)
    given_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    note = forms.CharField(
        label=_("Why the name changes"),
        max_length=120,
        required=False,
        help_text=_("Such as a marriage, or what the passport says. The old name is kept and can be searched for."),
    )


class KinForm(forms.Form):
    """Whom to call, first to last; an empty line is left out. ``seen`` are the ids that the officer has before them."""

    seen = forms.RegexField(regex=r"^[0-9,]*$", widget=forms.HiddenInput, required=False, max_length=200)

    def __init__(self, *args: Any, standing: list[NextOfKin], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["seen"].initial = ",".join(str(row.pk) for row in standing)
        for number in range(1, max(MOST_KIN, len(standing)) + 1):
            row = standing[number - 1] if number <= len(standing) else None
            self.add_line(number, row)

    def add_line(self, number: int, row: NextOfKin | None) -> None:
        said = {"n": number}
        self.fields[f"name_{number}"] = forms.CharField(
            label=_("%(n)d. Name") % said, max_length=160, required=False, initial=row.name if row else ""
        )
        self.fields[f"relation_{number}"] = forms.CharField(
            label=_("%(n)d. Who they are to the person") % said,
            max_length=60,
            required=False,
            initial=row.relation if row else "",
        )
        self.fields[f"phone_{number}"] = forms.RegexField(
            label=_("%(n)d. Telephone") % said,
            regex=r"^[0-9+() .-]{3,30}$",
            required=False,
            initial=row.phone if row else "",
            error_messages={"invalid": _("Write the number with digits, such as 19 12 34 56 or +47 19 12 34 56.")},
        )
        self.fields[f"night_{number}"] = forms.BooleanField(
            label=_("%(n)d. May be called at night") % said,
            required=False,
            initial=row.may_be_called_at_night if row else False,
        )

    @property
    def ids(self) -> list[int]:
        return [int(pk) for pk in self.cleaned_data["seen"].split(",") if pk]

    @property
    def kin(self) -> list[Kin]:
        numbers = range(1, len([name for name in self.fields if name.startswith("name_")]) + 1)
        lines = [[self.cleaned_data[f"{part}_{number}"] for part in PARTS] for number in numbers]
        return [Kin(*line) for line in lines if any(line[:3])]
