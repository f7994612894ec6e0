"""What is typed about who may meet: a review, a meeting that is let happen, groups and who belongs to them."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inmates.choices import NonAssociationScope
from inmates.forms.moves import DayField
from inmates.meeting_choices import ApartOutcome, MeetingKind

WHY = _("In a few words, from what is known now. It stands with your name.")


class ReviewForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What it comes to"), choices=ApartOutcome.choices, widget=forms.RadioSelect)
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY)
    next_on = DayField(label=_("Look at it again on"), required=False, help_text=_("Where it stands."))


class AllowForm(forms.Form):
    """Two who must not meet may do so after all, from now until the end of a day."""

    number = forms.CharField(
        label=_("Inmate number of the other"), max_length=20, help_text=_("As on their page, such as F-20418.")
    )
    kind = forms.ChoiceField(label=_("How they meet"), choices=MeetingKind.choices)
    until = DayField(label=_("Until and including"))
    reason = forms.CharField(label=_("Why"), max_length=500, widget=forms.Textarea(attrs={"rows": 3}), help_text=WHY)
    measures = forms.CharField(label=_("What is done to keep it safe"), max_length=300, required=False)

    @property
    def end(self) -> datetime:
        """The end of the last day, on the clock on the wall."""
        last = self.cleaned_data["until"] + timedelta(days=1)
        return datetime.combine(last, time.min, timezone.get_current_timezone())


class GroupForm(forms.Form):
    name = forms.CharField(label=_("What the group is called"), max_length=80)
    note = forms.CharField(label=_("Note"), max_length=200, required=False)


class MemberForm(forms.Form):
    number = forms.CharField(label=_("Inmate number"), max_length=20, help_text=_("As on their page, such as F-20418."))
    basis = forms.CharField(label=_("How it is known"), max_length=200)


class GroupsApartForm(forms.Form):
    other = forms.TypedChoiceField(label=_("The other group"), coerce=int)
    scope = forms.ChoiceField(
        label=_("How far apart"), choices=NonAssociationScope.choices, initial=NonAssociationScope.PLACE
    )
    review_on = DayField(label=_("Look at it again on"))

    def __init__(self, *args: Any, groups: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["other"].choices = groups  # type: ignore[attr-defined]
