"""What a decision must hold before it goes on, and which level makes it."""

from datetime import datetime

from django.utils.translation import gettext as _

from corrections.models import RuleVersion, User
from corrections.refusals import Refusal
from corrections.rules import OSLO
from corrections.services import law
from inmates.choices import DecisionLevel, DecisionState
from inmates.decision_kinds import DecisionKind, decision_kinds, facts_of
from inmates.models import Decision, Language, Placement, Stay
from inmates.rules import beds
from inmates.rules import decisions as rules

WRITTEN_IN = ("nb", "nn", "no", "en")  # what the letter can be read in


class DecisionRefused(Refusal):
    code = "decision_refused"


def refuse_text(decision: Decision, at: datetime) -> None:
    """What the law asks for before the person is heard: a ground from the list, what it needs, and the facts."""
    kind = kind_of(decision.kind)
    known = {ground.code: ground for ground in kind.grounds}
    if not decision.grounds:
        raise DecisionRefused(_("Choose at least one ground."), code="no_ground", source=decision.legal_ref)
    if not known.keys() >= set(decision.grounds):
        raise DecisionRefused(_("Choose the grounds from the list."), code="unknown_ground")
    talked = [code for code in decision.grounds if "conversation" in known[code].needs]
    if talked and decision.conversation_id is None:
        raise DecisionRefused(
            _("Ground %(ground)s needs a conversation with the person about the behaviour. Choose it from the log.")
            % {"ground": talked[0]},
            code="no_conversation",
            source=decision.legal_ref,
        )
    if not decision.facts:
        raise DecisionRefused(_("Write the facts that the decision rests on."), code="no_facts")
    if kind.check is not None:
        kind.check(decision, at)


def refuse_thin_reasons(decision: Decision) -> None:
    """What the law asks for of whoever decides against somebody, or where a child is affected (fskr. s. 1-3)."""
    if decision.outcome in rules.AGAINST and not decision.milder_means:
        raise DecisionRefused(
            _("Write which milder means were considered, and why they are not enough."), code="no_milder_means"
        )
    if decision.affects_child and not decision.child_interest:
        raise DecisionRefused(_("Write what is best for the child."), code="no_child_interest", source="fskr. s. 1-3")


def refuse_bad_moment(decision: Decision, moment: datetime, at: datetime) -> None:
    if moment > at:
        raise DecisionRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if decision.heard_at is not None and moment < decision.heard_at:
        raise DecisionRefused(_("The decision lies before the person was heard. Check the time."), code="before")


def refuse_outcome(decision: Decision, outcome: str) -> None:
    if outcome not in kind_of(decision.kind).outcomes:
        raise DecisionRefused(_("Choose the outcome from the list."), code="unknown_outcome")


def refuse_level(decision: Decision, level: str) -> None:
    if level not in DecisionLevel.values or not rules.reaches(level, decision.level):
        raise DecisionRefused(
            _("%(level)s decides this. It waits there.") % {"level": DecisionLevel(decision.level).label},
            code="level",
            source=rules.LEVEL_SOURCE,
        )


def refuse_alone(decision: Decision, by: User) -> None:
    if decision.needs_two and by.pk in (decision.drafted_by_id, decision.heard_by_id):
        raise DecisionRefused(
            _("You prepared this decision. Two people make it: ask a colleague to decide it."), code="alone"
        )


def set_level(decision: Decision, at: datetime) -> None:
    """Which level decides, by the rules in force and what the sentences are."""
    case = level_case(decision, at)
    found = rules.at_least(rules.level_of(case, rule_on("DECISION_LEVEL", at).parameters), asked_level(decision, at))
    decision.level, decision.level_why = found.level, found.why


def asked_level(decision: Decision, at: datetime) -> str:
    """The level that the content itself asks for; the prison may refuse by itself what only the region may grant."""
    kind = decision_kinds.get(decision.kind)
    if kind is None or kind.least_level is None or decision.outcome in rules.IN_VAIN:
        return ""
    return kind.least_level(decision, at)


def level_case(decision: Decision, at: datetime) -> rules.LevelCase:
    facts = facts_of(decision.stay_id, at)
    homes = Placement.objects.current().filter(stay=decision.stay_id).order_by("pk")
    held = next(iter(homes.values_list("bed__cell__unit__security_level", flat=True)), "")
    section = str(decision.details.get("section") or decision.rule.parameters["section"])
    return rules.LevelCase(
        section=section,
        months=facts.months if facts else 0,
        is_preventive=bool(facts and facts.is_preventive),
        is_particularly_high="PARTICULARLY_HIGH" in (held, str(decision.details.get("to", "")).rpartition(":")[2]),
        is_refusal=decision.outcome in rules.IN_VAIN,
        is_in_lower=held in ("LOWER", "TRANSITION"),
        was_granted_before=was_proven(decision),
    )


def was_proven(decision: Decision) -> bool:
    """A superior level has granted one before, and it went without a failure (fskr. s. 2-1)."""
    made = Decision.objects.filter(stay=decision.stay_id, kind=decision.kind, executed_at__isnull=False)
    before = made.exclude(pk=decision.pk).exclude(decided_level=DecisionLevel.LOCAL).exclude(state=DecisionState.LAPSED)
    kind = decision_kinds.get(decision.kind)
    found = list(before.order_by("pk"))
    return any(kind.proven(one) for one in found) if kind and kind.proven else bool(found)


def is_minor(stay: Stay, at: datetime) -> bool:
    return beds.is_minor(stay.person.birth_date, at.astimezone(OSLO).date())


def kind_of(kind: str) -> DecisionKind:
    found = decision_kinds.get(kind)
    if found is None:
        raise DecisionRefused(_("Choose the kind of decision from the list."), code="unknown_kind")
    return found


def rule_on(rule_id: str, at: datetime) -> RuleVersion:
    return law.rule_in_force(rule_id, at.astimezone(OSLO).date())


def refuse_without_interpreter(decision: Decision, language: str, interpreter: str, why_not: str = "") -> None:
    """Somebody who is spoken to in a language that the letter is not written in, or who needs one, has an interpreter.

    Who declines one has that written in its place.
    """
    if interpreter.strip() or why_not.strip():
        return
    needs = Language.objects.filter(person=decision.stay.person_id, needs_interpreter=True).exists()
    if needs or language.strip().lower() not in WRITTEN_IN:
        raise DecisionRefused(
            _("An interpreter is needed. Write who interpreted, or that the person declined one."),
            code="no_interpreter",
            source="fvl. s. 11 e",
        )
