"""Notes of a record, and why somebody opened it who does not treat the patient."""

from django import forms
from django.utils.translation import gettext_lazy as _

from health.choices import Finding, NoteKind


class NoteForm(forms.Form):
    kind = forms.ChoiceField(label=_("What it is"), choices=NoteKind.choices)
    text = forms.CharField(label=_("Note"), max_length=8000, widget=forms.Textarea(attrs={"rows": 5}))


class CorrectionForm(forms.Form):
    text = forms.CharField(label=_("How it should read"), max_length=8000, widget=forms.Textarea(attrs={"rows": 8}))


class EmergencyForm(forms.Form):
    reason = forms.CharField(
        label=_("Why the record must be opened now"),
        help_text=_("At least 10 characters. The patient and the patient's own clinic will read this."),
        min_length=10,
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write why the record must be opened now.")},
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (60, _("60 minutes"))],
        coerce=int,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose for how long.")},
    )


class ReviewForm(forms.Form):
    finding = forms.ChoiceField(
        label=_("What you found"),
        choices=Finding.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Choose what you found.")},
    )
    comment = forms.CharField(
        label=_("Comment"),
        help_text=_("Needed when it must be followed up."),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
    )

    def clean(self) -> None:
        said = self.cleaned_data.get("comment", "").strip()
        if self.cleaned_data.get("finding") == Finding.FOLLOW_UP and not said:
            self.add_error("comment", _("Write what must be followed up."))


class AlteredForm(forms.Form):
    done = forms.CharField(
        label=_("What was done about it"),
        help_text=_("Who was told, and what they found. Write nothing that belongs in the record."),
        max_length=500,
        widget=forms.Textarea(attrs={"rows": 3}),
        error_messages={"required": _("Write what was done about it.")},
    )
