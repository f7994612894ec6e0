"""What the review of consultations is narrowed by."""

from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _

from corrections.forms import FilterForm
from corrections.forms.estate import day
from corrections.forms.postings import UserChoice
from corrections.models import User


class ReadFilter(FilterForm):
    staff = UserChoice(User.objects.none(), label=_("Who looked"), required=False, empty_label=_("Everybody"))
    subject = forms.CharField(
        label=_("At whom"), required=False, max_length=80, widget=forms.TextInput(attrs={"type": "search"})
    )
    first_day = day(label=_("First day"), required=False)
    last_day = day(label=_("Last day"), required=False)

    def __init__(self, data: Any, *, staff: QuerySet[User] | None) -> None:
        super().__init__(data)
        if staff is None:
            del self.fields["staff"]
        else:
            self.fields["staff"].queryset = staff  # type: ignore[attr-defined]
