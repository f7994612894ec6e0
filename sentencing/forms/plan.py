"""What is typed about a plan: a goal with its steps, the person's answer, a step that is done, partners and needs."""

from typing import Any
from uuid import uuid4

from django import forms
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from inmates.forms.moves import DayField
from sentencing.choices import Need, Partner, PlanArea, PlanState
from sentencing.models.plan import ANSWERED

MOST_STEPS = 12
EMPTY_ROWS = 2


class GoalForm(forms.Form):
    """``seen`` is the fingerprint of the goal that the page showed, ``thread`` what it is called in every version."""

    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)
    thread = forms.UUIDField(widget=forms.HiddenInput)
    area = forms.ChoiceField(label=_("Area"), choices=PlanArea.choices)
    words = forms.CharField(
        label=_("The goal, in the person’s own words"),
        max_length=500,
        required=False,
        widget=forms.Textarea(attrs={"rows": 3}),
        help_text=_("Of health write nothing here: choose the area, and the health service follows it up."),
    )


class PlanStepForm(forms.Form):
    thread = forms.UUIDField(required=False, widget=forms.HiddenInput)
    text = forms.CharField(label=pgettext_lazy("sentence plan", "Step"), max_length=300, required=False)
    due_on = DayField(label=pgettext_lazy("by a day", "By"), required=False)
    owner = forms.TypedChoiceField(label=_("Who sees to it"), coerce=int, required=False, empty_value=None)
    outside_owner = forms.CharField(label=_("Or somebody outside"), max_length=120, required=False)

    def __init__(self, *args: Any, owners: list[tuple[int, str]], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        self.fields["owner"].choices = [("", _("The person")), *owners]  # type: ignore[attr-defined]

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        said = bool(data.get("text", "").strip())
        if said and not data.get("due_on") and "due_on" not in self.errors:
            self.add_error("due_on", _("Say by which day."))
        if (
            not said
            and not data.get("thread")
            and (data.get("due_on") or data.get("owner") or data.get("outside_owner"))
        ):
            self.add_error("text", _("Write what is to be done."))
        data["thread"] = data.get("thread") or uuid4()
        return data

    @property
    def is_said(self) -> bool:
        """A row that was emptied is a step that is taken out."""
        return bool(self.cleaned_data.get("text", "").strip())


PlanStepForms = forms.formset_factory(PlanStepForm, extra=EMPTY_ROWS, max_num=MOST_STEPS, validate_max=True)


class OfferForm(forms.Form):
    seen = forms.IntegerField(widget=forms.HiddenInput)


class DropForm(forms.Form):
    seen = forms.CharField(required=False, widget=forms.HiddenInput, max_length=40)


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(
        label=_("What the person says"),
        choices=[(value, PlanState(value).label) for value in ANSWERED],
        widget=forms.RadioSelect,
        help_text=_("The plan is voluntary. A no has no consequence."),
    )
    own_words = forms.CharField(
        label=_("In the person’s own words"),
        max_length=2000,
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("Needed where the person does not agree."),
    )


class StepDoneForm(forms.Form):
    done_on = DayField(label=_("Done on"))
    evidence = forms.CharField(
        label=_("What shows it"), max_length=300, help_text=_("Such as the date of a letter or a certificate.")
    )


class PartnerForm(forms.Form):
    agency = forms.ChoiceField(label=_("From"), choices=Partner.choices)
    name = forms.CharField(label=_("Office and name"), max_length=120)
    joined_on = DayField(label=_("Joined on"))
    in_group = forms.BooleanField(label=_("Sits in the responsibility group"), required=False)


class ConsentForm(forms.Form):
    given_on = DayField(label=_("The consent was signed on"))
    covers_outside = forms.BooleanField(label=_("Others outside the prison may be asked too"), required=False)


class NeedsForm(forms.Form):
    """One line an area; what is left open was not talked of."""

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        for area in PlanArea:
            self.fields[area.value] = forms.ChoiceField(
                label=area.label, choices=[("", _("Not talked of")), *Need.choices], required=False
            )
            if area != PlanArea.HEALTH:
                self.fields[f"{area.value}_words"] = forms.CharField(
                    label=_("%(area)s: what there is to build on") % {"area": area.label},
                    max_length=500,
                    required=False,
                )

    @property
    def found(self) -> list[tuple[str, str, str]]:
        data = self.cleaned_data
        return [(one.value, data[one], data.get(f"{one.value}_words", "")) for one in PlanArea if data.get(one)]
