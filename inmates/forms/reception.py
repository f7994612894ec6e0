"""What is typed at the desks of a reception: parsed and explained here, decided by the services."""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from corrections.forms.days import within_reason
from corrections.models import Prison
from inmates.choices import ArrivalSource, IdentifierKind, LegalStatusKind, PropertyCategory, Sex
from inmates.forms.person import DAY
from inmates.rules.first_talk import QUESTIONS
from inmates.selectors.countries import language
from inmates.services.arrivals import Who

TIME = "%d.%m.%Y %H:%M"
WHO = ("family_name", "given_name", "birth_date", "sex", "nationality", "identifier_kind", "identifier_value")
SOURCES = [(source.value, source.label) for source in ArrivalSource if source != ArrivalSource.TRANSFER]
LANGUAGES = (
    ("nb", _("Norwegian")),
    ("en", pgettext_lazy("language", "English")),
    ("se", _("Northern Sámi")),
    ("pl", _("Polish")),
    ("lt", _("Lithuanian")),
    ("ro", _("Romanian")),
    ("ru", _("Russian")),
    ("uk", _("Ukrainian")),
    ("ar", pgettext_lazy("language", "Arabic")),
    ("so", _("Somali")),
    ("ti", _("Tigrinya")),
    ("fa", _("Persian")),
    ("ku", _("Kurdish")),
    ("ur", _("Urdu")),
    ("tr", _("Turkish")),
    ("sq", _("Albanian")),
    ("es", _("Spanish")),
    ("fr", _("French")),
    ("de", _("German")),
    ("vi", _("Vietnamese")),
)
ASKED = {
    "TALK_TO_HEALTH": _("Would you like to talk with somebody from health today?"),
    "SAFE_TONIGHT": _("Are you afraid that you will not be safe tonight, also from yourself?"),
    "FIRST_TIME": _("Is this your first time in prison?"),
    "AFRAID_OF_SOMEBODY": _("Is there anybody here whom you are afraid of?"),
    "LEAVES_SOMEBODY": _("Does anybody outside depend on you right now, such as a child?"),
    "HELP_IN_A_FIRE": _("Would you need help to get out if there were a fire?"),
}


def birth_date() -> forms.DateField:
    return forms.DateField(
        label=_("Date of birth"),
        required=False,
        input_formats=[DAY, "%Y-%m-%d"],
        validators=[within_reason],
        widget=forms.DateInput(format=DAY),
        help_text=_("Day, month and year, such as 31.12.1990. Leave it empty if nobody knows."),
    )


class ArrivalForm(forms.Form):
    """Somebody who is announced, or who stands at the door."""

    prison = forms.TypedChoiceField(label=_("Prison"), coerce=int)
    source = forms.ChoiceField(label=_("Comes from"), choices=SOURCES)
    is_here = forms.BooleanField(label=_("The person is here now"), required=False)
    expected_at = forms.DateTimeField(
        label=_("Expected"),
        required=False,
        input_formats=[TIME, "%Y-%m-%d %H:%M", "%Y-%m-%dT%H:%M"],
        help_text=_("Day and time, such as 24.11.2026 14:30. Leave it empty for somebody who is here."),
    )
    family_name = forms.CharField(label=_("Surname"), max_length=120)
    given_name = forms.CharField(label=_("First name"), max_length=120, required=False)
    birth_date = birth_date()
    sex = forms.ChoiceField(label=_("Sex"), choices=Sex, initial=Sex.UNKNOWN)
    nationality = forms.CharField(
        label=_("Citizenship"), max_length=3, required=False, help_text=_("Three letters, such as NOR or POL.")
    )
    identifier_kind = forms.ChoiceField(
        label=_("Kind of number"), choices=[("", "–"), *IdentifierKind.choices], required=False
    )
    identifier_value = forms.CharField(label=_("Identity number"), max_length=40, required=False)
    legal_status = forms.ChoiceField(
        label=_("Legal basis as announced"), choices=[("", "–"), *LegalStatusKind.choices], required=False
    )
    basis = forms.CharField(label=_("Document as announced"), max_length=160, required=False)
    note = forms.CharField(
        label=_("Note"),
        max_length=160,
        required=False,
        help_text=_("What the reception needs to know. No health information."),
    )

    def __init__(self, *args: Any, prisons: list[Prison], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["prison"].choices = [(prison.pk, prison.name) for prison in prisons]  # type: ignore[attr-defined]
        if len(prisons) == 1:
            self.fields["prison"].widget = forms.HiddenInput()
            self.fields["prison"].initial = prisons[0].pk

    def clean(self) -> dict[str, Any]:
        data = self.cleaned_data
        if not data.get("is_here") and not data.get("expected_at") and "expected_at" not in self.errors:
            self.add_error("expected_at", _("Say when the person is expected, or that they are here now."))
        if data.get("identifier_value") and not data.get("identifier_kind"):
            self.add_error("identifier_kind", _("Choose the kind of number from the list."))
        if data.get("nationality") and not data["nationality"].isalpha():
            self.add_error("nationality", _("Three letters, such as NOR or POL."))
        return data

    def announced(self, at: datetime) -> dict[str, Any]:
        """What ``expect`` takes."""
        data, is_here = self.cleaned_data, self.cleaned_data["is_here"]
        who = Who(**{name: data[name] for name in WHO})
        rest = {name: data[name] for name in ("source", "legal_status", "basis", "note")}
        return rest | {"who": who, "expected_at": at if is_here else data["expected_at"], "is_announced": not is_here}


class DeskForm(forms.Form):
    """``seen`` is the version of the desk that the officer has before them."""

    seen = forms.IntegerField(widget=forms.HiddenInput, min_value=0, required=False)

    @property
    def version(self) -> int:
        return self.cleaned_data["seen"] or 0


class IdentityForm(DeskForm):
    who = forms.ChoiceField(
        label=_("Who it is"), widget=forms.RadioSelect, error_messages={"required": _("Choose who it is.")}
    )

    def __init__(self, *args: Any, choices: list[tuple[str, Any]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["who"].choices = choices  # type: ignore[attr-defined]


class BasisForm(DeskForm):
    document_seen = forms.BooleanField(label=_("I have the document in hand"), required=False)
    legal_status = forms.ChoiceField(label=_("Legal basis"), choices=LegalStatusKind)
    authority = forms.CharField(
        label=_("Who issued it"),
        max_length=120,
        help_text=_("Such as Oslo tingrett, and the case number. Before a court has ruled: the police district."),
    )
    decided_on = forms.DateField(
        label=_("Date of the decision"),
        input_formats=[DAY, "%Y-%m-%d"],
        validators=[within_reason],
        widget=forms.DateInput(format=DAY),
        help_text=_("As it stands on the document, such as 24.11.2026."),
    )


class PhotoForm(DeskForm):
    photo = forms.FileField(
        label=_("Photo"),
        help_text=_("Face forward, in good light. A JPEG, PNG or WebP picture of at most 10 MB."),
        error_messages={"required": _("Take or choose a photo."), "missing": _("Take or choose a photo.")},
        widget=forms.FileInput(attrs={"accept": "image/jpeg,image/png,image/webp", "capture": "user"}),
    )


class PropertyForm(DeskForm):
    """One thing at a time; with nothing written the desk is done."""

    description = forms.CharField(label=_("What it is"), max_length=120, required=False)
    category = forms.ChoiceField(label=_("Kind"), choices=PropertyCategory, initial=PropertyCategory.OTHER)
    quantity = forms.IntegerField(label=_("How many"), min_value=1, max_value=999, initial=1)
    container = forms.CharField(label=_("Bag or box"), max_length=40, required=False)
    seal = forms.CharField(label=_("Seal"), max_length=40, required=False)
    in_cell = forms.BooleanField(label=_("Goes along to the cell"), required=False)


class LanguageForm(DeskForm):
    languages = forms.MultipleChoiceField(
        label=_("Languages the person speaks"),
        choices=LANGUAGES,
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose at least one language.")},
    )
    needs_interpreter = forms.BooleanField(label=_("Needs an interpreter for Norwegian"), required=False)

    def __init__(self, *args: Any, known: Sequence[str] = (), **kwargs: Any) -> None:
        """``known``: what the register knows of the person, also where the list does not name it."""
        super().__init__(*args, **kwargs)
        rare = [(code, language(code)) for code in known if code not in dict(LANGUAGES)]
        self.fields["languages"].choices = [*LANGUAGES, *rare]  # type: ignore[attr-defined]


class TalkForm(DeskForm):
    said_yes = forms.MultipleChoiceField(
        label=_("Tick what the person answers yes to"),
        help_text=_(
            "The answers are not kept. What must be done is: health is told that somebody wants to talk, never why."
        ),
        choices=[(question.code, ASKED[question.code]) for question in QUESTIONS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )


class HoursForm(DeskForm):
    items = forms.MultipleChoiceField(
        label=_("Tick what has been done"),
        widget=forms.CheckboxSelectMultiple,
        error_messages={"required": _("Choose what has been done.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[str, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["items"].choices = choices  # type: ignore[attr-defined]


class MergeForm(forms.Form):
    winner = forms.TypedChoiceField(
        label=_("The record that remains"),
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose which record remains.")},
    )
    reason = forms.CharField(
        label=_("How you know that they are the same person"),
        max_length=300,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write how you know that they are the same person.")},
    )

    def __init__(self, *args: Any, choices: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["winner"].choices = choices  # type: ignore[attr-defined]
