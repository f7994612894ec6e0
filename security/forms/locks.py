"""What is typed about doors: when they turned, who is an exception and why, what was wrong, and the daily order."""

from collections.abc import Mapping
from datetime import datetime, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.forms.board import TIME, AtForm, ClockField
from inmates.forms.moves import DayField
from inmates.rules import wall_clock
from security.choices import DoorAct, DoorTurn
from security.forms.counts import DAYS, clock

DAY = timedelta(days=1)
BOTH = 2
FIRST, SECOND = "first", "second"


class DoorForm(AtForm):
    """A time by the clock on the wall, in the last day; empty is now. ``which`` of two in the hour that comes twice."""

    turned_at = ClockField(label=_("At"), help_text=_("Empty: now."))
    which = forms.ChoiceField(
        label=_("The clock showed that time twice that night. Which is meant?"),
        choices=[(FIRST, _("The first, in summer time")), (SECOND, _("The second, in winter time"))],
        widget=forms.RadioSelect,
        required=False,
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if not self.data.get("which"):
            self.fields["which"].widget = forms.HiddenInput()

    def moment(self) -> datetime:
        """When it happened. Raises ``ValidationError`` for a time that was not, or while it may be either of two."""
        typed = self.cleaned_data.get("turned_at")
        if typed is None:
            return self.at
        zone, today = timezone.get_current_timezone(), timezone.localtime(self.at).date()
        days = (today - DAY, today)
        found = [one for on in days for one in wall_clock.instants(on, typed, zone) if self.at - DAY < one <= self.at]
        return self.one_of(found) if len(found) == BOTH else self.past("turned_at")

    def one_of(self, found: list[datetime]) -> datetime:
        which = self.cleaned_data.get("which")
        if which not in (FIRST, SECOND):
            self.fields["which"].widget = forms.RadioSelect(choices=self.fields["which"].choices)  # type: ignore[attr-defined]
            raise forms.ValidationError({"which": gettext("Choose which of the two is meant.")})
        return found[0] if which == FIRST else found[-1]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["moment"] = self.moment()
        return data


class TurnForm(DoorForm):
    act = forms.ChoiceField(choices=DoorTurn, widget=forms.HiddenInput)


class ExceptionForm(DoorForm):
    """``FOLLOW`` needs no reason; the service asks for one otherwise."""

    act = forms.ChoiceField(
        label=_("From now on"),
        choices=[
            (DoorAct.LOCK.value, _("Locked in while the others are out")),
            (DoorAct.UNLOCK.value, _("Out while the others are locked in")),
            (DoorAct.FOLLOW.value, _("Follows the unit again")),
        ],
        widget=forms.RadioSelect,
    )
    reason = forms.CharField(
        label=_("Why"),
        max_length=200,
        required=False,
        help_text=_("Neutral: anyone on the unit may read it. Never a diagnosis."),
    )

    field_order = ("act", "reason", "turned_at", "which")


class CorrectionForm(DoorForm):
    """Another time on a day, or that it did not happen."""

    on = DayField(label=_("Day"))
    never = forms.BooleanField(label=_("It did not happen"), required=False)
    reason = forms.CharField(label=_("What was wrong"), max_length=200)

    field_order = ("on", "turned_at", "which", "never", "reason")

    def __init__(self, data: Mapping[str, Any] | None = None, *, was: datetime, **kwargs: Any) -> None:
        here = timezone.localtime(was)
        super().__init__(data, initial={"on": here.date(), "turned_at": here.strftime(TIME)}, **kwargs)
        self.fields["turned_at"].help_text = ""

    def moment(self) -> datetime:
        """Not asked for when it did not happen."""
        if self.cleaned_data.get("never"):
            return self.at
        typed = self.cleaned_data.get("turned_at")
        if typed is None:
            raise forms.ValidationError({"turned_at": gettext("Say at what time.")})
        found = wall_clock.instants(self.cleaned_data["on"], typed, timezone.get_current_timezone())
        if not found:
            raise forms.ValidationError({"turned_at": gettext("The clock does not show that time on that night.")})
        return self.one_of(found) if len(found) == BOTH else found[0]


class OrderForm(forms.Form):
    """A line of the daily order."""

    act = forms.ChoiceField(label=_("What"), choices=DoorTurn)
    starts = clock(label=_("At"), help_text=_("Such as 20:30."))
    weekdays = forms.TypedMultipleChoiceField(
        label=_("Days"),
        choices=list(DAYS.items()),
        coerce=int,
        initial=list(DAYS),
        widget=forms.CheckboxSelectMultiple,
    )
