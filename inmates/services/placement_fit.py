"""Whether a prison suits the person: women and men, children, and whom the police must be asked about first."""

from datetime import datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext_lazy

from corrections.models import Unit
from corrections.refusals import Refusal
from inmates.choices import LegalStatusKind
from inmates.decision_kinds import DecisionField, facts_of
from inmates.models import Decision
from inmates.rules.placement import Fit, Place, does_not_suit
from inmates.selectors.placement_proposal import basis_of
from inmates.selectors.transfers import Goal
from inmates.services import decision_checks


class PlacementDecisionRefused(Refusal):
    code = "placement_decision_refused"


AGAINST: Final[dict[str, str | Promise]] = {
    "sex": gettext_lazy("No unit of that level in %(prison)s takes somebody of this sex. Choose another."),
    "youth": gettext_lazy(
        "%(prison)s has no youth unit of that level. Write what the youth team says, and why that is better."
    ),
    "special": gettext_lazy(
        "%(prison)s has no unit for preventive detention of that level. Choose a prison that has one."
    ),
    "police": gettext_lazy(
        "The person is held on remand. Ask the police and the prosecution before a transfer, and write what they said."
    ),
}


def is_remand(decision: Decision, at: datetime) -> bool:
    return basis_of(decision.stay_id, at) == LegalStatusKind.REMAND


def is_child(decision: Decision, at: datetime) -> bool:
    return decision_checks.is_minor(decision.stay, at)


POLICE: Final = DecisionField(
    "police",
    gettext_lazy("What the police and the prosecution say"),
    widget="long",
    help=gettext_lazy("They are asked before anybody on remand is transferred. It stands in no letter."),
    only_for=is_remand,
    in_letter=False,
)
YOUTH_TEAM: Final = DecisionField(
    "youth_team",
    gettext_lazy("What the youth team says"),
    widget="long",
    required=False,
    help=gettext_lazy("Under 18: needed where the person does not come to a youth unit."),
    only_for=is_child,
)


def refuse_unsuited(decision: Decision, goal: Goal, at: datetime) -> None:
    """Somebody comes only where they can be: the sex of the unit, a youth unit for a child, and the police asked."""
    units = Unit.objects.filter(prison=goal.prison.pk, security_level=goal.level).values_list("function", "sex")
    found = list(units)
    place = Place(frozenset(function for function, _sex in found), frozenset(sex for _function, sex in found))
    given = decision.details
    fit = Fit(
        sex=decision.stay.person.sex,
        is_minor=is_child(decision, at),
        is_remand="police" in asked_of(decision) and is_remand(decision, at),
        is_special=is_special(decision, at),
        has_youth_team=bool(str(given.get("youth_team", "")).strip()),
        has_police=bool(str(given.get("police", "")).strip()),
    )
    code, source = does_not_suit(place, fit)
    if code:
        raise PlacementDecisionRefused(
            str(AGAINST[code]) % {"prison": goal.prison}, code=f"place_{code}", source=source
        )


def is_special(decision: Decision, at: datetime) -> bool:
    """Preventive detention where it begins (fv-fskr. s. 6), and on ground m of a transfer."""
    if "m" in decision.grounds:
        return True
    facts = facts_of(decision.stay_id, at)
    return decision.kind == "placement" and bool(facts and facts.is_preventive)


def asked_of(decision: Decision) -> tuple[str, ...]:
    return tuple(field.key for field in decision_checks.kind_of(decision.kind).fields)
