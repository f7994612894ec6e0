"""What is registered and corrected of somebody's identity numbers and of what their stay rests on."""

from datetime import datetime
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.choices import IdentifierKind, LegalStatusKind
from inmates.forms.board import ClockField
from inmates.forms.moves import DayField, MomentForm
from inmates.models import LegalStatus
from inmates.selectors.numbers import Hit

WRONG, REPLACED = "WRONG", "REPLACED"


class CloseForm(forms.Form):
    """Who is close to the person: oneself, or for who names contact officers anybody who works there."""

    officer = forms.TypedChoiceField(label=_("Who"), coerce=int)

    def __init__(self, *args: Any, staff: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["officer"].choices = staff  # type: ignore[attr-defined]
        if not staff:
            del self.fields["officer"]


class HitsForm(forms.Form):
    """A form that may show who has the number already."""

    hits: list[Hit] = []
    may_merge = False


class NumberForm(HitsForm):
    kind = forms.ChoiceField(label=_("Kind of number"), choices=IdentifierKind.choices)
    value = forms.CharField(
        label=_("Number"),
        max_length=60,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("A number of the same kind that stood before, ends. A number from abroad stands beside others."),
    )


class CorrectNumberForm(HitsForm):
    why = forms.ChoiceField(
        label=_("What is wrong"),
        choices=[
            (WRONG, _("It never was this person’s number")),
            (REPLACED, _("It was the person’s, and no longer is")),
        ],
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what is wrong with the number.")},
    )
    value = forms.CharField(
        label=_("The right number"),
        max_length=60,
        required=False,
        widget=forms.TextInput(attrs={"autocomplete": "off"}),
        help_text=_("Of the same kind. Empty when nobody knows it."),
    )
    reason = forms.CharField(
        label=_("How you know"),
        max_length=200,
        help_text=_("Such as the document that you have seen. The old number stays in the history with this."),
    )

    @property
    def was_wrong(self) -> bool:
        return bool(self.cleaned_data["why"] == WRONG)


class LegalBasisForm(MomentForm):
    """A new legal basis from an instant on; from now when none is typed."""

    kind = forms.ChoiceField(label=_("Legal basis"), choices=LegalStatusKind.choices)
    basis = forms.CharField(
        label=_("Document"),
        max_length=160,
        help_text=_("Which court or authority, and the date, such as “Ringerike tingrett, 02.11.2026”."),
        error_messages={"required": _("State the document that the legal basis rests on.")},
    )
    begins_on = DayField(label=_("Begins on"), required=False)
    begins_at = ClockField(label=_("Begins at"))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if not self.errors:
            data["begins"] = self.begins()
        return data

    def begins(self) -> datetime | None:
        on, clock = self.cleaned_data.get("begins_on"), self.cleaned_data.get("begins_at")
        if on is None and clock is not None:
            raise forms.ValidationError({"begins_on": gettext("Say on which day, too.")})
        return self.moment("begins_on", "begins_at")


class CorrectLegalBasisForm(LegalBasisForm):
    """``status`` is what is corrected; ``seen`` how many corrections the officer had before them."""

    reason = forms.CharField(
        label=_("Why it was wrong"),
        max_length=300,
        error_messages={"required": _("Write why the legal basis was wrong.")},
        help_text=_("What stood there is kept beside the new, with this."),
    )
    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0)

    def __init__(self, *args: Any, status: LegalStatus, seen: int, **kwargs: Any) -> None:
        self.start = timezone.localtime(status.during.lower)
        kwargs["initial"] = {
            "kind": status.kind,
            "basis": status.basis,
            "begins_on": self.start.date(),
            "begins_at": self.start.time(),
            "seen": seen,
        }
        super().__init__(*args, **kwargs)

    def begins(self) -> datetime | None:
        """Nothing where the minute is the one that stood there: the seconds stay as they are."""
        found = super().begins()
        return None if found == self.start.replace(second=0, microsecond=0) else found
