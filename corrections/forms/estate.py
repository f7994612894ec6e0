"""What is asked about buildings. Capacities are compared here for a hint at the field; PostgreSQL decides."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from corrections.choices import CellKind, ClosureReason, PlaceKind, Sanitary, SecurityLevel, UnitFunction, UnitSex
from corrections.forms.days import within_reason
from corrections.models import Cell, Place, Prison, Unit
from corrections.refusals import NEGATIVE

MOST_PLACES = 50
POSITION = _("Where it stands in lists and on the board, lowest first.")


def day(**options: Any) -> forms.DateField:
    return forms.DateField(
        widget=forms.DateInput(format="%d.%m.%Y", attrs={"inputmode": "numeric", "placeholder": _("dd.mm.yyyy")}),
        input_formats=["%d.%m.%Y", "%d.%m.%y", "%Y-%m-%d"],
        error_messages={"invalid": _("Write the date as 24.11.2026.")},
        validators=[within_reason],
        **options,
    )


def number(least: int = 0, most: int = 999, **options: Any) -> forms.IntegerField:
    return forms.IntegerField(
        min_value=least,
        max_value=most,
        widget=forms.NumberInput(attrs={"inputmode": "numeric"}),
        error_messages={"min_value": NEGATIVE if least == 0 else _("Enter at least %(limit_value)d.")},
        **options,
    )


class UnitForm(forms.Form):
    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("Short, as staff say it, such as B2."))
    name = forms.CharField(label=_("Name"), max_length=80)
    security_level = forms.ChoiceField(label=_("Security level"), choices=SecurityLevel)
    function = forms.ChoiceField(label=_("Function"), choices=UnitFunction)
    sex = forms.ChoiceField(label=_("For"), choices=UnitSex)
    position = number(label=_("Position"), help_text=POSITION, initial=0)

    def __init__(self, data: Any = None, *, unit: Unit | None = None) -> None:
        initial = {name: getattr(unit, name) for name in self.base_fields} if unit else None
        super().__init__(data, initial=initial)
        if unit:  # the code stands on doors and in old entries
            del self.fields["code"]


class CellForm(forms.Form):
    """What a cell is. Its code is given once, when it is added."""

    code = forms.CharField(label=_("Code"), max_length=20, help_text=_("As on the door, such as B2-01."))
    floor = forms.IntegerField(label=_("Floor"), min_value=-5, max_value=50, initial=1)
    position = number(label=_("Position"), help_text=POSITION, initial=0)
    kind = forms.ChoiceField(label=_("Kind of cell"), choices=CellKind)
    sanitary = forms.ChoiceField(label=_("Bathroom"), choices=Sanitary)

    def __init__(self, data: Any = None, *, cell: Cell | None = None) -> None:
        initial = {name: getattr(cell, name) for name in CellForm.base_fields} if cell else None
        super().__init__(data, initial=initial)
        if cell:
            del self.fields["code"]


class CapacityForm(forms.Form):
    physical_places = number(
        1, MOST_PLACES, label=_("Physical places"), help_text=_("How many the cell can hold; one bed each.")
    )
    places_in_use = number(
        0, MOST_PLACES, label=_("Places in use"), help_text=_("How many may live there now. 0 takes none.")
    )
    certified_places = number(
        0, MOST_PLACES, label=_("Certified places"), help_text=_("How many live there uncrowded.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(self, data: Any = None, *, cell: Cell | None = None) -> None:
        names = ("physical_places", "places_in_use", "certified_places")
        initial = {name: getattr(cell, name) for name in names} if cell else dict.fromkeys(names, 1)
        super().__init__(data, initial=initial)

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        physical = values.get("physical_places")
        for name in ("places_in_use", "certified_places"):
            if physical is not None and (values.get(name) or 0) > physical:
                self.add_error(name, _("At most the physical places, which are %(places)d.") % {"places": physical})
        return values


class NewCellForm(CellForm, CapacityForm):
    """A new cell says what it is and what it holds."""

    field_order = ("code", "floor", "position", "kind", "sanitary", "physical_places", "places_in_use")

    def __init__(self, data: Any = None) -> None:
        forms.Form.__init__(
            self, data, initial=dict.fromkeys(("physical_places", "places_in_use", "certified_places"), 1)
        )
        del self.fields["reason"]


class CloseCellForm(forms.Form):
    reason = forms.ChoiceField(label=_("Reason"), choices=ClosureReason)
    note = forms.CharField(label=_("What is wrong"), max_length=200, required=False)
    expected_return_on = day(label=_("Expected back in use"), required=False)


class ExpectReturnForm(forms.Form):
    on = day(label=_("Expected back in use"), required=False, help_text=_("Leave it empty when nobody knows."))


class OperationalCapacityForm(forms.Form):
    places = number(
        0,
        9_999,
        label=_("Operational capacity"),
        required=False,
        help_text=_("The most people the prison may hold. Empty when nothing is decided."),
    )


class PlaceForm(forms.Form):
    code = forms.SlugField(label=_("Code"), max_length=40, help_text=_("Lower-case letters, digits and hyphens."))
    name = forms.CharField(label=_("Name"), max_length=80)
    kind = forms.ChoiceField(label=_("Kind of place"), choices=PlaceKind)
    unit = forms.ModelChoiceField(
        Unit.objects.none(), label=_("On the unit"), required=False, empty_label=_("For the whole prison")
    )
    position = number(label=_("Position"), help_text=POSITION, initial=0)
    is_active = forms.BooleanField(label=_("In use"), required=False, initial=True)

    def __init__(self, data: Any = None, *, prison: Prison, place: Place | None = None) -> None:
        initial = {name: getattr(place, name) for name in self.base_fields} if place else None
        super().__init__(data, initial=initial)
        choices: QuerySet[Unit] = prison.units.order_by("position", "code")
        self.fields["unit"].queryset = choices  # type: ignore[attr-defined]
        del self.fields["code" if place else "is_active"]
