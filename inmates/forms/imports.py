"""Handing a file over on the page."""

from typing import Any

from django import forms
from django.core.files.base import File
from django.utils.translation import gettext_lazy as _

from inmates.choices import ImportKind
from inmates.imports.findings import FileRefused, found
from inmates.imports.table import MOST_BYTES, refuse_what_is_no_text
from inmates.imports.words import sentence


class HandOverForm(forms.Form):
    kind = forms.ChoiceField(label=_("What the file holds"), choices=ImportKind, initial=ImportKind.REGISTER)
    file = forms.FileField(
        label=_("File"),
        help_text=_("A CSV file, such as “CSV UTF-8” of a spreadsheet. It is deleted when the run is done."),
        error_messages={
            "required": _("Choose the file."),
            "missing": _("Choose the file."),
            "empty": _("The file is empty. Export it again and check that it has rows."),
        },
        widget=forms.FileInput(attrs={"accept": ".csv,.txt,text/csv"}),
    )
    is_dry_run = forms.BooleanField(
        label=_("Try it first"),
        help_text=_("Every row is judged and nothing is written."),
        required=False,
        initial=True,
    )

    def clean_file(self) -> "File[bytes]":
        """Told at once where the file is no text or too large; the rows are judged in the background."""
        file: File[bytes] = self.cleaned_data["file"]
        if (file.size or 0) > MOST_BYTES:
            raise forms.ValidationError(sentence(found("too_large", most=MOST_BYTES // 1024 // 1024)))
        try:
            refuse_what_is_no_text(file.read())
        except FileRefused as refusal:
            raise forms.ValidationError(sentence(refusal.finding)) from None
        file.seek(0)
        return file

    @property
    def handed_over(self) -> dict[str, Any]:
        """What ``start_run`` takes."""
        file: File[bytes] = self.cleaned_data["file"]
        return {
            "kind": self.cleaned_data["kind"],
            "file_name": file.name or "",
            "data": file.read(),
            "is_dry_run": self.cleaned_data["is_dry_run"],
        }
