"""The risk of suicide, the plan, the daily visit, and days without food."""

from datetime import date
from typing import Any

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from health import questions
from health.choices import Answer, Occasion, RiskLevel, StrikeKind, VisitOutcome, WatchLevel
from health.forms.fields import day, prose
from health.models import CrisisPlan, FoodDay, FoodPlan, PlanMeasure, RiskAssessment
from health.models.food import ARRANGEMENTS
from inmates.choices import SignalCode

MEASURES = 5


class ReadFirst(forms.Form):
    """``stands`` is what the writer has read, and what this one follows; another since then is read first."""

    stands = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self,
        data: QueryDict | None,
        *,
        stands: RiskAssessment | CrisisPlan | FoodPlan | FoodDay | None,
        initial: dict[str, object] | None = None,
    ) -> None:
        super().__init__(data, initial=(initial or {}) | {"stands": stands.pk if stands else None})
        self.newest = stands

    def clean(self) -> None:
        if self.cleaned_data.get("stands") != (self.newest.pk if self.newest else None):
            self.add_error(None, _("Somebody has written here since you opened the page. Read that first."))
            self.conflict = True


class RiskForm(ReadFirst):
    occasion = forms.ChoiceField(label=_("Why now"), choices=Occasion.choices, widget=forms.RadioSelect)
    level = forms.ChoiceField(label=_("Level"), choices=RiskLevel.choices, widget=forms.RadioSelect)
    watch = forms.ChoiceField(
        label=_("How often officers look in"),
        help_text=_("The officers see the interval, never the reason. Their rounds begin by themselves."),
        choices=WatchLevel.choices,
        widget=forms.RadioSelect,
    )
    judgement = prose(
        _("Why this level"), 4, max_length=4000, help_text=_("What speaks for it, what against, and what is done now.")
    )

    def __init__(self, data: QueryDict | None, *, stands: RiskAssessment | None) -> None:
        super().__init__(data, stands=stands)
        asked: dict[str, forms.Field] = {}
        for name, label in questions.SETS[questions.NOW].items():
            asked[f"q_{name}"] = forms.ChoiceField(
                label=label,
                choices=Answer.choices,
                widget=forms.RadioSelect,
                error_messages={"required": _("Answer this question. Not known is an answer too.")},
            )
            asked[f"w_{name}"] = forms.CharField(label=_("In the patient's words"), max_length=500, required=False)
        self.fields = {"stands": self.fields["stands"], "occasion": self.fields["occasion"], **asked} | self.fields

    def clean(self) -> None:
        super().clean()
        level, watch = self.cleaned_data.get("level"), self.cleaned_data.get("watch")
        if level == RiskLevel.NONE and watch not in (None, WatchLevel.NONE):
            self.add_error("watch", _("Extra observation needs a raised level. Raise it, or choose none."))
        if level == RiskLevel.ACUTE and watch in (WatchLevel.NONE, WatchLevel.EVERY_60, WatchLevel.EVERY_30):
            why = _("With an acute risk somebody looks in every 15 minutes at least, or is there all the time.")
            self.add_error("watch", why)

    def answers(self) -> dict[str, tuple[str, str]]:
        said = self.cleaned_data
        return {name: (said[f"q_{name}"], said[f"w_{name}"]) for name in questions.SETS[questions.NOW]}


class PlanForm(ReadFirst):
    signs = prose(_("Signs that it is getting worse"), 2, max_length=500)

    def __init__(self, data: QueryDict | None, *, stands: CrisisPlan | None, measures: list[PlanMeasure]) -> None:
        initial: dict[str, object] = {"signs": stands.signs} if stands else {}
        for n, each in enumerate(measures, start=1):
            initial |= {f"what_{n}": each.what, f"who_{n}": each.who, f"until_{n}": each.until}
        super().__init__(data, stands=stands, initial=initial)
        for n in range(1, max(MEASURES, len(measures) + 1) + 1):
            self.fields[f"what_{n}"] = forms.CharField(
                label=_("Measure %(number)d") % {"number": n}, max_length=300, required=False
            )
            self.fields[f"who_{n}"] = forms.CharField(label=_("Who does it"), max_length=120, required=False)
            self.fields[f"until_{n}"] = day(_("Until"), required=False)
        self.rows = max(MEASURES, len(measures) + 1)

    def clean(self) -> None:
        super().clean()
        for n in range(1, self.rows + 1):
            what, who = self.cleaned_data.get(f"what_{n}", "").strip(), self.cleaned_data.get(f"who_{n}", "").strip()
            if what and not who:
                self.add_error(f"who_{n}", _("Write who does it."))
            if who and not what:
                self.add_error(f"what_{n}", _("Write what is done."))

    def measures(self) -> list[tuple[str, str, date | None]]:
        said = self.cleaned_data
        return [
            (said[f"what_{n}"], said[f"who_{n}"], said.get(f"until_{n}"))
            for n in range(1, self.rows + 1)
            if said[f"what_{n}"].strip()
        ]


class VisitForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Today"), choices=VisitOutcome.choices, widget=forms.RadioSelect)
    text = prose(_("How the patient is; or why nobody could come"), max_length=1000, required=False)

    def clean(self) -> None:
        if self.cleaned_data.get("outcome") == VisitOutcome.NOT_SEEN and not self.cleaned_data.get("text", "").strip():
            self.add_error("text", _("Write why the patient was not visited."))


class StrikeForm(forms.Form):
    kind = forms.ChoiceField(
        label=_("What the patient does not take"), choices=StrikeKind.choices, widget=forms.RadioSelect
    )
    started_on = day(_("First day without food"), help_text=_("This day is day 1."))
    reason = prose(_("What the patient says it is about"), max_length=1000, required=False)


class FoodPlanForm(ReadFirst):
    arrangements = forms.MultipleChoiceField(
        label=_("What the officers do"),
        help_text=_("They see these lines, and that no food is taken. Nothing else."),
        choices=[(code, SignalCode(code).label) for code in ARRANGEMENTS],
        widget=forms.CheckboxSelectMultiple,
        required=False,
    )
    agreed_with = forms.CharField(label=_("Agreed with, in the prison"), help_text=_("Name and post."), max_length=120)
    clinic = prose(_("What the clinic does, and when it acts"), max_length=2000)
    wishes = prose(_("Treatment that the patient wants and does not want"), max_length=2000, required=False)


class FoodDayForm(ReadFirst):
    weight = forms.DecimalField(
        label=_("Weight, kg"), max_digits=5, decimal_places=1, min_value=20, max_value=400, required=False
    )
    over = forms.IntegerField(label=_("Blood pressure, higher"), min_value=20, max_value=300, required=False)
    under = forms.IntegerField(label=_("Blood pressure, lower"), min_value=20, max_value=300, required=False)
    pulse = forms.IntegerField(label=_("Pulse"), min_value=20, max_value=250, required=False)
    drunk = forms.IntegerField(label=_("Drunk since the last time, ml"), min_value=0, max_value=15000, required=False)
    condition = prose(
        _("How the patient is"),
        help_text=_("Write it too when the patient does not want to be weighed."),
        max_length=1000,
    )

    def clean(self) -> None:
        super().clean()
        over, under = self.cleaned_data.get("over"), self.cleaned_data.get("under")
        if (over is None) != (under is None) or (over is not None and under is not None and over <= under):
            self.add_error("over", _("Write both values of the blood pressure, the higher first, or none."))

    def examined(self) -> dict[str, Any]:
        return {name: value for name, value in self.cleaned_data.items() if name != "stands"}


class StrikeEndForm(forms.Form):
    ended_on = day(_("First day with food"))
    note = prose(_("How it ended"), 2, max_length=500, required=False)
