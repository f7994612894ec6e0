"""What is typed about a short-staffed evening: when, how many officers are at work, and a plan changed by hand."""

from collections.abc import Mapping, Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.forms.board import TIME, ClockField
from inmates.forms.moves import DayField, MomentForm
from inmates.rules import wall_clock
from security.rules.regime import Group


class EveningForm(MomentForm):
    on = DayField(label=_("Day"))
    starts = ClockField(label=_("From"), required=True)
    ends = ClockField(label=_("Until"), required=True)
    officers = forms.IntegerField(
        label=_("Officers at work"),
        min_value=0,
        max_value=200,
        help_text=_("Those who can be with people out of their cells. You confirm the number."),
    )

    def __init__(self, *args: Any, first: datetime, last: datetime, **kwargs: Any) -> None:
        here, there = timezone.localtime(first), timezone.localtime(last)
        initial = {"on": here.date(), "starts": here.strftime(TIME), "ends": there.strftime(TIME)}
        super().__init__(*args, initial=initial, **kwargs)

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            start = self.moment("on", "starts")
            end = wall_clock.next_time(data["ends"], start, timezone.get_current_timezone()) if start else None
            if start is None or end is None:
                raise forms.ValidationError(gettext("The clock does not show that time on that night."))
            data["start"], data["end"] = start, end
        return data


class AdoptForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why no better plan can be had"),
        max_length=300,
        required=False,
        help_text=_("Needed where somebody is below the floor."),
    )


class ChangeForm(forms.Form):
    """Each person's group, and each group's half hours. ``groups``: those of the plan, and an empty one a unit."""

    seen = forms.IntegerField(widget=forms.HiddenInput)

    def __init__(
        self,
        data: Mapping[str, Any] | None = None,
        *,
        groups: Sequence[Group],
        slots: int,
        units: Mapping[int, int],
        version: int,
    ) -> None:
        super().__init__(data, initial={"seen": version})
        self.groups, self.slots, self.units = groups, slots, units
        for number in range(len(groups)):
            for slot in range(slots):
                out = slot in groups[number].slots
                self.fields[f"g{number}_{slot}"] = forms.BooleanField(required=False, initial=out)
        for stay, unit in units.items():
            mine = [(str(number), "") for number, group in enumerate(groups) if group.unit == unit]
            now = next((number for number, group in enumerate(groups) if stay in group.people), "")
            self.fields[f"p{stay}"] = forms.ChoiceField(choices=mine, initial=str(now))

    def chosen(self) -> list[Group]:
        data = self.cleaned_data
        return [
            Group(
                group.unit,
                tuple(stay for stay in self.units if data[f"p{stay}"] == str(number)),
                frozenset(slot for slot in range(self.slots) if data[f"g{number}_{slot}"]),
            )
            for number, group in enumerate(self.groups)
        ]
