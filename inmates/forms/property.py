"""What is typed when things and money are received, moved, handed out and signed for."""

from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _

from inmates.choices import MoneyMethod, PropertyCategory, PropertyPlace, SignatureKind
from inmates.models.property import KRONER
from inmates.rules import money

Choices = list[tuple[int, str]]
COUNTED = _("Money is counted by two. The second stands beside you now.")


class AmountField(forms.CharField):
    """``1 250,50`` as øre; the message says how to write it."""

    def __init__(self, **kwargs: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        super().__init__(max_length=20, widget=widget, **kwargs)

    def clean(self, value: Any) -> int:
        text = super().clean(value)
        try:
            return money.parse(text)
        except money.NotAnAmount:
            raise forms.ValidationError(_("Write an amount above nil, such as 1 250,50."), code="amount") from None


def second_officer(label: Any, hint: Any = "", *, required: bool = True) -> forms.TypedChoiceField:
    return forms.TypedChoiceField(label=label, help_text=hint, coerce=int, empty_value=None, required=required)


class WithColleague(forms.Form):
    """A form with a second officer among ``colleagues``."""

    def __init__(self, *args: Any, colleagues: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        choices: list[tuple[Any, Any]] = [("", _("Choose a colleague")), *colleagues]
        self.fields["witness"].choices = choices  # type: ignore[attr-defined]


class ItemForm(forms.Form):
    category = forms.ChoiceField(label=_("Kind of thing"), choices=PropertyCategory.choices)
    description = forms.CharField(
        label=_("What it is"), max_length=120, help_text=_("As the person knows it again: colour, make, number.")
    )
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=999, initial=1)
    condition = forms.CharField(
        label=_("Condition"), max_length=120, required=False, help_text=_("Damage that can be seen now.")
    )
    container = forms.CharField(label=_("Bag or box"), max_length=40, required=False)
    seal = forms.CharField(label=_("Seal number"), max_length=40, required=False)
    in_cell = forms.BooleanField(label=_("The person keeps it in the cell"), required=False)


class MoveItemForm(forms.Form):
    to_place = forms.ChoiceField(
        label=_("Where it goes"),
        choices=[(place.value, place.label) for place in (PropertyPlace.IN_STORE, PropertyPlace.IN_CELL)],
    )
    container = forms.CharField(label=_("Bag or box"), max_length=40, required=False)
    seal = forms.CharField(label=_("Seal number"), max_length=40, required=False)
    note = forms.CharField(label=_("Note"), max_length=160, required=False)


class MoneyForm(WithColleague):
    """Money in or out. ``currency`` is kroner unless the person brought foreign cash."""

    amount = AmountField(label=_("Amount"))
    currency = forms.RegexField(
        label=_("Currency"),
        regex=r"^[A-Za-z]{3}$",
        initial=KRONER,
        max_length=3,
        help_text=_("Three letters: NOK for kroner, EUR for euro."),
        error_messages={"invalid": _("Write the currency with three letters, such as NOK or EUR.")},
    )
    method = forms.ChoiceField(label=_("How"), choices=MoneyMethod.choices, initial=MoneyMethod.CASH)
    witness = second_officer(_("Counted with"), COUNTED)
    note = forms.CharField(label=_("Note"), max_length=160, required=False)

    def clean_currency(self) -> str:
        return str(self.cleaned_data["currency"]).upper()


class HandOutForm(forms.Form):
    """Some of the things that are kept."""

    items = forms.TypedMultipleChoiceField(
        label=_("What is handed out"), coerce=int, widget=forms.CheckboxSelectMultiple
    )
    note = forms.CharField(
        label=_("Note"), max_length=160, required=False, help_text=_("Such as who fetched it, or where it was sent.")
    )

    def __init__(self, *args: Any, items: Choices, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = items  # type: ignore[attr-defined]


class EverythingForm(WithColleague):
    """All that is left, at once. The colleague is asked for only where there is money to count."""

    method = forms.ChoiceField(label=_("How the money is given"), choices=MoneyMethod.choices, initial=MoneyMethod.CASH)
    witness = second_officer(_("Counted with"), COUNTED)

    def __init__(self, *args: Any, has_money: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not has_money:
            del self.fields["witness"], self.fields["method"]


class SignForm(WithColleague):
    """How the person signs. Nobody must draw on a screen: a written name, the printed receipt, or a refusal."""

    signature = forms.ChoiceField(
        label=_("How it is signed"),
        choices=SignatureKind.choices,
        initial=SignatureKind.NAME,
        widget=forms.RadioSelect,
        help_text=_("Give the person the screen, or the printed receipt. Read it aloud if that is better."),
    )
    signed_name = forms.CharField(
        label=_("The person’s name, written by the person"),
        max_length=160,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
    )
    witness = second_officer(_("Seen by"), _("Needed when the person will not sign: two have seen it."), required=False)
    note = forms.CharField(label=_("Note"), max_length=160, required=False)
