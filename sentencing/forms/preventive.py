"""What a court, the prosecutor or the region says of a preventive detention while it runs."""

from typing import Any

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.forms.moves import DayField
from sentencing.choices import PetitionAnswer, PetitionBody, PetitionBy, PetitionOutcome
from sentencing.forms.courts import whole
from sentencing.models import LONGEST_PROBATION
from sentencing.services.preventive import Decided

REASON = _("In short, as the decision says.")


class ExtensionForm(forms.Form):
    judged_on = DayField(label=_("Date of the judgment"))
    is_granted = forms.TypedChoiceField(
        label=_("What the court decided"),
        choices=((1, _("The frame is extended")), (0, _("The frame is not extended"))),
        coerce=lambda value: value == "1",
        widget=forms.RadioSelect,
        initial=1,
    )
    years = whole(_("Extended by, years"), 30, _("At most five years at a time (strl. s. 43)."))
    months = whole(_("Extended by, months"), 360)
    late_reason = forms.CharField(
        label=_("Why the court took up a case that was filed too late"),
        max_length=200,
        required=False,
        help_text=_("Only where it was filed less than three months before the frame expires."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        has_length = bool(data.get("years") or data.get("months"))
        if "is_granted" in data and not self.errors:
            if data["is_granted"] and not has_length:
                self.add_error("years", gettext("Say by how much the frame is extended."))
            if not data["is_granted"] and has_length:
                self.add_error("years", gettext("Leave the length empty where the frame is not extended."))
        return data

    def said(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        months = 12 * (data["years"] or 0) + (data["months"] or 0)
        return {"judged_on": data["judged_on"], "months": months, "late_reason": data["late_reason"]}


class FinalForm(forms.Form):
    final_on = DayField(label=_("Final since"))


class PetitionForm(forms.Form):
    asked_by = forms.ChoiceField(label=_("Who asks"), choices=PetitionBy, widget=forms.RadioSelect)
    asked_on = DayField(label=_("Date of the petition"))


class AnswerForm(forms.Form):
    answer = forms.ChoiceField(label=_("The prosecutor"), choices=PetitionAnswer, widget=forms.RadioSelect)
    answered_on = DayField(label=_("Date of the answer"))


class OutcomeForm(forms.Form):
    """What the court decided, or that who asked has withdrawn."""

    body: str = PetitionBody.COURT
    outcome = forms.ChoiceField(label=_("Outcome"), choices=PetitionOutcome, widget=forms.RadioSelect)
    on = DayField(label=_("Date of the decision"))
    release_on = DayField(
        label=_("Released on probation from"), required=False, help_text=_("Only where it is granted.")
    )
    probation_years = whole(_("Probation, years"), LONGEST_PROBATION, _("Only where it is granted: 1 to 5 years."))
    final_on = DayField(
        label=_("A refusal is final since"), required=False, help_text=_("It can be entered later, too.")
    )
    why = forms.CharField(
        label=_("Reasons"), max_length=400, help_text=REASON, widget=forms.Textarea(attrs={"rows": 3})
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        if data.get("outcome") == PetitionOutcome.GRANTED:
            for name in ("release_on", "probation_years"):
                if not data.get(name) and name not in self.errors:
                    self.add_error(name, gettext("A release on probation has a day, and a probation of 1 to 5 years."))
        elif data.get("release_on") or data.get("probation_years"):
            self.add_error(
                "outcome", gettext("Only a release has a day and a probation. Choose it, or leave them empty.")
            )
        return data

    def decided(self) -> Decided:
        data = self.cleaned_data
        return Decided(
            outcome=data["outcome"],
            body="" if data["outcome"] == PetitionOutcome.WITHDRAWN else self.body,
            on=data["on"],
            why=data["why"],
            final_on=data.get("final_on"),
            release_on=data["release_on"],
            probation_years=data["probation_years"] or 0,
        )


class RegionForm(OutcomeForm):
    """What the region decides itself, with the prosecutor's consent."""

    body = PetitionBody.REGION
    outcome = forms.ChoiceField(
        label=_("Outcome"),
        choices=[choice for choice in PetitionOutcome.choices if choice[0] != PetitionOutcome.WITHDRAWN],
        widget=forms.RadioSelect,
    )
    final_on = None  # type: ignore[assignment]  # a refusal of the region is no judgment: Django takes the field away
