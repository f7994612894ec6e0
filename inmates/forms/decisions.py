"""What is typed about a decision: the draft, and one small form for each step on its way."""

from datetime import date, datetime, time
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from inmates.choices import AppealOutcome, DecisionOutcome, NoticeHow, Withheld
from inmates.decision_choices import LateAnswer, Representative, Suspension
from inmates.decision_kinds import DecisionField, DecisionKind
from inmates.forms.board import TIME
from inmates.forms.moves import DayField
from inmates.forms.reception import LANGUAGES
from inmates.models import Decision
from inmates.rules import wall_clock
from inmates.selectors.countries import language as language_name
from inmates.selectors.transfers import talk_choices

LONG = 4000
OWN = "own_"


def long(label: Any, *, rows: int = 4, most: int = LONG, required: bool = False, hint: Any = "") -> forms.CharField:
    return forms.CharField(
        label=label, max_length=most, required=required, help_text=hint, widget=forms.Textarea(attrs={"rows": rows})
    )


class DraftForm(forms.Form):
    """The draft of one kind: the grounds of its list, the reasons, and the kind's own fields."""

    version = forms.IntegerField(widget=forms.HiddenInput)
    grounds = forms.MultipleChoiceField(
        label=_("Grounds"), widget=forms.CheckboxSelectMultiple, required=False, help_text=_("At least one.")
    )
    facts = long(_("Facts"), rows=5, hint=_("What has happened, and how it is known."))
    assessment = long(_("Assessment"), hint=_("Why the facts lead to this decision."))
    milder_means = long(
        _("Milder means"), rows=3, most=2000, hint=_("What less would have been, and why it is not enough.")
    )
    affects_child = forms.BooleanField(label=_("A child is affected"), required=False)
    child_interest = long(_("What is best for the child"), rows=3, most=2000)
    conversation = forms.TypedChoiceField(
        label=_("Conversation about the behaviour"),
        coerce=int,
        required=False,
        empty_value=None,
        help_text=_("From the log. Ground c needs it."),
    )
    conditions = long(_("Conditions"), rows=2, most=2000)
    outcome = forms.ChoiceField(label=_("Proposed outcome"), required=False)
    withheld = forms.ChoiceField(label=_("Kept from the person"), required=False)
    withheld_what = long(
        _("What is kept from the person"),
        rows=2,
        most=1000,
        hint=_("It stands in no letter. Write it here, and not among the facts."),
    )

    def __init__(self, *args: Any, decision: Decision, kind: DecisionKind, at: datetime, **kwargs: Any) -> None:
        kwargs.setdefault("initial", initial_of(decision))
        super().__init__(*args, **kwargs)
        self.kind = kind
        listed: Any = self.fields
        listed["grounds"].choices = [(ground.code, str(ground.text)) for ground in kind.grounds]
        outcomes = [(code, DecisionOutcome(code).label) for code in kind.outcomes]
        listed["outcome"].choices = [("", _("Not proposed yet")), *outcomes]
        listed["withheld"].choices = [("", _("Nothing")), *Withheld.choices]
        if any("conversation" in ground.needs for ground in kind.grounds):
            talks = talk_choices(decision.stay.person_id, at)
            listed["conversation"].choices = [("", _("None")), *talks]
        else:
            del listed["conversation"]
        asked = [field for field in kind.fields if field.only_for is None or field.only_for(decision, at)]
        own = {OWN + field.key: field_of(field, decision, at) for field in asked}
        self.kept = {key: value for key, value in decision.details.items() if OWN + key not in own}
        listed.update(own)
        self.order_fields(["version", *own, "grounds"])

    def details(self) -> dict[str, Any]:
        """The kind's own fields, as they are kept; what is not asked about this person stays as it was."""
        found = dict(self.kept)
        for field in self.kind.fields:
            value = self.cleaned_data.get(OWN + field.key)
            if value not in (None, ""):
                found[field.key] = value.isoformat() if isinstance(value, date) else value
        return found


def field_of(field: DecisionField, decision: Decision, at: datetime) -> forms.Field:
    """A draft may be saved with any of them empty; what is missing is said at the hearing."""
    given: dict[str, Any] = {"label": field.label, "required": False, "help_text": field.help}
    if field.choices is not None:
        return forms.ChoiceField(choices=[("", _("Choose")), *field.choices(decision, at)], **given)
    if field.widget == "day":
        return DayField(**given)
    if field.widget == "number":
        return forms.IntegerField(min_value=0, **given)
    return forms.CharField(
        max_length=2000, widget=forms.Textarea(attrs={"rows": 3}) if field.widget == "long" else None, **given
    )


def initial_of(decision: Decision) -> dict[str, Any]:
    names = ["version", "grounds", "facts", "assessment", "milder_means", "affects_child", "child_interest"]
    names += ["conditions", "outcome", "withheld", "withheld_what"]
    found = {name: getattr(decision, name) for name in names} | {"conversation": decision.conversation_id}
    return found | {OWN + key: value for key, value in decision.details.items()}


# ---- one form a step ---------------------------------------------------------------------------------------------
class MomentForm(forms.Form):
    """When it happened, where that was not just now."""

    day = DayField(label=_("Day"), required=False)
    clock = forms.TimeField(
        label=_("Time"),
        required=False,
        input_formats=[TIME, "%H.%M", "%H%M"],
        widget=forms.TimeInput(attrs={"inputmode": "numeric", "autocomplete": "off"}, format=TIME),
        help_text=_("Leave day and time empty when it is just now."),
        error_messages={"invalid": _("Write the time as hours and minutes, such as 14:32.")},
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        day, clock = data.get("day"), data.get("clock")
        if bool(day) != bool(clock) and not self.errors:
            self.add_error("clock", _("Write both the day and the time, or neither."))
        elif isinstance(day, date) and isinstance(clock, time):
            found = wall_clock.instants(day, clock, timezone.get_current_timezone())
            if not found:
                self.add_error("clock", _("The clock skips that time on that night. Choose another."))
            else:
                data["moment"] = found[0]
        return data


class SpokenForm(MomentForm):
    """Said to the person, or by them: in which language, and who interpreted."""

    language = forms.ChoiceField(label=_("Language it was said in"), choices=LANGUAGES)
    interpreter = forms.CharField(
        label=_("Interpreter"),
        max_length=120,
        required=False,
        help_text=_("Name or number. Needed in every language but Norwegian and English."),
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        own, listed = str(self.initial.get("language", "")), dict(LANGUAGES)
        if own and own not in listed:
            spoken: Any = self.fields["language"]
            spoken.choices = [*LANGUAGES, (own, language_name(own))]


class HearForm(SpokenForm):
    said = long(_("What the person said"), rows=4, most=2000, hint=_("In their own words."))
    why_not = forms.CharField(
        label=_("Not heard, because"),
        max_length=500,
        required=False,
        help_text=_("Only where the person could not be heard or would not speak."),
    )
    field_order = ("said", "language", "interpreter", "why_not", "day", "clock")


class ReturnForm(forms.Form):
    why = forms.CharField(label=_("What is missing"), max_length=500)


class DecideForm(MomentForm):
    outcome = forms.ChoiceField(label=_("Outcome"))
    field_order = ("outcome", "day", "clock")

    def __init__(self, *args: Any, outcomes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed: Any = self.fields
        listed["outcome"].choices = [(code, DecisionOutcome(code).label) for code in outcomes]
        self.fields["clock"].help_text = _("Only for a decision that was made aloud: when it was said.")


class NotifyForm(SpokenForm):
    how = forms.ChoiceField(label=_("How the person took it"), choices=NoticeHow.choices)
    field_order = ("how", "language", "interpreter", "day", "clock")


class AppealForm(MomentForm):
    text = long(_("What the person says"), rows=4, hint=_("In their own words. An appeal may be without reasons."))
    why_late = forms.CharField(
        label=_("Why it comes late"),
        max_length=1000,
        required=False,
        help_text=_("Only when it was said after the deadline. The leader then says whether it is taken up."),
    )
    representative_is = forms.ChoiceField(
        label=_("Who appeals for the person"),
        choices=[("", _("Nobody: the person does")), *Representative.choices],
        required=False,
    )
    representative = forms.CharField(label=_("Their name"), max_length=120, required=False)
    field_order = ("text", "representative_is", "representative", "day", "clock", "why_late")


class LateForm(forms.Form):
    answer = forms.ChoiceField(label=_("Answer"), choices=LateAnswer.choices, widget=forms.RadioSelect)
    reasons = long(
        _("Reasons"),
        rows=3,
        most=2000,
        required=True,
        hint=_("It is taken up where the person is not to blame for the delay, or for special reasons."),
    )


class SuspendForm(forms.Form):
    answer = forms.ChoiceField(label=_("Until it is final"), choices=Suspension.choices, widget=forms.RadioSelect)
    reasons = long(_("Reasons"), rows=3, most=1000, required=True)


class ForwardForm(forms.Form):
    remarks = long(_("The prison’s remarks"), rows=3, most=2000)


class SettleForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Outcome"), choices=AppealOutcome.choices)
    changed_outcome = forms.ChoiceField(
        label=_("Changed to"), required=False, help_text=_("Only where the decision is changed.")
    )
    changed_conditions = long(_("New conditions"), rows=2, most=2000, hint=_("Empty: the conditions stand."))
    reasons = long(_("Reasons"), required=True)

    def __init__(self, *args: Any, outcomes: tuple[str, ...], **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        listed: Any = self.fields
        listed["changed_outcome"].choices = [
            ("", _("Not changed")),
            *((code, DecisionOutcome(code).label) for code in outcomes),
        ]


class LapseForm(forms.Form):
    why = forms.CharField(label=_("Why"), max_length=300)


class NothingForm(forms.Form):
    """A step that asks for nothing."""
