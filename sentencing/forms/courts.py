"""What a court sends, keyed from its paper: a judgment, or an order to hold somebody with what it restricts."""

from typing import Any, Final

from django import forms
from django.utils.translation import gettext
from django.utils.translation import gettext_lazy as _

from inmates.forms.moves import DayField
from sentencing.choices import RestrictionKind, TermKind
from sentencing.rules.terms import Term
from sentencing.services.restrictions import Restricted

MOST_YEARS, MOST_MONTHS, MOST_CREDIT = 30, 360, 21 * 366
MOST_DAYS = 120
K = TermKind
# which kinds of judgment a field is of; what is not named is of all. The style sheet shows those of the kind chosen
OF_KINDS: Final = {
    "years": (K.PRISON, K.PREVENTIVE, K.COMMUNITY),
    "months": (K.PRISON, K.PREVENTIVE, K.COMMUNITY),
    "days": (K.PRISON, K.FINE, K.COMMUNITY),
    "suspended_months": (K.PRISON,),
    "suspended_days": (K.PRISON,),
    "minimum_years": (K.PREVENTIVE,),
    "minimum_months": (K.PREVENTIVE,),
    "amount": (K.FINE, K.COMMUNITY),
    "listed_offence": (K.PRISON, K.PREVENTIVE),
}
# numbers that stand beside each other, as the conclusion says them in one breath; the first begins a row
ROWS: Final = (("years", "months", "days"), ("suspended_months", "suspended_days"), ("minimum_years", "minimum_months"))


def whole(label: Any, most: int, help_text: Any = "") -> forms.IntegerField:
    """A number of years, months or days; left empty it is none."""
    widget = forms.TextInput(attrs={"inputmode": "numeric", "size": 5, "autocomplete": "off"})
    return forms.IntegerField(
        label=label,
        min_value=0,
        max_value=most,
        required=False,
        widget=widget,
        help_text=help_text,
        error_messages={
            "invalid": _("Write a whole number."),
            "min_value": _("Write a number from 0 to %(most)s.") % {"most": most},
            "max_value": _("Write a number from 0 to %(most)s.") % {"most": most},
        },
    )


class JudgmentForm(forms.Form):
    """One judgment, in the order in which its conclusion is written."""

    kind = forms.ChoiceField(label=_("Kind"), choices=TermKind, widget=forms.RadioSelect, initial=TermKind.PRISON)
    judged_on = DayField(label=_("Date of the judgment"))
    years = whole(_("Years"), MOST_YEARS, _("Only the part that is served. Of preventive detention: the frame."))
    months = whole(_("Months"), MOST_MONTHS)
    days = whole(_("Days"), 9999, _("Up to 120 days a term is stated in days, above in months and years."))
    suspended_months = whole(_("Suspended, months"), MOST_MONTHS, _("The suspended part is not served."))
    suspended_days = whole(_("Suspended, days"), MOST_DAYS)
    minimum_years = whole(_("Minimum term, years"), MOST_YEARS, _("Only of preventive detention."))
    minimum_months = whole(_("Minimum term, months"), MOST_MONTHS)
    credit_days = whole(
        _("Days deducted by the court"), MOST_CREDIT, _("As the judgment says. The court's number always rules.")
    )
    amount = whole(
        _("Kroner of the fine, or hours of the community sentence"),
        2_000_000_000,
        _("What the days stand in for. What is paid or served of it shortens them."),
    )
    under_18_at_act = forms.BooleanField(label=_("Under 18 at the time of the act"), required=False)
    listed_offence = forms.BooleanField(label=_("The offence has a maximum of 30 years of its own"), required=False)

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        for name, kinds in OF_KINDS.items():
            self.fields[name].widget.attrs["data-kinds"] = " ".join(kinds)
        for first, *others in ROWS:
            self.fields[first].widget.attrs["data-row"] = "first"
            for name in others:
                self.fields[name].widget.attrs["data-row"] = "next"

    def clean(self) -> dict[str, Any]:
        """What is typed under another kind is asked back: it stays in sight, and nothing is dropped unseen."""
        data = super().clean() or {}
        kind = data.get("kind")
        if kind != TermKind.PREVENTIVE and (data.get("minimum_years") or data.get("minimum_months")):
            self.add_error("minimum_years", gettext("Only preventive detention has a minimum term."))
        for name, kinds in OF_KINDS.items():
            if kind and kind not in kinds and data.get(name) and not name.startswith("minimum"):
                self.add_error(name, gettext("A judgment of this kind has none. Leave it empty."))
        return data

    def imposed(self) -> dict[str, Any]:
        """What the service takes."""
        data: dict[str, Any] = {name: value or 0 for name, value in self.cleaned_data.items()}
        parts = ("kind", "years", "months", "days", "minimum_years", "minimum_months")
        return {
            "term": Term(**{part: data[part] for part in parts}),
            "suspended": (data["suspended_months"], data["suspended_days"]),
            **{name: data[name] for name in ("judged_on", "credit_days", "amount")},
            **{name: bool(data[name]) for name in ("under_18_at_act", "listed_offence")},
        }


class FulfilledForm(forms.Form):
    """A payment, or hours of a community sentence, as the receipt or the report says."""

    amount = whole(_("How much"), 2_000_000_000, _("Kroner paid, or hours served."))
    on = DayField(label=_("Day"))
    document = forms.CharField(
        label=_("What shows it"),
        max_length=160,
        help_text=_("Such as the receipt, or the report of the probation office."),
    )

    def __init__(self, *args: Any, **values: Any) -> None:
        super().__init__(*args, **values)
        self.fields["amount"].required = True


class RemandOrderForm(forms.Form):
    """One order. What it restricts lasts as long as the order, but for full isolation, which has an end of its own."""

    ordered_on = DayField(label=_("Date of the order"))
    expires_on = DayField(label=_("Holds to and including"))
    long_order_reason = forms.CharField(
        label=_("Why it is longer than four weeks"), max_length=200, required=False, help_text=_("The court's reason.")
    )
    maximum_years = whole(
        _("Longest penalty of the charge, years"), MOST_YEARS, _("Needed where the court orders full isolation.")
    )
    restrictions = forms.MultipleChoiceField(
        label=_("What the court restricts"),
        choices=RestrictionKind,
        required=False,
        widget=forms.CheckboxSelectMultiple,
        help_text=_("Contact with counsel is always free."),
    )
    details = forms.CharField(
        label=_("Exceptions, or who is meant"), max_length=200, required=False, help_text=_("As the order says.")
    )
    isolated_until = DayField(
        label=_("Full isolation to and including"), required=False, help_text=_("At most two weeks at a time.")
    )
    long_isolation_reason = forms.CharField(
        label=_("Why full isolation is longer than two weeks"), max_length=200, required=False
    )

    weighty_reason = forms.CharField(
        label=_("Weighty reasons for a longer isolation in all"),
        max_length=200,
        required=False,
        help_text=_("Only above six weeks without a break, or twelve where the longest penalty is above six years."),
    )

    def clean(self) -> dict[str, Any]:
        data = super().clean() or {}
        isolated = RestrictionKind.FULL_ISOLATION in data.get("restrictions", [])
        if isolated and not data.get("isolated_until") and "isolated_until" not in self.errors:
            self.add_error("isolated_until", gettext("Say until which day the full isolation holds."))
        if data.get("isolated_until") and not isolated and "restrictions" not in self.errors:
            self.add_error("restrictions", gettext("Tick full isolation too, or leave its last day empty."))
        return data

    def ordered(self) -> dict[str, Any]:
        """What the service takes."""
        data = self.cleaned_data
        return {
            **{name: data[name] for name in ("ordered_on", "expires_on", "long_order_reason", "maximum_years")},
            "restrictions": [self.restricted(kind) for kind in data["restrictions"]],
        }

    def restricted(self, kind: str) -> Restricted:
        data = self.cleaned_data
        if kind == RestrictionKind.FULL_ISOLATION:
            reasons = data["long_isolation_reason"], data["weighty_reason"]
            return Restricted(kind, data["isolated_until"], data["details"], *reasons)
        return Restricted(kind, None, data["details"])


class FilingForm(forms.Form):
    filed_on = DayField(label=_("Filed with the district court on"))


class LiftForm(forms.Form):
    lifted_on = DayField(label=_("No longer holds from"))
    document = forms.CharField(
        label=_("What it rests on"), max_length=160, help_text=_("Such as the court's order and its date.")
    )
