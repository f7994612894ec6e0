"""Decisions of the last year that are over: what the figures of equal treatment are made of."""

from dataclasses import dataclass, field
from datetime import datetime, timedelta
from typing import Any, Final

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Prison, RuleVersion, User
from corrections.services import law
from inmates.choices import AppealOutcome, DecisionLevel, DecisionOutcome, LegalStatusKind, NoticeHow
from inmates.choices import DecisionAct as A
from inmates.choices import DecisionState as S
from inmates.models import Decision, DecisionAppeal, DecisionStep, LegalStatus, Stay
from inmates.rules import decisions as rules

SERVED = timedelta(days=60)  # who was here so long has had something decided
WISHES: Final = 9  # of a kind with so few, no share is shown
BEFORE: Final = 100  # days before the end of the stay, at the most
WISH = {
    "facts": "Søkte om å sone nærmere familien på Vestlandet.",
    "assessment": "Ingen ledig plass på samme sikkerhetsnivå der i resten av soningstiden.",
    "details": {"to": ""},
}


@dataclass
class Past:
    """One decision of somebody who has left: drafted, heard, decided, told, perhaps appealed, and done with."""

    stay: Stay
    kind: str
    grounds: list[str]
    outcome: str
    drafted_at: datetime
    days: int
    rule: RuleVersion
    text: dict[str, Any] = field(default_factory=dict)
    appeal: str = ""

    @property
    def decided_at(self) -> datetime:
        return self.drafted_at + timedelta(days=self.days)

    @property
    def is_in_vain(self) -> bool:
        return self.outcome in rules.IN_VAIN


def seed(stage: Stage) -> None:
    """A few wishes to be moved that could not be met."""
    found = former(stage)[::7][:WISHES]
    rule = law.rule_in_force("DECISION_TRANSFER", stage.today)
    write([past(stage, stay, "transfer", ["i"], DecisionOutcome.REFUSED, rule, dict(WISH)) for stay in found])


def former(stage: Stage) -> list[Stay]:
    """Who served a sentence in Fjordvik, and left in the last year."""
    served = LegalStatus.objects.filter(kind=LegalStatusKind.SENTENCED).values("stay")
    left = Stay.objects.filter(
        reception_prison__slug=SLUG, during__endswith__gt=stage.at - timedelta(days=330), pk__in=served
    )
    return [stay for stay in left.order_by("pk") if stay.during.upper - stay.during.lower > SERVED]


def past(
    stage: Stage, stay: Stay, kind: str, grounds: list[str], outcome: str, rule: RuleVersion, text: dict[str, Any]
) -> Past:
    """On some morning of the last months of the stay, with all its deadlines before it ended."""
    dice = stage.dice("decided", kind, stay.pk)
    days = dice.choice((3, 5, 6, 7, 8, 9, 12))
    length = (stay.during.upper - stay.during.lower).days
    before = dice.randrange(40, min(length, BEFORE)) if length > 41 else 40
    drafted_at = stay.during.upper - timedelta(days=before, minutes=dice.randrange(0, 90))
    return Past(stay, kind, grounds, outcome, drafted_at, days, rule, text)


def write(rows: list[Past]) -> None:
    """The decisions with every step that led where they stand."""
    clerk, leader, region = (User.objects.get(username=name) for name in ("brekke", "fjeldstad", "sandvik"))
    made = [decision_of(row, clerk, leader) for row in rows]
    copy(made)
    copy(
        [
            step
            for row, decision in zip(rows, made, strict=True)
            for step in steps_of(row, decision, clerk, leader, region)
        ]
    )
    pairs = zip(rows, made, strict=True)
    copy([appeal_of(row, decision, clerk, region) for row, decision in pairs if row.appeal])


def decision_of(row: Past, clerk: User, leader: User) -> Decision:
    given = row.rule.parameters
    appeal = law.rule_in_force(given["appeal"], row.decided_at.date())
    moves = law.rule_in_force("APPEAL_END", row.decided_at.date()).parameters["moves"]
    due_at = rules.appeal_due(row.decided_at, appeal.parameters["limit"], appeal.parameters["unit"], moves)
    over_at = over(row, due_at)
    ends = {"lapsed_at": over_at, "lapsed_why": lapsed_why(row)}
    if not row.is_in_vain:
        ends = {"executed_at": row.decided_at, "executed_by": leader}
    return Decision(
        stay=row.stay,
        prison=Prison.objects.get(slug=SLUG),
        kind=row.kind,
        state=S.LAPSED if row.is_in_vain else S.EXECUTED,
        grounds=row.grounds,
        outcome=row.outcome,
        legal_ref=row.rule.legal_ref,
        rule=row.rule,
        level=DecisionLevel.LOCAL,
        level_why="ordinary",
        needs_two=bool(given.get("four_eyes")),
        notice_first=bool(given.get("notice_first", True)),
        appeal_rule=appeal,
        drafted_at=row.drafted_at,
        drafted_by=clerk,
        saved_at=row.drafted_at,
        saved_by=clerk,
        heard_at=row.drafted_at + timedelta(days=1),
        heard_by=clerk,
        heard_said="Det er viktig for meg og for dem hjemme.",
        heard_language="nb",
        decided_at=row.decided_at,
        decided_by=leader,
        decided_level=DecisionLevel.LOCAL,
        written_at=row.decided_at,
        notified_at=row.decided_at,
        notified_by=clerk,
        notified_how=NoticeHow.SIGNED,
        notice_language="nb",
        appeal_due_at=due_at,
        final_at=over_at,
        **ends,
        **row.text,
    )


def over(row: Past, due_at: datetime | None) -> datetime:
    """When it is final: an appeal is answered some days after the deadline."""
    return (due_at or row.decided_at) + timedelta(days=9 if row.appeal else 0)


def lapsed_why(row: Past) -> str:
    return rules.ends_as(row.outcome, row.appeal)[1]


def steps_of(row: Past, decision: Decision, clerk: User, leader: User, region: User) -> list[DecisionStep]:
    """Along the table of the engine, from the draft to the end."""
    over_at, made_at = over(row, decision.appeal_due_at), row.decided_at
    told: list[tuple[str, User | None, datetime]] = [
        (A.HEAR, clerk, row.drafted_at + timedelta(days=1)),
        (A.DECIDE, leader, made_at),
        (A.NOTIFY, clerk, made_at),
    ]
    if row.is_in_vain and row.appeal:
        lodged = row.decided_at + timedelta(days=2)
        told += [(A.APPEAL, clerk, lodged), (A.FORWARD, clerk, lodged), (A.SETTLE, region, over_at)]
        told += [(A.TELL, clerk, over_at), (A.LAPSE, None, over_at)]
    elif row.is_in_vain:
        told += [(A.BECOME_FINAL, None, over_at), (A.LAPSE, None, over_at)]
    else:
        told += [(A.CARRY_OUT, leader, made_at), (A.BECOME_FINAL, None, over_at)]
        told += [(A.CLOSE, None, over_at)]
    steps, state = [], str(S.DRAFT)
    for act, by, at in told:
        to = rules.TABLE[state, act]
        steps.append(DecisionStep(decision=decision, act=act, from_state=state, to_state=to, at=at, by=by))
        state = to
    return steps


def appeal_of(row: Past, decision: Decision, clerk: User, region: User) -> DecisionAppeal:
    lodged = row.decided_at + timedelta(days=2)
    quashed = row.appeal == AppealOutcome.SET_ASIDE
    return DecisionAppeal(
        decision=decision,
        text="Jeg har holdt alle avtaler og mener at dette er feil.",
        lodged_at=lodged,
        entered_by=clerk,
        level=rules.above(DecisionLevel.LOCAL),
        remarks="Vi står ved vedtaket.",
        forwarded_at=lodged,
        settled_at=decision.final_at,
        settled_by=region,
        outcome=row.appeal,
        reasons="Det er ikke vist til noe konkret som taler mot." if quashed else "Vurderingen er forsvarlig.",
        told_at=decision.final_at,
    )
