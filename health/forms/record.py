"""What is written in a record beside notes: requests, appointments, problems, consents, referrals and documents."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from corrections.models import Place, User
from health.choices import (
    AskedThrough,
    ClosedAs,
    CodeSystem,
    ConsentForm,
    ConsentScope,
    DocumentKind,
    NotKept,
    ProblemStatus,
    ReferralOutcome,
    ReferredTo,
    RequestOutcome,
    Service,
    TimeOutcome,
    Urgency,
)
from health.forms.fields import day, moment, prose

CHOOSE = ("", _("Choose …"))


class RequestForm(forms.Form):
    text = prose(_("What the patient asks for"), rows=4, max_length=4000)
    through = forms.ChoiceField(
        label=_("How it reached the clinic"), choices=AskedThrough.choices, widget=forms.RadioSelect
    )
    urgency = forms.ChoiceField(
        label=_("How soon it must be answered"), choices=Urgency.choices, widget=forms.RadioSelect
    )
    asked_at = moment(
        _("When the patient asked"), help_text=_("As it stands on the slip. Waiting is counted from here.")
    )


class AnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What becomes of it"), choices=RequestOutcome.choices, widget=forms.RadioSelect)
    service = forms.ChoiceField(
        label=_("Which part of the clinic the patient waits for"),
        help_text=_("Only for the waiting list."),
        choices=[CHOOSE, *Service.choices],
        required=False,
    )
    answer = prose(_("What the patient is answered"), rows=4, max_length=4000)


class AppointmentForm(forms.Form):
    service = forms.ChoiceField(label=_("Which part of the clinic"), choices=Service.choices, widget=forms.RadioSelect)
    urgency = forms.ChoiceField(label=_("How soon"), choices=Urgency.choices, widget=forms.RadioSelect)
    reason = prose(_("What it is about"), max_length=500, help_text=_("The officers never see this."))
    requested_at = moment(_("Waiting since"))


class TimeForm(forms.Form):
    """A time and a place, and with whom: the officers see the first two."""

    start = moment(_("From"))
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (45, _("45 minutes")), (60, _("60 minutes"))],
        coerce=int,
    )
    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none(), empty_label=_("Choose …"))
    clinician = forms.ModelChoiceField(
        label=_("With whom"), queryset=User.objects.none(), required=False, empty_label=_("Whoever is at work")
    )

    def __init__(self, data: QueryDict | None, *, prison_id: int | None, clinicians: list[int]) -> None:
        super().__init__(data)
        places = Place.objects.filter(prison=prison_id, is_active=True).order_by("position", "name")
        colleagues = User.objects.filter(pk__in=clinicians).order_by("last_name", "first_name")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
        self.fields["clinician"].queryset = colleagues  # type: ignore[attr-defined]


class OutcomeForm(forms.Form):
    outcome = forms.ChoiceField(label=_("What became of it"), choices=TimeOutcome.choices, widget=forms.RadioSelect)
    why_not = forms.ChoiceField(
        label=_("Why it was not kept"),
        help_text=_("Only when it was not kept."),
        choices=[CHOOSE, *NotKept.choices],
        required=False,
    )
    comment = forms.CharField(label=_("Comment"), max_length=300, required=False)

    def clean(self) -> None:
        missed = self.cleaned_data.get("outcome") == TimeOutcome.NOT_KEPT
        if missed and not self.cleaned_data.get("why_not"):
            self.add_error("why_not", _("Choose why it was not kept."))


class CloseForm(forms.Form):
    closed_as = forms.ChoiceField(
        label=_("Why nobody waits for it any more"),
        choices=[(each.value, each.label) for each in (ClosedAs.WITHDRAWN, ClosedAs.NO_NEED)],
        widget=forms.RadioSelect,
    )


class ProblemForm(forms.Form):
    system = forms.ChoiceField(label=_("Code system"), choices=CodeSystem.choices, widget=forms.RadioSelect)
    code = forms.CharField(
        label=_("Code"), max_length=7, help_text=_("ICPC-2 is like P76, ICD-10 like F32.1."), strip=True
    )
    text = forms.CharField(label=_("Problem"), max_length=200)
    onset = day(_("Began"), required=False, help_text=_("Leave it empty when nobody knows."))
    comment = forms.CharField(label=_("Comment"), max_length=500, required=False)


class ProblemChangeForm(forms.Form):
    status = forms.ChoiceField(label=_("Status"), choices=ProblemStatus.choices, widget=forms.RadioSelect)
    text = forms.CharField(label=_("Problem"), max_length=200)
    onset = day(_("Began"), required=False, help_text=_("Leave it empty when nobody knows."))
    resolved_on = day(_("Resolved on"), required=False, help_text=_("Only when it is resolved."))
    comment = forms.CharField(label=_("Comment"), max_length=500, required=False)


class GivenConsentForm(forms.Form):
    scope = forms.ChoiceField(label=_("What may be said"), choices=ConsentScope.choices, widget=forms.RadioSelect)
    recipient = forms.CharField(label=_("To whom"), max_length=200, help_text=_("A name or an office."))
    form = forms.ChoiceField(label=_("How it was given"), choices=ConsentForm.choices, widget=forms.RadioSelect)
    until = moment(_("Until"), required=False, help_text=_("Leave it empty when it stands until it is withdrawn."))
    limits = prose(_("What may not be said"), rows=2, max_length=500, required=False)


class ReferralForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of service"), choices=ReferredTo.choices, widget=forms.RadioSelect)
    to_name = forms.CharField(label=_("To whom"), max_length=200, help_text=_("A name or an office."))
    reason = prose(_("Why"), rows=5, max_length=4000)
    sent_at = moment(_("Sent"))


class ReferralAnswerForm(forms.Form):
    outcome = forms.ChoiceField(label=_("Their answer"), choices=ReferralOutcome.choices, widget=forms.RadioSelect)
    answer = prose(_("What they write"), max_length=4000, required=False)


class DocumentForm(forms.Form):
    kind = forms.ChoiceField(label=_("What kind of document"), choices=DocumentKind.choices)
    title = forms.CharField(label=_("Title"), max_length=200)
    dated = day(_("The day that stands on it"))
    upload = forms.FileField(
        label=_("File"),
        help_text=_("A PDF, or a picture as JPEG or PNG. At most 10 MB."),
        widget=forms.FileInput(attrs={"accept": "application/pdf,image/png,image/jpeg"}),
    )
