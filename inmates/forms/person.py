"""What is typed about a person: parsed and explained here, decided by the services."""

from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django import forms
from django.conf import settings
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from corrections.forms.days import within_reason
from inmates.choices import AlertCode, LogKind, NonAssociationReason, NonAssociationScope
from inmates.forms.log import WordsForm

DAY = "%d.%m.%Y"
WRITTEN = (LogKind.NOTE, LogKind.CONVERSATION, LogKind.OBSERVATION)


class AlertForm(forms.Form):
    """A new alert, for as long as it must stand."""

    code = forms.ChoiceField(label=_("Alert"), choices=AlertCode.choices)
    note = forms.CharField(
        label=_("Note"),
        max_length=160,
        required=False,
        help_text=_("What staff must do. No health information, and nothing about others."),
    )
    until = forms.DateField(
        label=_("Until and including"),
        required=False,
        input_formats=[DAY, "%Y-%m-%d"],
        validators=[within_reason],
        widget=forms.DateInput(format=DAY),
        help_text=_("Day, month and year, such as 31.12.2026. Leave it empty while nobody knows."),
    )

    @property
    def until_at(self) -> datetime | None:
        """The end of the last day, on the clock on the wall."""
        last: date | None = self.cleaned_data["until"]
        if last is None:
            return None
        return datetime.combine(last + timedelta(days=1), time.min, ZoneInfo(settings.TIME_ZONE))


class NoteForm(WordsForm):
    """A line in the log of the person's unit; words about health are asked about as they are on the unit's own page."""

    kind = forms.ChoiceField(
        label=_("Kind"), choices=[(kind.value, kind.label) for kind in WRITTEN], initial=LogKind.NOTE
    )
    text = forms.CharField(
        label=_("What happened"),
        max_length=1000,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Short and factual. The person may read it. No health information."),
    )

    field_order = ("kind", "text", "stands")


class ApartForm(forms.Form):
    """Somebody whom the person must not meet, by inmate number."""

    number = forms.CharField(
        label=_("Inmate number of the other"), max_length=20, help_text=_("As on their page, such as F-20418.")
    )
    reason = forms.ChoiceField(label=_("Reason"), choices=NonAssociationReason.choices)
    scope = forms.ChoiceField(
        label=_("How far apart"), choices=NonAssociationScope.choices, initial=NonAssociationScope.PLACE
    )
    note = forms.CharField(
        label=_("Note"), max_length=200, required=False, help_text=_("What staff on the unit need to know.")
    )


class ContactOfficerForm(forms.Form):
    """The officer from now on; ``seen`` is the assignment that stood when the page was opened."""

    officer = forms.TypedChoiceField(
        label=_("Officer"),
        coerce=int,
        widget=forms.RadioSelect,
        help_text=_("Those who know the person best, and have room, stand first."),
    )
    is_substitute = forms.BooleanField(label=_("As substitute"), required=False)
    seen_main = forms.IntegerField(required=False, widget=forms.HiddenInput)
    seen_substitute = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(self, *args: Any, officers: list[tuple[int, str]], close: list[str], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]
        if close:
            apart = gettext("Close to the person outside work, so they cannot be chosen: %(names)s.")
            self.fields[
                "officer"
            ].help_text = f"{self.fields['officer'].help_text} {apart % {'names': ', '.join(close)}}"

    @property
    def seen(self) -> int | None:
        part = "seen_substitute" if self.cleaned_data["is_substitute"] else "seen_main"
        value: int | None = self.cleaned_data[part]
        return value


class ProposalForm(forms.Form):
    """A proposal that somebody confirms: one of those who may have the part."""

    officer = forms.TypedChoiceField(coerce=int)
    is_substitute = forms.BooleanField(required=False)

    def __init__(self, *args: Any, officers: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = officers  # type: ignore[attr-defined]


class MoveForm(forms.Form):
    """The last step of a cell move: the bed is chosen on the map, ``seen`` is the placement that was shown."""

    bed = forms.IntegerField(widget=forms.HiddenInput)
    seen = forms.IntegerField(required=False, widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=160, help_text=_("In a few words. It stands in the history of the cell.")
    )


class TransferForm(MoveForm):
    """To another security level: only on a decision."""

    decision = forms.CharField(
        label=_("Decision on transfer"),
        max_length=60,
        help_text=_("The reference of the decision (strgjfl. ss. 14 and 15)."),
    )


class SwapForm(forms.Form):
    """Two people swap: the placements that were shown of both, and a decision where their levels differ."""

    other = forms.UUIDField(widget=forms.HiddenInput)
    seen = forms.IntegerField(widget=forms.HiddenInput)
    other_seen = forms.IntegerField(widget=forms.HiddenInput)
    reason = forms.CharField(
        label=_("Why"), max_length=160, help_text=_("In a few words. It stands in the history of both cells.")
    )

    def __init__(self, *args: Any, decided: bool, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        if decided:
            self.fields["decision"] = TransferForm.base_fields["decision"]
