"""An appeal (klage): registered for the person, forwarded with remarks, decided by the level above.

One that comes after the deadline is registered too; whether it is taken up is decided with reasons.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, explained
from inmates.choices import AppealOutcome, DecisionAct, DecisionLevel, DecisionState
from inmates.decision_choices import LateAnswer, Representative, Suspension
from inmates.models import Decision, DecisionAppeal
from inmates.rules import decisions as rules
from inmates.services import decision_ends
from inmates.services.decision_checks import DecisionRefused, refuse_outcome
from inmates.services.decisions import locked, refuse_step, step

A = DecisionAct


@explained()
@transaction.atomic
def appeal(
    *,
    decision: Decision,
    text: str,
    by: User,
    at: datetime,
    lodged_at: datetime | None = None,
    why_late: str = "",
    representative: str = "",
    representative_is: str = "",
) -> Decision:
    """The person appeals. Said aloud is enough; what counts is when it was said, not when it was typed.

    One after the deadline is registered with ``why_late`` and opens nothing before ``answer_late``. Raises
    ``DecisionRefused`` for what cannot be appealed and for a late one without a reason, ``Conflict`` for a second one.
    """
    decision = locked(decision)
    moment = lodged_at or at
    refuse_unappealable(decision, moment, at)
    refuse_representative(representative.strip(), representative_is)
    due = decision.appeal_due_at
    is_late = due is not None and moment >= due
    if is_late and not why_late.strip():
        raise DecisionRefused(
            _("The appeal deadline ran out %(when)s. Write why the appeal comes late.")
            % {"when": display.moment(due, at) if due else ""},
            code="late",
            source=rules.SOURCE,
        )
    if is_late and decision.state == DecisionState.NOTIFIED:
        decision_ends.finish_one(decision=decision, by=None, at=at)
        decision = locked(decision)
    act = A.LATE if is_late else A.APPEAL
    refuse_step(decision, act, at)
    refuse_ended(decision)
    DecisionAppeal.objects.create(
        decision=decision,
        text=text.strip(),
        lodged_at=moment,
        entered_by=by,
        representative=representative.strip(),
        representative_is=representative_is,
        is_late=is_late,
        late_why=why_late.strip() if is_late else "",
        level=rules.above(decision.decided_level or decision.level),
    )
    return step(decision, act, by, at) if is_late else reopened(decision, act, by, at)


def refuse_representative(name: str, kind: str) -> None:
    """Inmates, convicted people and staff are nobody's representative; somebody else has a name (strgjfl. s. 7)."""
    if kind == Representative.BARRED:
        raise DecisionRefused(
            _(
                "Another inmate, somebody who is convicted, or staff cannot appeal for the person. Take it down in the "
                "person’s own name, or name somebody from outside."
            ),
            code="barred",
            source=rules.SOURCE,
        )
    if bool(name) != (kind in Representative.values):
        raise DecisionRefused(
            _("Write both who appeals for the person and what they are, or neither."), code="representative"
        )


@explained()
@transaction.atomic
def answer_late(*, decision: Decision, answer: str, reasons: str, by: User, at: datetime) -> Decision:
    """Whether an appeal that came too late is taken up: where the person is not to blame, or for special reasons."""
    decision = locked(decision)
    if answer not in LateAnswer.values or not reasons.strip():
        raise DecisionRefused(_("Say whether the late appeal is taken up, and why."), code="no_outcome")
    act = A.ALLOW if answer == LateAnswer.ALLOWED else A.REJECT
    refuse_step(decision, act, at)
    row = late_of(decision)
    if row is None or row.late_answer:
        raise Conflict(_("No late appeal waits for an answer. Look at the decision again."), code="not_from_here")
    row.late_answer, row.late_reasons, row.late_at, row.late_by = answer, reasons.strip(), at, by
    row.save(update_fields=["late_answer", "late_reasons", "late_at", "late_by"])
    return reopened(decision, act, by, at) if act == A.ALLOW else step(decision, act, by, at)


@explained()
@transaction.atomic
def suspend(*, decision: Decision, answer: str, reasons: str, by: User, at: datetime) -> Decision:
    """Say whether the decision waits until it is final (utsatt iverksetting); nothing else of it changes."""
    decision = locked(decision)
    refuse_step(decision, A.SUSPEND, at)
    if answer not in Suspension.values or not reasons.strip():
        raise DecisionRefused(_("Say whether the decision waits, and why."), code="no_outcome")
    if decision.executed_at is not None:
        raise DecisionRefused(_("The decision is carried out already. It cannot wait."), code="executed")
    decision.suspension, decision.suspended_why = answer, reasons.strip()
    decision.suspended_at, decision.suspended_by = at, by
    said = ("suspension", "suspended_why", "suspended_at", "suspended_by")
    return step(decision, A.SUSPEND, by, at, *said, note=reasons)


@explained()
@transaction.atomic
def forward(*, decision: Decision, remarks: str, by: User, at: datetime) -> Decision:
    """The case goes to the level above, with what the prison has to say."""
    decision = locked(decision)
    refuse_step(decision, A.FORWARD, at)
    row = appeal_of(decision)
    row.forwarded_at, row.remarks = at, remarks.strip()
    row.save(update_fields=["forwarded_at", "remarks"])
    return step(decision, A.FORWARD, by, at)


@explained()
@transaction.atomic
def settle(
    *,
    decision: Decision,
    outcome: str,
    reasons: str,
    level: str,
    by: User,
    at: datetime,
    changed_outcome: str = "",
    changed_conditions: str = "",
) -> Decision:
    """The level above answers: it stands, is changed to something, set aside, or sent back to be made anew.

    Whoever made the decision does not answer the appeal. What follows is done when the person is told.
    """
    decision = locked(decision)
    refuse_step(decision, A.SETTLE, at)
    row = appeal_of(decision)
    if not rules.reaches(level, row.level):
        raise DecisionRefused(
            _("%(level)s decides this. It waits there.") % {"level": DecisionLevel(row.level).label}, code="level"
        )
    if by.pk == decision.decided_by_id:
        raise DecisionRefused(_("You made the decision. Somebody else answers the appeal."), code="own")
    if outcome not in AppealOutcome.values or not reasons.strip():
        raise DecisionRefused(_("State what came of the appeal, and the reasons."), code="no_outcome")
    if outcome == AppealOutcome.CHANGED:
        refuse_outcome(decision, changed_outcome)
        row.changed_outcome, row.changed_conditions = changed_outcome, changed_conditions.strip()
    row.settled_at, row.settled_by, row.outcome, row.reasons = at, by, outcome, reasons.strip()
    said = ["settled_at", "settled_by", "outcome", "reasons", "changed_outcome", "changed_conditions"]
    row.save(update_fields=said)
    return step(decision, A.SETTLE, by, at)


@explained()
@transaction.atomic
def tell(*, decision: Decision, by: User, at: datetime) -> Decision:
    """The person knows what came of the appeal, and the decision is final; or that it came too late."""
    decision = locked(decision)
    refuse_step(decision, A.TELL, at)
    row = appeal_of(decision)
    is_over = decision.state != DecisionState.SETTLED
    if is_over and row.late_answer != LateAnswer.REJECTED:
        raise Conflict(_("No late appeal waits for an answer. Look at the decision again."), code="not_from_here")
    row.told_at = at
    row.save(update_fields=["told_at"])
    return step(decision, A.TELL, by, at) if is_over else decision_ends.finish(decision, by, at)


# ---- what they share ---------------------------------------------------------------------------------------------
def reopened(decision: Decision, act: str, by: User, at: datetime) -> Decision:
    """Under appeal. What had lapsed by itself, since there was nothing to do, has not any more."""
    decision.lapsed_at, decision.lapsed_why = None, ""
    return step(decision, act, by, at, "lapsed_at", "lapsed_why")


def appeal_of(decision: Decision) -> DecisionAppeal:
    row = late_of(decision)
    if row is None:
        raise Conflict(_("Nobody has appealed. Look at the decision again."), code="not_from_here")
    return row


def late_of(decision: Decision) -> DecisionAppeal | None:
    return DecisionAppeal.objects.select_for_update().filter(decision=decision).order_by("pk").first()


def refuse_unappealable(decision: Decision, moment: datetime, at: datetime) -> None:
    if decision.notified_at is not None and decision.appeal_rule_id is None:
        raise DecisionRefused(_("This decision cannot be appealed."), code="no_appeal", source=rules.SOURCE)
    if moment > at:
        raise DecisionRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if decision.notified_at is not None and moment < decision.notified_at:
        raise DecisionRefused(_("The appeal lies before the notice. Check the time."), code="before")


def refuse_ended(decision: Decision) -> None:
    if late_of(decision) is not None:
        raise Conflict(_("The appeal is registered already."), code="appealed")
    if decision.lapsed_why not in ("", rules.REOPENS):
        raise DecisionRefused(_("The decision has lapsed. There is nothing left to appeal."), code="lapsed")
