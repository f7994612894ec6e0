"""A decision (vedtak) from its draft to its notice. What may follow what stands in ``rules.decisions.TABLE`` alone.

How an app makes decisions of its own: register a ``DecisionKind`` (``inmates.decision_kinds``) from its ``panels.py``
and its rule in the law's folder. Then ``draft``, ``save``, ``hear``, ``decide`` here; ``tell`` (the notice),
``carry_out`` and ``lapse`` in ``services.decision_ends``; appeals in ``services.decision_appeals``. Each act locks the
stay first, then the decision.
"""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, explained
from corrections.services import audit
from inmates.choices import DecisionAct, DecisionLevel, DecisionState, NoticeHow
from inmates.models import Decision, DecisionStep, LogEntry, Stay
from inmates.rules import decisions as rules
from inmates.selectors.transfers import holder_of
from inmates.services import decision_balls, placements
from inmates.services import decision_checks as checks
from inmates.services.decision_checks import DecisionRefused, kind_of, rule_on

A = DecisionAct


@dataclass(frozen=True, slots=True)
class Text:
    """What is written in a draft. What is left out stays as it is."""

    grounds: tuple[str, ...] = ()
    facts: str = ""
    assessment: str = ""
    milder_means: str = ""
    affects_child: bool = False
    child_interest: str = ""
    conversation: LogEntry | None = None
    details: dict[str, Any] | None = None
    conditions: str = ""
    outcome: str = ""
    withheld: str = ""
    withheld_what: str = ""


# ---- the acts ----------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def draft(*, stay: Stay, kind: str, by: User, at: datetime, text: Text | None = None) -> Decision:
    """Begin a decision about somebody, under the rule that is in force today.

    Raises ``DecisionRefused`` for a kind that nobody registered, ``Conflict`` when the person is gone.
    """
    stay = placements.lock(stay)
    placements.refuse_if_gone(stay, at, at)
    found = kind_of(kind)
    rule = rule_on(found.rule, at)
    prison = holder_of(stay.pk)
    if prison is None:
        raise DecisionRefused(_("No prison holds %(person)s.") % {"person": stay.person}, code="no_prison")
    given = rule.parameters
    decision = Decision(
        stay=stay,
        prison=prison,
        kind=kind,
        legal_ref=rule.legal_ref,
        rule=rule,
        needs_two=bool(given.get("four_eyes")),
        notice_first=bool(given.get("notice_first", True)),
        is_suspensive=bool(given.get("suspensive")),
        appeal_rule=rule_on(given["appeal"], at) if given.get("appeal") else None,
        drafted_at=at,
        drafted_by=by,
        saved_at=at,
        saved_by=by,
    )
    write_in(decision, text or Text(), at)
    decision.save()
    note_down(decision, "draft_decision", by, at)
    return decision


@explained()
@transaction.atomic
def save(*, decision: Decision, text: Text, version: int, by: User, at: datetime) -> Decision:
    """Write on in a draft. ``version`` is the one that was opened: what another has saved since is not written over,
    and one's own autosaves are.
    """
    decision = locked(decision)
    refuse_unless_open(decision)
    refuse_new_grounds(decision, text)
    if decision.version != version and decision.saved_by_id != by.pk:
        raise Conflict(
            _("%(who)s has saved this draft, %(when)s. Open it again to see what they wrote.")
            % {"who": decision.saved_by or _("The system"), "when": display.moment(decision.saved_at, at)},
            code="saved_meanwhile",
        )
    write_in(decision, text, at)
    decision.version, decision.saved_at, decision.saved_by = decision.version + 1, at, by
    decision.save()
    note_down(decision, "save_decision", by, at)
    return decision


@explained()
@transaction.atomic
def warn(*, decision: Decision, by: User, at: datetime) -> Decision:
    """Advance notice: the person knows that a decision is considered, and may speak."""
    decision = locked(decision)
    refuse_unless_open(decision)
    if decision.warned_at is None:
        decision.warned_at, decision.warned_by = at, by
        decision.save(update_fields=["warned_at", "warned_by"])
        note_down(decision, "warn_of_decision", by, at)
    return decision


@explained()
@transaction.atomic
def hear(
    *,
    decision: Decision,
    by: User,
    at: datetime,
    said: str = "",
    heard_at: datetime | None = None,
    why_not: str = "",
    language: str = "nb",
    interpreter: str = "",
) -> Decision:
    """The person was heard in ``language``, with what they said; or could not be, and why. Then it waits.

    Raises ``DecisionRefused`` where the draft lacks what the law asks for, or an interpreter is needed and none named.
    """
    decision = locked(decision)
    refuse_step(decision, A.HEAR, at)
    happened = heard_at or at
    if happened > at:
        raise DecisionRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if not said.strip() and not why_not.strip():
        raise DecisionRefused(
            _("Write what the person said, or why they could not be heard."), code="not_heard", source=rules.SOURCE
        )
    checks.refuse_without_interpreter(decision, language, interpreter, why_not)
    checks.refuse_text(decision, at)
    decision.heard_at, decision.heard_by = happened, by
    decision.heard_said, decision.not_heard_why = said.strip(), why_not.strip()
    decision.heard_language, decision.heard_interpreter = language.strip(), interpreter.strip()
    said_in = ("heard_language", "heard_interpreter")
    return step(decision, A.HEAR, by, at, "heard_at", "heard_by", "heard_said", "not_heard_why", *said_in)


@explained()
@transaction.atomic
def send_back(*, decision: Decision, why: str, by: User, at: datetime) -> Decision:
    """Back to the draft: something is missing, or the grounds must change. The person is then heard again."""
    decision = locked(decision)
    refuse_step(decision, A.RETURN, at)
    if not why.strip():
        raise DecisionRefused(_("Write what is missing in the draft."), code="no_reason")
    decision.heard_at, decision.heard_by, decision.heard_said, decision.not_heard_why = None, None, "", ""
    decision.heard_language, decision.heard_interpreter = "", ""
    heard = ("heard_at", "heard_by", "heard_said", "not_heard_why", "heard_language", "heard_interpreter")
    return step(decision, A.RETURN, by, at, *heard, note=why)


@explained()
@transaction.atomic
def decide(
    *,
    decision: Decision,
    outcome: str,
    level: str,
    by: User,
    at: datetime,
    decided_at: datetime | None = None,
) -> Decision:
    """Decide, at ``level``. With ``decided_at`` it was said aloud then and is written down now (strgjfl. s. 7 a).

    Raises ``DecisionRefused`` where the level is too low, where two people are asked for and it is the same, where a
    text that the law asks for is missing; ``Conflict`` when somebody has decided it already.
    """
    decision = locked(decision)
    refuse_step(decision, A.DECIDE, at)
    moment = decided_at or at
    checks.refuse_bad_moment(decision, moment, at)
    checks.refuse_outcome(decision, outcome)
    decision.outcome = outcome
    checks.refuse_text(decision, at)
    checks.refuse_thin_reasons(decision)
    checks.set_level(decision, at)
    checks.refuse_level(decision, level)
    checks.refuse_alone(decision, by)
    decision.decided_at, decision.decided_by, decision.decided_level = moment, by, level
    decision.written_at, decision.is_oral = at, decided_at is not None
    made = ("outcome", "level", "level_why", "decided_at", "decided_by", "decided_level", "written_at", "is_oral")
    decision = step(decision, A.DECIDE, by, at, *made)
    if level == DecisionLevel.LOCAL and checks.is_minor(decision.stay, moment):
        decision_balls.copy_to_region(decision=decision, by=by, at=at)
    return decision


@explained()
@transaction.atomic
def notify(
    *,
    decision: Decision,
    how: str,
    language: str,
    by: User,
    at: datetime,
    notified_at: datetime | None = None,
    interpreter: str = "",
) -> Decision:
    """The person knows the decision, in ``language``; from then the appeal deadline runs (strgjfl. s. 7 e)."""
    decision = locked(decision)
    refuse_step(decision, A.NOTIFY, at)
    moment = notified_at or at
    if moment > at:
        raise DecisionRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if decision.decided_at is not None and moment < decision.decided_at:
        raise DecisionRefused(_("The notice lies before the decision. Check the time."), code="before")
    if how not in NoticeHow.values:
        raise DecisionRefused(_("Choose how the person took the notice."), code="how")
    checks.refuse_without_interpreter(decision, language, interpreter)
    decision.notified_at, decision.notified_by, decision.notified_how = moment, by, how
    decision.notice_language, decision.interpreter = language.strip(), interpreter.strip()
    rule = decision.appeal_rule
    if rule is not None:
        given, moves = rule.parameters, rule_on("APPEAL_END", moment).parameters["moves"]
        decision.appeal_due_at = rules.appeal_due(moment, given["limit"], given["unit"], moves)
    said = ("notified_at", "notified_by", "notified_how", "notice_language", "interpreter", "appeal_due_at")
    return step(decision, A.NOTIFY, by, at, *said)


# ---- what they share ---------------------------------------------------------------------------------------------
def locked(decision: Decision) -> Decision:
    """The stay first, then the decision: two people queue, and the second sees what the first did."""
    placements.lock(Stay(pk=decision.stay_id))
    found = Decision.objects.select_for_update(of=("self",)).select_related("stay__person", "prison", "rule")
    return found.select_related("appeal_rule", "decided_by", "saved_by").get(pk=decision.pk)


def step(decision: Decision, act: str, by: User | None, at: datetime, *fields: str, note: str = "") -> Decision:
    """Go one step along the table, and hand the ball on."""
    refuse_step(decision, act, at)
    to = rules.TABLE[decision.state, act]
    DecisionStep.objects.create(
        decision=decision, act=act, from_state=decision.state, to_state=to, at=at, by=by, note=note.strip()[:500]
    )
    decision.state = to
    decision.save(update_fields=["state", *fields])
    note_down(decision, f"{act.lower()}_decision", by, at)
    decision_balls.pass_on(decision=decision, by=by, at=at)
    return decision


def refuse_step(decision: Decision, act: str, at: datetime) -> None:
    """Whoever comes second is told who was first; each act is done once, also where the table leads back to itself."""
    is_taken = act not in rules.AGAIN and decision.steps.filter(act=act).exists()
    if rules.goes_to(decision.state, act) is not None and not is_taken:
        return
    last = decision.steps.select_related("by").order_by("-pk").first()
    if last is None:
        raise DecisionRefused(_("The decision is a draft. Hear the person first."), code="not_there_yet")
    raise Conflict(
        _("The decision stands at “%(state)s”, by %(who)s %(when)s. Look at it again.")
        % {
            "state": DecisionState(decision.state).label,
            "who": last.by or _("the system"),
            "when": display.moment(last.at, at),
        },
        code="not_from_here",
    )


def refuse_unless_open(decision: Decision) -> None:
    if decision.state not in rules.OPEN_TEXT:
        raise Conflict(
            _("The decision is made, and stands as it was written. Make a new decision instead."), code="made"
        )


def refuse_new_grounds(decision: Decision, text: Text) -> None:
    """What the person was heard on is what is decided on: other grounds, or another place, are heard again."""
    if decision.state != DecisionState.HEARD:
        return
    if set(text.grounds) != set(decision.grounds) or (text.details or {}) != decision.details:
        raise DecisionRefused(
            _("The person was heard on other grounds than these. Send it back to the draft, and hear them again."),
            code="heard_on_others",
            source=rules.SOURCE,
        )


def write_in(decision: Decision, text: Text, at: datetime) -> None:
    decision.grounds = list(dict.fromkeys(text.grounds))
    for name in ("facts", "assessment", "milder_means", "child_interest", "conditions", "withheld_what"):
        setattr(decision, name, getattr(text, name).strip())
    decision.affects_child = text.affects_child or checks.is_minor(decision.stay, at)
    decision.conversation = text.conversation
    decision.details = text.details or {}
    decision.outcome = text.outcome
    decision.withheld = text.withheld if text.withheld_what.strip() else ""
    decision.withheld_what = text.withheld_what.strip() if text.withheld else ""
    checks.set_level(decision, at)


def note_down(decision: Decision, act: str, by: User | None, at: datetime) -> None:
    detail = {"stay": decision.stay_id, "kind": decision.kind}
    audit.record_write(by=by, at=at, act=f"inmates.{act}", subject=decision, detail=detail)
