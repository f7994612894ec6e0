"""What follows when the level above does not let a decision stand: it is undone, and where sent back, drafted anew."""

from datetime import datetime

from django.db import transaction

from corrections.choices import Role, Urgency
from corrections.models import User
from corrections.services import audit, work
from inmates.models import Decision
from inmates.services.decision_checks import kind_of, set_level

COPIED = (
    *("stay", "prison", "kind", "legal_ref", "rule", "appeal_rule", "needs_two", "notice_first", "is_suspensive"),
    *("grounds", "facts", "assessment", "milder_means", "affects_child", "child_interest", "conversation", "details"),
    *("conditions", "withheld", "withheld_what"),
)


@transaction.atomic
def undo(*, decision: Decision, appeal: str, lapses: bool, by: User | None, at: datetime) -> None:
    """It was carried out already. Its kind undoes what it can; what it cannot, somebody is asked to put right."""
    kind = kind_of(decision.kind)
    is_undone = lapses and kind.undo is not None and by is not None and kind.undo(decision, by, at)
    act = "undone" if is_undone else "put_right"
    audit.record_write(
        by=by,
        at=at,
        act=f"inmates.{act}_decision",
        subject=decision,
        detail={"stay": decision.stay_id, "appeal": appeal},
    )
    if not is_undone:
        ask(decision, "put_right", "put_right", by, at)


@transaction.atomic
def draft_anew(*, decision: Decision, by: User | None, at: datetime) -> Decision:
    """A new draft of the same, with the text as it was written, for whoever prepares it now. Nobody has heard it."""
    row = Decision(follows=decision, drafted_at=at, saved_at=at, **{name: getattr(decision, name) for name in COPIED})
    set_level(row, at)
    row.save()
    audit.record_write(
        by=by, at=at, act="inmates.draft_decision_anew", subject=row, detail={"stay": row.stay_id, "kind": row.kind}
    )
    ask(row, "anew", "DRAFT", by, at)
    return row


def ask(decision: Decision, act: str, key: str, by: User | None, at: datetime) -> None:
    work.create_task(
        kind=f"inmates.decision.{act}",
        detail={"number": decision.stay.person.number, "decision": str(decision.uuid), "kind": decision.kind},
        role=Role.CASEWORKER,
        prison=decision.prison,
        urgency=Urgency.WARN,
        subject_type="inmates.stay",
        subject_id=decision.stay_id,
        dedupe_key=f"decision:{decision.pk}:{key}",
        by=by,
        at=at,
    )
