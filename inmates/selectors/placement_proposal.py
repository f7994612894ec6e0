"""What the rules propose for one person, read from what is known of them, line by line with its source."""

from dataclasses import dataclass
from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections.choices import SecurityLevel
from corrections.rules import OSLO
from inmates.choices import AlertCode, LegalStatusKind
from inmates.decision_kinds import facts_of
from inmates.models import Alert, LegalStatus, Placement, Stay
from inmates.rules.beds import is_minor
from inmates.rules.placement import PlacementCase, propose

WORDS: Final[dict[str, str | Promise]] = {
    "remand": gettext_lazy("Held on remand: normally high security, as near home as the investigation allows."),
    "preventive": gettext_lazy("Preventive detention begins in a unit that is adapted for special needs."),
    "no_judgment": gettext_lazy("No judgment is entered, so the length cannot be weighed. High security until it is."),
    "minor_lower": gettext_lazy("Under 18: lower security or transitional housing is always considered."),
    "one_year": gettext_lazy("At most one year: transitional housing must be considered."),
    "two_years": gettext_lazy("At most two years: lower security must be considered."),
    "above_two_years": gettext_lazy("Above two years: lower security from the start only in special cases."),
    "last_year": gettext_lazy("At most a year is left until probation is possible: lower security must be considered."),
    "evasion": gettext_lazy("An alert of escape risk stands. It speaks against less than high security."),
    "violence": gettext_lazy("An alert of violence stands. It speaks against less than high security."),
    "now_stricter": gettext_lazy("The person is held more strictly than this today."),
    "minor_unit": gettext_lazy("Under 18: a youth unit, unless another is better for the child."),
    "woman": gettext_lazy("A woman: a unit for women, or one where she agrees to be with men."),
    "home_unknown": gettext_lazy("The home is not known. Ask where the person belongs: as near home as is practical."),
    "least": gettext_lazy("Never a more restrictive prison than is necessary."),
}


@dataclass(frozen=True, slots=True)
class Line:
    text: str
    level: str
    source: str


def lines(stay_id: int, at: datetime) -> list[Line]:
    """The proposed level first, then every reason."""
    case, day = case_of(stay_id, at), at.astimezone(OSLO).date()
    found = propose(case, day)
    name = str(SecurityLevel(found.level).label)
    first = Line(_("Least restrictive that nothing known speaks against: %(level)s.") % {"level": name}, "ok", "")
    near = _("Home: %(home)s. As near as is practical.") % {"home": case.home}
    said = [
        Line(near if one.code == "near_home" else str(WORDS[one.code]), one.level, one.source) for one in found.reasons
    ]
    return [first, *said]


def case_of(stay_id: int, at: datetime) -> PlacementCase:
    person = Stay.objects.select_related("person").get(pk=stay_id).person
    alerts = set(Alert.objects.as_of(at).filter(person=person).values_list("code", flat=True))
    basis = basis_of(stay_id, at)
    beds = Placement.objects.current().filter(stay=stay_id).order_by("pk")
    held = beds.values_list("bed__cell__unit__security_level", flat=True)
    facts = facts_of(stay_id, at)
    return PlacementCase(
        months=facts.months if facts else None,
        is_remand=basis == LegalStatusKind.REMAND,
        is_preventive=basis == LegalStatusKind.PREVENTIVE or bool(facts and facts.is_preventive),
        is_minor=is_minor(person.birth_date, at.astimezone(OSLO).date()),
        sex=person.sex,
        home=person.municipality,
        held=next(iter(held), ""),
        evasion=AlertCode.ESCAPE_RISK in alerts,
        violence=AlertCode.VIOLENCE_RISK in alerts,
        earliest_probation=facts.earliest_probation if facts else None,
    )


def basis_of(stay_id: int, at: datetime) -> str:
    """On what the person is held at that time, or nothing."""
    held = LegalStatus.objects.as_of(at).filter(stay=stay_id).order_by("pk").values_list("kind", flat=True)
    return next(iter(held[:1]), "")
