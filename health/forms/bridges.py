"""What crosses to the officers: a signal, and the time and place of an appointment."""

from django import forms
from django.http import QueryDict
from django.utils.translation import gettext_lazy as _

from corrections.models import Place
from inmates.choices import SignalCode, SignalFor


class SignalForm(forms.Form):
    """Codes and an end. What has no field here cannot cross to the officers."""

    code = forms.ChoiceField(label=_("What the officers must do"), choices=SignalCode.choices)
    needed_by = forms.ChoiceField(label=_("Who needs to know"), choices=SignalFor.choices, widget=forms.RadioSelect)
    days = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(1, _("1 day")), (3, _("3 days")), (7, _("1 week")), (30, _("30 days")), (180, _("180 days"))],
        coerce=int,
    )


class BasedSignalForm(SignalForm):
    """What lets it be said: the patient asked and yes, or the danger that the law names (strgjfl. s. 7 a)."""

    basis = forms.ChoiceField(
        label=_("What lets it be said"),
        choices=[
            ("CONSENT", _("The patient consents")),
            ("NECESSARY", _("Strictly necessary to avert danger to life or health")),
        ],
        widget=forms.RadioSelect,
    )


class SlotForm(forms.Form):
    """A time and a place, and nothing else: the officers read it."""

    place = forms.ModelChoiceField(label=_("Place"), queryset=Place.objects.none(), empty_label=_("Choose …"))
    start = forms.DateTimeField(
        label=_("From"), widget=forms.DateTimeInput(attrs={"type": "datetime-local"}, format="%Y-%m-%dT%H:%M")
    )
    minutes = forms.TypedChoiceField(
        label=_("For how long"),
        choices=[(15, _("15 minutes")), (30, _("30 minutes")), (45, _("45 minutes")), (60, _("60 minutes"))],
        coerce=int,
    )

    def __init__(self, data: QueryDict | None, *, prison_id: int | None) -> None:
        super().__init__(data)
        places = Place.objects.filter(prison=prison_id, is_active=True).order_by("position", "name")
        self.fields["place"].queryset = places  # type: ignore[attr-defined]
