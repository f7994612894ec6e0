"""What is asked when somebody is given a role."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corrections.choices import Role
from corrections.forms import FilterForm
from corrections.forms.estate import day
from corrections.models import Prison, Unit, User
from corrections.selectors.postings import WHEN

STATES = {"now": _("Counting now"), "later": _("Beginning later"), "ended": _("Ended"), "all": _("All")}


class UserChoice(forms.ModelChoiceField):  # type: ignore[type-arg]
    def label_from_instance(self, obj: Any) -> str:
        return f"{obj.last_name}, {obj.first_name} ({obj.username})" if obj.last_name else obj.username


class PostingForm(forms.Form):
    user = UserChoice(User.objects.none(), label=_("Who"), empty_label=_("Choose a person"))
    role = forms.ChoiceField(label=_("Role"))
    unit = forms.ModelChoiceField(Unit.objects.none(), label=_("Where"), required=False)
    first_day = day(label=_("First day"))
    last_day = day(
        label=_("Last day"), required=False, help_text=_("Empty for a posting with no end. It ends by itself.")
    )
    reason = forms.CharField(label=_("Reason"), max_length=200, required=False)

    def __init__(
        self, data: Any = None, *, prison: Prison, users: QuerySet[User], roles: frozenset[Role], at: datetime
    ) -> None:
        super().__init__(data, initial={"first_day": timezone.localtime(at).date()})
        self.at = at
        self.fields["user"].queryset = users  # type: ignore[attr-defined]
        self.fields["role"].choices = [("", _("Choose a role")), *((r.value, r.label) for r in Role if r in roles)]  # type: ignore[attr-defined]
        self.fields["unit"].queryset = prison.units.order_by("position", "code")  # type: ignore[attr-defined]
        self.fields["unit"].empty_label = _("All of %(prison)s") % {"prison": prison}  # type: ignore[attr-defined]

    def clean_first_day(self) -> Any:
        first = self.cleaned_data["first_day"]
        if first < timezone.localtime(self.at).date():
            raise forms.ValidationError(_("A posting cannot begin in the past. Choose today or a later day."))
        return first

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The posting ends before it begins. Check the dates."))
        return values

    @property
    def period(self) -> dict[str, datetime | None]:
        """From now when the first day is today, else from its midnight; to the midnight after the last day."""
        first, last = self.cleaned_data["first_day"], self.cleaned_data["last_day"]
        midnight = timezone.make_aware(datetime.combine(first, time()))
        end = timezone.make_aware(datetime.combine(last + timedelta(days=1), time())) if last else None
        return {"start": max(midnight, self.at), "end": end}


class PostingFilter(FilterForm):
    q = forms.CharField(label=_("Name"), required=False, widget=forms.TextInput(attrs={"type": "search"}))
    role = forms.ChoiceField(label=_("Role"), required=False, choices=[("", _("All roles")), *Role.choices])
    when = forms.ChoiceField(label=_("When"), required=False, choices=[(key, STATES[key]) for key in WHEN])


class EndForm(forms.Form):
    """Nothing is asked; the button names whom and what."""
