"""What is asked when somebody has learnt something, and how the list is narrowed."""

from datetime import datetime, time, timedelta
from typing import Any

from django import forms
from django.db.models import QuerySet
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from corrections.choices import CompetenceKind
from corrections.forms import FilterForm
from corrections.forms.estate import day
from corrections.forms.postings import UserChoice
from corrections.models import User
from corrections.rules import competence_ends

STATES = {"": _("All"), "soon": _("Running out within 60 days"), "gone": _("Run out"), "ok": _("Good for longer")}


class CompetenceForm(forms.Form):
    user = UserChoice(User.objects.none(), label=_("Who"), empty_label=_("Choose a person"))
    kind = forms.ChoiceField(label=_("Competence"), choices=CompetenceKind.choices)
    first_day = day(label=_("Learnt or refreshed on"))
    last_day = day(
        label=_("Last day"), required=False, help_text=_("Empty for as long as such a competence usually holds.")
    )
    evidence = forms.CharField(
        label=_("What shows it"), max_length=120, help_text=_("Such as the number of the course certificate.")
    )

    def __init__(self, data: Any = None, *, users: QuerySet[User], at: datetime) -> None:
        super().__init__(data, initial={"first_day": timezone.localtime(at).date()})
        self.at = at
        self.fields["user"].queryset = users  # type: ignore[attr-defined]

    def clean_first_day(self) -> Any:
        first = self.cleaned_data["first_day"]
        if first > timezone.localtime(self.at).date():
            raise forms.ValidationError(_("That day has not come yet. Enter it when it is done."))
        return first

    def clean(self) -> dict[str, Any]:
        values = self.cleaned_data
        first, last = values.get("first_day"), values.get("last_day")
        if first and last and last < first:
            self.add_error("last_day", _("The competence would end before it begins. Check the dates."))
        return values

    @property
    def period(self) -> dict[str, datetime | None]:
        """From the midnight of the day to the midnight after the last; the usual time where none is stated."""
        start = midnight(self.cleaned_data["first_day"])
        last = self.cleaned_data["last_day"]
        end = midnight(last + timedelta(days=1)) if last else competence_ends(self.cleaned_data["kind"], start)
        return {"start": start, "end": end}


def midnight(on: Any) -> datetime:
    return timezone.make_aware(datetime.combine(on, time()))


class CompetenceFilter(FilterForm):
    kind = forms.ChoiceField(label=_("Competence"), required=False, choices=[("", _("All")), *CompetenceKind.choices])
    state = forms.ChoiceField(label=_("How it stands"), required=False, choices=list(STATES.items()))


class WithdrawForm(forms.Form):
    """Nothing is asked; the button names whom and what."""
