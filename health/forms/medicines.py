"""What is written on the chart: orders, holds, CAVE, measurements, corrections, and what goes through the cabinet.

Numbers may be typed with a comma. What does not fit together is said beside its field; nothing that was typed is lost.
"""

import re
from collections.abc import Iterable
from datetime import datetime, time
from decimal import Decimal
from typing import Any
from uuid import uuid4

from django import forms
from django.core.exceptions import ValidationError
from django.http import QueryDict
from django.utils import timezone
from django.utils.dates import WEEKDAYS
from django.utils.text import format_lazy
from django.utils.translation import gettext_lazy as _

from corrections.models import Prison
from health.choices import (
    DOSE_UNITS,
    MEASURES,
    STRENGTH_UNITS,
    DoseStatus,
    DoseUnit,
    Form,
    HandoutMode,
    MeasureKind,
    Route,
    StrengthUnit,
)
from health.forms.fields import moment
from health.models import Administration, Allergy, Measurement, MedicationOrder
from health.services.medicines import Prescription
from health.words import number

ATC = re.compile(r"^[A-Z][0-9]{2}[A-Z]{2}[0-9]{2}$")
ATC_BEGINNING = re.compile(r"^([A-Z]([0-9]{2}([A-Z]([A-Z]([0-9]{2})?)?)?)?)?$")
AT_TIMES, EVERY_HOURS, AS_NEEDED = "times", "hours", "needed"


class Number(forms.DecimalField):
    """A number as people write it: 0.5 and 0,5."""

    def __init__(self, **more: Any) -> None:
        widget = forms.TextInput(attrs={"inputmode": "decimal", "autocomplete": "off"})
        wrong = {"invalid": _("Write a number, such as 0.5.")}
        super().__init__(**{"error_messages": wrong, "max_digits": 10, "decimal_places": 3, "widget": widget, **more})

    def to_python(self, value: Any) -> Any:
        return super().to_python(str(value).strip().replace(",", ".") if value else value)


class Times(forms.CharField):
    """Times of the day: ``08:30, 20.00``."""

    def clean(self, value: Any) -> list[time]:
        found = []
        for word in filter(None, re.split(r"[,;\s]+", super().clean(value))):
            hour, _dot, minute = word.replace(".", ":").partition(":")
            try:
                found.append(time(int(hour), int(minute or 0)))
            except ValueError as error:
                raise ValidationError(
                    _("“%(word)s” is no time of the day. Write times such as 08:30, with commas between them."),
                    params={"word": word},
                ) from error
        return sorted(set(found))


def unfitting(form: Form, units: Iterable[DoseUnit] | Iterable[StrengthUnit]) -> str:
    """Which units the form is counted or made in."""
    said: str = _("%(form)s: this unit does not fit. Choose %(fitting)s.") % {
        "form": str(form.label).capitalize(),
        "fitting": ", ".join(str(unit.label) for unit in units),
    }
    return said


class OrderForm(forms.Form):
    drug = forms.CharField(label=_("Medicine"), max_length=120)
    atc = forms.CharField(label=_("ATC code"), max_length=7, help_text=_("Such as N02BE01"))
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices)
    strength = Number(label=_("Strength"))
    strength_unit = forms.ChoiceField(label=_("Unit of the strength"), choices=StrengthUnit.choices)
    dose = Number(label=_("Dose"), max_digits=8, help_text=_("How many at a time"))
    dose_unit = forms.ChoiceField(label=_("Unit of the dose"), choices=DoseUnit.choices)
    route = forms.ChoiceField(label=_("How it is taken"), choices=Route.choices)
    when = forms.ChoiceField(
        label=_("How often"),
        choices=[
            (AT_TIMES, _("At times of the day")),
            (EVERY_HOURS, _("Every so many hours")),
            (AS_NEEDED, _("As needed")),
        ],
        widget=forms.RadioSelect,
    )
    times = Times(label=_("Times"), required=False, max_length=100, help_text=_("Such as 08:30, 20:00"))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Only on"),
        choices=[(number_ + 1, name) for number_, name in WEEKDAYS.items()],
        coerce=int,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("None ticked means every day."),
    )
    interval_hours = forms.IntegerField(label=_("Hours between doses"), min_value=1, max_value=720, required=False)
    min_interval_hours = forms.IntegerField(
        label=_("Least hours between two doses"), min_value=1, max_value=168, required=False
    )
    daily_max = Number(label=_("Most in 24 hours"), max_digits=8, required=False, help_text=_("In units of the dose"))
    mode = forms.ChoiceField(label=_("Who has it in hand"), choices=HandoutMode.choices)
    controlled = forms.BooleanField(label=_("Two health staff sign for every dose"), required=False)
    prescriber = forms.CharField(label=_("Prescribed by"), max_length=120)
    start = moment(_("From"))
    end = moment(_("Until"), required=False, help_text=_("Leave it empty when it goes on."))
    instruction = forms.CharField(label=_("How to take it"), max_length=200, required=False)
    look_for = forms.CharField(label=_("What to watch for"), max_length=300, required=False)
    cave_answer = forms.CharField(
        label=_("Why it is ordered although CAVE warns of it"),
        max_length=300,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    beside_others = forms.BooleanField(label=_("It is meant to go beside the other order"), required=False)

    def clean_atc(self) -> str:
        atc: str = self.cleaned_data["atc"].strip().upper()
        if not ATC.match(atc):
            raise ValidationError(_("An ATC code is like N02BE01: a letter, two digits, two letters, two digits."))
        return atc

    def clean(self) -> None:
        self._clean_units()
        self._clean_when()
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The medicine would stop before it starts. Check the times."))
        if self.cleaned_data.get("mode") == HandoutMode.OAT_SUPERVISED and not self.cleaned_data.get("controlled"):
            self.add_error(
                "controlled",
                _("Substitution treatment is signed by two. Tick that two health staff sign for every dose."),
            )

    def _clean_units(self) -> None:
        said = self.cleaned_data
        if "form" not in said:
            return
        form = Form(said["form"])
        for name, units in (("dose_unit", DOSE_UNITS[form]), ("strength_unit", STRENGTH_UNITS[form])):
            if name in said and said[name] not in units:
                self.add_error(name, unfitting(form, units))
        for name in ("dose", "strength"):
            if name in said and said[name] <= 0:
                self.add_error(name, _("State an amount above nothing."))

    def _clean_when(self) -> None:
        needed: dict[str, tuple[tuple[str, Any], ...]] = {
            AT_TIMES: (("times", _("State at what times it is due.")),),
            EVERY_HOURS: (("interval_hours", _("State how many hours lie between two doses.")),),
            AS_NEEDED: (
                ("min_interval_hours", _("State the least hours between two doses.")),
                ("daily_max", _("State the most in 24 hours.")),
            ),
        }
        for name, sentence in needed.get(self.cleaned_data.get("when", ""), ()):
            if name not in self.errors and not self.cleaned_data.get(name):
                self.add_error(name, sentence)
        dose, most = self.cleaned_data.get("dose"), self.cleaned_data.get("daily_max")
        if self.cleaned_data.get("when") == AS_NEEDED and dose and most and most < dose:
            self.add_error("daily_max", _("The daily maximum must be at least one dose."))

    def prescription(self) -> Prescription:
        """What the form says. What belongs to another way of dosing than the one chosen is left out."""
        said = dict(self.cleaned_data)
        when = said.pop("when")
        del said["start"], said["end"]
        if when != AT_TIMES:
            said |= {"times": [], "weekdays": []}
        if when != EVERY_HOURS:
            said["interval_hours"] = None
        if when != AS_NEEDED:
            said |= {"min_interval_hours": None, "daily_max": None}
        said["form"], said["mode"] = Form(said["form"]), HandoutMode(said["mode"])
        return Prescription(**said, as_needed=when == AS_NEEDED)


class ChangeForm(OrderForm):
    """Another order that follows: it begins when the other ends, so nobody types a start."""

    def __init__(self, data: QueryDict | None, *, order: MedicationOrder, at: datetime) -> None:
        super().__init__(data, initial=initial_of(order))
        del self.fields["start"]
        self.at = at

    def clean(self) -> None:
        super().clean()
        self.cleaned_data["start"] = self.at
        if (end := self.cleaned_data.get("end")) and end <= self.at:
            self.add_error("end", _("The medicine would stop before it starts. Check the times."))


def initial_of(order: MedicationOrder) -> dict[str, Any]:
    when = AS_NEEDED if order.as_needed else EVERY_HOURS if order.interval_hours else AT_TIMES
    same = ["drug", "atc", "form", "strength_unit", "dose_unit", "route", "weekdays", "interval_hours", "mode"]
    same += [
        "min_interval_hours",
        "controlled",
        "prescriber",
        "instruction",
        "look_for",
        "cave_answer",
        "beside_others",
    ]
    return {name: getattr(order, name) for name in same} | {
        "when": when,
        "strength": number(order.strength),
        "dose": number(order.dose),
        "daily_max": number(order.daily_max) if order.daily_max else "",
        "times": ", ".join(f"{at:%H:%M}" for at in order.times),
        "end": order.during.upper,
    }


def fresh_order(at: datetime) -> dict[str, Any]:
    local = timezone.localtime(at).replace(second=0, microsecond=0)
    usual = {"strength_unit": StrengthUnit.MG, "dose_unit": DoseUnit.TABLET, "route": Route.ORAL}
    return {"when": AT_TIMES, "mode": HandoutMode.NURSE_SUPERVISED, "start": local, **usual}


class StopForm(forms.Form):
    reason = forms.CharField(label=_("Why it is stopped"), max_length=120, widget=forms.Textarea(attrs={"rows": 2}))


class HoldForm(forms.Form):
    start = moment(_("From"))
    end = moment(_("Until"), required=False, help_text=_("Leave it empty to hold it until somebody resumes it."))
    reason = forms.CharField(label=_("Why it is held back"), max_length=200, widget=forms.Textarea(attrs={"rows": 2}))

    def clean(self) -> None:
        start, end = self.cleaned_data.get("start"), self.cleaned_data.get("end")
        if start and end and end <= start:
            self.add_error("end", _("The hold would end before it begins. Check the times."))


class AllergyForm(forms.Form):
    substance = forms.CharField(label=_("What the patient does not tolerate"), max_length=120)
    atc = forms.CharField(
        label=_("Beginning of the ATC code"),
        max_length=7,
        required=False,
        help_text=_("Such as J01C for all penicillins. Orders whose code begins so are warned of."),
    )
    reaction = forms.CharField(label=_("What happened"), max_length=200, required=False)
    critical = forms.BooleanField(label=_("Critical: a danger to life"), required=False)

    def clean_atc(self) -> str:
        atc: str = self.cleaned_data["atc"].strip().upper()
        if not ATC_BEGINNING.match(atc):
            raise ValidationError(_("That is not the beginning of an ATC code. Write it like J01C, or leave it empty."))
        return atc

    @classmethod
    def of(cls, data: QueryDict | None, allergy: Allergy) -> "AllergyForm":
        same = ("substance", "atc", "reaction", "critical")
        return cls(data, initial={name: getattr(allergy, name) for name in same})


class RefuteForm(forms.Form):
    reason = forms.CharField(
        label=_("How you know that it is no allergy"), max_length=200, widget=forms.Textarea(attrs={"rows": 2})
    )


class MeasureForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What was measured"),
        choices=[(kind.value, format_lazy("{} ({})", kind.label, MEASURES[kind][0])) for kind in MeasureKind],
    )
    value = Number(label=_("Value"), max_digits=7, decimal_places=2)
    under = Number(
        label=_("Lower value"), max_digits=7, decimal_places=2, required=False, help_text=_("Of a blood pressure only")
    )

    def clean(self) -> None:
        pressure = self.cleaned_data.get("kind") == MeasureKind.BLOOD_PRESSURE
        under, value = self.cleaned_data.get("under"), self.cleaned_data.get("value")
        if "under" in self.errors or "value" in self.errors:
            return
        if pressure and under is None:
            self.add_error("under", _("A blood pressure has two values. Write the lower one too."))
        elif pressure and value is not None and under is not None and under >= value:
            self.add_error("under", _("The lower value must lie below the upper one."))
        elif not pressure and under is not None:
            self.add_error("under", _("Only a blood pressure has a lower value. Leave it empty."))

    @classmethod
    def of(cls, data: QueryDict | None, measured: Measurement) -> "MeasureForm":
        values = {"kind": measured.kind, "value": number(measured.value)}
        return cls(data, initial=values | ({"under": number(measured.under)} if measured.under else {}))


class EntryForm(forms.Form):
    """What really became of a dose, when the five minutes for undoing are over."""

    status = forms.ChoiceField(
        label=_("What happened"),
        choices=[(status.value, status.label) for status in DoseStatus if status != DoseStatus.UNDONE],
        widget=forms.RadioSelect,
    )
    amount = Number(label=_("How much was given"), max_digits=8, required=False)
    reason = forms.CharField(label=_("Why it is corrected"), max_length=300, widget=forms.Textarea(attrs={"rows": 2}))
    nonce = forms.UUIDField(widget=forms.HiddenInput)

    @classmethod
    def of(cls, data: QueryDict | None, entry: Administration) -> "EntryForm":
        amount = entry.amount or entry.order.dose
        return cls(data, initial={"status": entry.status, "amount": number(amount), "nonce": uuid4()})

    def clean(self) -> None:
        given = self.cleaned_data.get("status") == DoseStatus.GIVEN
        if given and "amount" not in self.errors and not self.cleaned_data.get("amount"):
            self.add_error("amount", _("State an amount above nothing."))
        if not self.cleaned_data.get("amount"):
            self.cleaned_data["amount"] = Decimal(0)


class ToldForm(forms.Form):
    decision = forms.CharField(
        label=_("Who was told, and what they decided"), max_length=300, widget=forms.Textarea(attrs={"rows": 2})
    )


class ReceiveForm(forms.Form):
    amount = Number(label=_("How many came"))
    reason = forms.CharField(
        label=_("Where from"), max_length=200, required=False, help_text=_("Such as the number of the delivery note")
    )


class DiscardForm(forms.Form):
    amount = Number(label=_("How many are destroyed"))
    reason = forms.CharField(label=_("Why it is destroyed"), max_length=200)


class ShelfForm(forms.Form):
    """A medicine that a cabinet of the clinic keeps from now on."""

    prison = forms.ModelChoiceField(label=_("Clinic"), queryset=Prison.objects.none())
    cabinet = forms.CharField(label=_("Cabinet"), max_length=60)
    drug = forms.CharField(label=_("Medicine"), max_length=120)
    atc = forms.CharField(label=_("ATC code"), max_length=7, help_text=_("Such as N02BE01"))
    form = forms.ChoiceField(label=_("Form"), choices=Form.choices)
    strength = Number(label=_("Strength"))
    strength_unit = forms.ChoiceField(
        label=_("Unit of the strength"), choices=StrengthUnit.choices, initial=StrengthUnit.MG
    )
    controlled = forms.BooleanField(label=_("Two count it, and sign what comes and goes"), required=False)

    clean_atc = OrderForm.clean_atc

    def __init__(self, data: QueryDict | None, *, prisons: list[Prison]) -> None:
        super().__init__(data, initial={"prison": prisons[0].pk} if len(prisons) == 1 else {})
        mine = Prison.objects.filter(pk__in=[each.pk for each in prisons])
        self.fields["prison"].queryset = mine.order_by("name")  # type: ignore[attr-defined]

    def clean(self) -> None:
        said = self.cleaned_data
        if "form" in said and said.get("strength_unit") not in STRENGTH_UNITS[Form(said["form"])]:
            self.add_error("strength_unit", unfitting(Form(said["form"]), STRENGTH_UNITS[Form(said["form"])]))
