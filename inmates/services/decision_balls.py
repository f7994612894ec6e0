"""Who has the ball in a decision: one task for whoever is next, done when it goes on, and the clock over it."""

from dataclasses import dataclass
from datetime import datetime

from django.db import transaction

from corrections.choices import Role, Urgency
from corrections.models import Clock, RuleVersion, Task, User
from corrections.rules import OSLO, due_after
from corrections.services import law, work
from inmates.choices import DecisionLevel, DecisionState
from inmates.decision_choices import LateAnswer
from inmates.models import Decision, DecisionAppeal, Stay

S = DecisionState
SUBJECT = "inmates.decision"
# whose turn it is, and the rule of the clock that runs meanwhile
NEXT: dict[str, tuple[str, str]] = {
    S.HEARD: ("decide", ""),
    S.DECIDED: ("notify", "DECISION_NOTICE"),
    S.APPEALED: ("forward", "APPEAL_FORWARD"),
    S.FORWARDED: ("settle", "APPEAL_SETTLE"),
    S.SETTLED: ("tell", "DECISION_NOTICE"),
    S.FINAL: ("carry_out", ""),
}
LATE = ("late", "APPEAL_FORWARD")
TELL = ("tell", "DECISION_NOTICE")
ROLES = {"settle": Role.REGION, "copy": Role.REGION, "late": Role.LEADER}
OF_THE_APPEAL = "appeal"  # the clock of the deadline, which no step finishes before its time
COPY = "copy"  # of what a prison decides about somebody under 18, the region has one
STAYS = ("put_right", "move", COPY, OF_THE_APPEAL)


@dataclass(frozen=True, slots=True)
class Ball:
    """What is to be done next. ``key`` names the task of it, and is another each time the decision comes there."""

    act: str
    rule: str
    key: str


def balls_of(decision: Decision) -> list[Ball]:
    """Whoever has it: of a decision that has ended also whoever answers a late appeal, and tells the person."""
    found = []
    act, rule = NEXT.get(decision.state, ("", ""))
    if act and not (act == "carry_out" and decision.executed_at is not None):
        found.append(Ball(act, rule, key_of(decision)))
    if decision.state in ENDED:
        found += [Ball(*late, late[0]) for late in late_of(decision)]
    return found


ENDED = (S.FINAL, S.EXECUTED, S.LAPSED)


def late_of(decision: Decision) -> list[tuple[str, str]]:
    row = DecisionAppeal.objects.filter(decision=decision, is_late=True, told_at__isnull=True).order_by("pk").first()
    if row is None or row.late_answer == LateAnswer.ALLOWED:
        return []
    return [TELL] if row.late_answer else [LATE]


def key_of(decision: Decision) -> str:
    came = decision.steps.filter(to_state=decision.state).exclude(from_state=decision.state).count()
    return f"{decision.state}:{came}" if came > 1 else str(decision.state)


@transaction.atomic
def pass_on(*, decision: Decision, by: User | None, at: datetime) -> None:
    """The task and the clock of the step before are done; whoever is next has theirs."""
    balls = balls_of(decision)
    finish(decision, [ball.key for ball in balls], by, at)
    run_appeal_clock(decision, by, at)
    for ball in balls:
        hand_over(decision, ball, by, at)


def hand_over(decision: Decision, ball: Ball, by: User | None, at: datetime) -> None:
    clock = start(decision, ball, at) if ball.rule else None
    work.create_task(
        kind=f"inmates.decision.{ball.act}",
        detail={"number": decision.stay.person.number, "decision": str(decision.uuid), "kind": decision.kind},
        role=role_for(decision, ball.act),
        prison=decision.prison,
        due_at=clock.due_at if clock else None,
        urgency=Urgency.WARN,
        subject_type="inmates.stay",
        subject_id=decision.stay_id,
        dedupe_key=f"decision:{decision.pk}:{ball.key}",
        by=by,
        at=at,
    )


@transaction.atomic
def copy_to_region(*, decision: Decision, by: User | None, at: datetime) -> None:
    """Under 18: the region gets each decision that a prison makes (strgjfl. s. 6); done when it is read."""
    hand_over(decision, Ball(COPY, "", COPY), by, at)


def role_for(decision: Decision, act: str) -> Role:
    if act == "decide":
        return Role.LEADER if decision.level == DecisionLevel.LOCAL else Role.REGION
    return ROLES.get(act, Role.CASEWORKER)


def start(decision: Decision, ball: Ball, at: datetime) -> Clock:
    rule = law.rule_in_force(ball.rule, at.astimezone(OSLO).date())
    return work.start_clock(
        rule=rule,
        subject=Stay(pk=decision.stay_id),
        prison=decision.prison,
        started_at=at,
        due_at=due(rule, at),
        dedupe_key=f"decision:{decision.pk}:{ball.key}",
        at=at,
    )


def run_appeal_clock(decision: Decision, by: User | None, at: datetime) -> None:
    """Runs from the notice (strgjfl. s. 7 e). It runs out with nobody late: the person chose not to appeal."""
    key = f"decision:{decision.pk}:{OF_THE_APPEAL}"
    due_at = decision.appeal_due_at
    if decision.state == S.NOTIFIED and decision.appeal_rule and due_at and decision.notified_at:
        work.start_clock(
            rule=decision.appeal_rule,
            subject=Stay(pk=decision.stay_id),
            prison=decision.prison,
            started_at=decision.notified_at,
            due_at=due_at,
            dedupe_key=key,
            at=at,
        )
        return
    for clock in Clock.objects.running().filter(dedupe_key=key):
        work.close_clock(clock=clock, by=by, at=min(at, clock.due_at))


def finish(decision: Decision, keep: list[str], by: User | None, at: datetime) -> None:
    """Everything that waited for a step before is done, but for what is put right by hand."""
    own = f"decision:{decision.pk}:"
    kept = [f"{own}{key}" for key in (*keep, *STAYS)]
    for clock in Clock.objects.running().filter(dedupe_key__startswith=own).exclude(dedupe_key__in=kept).order_by("pk"):
        work.close_clock(clock=clock, by=by, at=at)
    waiting = Task.objects.select_for_update().filter(dedupe_key__startswith=own, done_at__isnull=True)
    for task in waiting.exclude(dedupe_key__in=kept).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, decision.state
        task.save(update_fields=["done_at", "done_by", "outcome"])


def due(rule: RuleVersion, at: datetime) -> datetime:
    return due_after(at, rule.parameters["limit"], rule.parameters["unit"])
