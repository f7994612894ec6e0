"""A line of the log as it is typed, corrected, verified and relied on. Parsed and explained; never saved."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.choices import LogKind, LogSource, VerifiedHow
from inmates.forms.board import AtForm, ClockField
from inmates.rules.log_words import suggested_kind
from inmates.rules.wording import health_words

LOG_KINDS = [(kind.value, kind.label) for kind in LogKind if kind is not LogKind.CORRECTION]
AS_SUGGESTED = ("", _("As the words say"))


class WordsForm(forms.Form):
    """Words that look like health information are asked about once, and taken when the officer stands by them."""

    text = forms.CharField(
        label=_("What happened"),
        max_length=1000,
        error_messages={"required": _("Write what happened.")},
        widget=forms.Textarea(attrs={"autocomplete": "off", "rows": 2}),
    )
    stands = forms.BooleanField(
        required=False, label=_("This is not health information. Log it as it stands."), widget=forms.HiddenInput
    )

    asks_about_health = False

    @property
    def kept_anyway(self) -> bool:
        """The officer stood by words that were asked about."""
        return bool(self.cleaned_data.get("stands") and health_words(self.cleaned_data.get("text", "")))

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        words = health_words(data.get("text", ""))
        if words and not data.get("stands"):
            self.asks_about_health = True
            self.fields["stands"].widget = forms.CheckboxInput()  # not a new field: Django has bound this one already
            message = gettext(
                "“%(words)s” reads like health information. Tell the health department; "
                "write here only what the unit must do."
            )
            self.add_error("text", message % {"words": ", ".join(words)})
        return data


class CorrectionForm(WordsForm):
    """The right words, what kind it is, and which of the old mentions still hold."""

    kind = forms.ChoiceField(label=_("Kind"), choices=LOG_KINDS, required=False)
    about = forms.TypedMultipleChoiceField(
        label=_("Whom and what it is about"), coerce=int, required=False, widget=forms.CheckboxSelectMultiple
    )

    field_order = ["text", "kind", "about"]

    def __init__(self, *args: Any, about: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["about"].choices = about  # type: ignore[attr-defined]
        if not about:
            del self.fields["about"]


class LogForm(WordsForm, AtForm):
    kind = forms.ChoiceField(
        label=_("Kind"), choices=[AS_SUGGESTED, *LOG_KINDS], required=False, widget=forms.RadioSelect, initial=""
    )
    happened_at = ClockField(label=_("When"), help_text=_("Leave it empty for now."))
    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=LogSource.choices, required=False, initial=LogSource.OWN
    )
    checked = forms.BooleanField(label=_("I have checked that it is right"), required=False)
    key = forms.UUIDField(required=False, widget=forms.HiddenInput)

    field_order = ["text", "kind", "happened_at", "source", "checked"]

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["key"].initial = uuid4()

    def clean(self) -> dict[str, Any]:
        data = super().clean()
        if not self.errors:
            data["happened"] = self.past("happened_at")
            data["kind"] = data["kind"] or suggested_kind(data["text"])
            data["source"] = data["source"] or LogSource.OWN
        return data

    @property
    def facts(self) -> dict[str, Any]:
        """All but the words."""
        data = self.cleaned_data
        return {
            "kind": data["kind"],
            "happened_at": data["happened"],
            "source": data["source"],
            "is_verified": data["checked"],
            "form_key": data["key"],
        }


class VerifyForm(forms.Form):
    how = forms.ChoiceField(label=_("How it was verified"), choices=VerifiedHow.choices, widget=forms.RadioSelect)
    note = forms.CharField(
        label=_("In a few words"), max_length=200, required=False, help_text=_("What you saw, or which document.")
    )


class RelyForm(forms.Form):
    reference = forms.CharField(
        label=_("Decision"), max_length=60, help_text=_("The reference of the decision that rests on this line.")
    )
