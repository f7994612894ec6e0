"""Placement and transfer, the first decisions: where somebody serves (strgjfl. ss. 11, 14 and 15).

An executed transfer becomes the order that ``services.transfers`` carries out from gate to gate.
"""

from datetime import date, datetime
from typing import Final

from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext_lazy

from corrections.models import User
from corrections.rules import OSLO
from inmates.choices import DecisionOutcome, TransferGround
from inmates.decision_kinds import DecisionField, DecisionKind, Ground, facts_of
from inmates.models import Decision, Transfer
from inmates.rules import placement
from inmates.rules import transfers as rules
from inmates.selectors import placement_proposal
from inmates.selectors import transfers as selector
from inmates.services import decision_undoing, placement_fit, placements, transfers
from inmates.services.placement_fit import PlacementDecisionRefused

TRANSFER: Final = "transfer"
PLACEMENT: Final = "placement"


def goals(decision: Decision, _at: datetime) -> list[tuple[str, str]]:
    """Every level of every other prison; of a placement also the prison where the person is."""
    left_out = decision.prison_id if decision.kind == TRANSFER else None
    text = _("%(prison)s, %(level)s")
    return [
        (goal.key, text % {"prison": goal.prison.name, "level": goal.level_name})
        for goal in selector.destinations(left_out)
    ]


def goal_of(decision: Decision) -> selector.Goal:
    left_out = decision.prison_id if decision.kind == TRANSFER else None
    found = selector.destination(str(decision.details.get("to", "")), left_out)
    if found is None:
        raise PlacementDecisionRefused(_("Choose where to from the list."), code="no_destination")
    return found


LACKS: Final[dict[str, str | Promise]] = {
    "assessment": gettext_lazy("Ground %(ground)s: write in the assessment why it calls for a transfer."),
    "wish": gettext_lazy("Ground %(ground)s is the person’s own wish. It is granted or refused, and never imposed."),
    "end": gettext_lazy("Ground %(ground)s is for a time. Write until when."),
    "preventive_high": gettext_lazy(
        "Ground %(ground)s is for preventive detention at particularly high security. This person is not there."
    ),
    "preventive": gettext_lazy("Ground %(ground)s is for preventive detention. No such judgment is entered."),
    "outside": gettext_lazy("Ground %(ground)s is for people who serve outside a prison of high security."),
}


def check_transfer(decision: Decision, at: datetime) -> None:
    """To a stricter regime only on a ground that carries it; and of each ground what it asks for."""
    goal = goal_of(decision)
    home = placements.current_placement(decision.stay)
    held = home.bed.cell.unit.security_level if home else ""
    stricter = rules.is_stricter(held, goal.level)
    carrying = carrying_ground(decision, stricter=stricter)
    if carrying is None:
        raise transfers.TransferRefused(
            _(
                "Ground %(ground)s does not carry a transfer to a stricter security level. "
                "Grounds a to g, j, l and n do."
            )
            % {"ground": ", ".join(decision.grounds)},
            code="ground_does_not_carry",
            source=rules.SOURCE,
        )
    refuse_what_lacks(decision, held, at)
    placement_fit.refuse_unsuited(decision, goal, at)
    if rules.BEHAVIOUR in decision.grounds:
        transfers.refuse_conversation(decision.stay, decision.conversation, at)


def refuse_what_lacks(decision: Decision, held: str, at: datetime) -> None:
    facts = facts_of(decision.stay_id, at)
    case = rules.GroundCase(
        held=held,
        outcome=decision.outcome,
        is_preventive=bool(facts and facts.is_preventive),
        has_assessment=bool(decision.assessment),
        has_end=day_of(decision, "until") is not None,
    )
    for ground in decision.grounds:
        lacking = rules.lacks(ground, case)
        if lacking:
            raise PlacementDecisionRefused(
                str(LACKS[lacking]) % {"ground": ground}, code=f"ground_{lacking}", source=rules.SOURCE
            )


def check_placement(decision: Decision, at: datetime) -> None:
    """The paragraph leads to the level; and what is stricter than the rules propose says why it is necessary."""
    goal = goal_of(decision)
    if not placement.paragraph_fits(decision.grounds, goal.level):
        raise PlacementDecisionRefused(
            _("The paragraph that you chose is not about %(level)s. Choose the one that is.")
            % {"level": goal.level_name},
            code="paragraph",
            source=placement.FIRST,
        )
    placement_fit.refuse_unsuited(decision, goal, at)
    proposed = placement.propose(placement_proposal.case_of(decision.stay_id, at), at.astimezone(OSLO).date())
    if rules.is_stricter(proposed.level, goal.level) and not decision.assessment:
        raise PlacementDecisionRefused(
            _("This is stricter than the rules propose. Write in the assessment why nothing less strict is enough."),
            code="stricter_than_proposed",
            source=rules.SOURCE,
        )
    if rules.is_stricter(goal.level, proposed.level) and not decision.assessment:
        raise PlacementDecisionRefused(
            _("This is less strict than the rules propose. Write in the assessment what is special about the case."),
            code="milder_than_proposed",
            source=placement.FIRST,
        )


def carrying_ground(decision: Decision, *, stricter: bool) -> str | None:
    return next((code for code in decision.grounds if rules.ground_carries(code, stricter=stricter)), None)


def order(decision: Decision, by: User, at: datetime) -> Transfer:
    """The transfer that was decided is ordered; from here it goes from gate to gate."""
    goal = goal_of(decision)
    home = placements.current_placement(decision.stay)
    stricter = rules.is_stricter(home.bed.cell.unit.security_level if home else "", goal.level)
    return ordered(decision, goal, carrying_ground(decision, stricter=stricter) or decision.grounds[0], by, at)


def place(decision: Decision, by: User, at: datetime) -> Transfer | None:
    """To another prison: the transfer there is ordered. Within the house: somebody is asked to move the person."""
    goal = goal_of(decision)
    home = placements.current_placement(decision.stay)
    holder = home.bed.cell.unit.prison if home else selector.holder_of(decision.stay_id)
    if holder is not None and holder.pk != goal.prison.pk:
        return ordered(decision, goal, rules.PLACED, by, at)
    if home is None or home.bed.cell.unit.security_level != goal.level:
        decision_undoing.ask(decision, "move", "move", by, at)
    return None


def ordered(decision: Decision, goal: selector.Goal, ground: str, by: User, at: datetime) -> Transfer:
    today = selector.today(at)
    return transfers.order_transfer(
        stay=decision.stay,
        order=transfers.Order(
            to_prison=goal.prison,
            to_level=goal.level,
            ground=ground,
            facts=decision.facts[:1000],
            planned_on=max(day_of(decision, "planned_on") or today, today),
            necessity=decision.milder_means[:500],
            conversation=decision.conversation,
        ),
        by=by,
        at=at,
    )


def call_off(decision: Decision, by: User, at: datetime) -> bool:
    """The level above set it aside: an order that nobody has left on is cancelled. Who has left is for people."""
    app, _colon, pk = decision.executed_ref.partition(":")
    transfer = Transfer.objects.filter(pk=int(pk)).order_by("pk").first() if app == "inmates.transfer" else None
    if transfer is None or transfer.departed_at is not None or transfer.cancelled_at is not None:
        return False
    transfers.cancel_transfer(transfer=transfer, reason=_("The decision was set aside on appeal."), by=by, at=at)
    return True


def day_of(decision: Decision, key: str) -> date | None:
    try:
        return date.fromisoformat(str(decision.details.get(key, "")))
    except ValueError:
        return None


WHERE = DecisionField("to", pgettext_lazy("transfer", "Where to"), choices=goals)
WHEN = DecisionField(
    "planned_on", gettext_lazy("Planned day"), widget="day", required=False, help=gettext_lazy("May be empty.")
)
UNTIL = DecisionField(
    "until",
    gettext_lazy("Until"),
    widget="day",
    required=False,
    help=gettext_lazy("Grounds j and k: the day of coming back, or of leaving the country."),
)
TRANSFER_KIND = DecisionKind(
    title=pgettext_lazy("decision", "Transfer to another prison"),
    rule="DECISION_TRANSFER",
    grounds=tuple(
        Ground(ground.value, ground.label, ("conversation",) if ground.value == rules.BEHAVIOUR else ())
        for ground in TransferGround
        if ground != TransferGround.P
    ),
    outcomes=(DecisionOutcome.IMPOSED, DecisionOutcome.GRANTED, DecisionOutcome.NOT_IMPOSED, DecisionOutcome.REFUSED),
    fields=(WHERE, WHEN, UNTIL, placement_fit.POLICE, placement_fit.YOUTH_TEAM),
    execute=order,
    undo=call_off,
    check=check_transfer,
    propose=placement_proposal.lines,
)
PLACEMENT_KIND = DecisionKind(
    title=pgettext_lazy("decision", "Placement"),
    rule="DECISION_PLACEMENT",
    grounds=(
        Ground("11.1", gettext_lazy("First paragraph: high security")),
        Ground("11.2", gettext_lazy("Second paragraph: particularly high security")),
        Ground("11.3", gettext_lazy("Third paragraph: a unit for special needs")),
        Ground("11.4", gettext_lazy("Fourth paragraph: lower security")),
        Ground("11.5", gettext_lazy("Fifth paragraph: transitional housing")),
    ),
    outcomes=(DecisionOutcome.IMPOSED,),
    fields=(WHERE, WHEN, placement_fit.YOUTH_TEAM),
    execute=place,
    undo=call_off,
    check=check_placement,
    propose=placement_proposal.lines,
)
