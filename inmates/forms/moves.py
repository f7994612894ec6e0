"""What is typed about transfers, trips and late returns: parsed and explained here, decided by the services."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corrections.forms.days import within_reason
from inmates.choices import TransferGround, TripKind, TripRisk
from inmates.forms.board import AtForm, ClockField
from inmates.rules import wall_clock

DAY = "%d.%m.%Y"
BY_HAND = [choice for choice in TransferGround.choices if choice[0] != TransferGround.P]


class DayField(forms.DateField):
    """A day, typed as 24.11.2026."""

    def __init__(self, **kwargs: Any) -> None:
        kwargs.setdefault("input_formats", [DAY, "%Y-%m-%d"])
        kwargs.setdefault("widget", forms.DateInput(attrs={"placeholder": _("dd.mm.yyyy"), "size": 10}, format=DAY))
        invalid = _("Write the date as day, month and year, such as 24.11.2026.")
        kwargs.setdefault("error_messages", {"invalid": invalid, "required": _("Say on which day.")})
        kwargs.setdefault("validators", [within_reason])
        super().__init__(**kwargs)


class MomentForm(AtForm):
    """A form with a day and a time that belong together."""

    def moment(self, day: str, clock: str, *, last: bool = False) -> datetime | None:
        """The instant of both; a time alone is the next of that kind. In the hour that comes twice the first is meant,
        or with ``last`` the second."""
        on, at = self.cleaned_data.get(day), self.cleaned_data.get(clock)
        if on is None:
            return self.coming(clock)
        if at is None:
            raise forms.ValidationError({clock: gettext("Say at what time, too.")})
        found = wall_clock.instants(on, at, timezone.get_current_timezone())
        if not found:
            raise forms.ValidationError({clock: gettext("The clock does not show that time on that night.")})
        return found[-1] if last else found[0]

    def needed(self, day: str, clock: str, *, last: bool = False) -> datetime:
        found = self.moment(day, clock, last=last)
        if found is None:
            raise forms.ValidationError({clock: gettext("Say at what time.")})
        return found


# ---- officers --------------------------------------------------------------------------------------------------
class OfficersForm(forms.Form):
    """Who goes along; one of them leads."""

    lead = forms.TypedChoiceField(label=_("Leads the trip"), coerce=int, required=False, empty_value=None)
    others = forms.TypedMultipleChoiceField(
        label=_("Goes along"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    def __init__(self, *args: Any, officers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["lead"].choices = [("", _("Nobody yet")), *officers]  # type: ignore[attr-defined]
        self.fields["others"].choices = officers  # type: ignore[attr-defined]

    @property
    def in_order(self) -> list[int]:
        """The leader first, nobody twice."""
        lead, others = self.cleaned_data["lead"], self.cleaned_data["others"]
        return list(dict.fromkeys([*([lead] if lead else []), *others]))


# ---- transfers ---------------------------------------------------------------------------------------------------
class OrderForm(forms.Form):
    ground = forms.ChoiceField(label=_("Ground (strgjfl. s. 14)"), choices=BY_HAND)
    facts = forms.CharField(
        label=_("What it rests on"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Facts, not opinions. The person may read it."),
    )
    necessity = forms.CharField(
        label=_("To a stricter level: why nothing less strict is enough"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 2}),
    )
    conversation = forms.TypedChoiceField(
        label=_("Ground c: the conversation about the behaviour"), coerce=int, required=False, empty_value=None
    )
    planned_on = DayField(label=_("Day of the transfer"))

    def __init__(self, *args: Any, talks: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["conversation"].choices = [("", _("None")), *talks]  # type: ignore[attr-defined]


class LeaveForm(OfficersForm, MomentForm):
    departed_at = ClockField(label=_("Left at"), help_text=_("Empty: now."))
    expected_on = DayField(
        label=_("Expected there on"), required=False, help_text=_("Empty: the next time it is then.")
    )
    expected_at = ClockField(label=_("Expected there at"), required=True)

    field_order = ("departed_at", "expected_on", "expected_at", "lead", "others")

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data |= {"departed": self.past("departed_at"), "expected": self.needed("expected_on", "expected_at")}
        return data


class ArriveForm(AtForm):
    bed = forms.TypedChoiceField(label=_("Cell"), coerce=int, required=False, empty_value=None)
    arrived_at = ClockField(label=_("Arrived at"), help_text=_("Empty: now."))

    def __init__(self, *args: Any, beds: list[Any], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["bed"].choices = [("", _("No cell yet")), *beds]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["arrived"] = self.past("arrived_at")
        return data


class TurnBackForm(AtForm):
    returned_at = ClockField(label=_("Back at"), help_text=_("Empty: now."))
    reason = forms.CharField(label=_("Why"), max_length=300)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["returned"] = self.past("returned_at")
        return data


class CancelForm(forms.Form):
    reason = forms.CharField(label=_("Why"), max_length=300)


# ---- trips -------------------------------------------------------------------------------------------------------
class TripForm(OfficersForm, MomentForm):
    kind = forms.ChoiceField(label=_("What for"), choices=TripKind)
    destination = forms.CharField(
        label=_("Where to"), max_length=120, help_text=_("The court, or the hospital by its name alone.")
    )
    leaves_on = DayField(label=_("Leaves on"))
    leaves_at = ClockField(label=_("Leaves at"), required=True)
    back_on = DayField(label=_("Expected back on"), required=False, help_text=_("Empty: the same day."))
    back_at = ClockField(label=_("Expected back at"), required=True)
    risk = forms.ChoiceField(label=_("Guarding"), choices=TripRisk, initial=TripRisk.ORDINARY)
    vehicle = forms.CharField(label=_("Vehicle"), max_length=60, required=False)
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("Neutral: anyone on the unit may read it.")
    )

    field_order = (
        "kind",
        "destination",
        "leaves_on",
        "leaves_at",
        "back_on",
        "back_at",
        "risk",
        "lead",
        "others",
        "vehicle",
        "note",
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if self.errors:
            return data
        data["back_on"] = data.get("back_on") or data["leaves_on"]
        data["leaves"] = self.needed("leaves_on", "leaves_at")
        data["back"] = self.needed("back_on", "back_at", last=True)
        return data


class DepartedForm(AtForm):
    departed_at = ClockField(label=_("Left at"), help_text=_("Empty: now."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["departed"] = self.past("departed_at")
        return data


# ---- late --------------------------------------------------------------------------------------------------------
class ExpectedForm(MomentForm):
    """``seen`` is the return that the page showed."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    back_on = DayField(label=_("Expected back on"), required=False, help_text=_("Empty: the next time it is then."))
    back_at = ClockField(label=_("Expected back at"), required=True)
    reason = forms.CharField(label=_("Why"), max_length=200, help_text=_("Who said so, and what they said."))

    def clean_seen(self) -> datetime | None:
        try:
            return parse_datetime(self.cleaned_data["seen"] or "")
        except ValueError:
            return None  # no return that any page has shown: the service says that it has changed

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["back"] = self.needed("back_on", "back_at", last=True)
        return data


class AtLargeForm(MomentForm):
    since_on = DayField(label=_("From the day"), required=False)
    since_at = ClockField(label=_("From the time"), help_text=_("Empty: from when the person was expected back."))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            has_day = data.get("since_on") is not None
            data["since"] = self.moment("since_on", "since_at") if has_day else self.typed()
        return data

    def typed(self) -> datetime | None:
        return self.past("since_at") if self.cleaned_data.get("since_at") is not None else None
