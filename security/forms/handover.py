"""What is written when a shift hands over: how calm it was, a word to the next shift, what was in place."""

from collections.abc import Iterable
from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.choices import LogSource
from inmates.forms.log import WordsForm
from security.choices import Calm, EquipmentKind
from security.selectors.equipment import Item

LONGEST_NOTE = 1500
CALM_NEEDED = {"required": _("Choose how the unit has been: calm, uneasy or tense.")}


def calm_field() -> forms.ChoiceField:
    return forms.ChoiceField(
        label=_("How has the unit been?"),
        choices=Calm.choices,
        widget=forms.RadioSelect,
        error_messages=CALM_NEEDED,
    )


class NoteForm(WordsForm):
    """A word to the next shift, and how sure it is. Health words are asked about, as in the log."""

    text = forms.CharField(
        label=_("Note to the next shift"),
        max_length=LONGEST_NOTE,
        widget=forms.Textarea(attrs={"rows": 4}),
        error_messages={"required": _("Write what the next shift should know.")},
    )
    source = forms.ChoiceField(
        label=_("Where it comes from"), choices=LogSource.choices, required=False, initial=LogSource.OWN
    )
    checked = forms.BooleanField(
        label=_("I have checked that it is right"),
        required=False,
        help_text=_("What is not verified is labelled, and deleted after four months."),
    )

    @property
    def note(self) -> dict[str, Any]:
        """What is written, and how sure it is."""
        data = self.cleaned_data
        return {
            "text": data["text"],
            "source": data["source"] or LogSource.OWN,
            "is_verified": data["checked"],
        }


class GiveForm(NoteForm):
    calm = calm_field()
    text = forms.CharField(
        label=_("Note to the next shift"),
        max_length=LONGEST_NOTE,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
    )

    field_order = ["calm", "text", "source", "checked"]


class AloneForm(forms.Form):
    reason = forms.CharField(
        label=_("Why nobody hands over"),
        max_length=200,
        error_messages={"required": _("Say why nobody hands the unit over.")},
    )
    calm = calm_field()


class CheckForm(forms.Form):
    """Two fields for each thing on the list: how many are in place, and where the rest is."""

    def __init__(self, *args: Any, items: Iterable[Item], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.items = list(items)
        for item in self.items:
            self.fields[f"found-{item.id}"] = forms.IntegerField(
                label=gettext("%(what)s, of %(count)d") % {"what": item.name, "count": item.expected},
                min_value=0,
                max_value=999,
                initial=item.expected,
                error_messages={"required": _("Write how many are in place.")},
            )
            self.fields[f"note-{item.id}"] = forms.CharField(
                label=gettext("%(what)s: where the missing ones are") % {"what": item.name},
                max_length=200,
                required=False,
            )

    def found(self) -> dict[int, tuple[int, str]]:
        data = self.cleaned_data
        return {item.id: (data[f"found-{item.id}"], data[f"note-{item.id}"]) for item in self.items}


class KeepForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=EquipmentKind.choices)
    name = forms.CharField(
        label=_("What it is called"),
        max_length=60,
        error_messages={"required": _("Write what it is called.")},
    )
    expected = forms.IntegerField(
        label=_("How many there should be"),
        min_value=0,
        max_value=999,
        help_text=_("0 takes it off the list."),
        error_messages={"required": _("Write a number from 0 to 999.")},
    )
