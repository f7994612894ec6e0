"""What a clinician asks and answers in the care of a patient."""

from typing import TYPE_CHECKING

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from health.choices import Answer, SuicideRisk
from health.models import Screening

if TYPE_CHECKING:
    from django.utils.functional import _StrPromise

WHAT = _("If yes: what, and what is done")


def asked(label: "str | _StrPromise") -> forms.ChoiceField:
    return forms.ChoiceField(
        label=label,
        choices=Answer.choices,
        widget=forms.RadioSelect,
        error_messages={"required": _("Answer this question. Not known is an answer too.")},
    )


def what(label: "str | _StrPromise" = WHAT) -> forms.CharField:
    return forms.CharField(label=label, max_length=500, required=False)


class ScreeningForm(forms.Form):
    """What everyone received is asked. ``stands`` is the screening that an answer now would correct."""

    health = forms.CharField(
        label=_("How the patient is"),
        help_text=_("Injuries, illness, disability, sleep, and what the patient asks for."),
        max_length=4000,
        widget=forms.Textarea(attrs={"rows": 4}),
    )
    suicide_risk = forms.ChoiceField(label=_("Suicide risk"), choices=SuicideRisk.choices, widget=forms.RadioSelect)
    suicide_risk_what = what(_("If raised or acute: what the risk is, and what is done"))
    withdrawal = asked(_("Withdrawal from alcohol, drugs or medicines"))
    withdrawal_what = what()
    pregnancy = asked(_("Pregnant"))
    pregnancy_what = what()
    infection = asked(_("Signs of infection"))
    infection_what = what()
    medicines = asked(_("Medicines brought along, or taken until now"))
    medicines_what = what(_("If yes: which, how much, and when last taken"))
    corrects = forms.IntegerField(required=False, widget=forms.HiddenInput)

    def __init__(
        self, data: QueryDict | None, *, initial: dict[str, object] | None = None, stands: Screening | None = None
    ) -> None:
        super().__init__(data, initial=(initial or {}) | {"corrects": stands.pk if stands else None})
        self.stands = stands

    def clean(self) -> None:
        for name in ("withdrawal", "pregnancy", "infection", "medicines"):
            self._says(name, (Answer.YES,), _("The answer is yes: write what it is."))
        raised = (SuicideRisk.RAISED, SuicideRisk.ACUTE)
        self._says("suicide_risk", raised, _("Write what the risk is and what is done about it."))
        corrected = self.cleaned_data.get("corrects")
        if corrected and (self.stands is None or corrected != self.stands.pk):
            self.add_error(None, _("This screening has already been corrected. Correct the newer one."))

    def _says(self, name: str, when: tuple[str, ...], why: "str | _StrPromise") -> None:
        if self.cleaned_data.get(name) in when and not self.cleaned_data.get(f"{name}_what", "").strip():
            self.add_error(f"{name}_what", why)

    def answers(self) -> dict[str, str]:
        return {name: value for name, value in self.cleaned_data.items() if name != "corrects"}
