"""A decision on its way, for the tests of it: a kind of the tests' own, and people who may do each act."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass, replace
from datetime import date
from typing import Any

from django.conf import settings
from django.db.backends.postgresql.psycopg_any import DateRange

from corrections.choices import Role
from corrections.models import RuleVersion, User
from inmates.choices import DecisionLevel, DecisionOutcome
from inmates.decision_kinds import DecisionKind, Ground, decision_kinds
from inmates.models import Decision, Stay
from inmates.services import decision_appeals, decision_ends, decisions
from inmates.services.decisions import Text
from tests.corrections.factories import NOW, staff
from tests.inmates.house import House

TESTED = "tested"
KIND = DecisionKind(
    title="Tested",
    rule="DECISION_TESTED",
    grounds=(Ground("a", "Ground a"), Ground("c", "Ground c", ("conversation",))),
    outcomes=tuple(DecisionOutcome.values),
)
FULL = Text(grounds=("a",), facts="Three reports in a week.", milder_means="Talks and partial exclusion did not help.")


@contextmanager
def kind(**values: Any) -> Iterator[None]:
    """The kind of the tests is registered meanwhile."""
    before = decision_kinds.get(TESTED)
    decision_kinds._items[TESTED] = replace(KIND, **values)
    decision_kinds._order[TESTED] = (900, TESTED)
    try:
        yield
    finally:
        if before is not None:
            decision_kinds._items[TESTED] = before
        else:
            del decision_kinds._items[TESTED], decision_kinds._order[TESTED]


def under(**parameters: Any) -> None:
    """The rule of the tested kind, as the law has it in this test."""
    given = {"section": "14", "appeal": "APPEAL_7D", "notice_first": True, "four_eyes": False}
    RuleVersion.objects.create(
        country=settings.LAW_COUNTRY,
        rule_id=KIND.rule,
        legal_ref="strgjfl. s. 14",
        valid=DateRange(date(2002, 1, 1), None),
        parameters={**given, **parameters},
        fingerprint="tested",
    )


@dataclass
class Cast:
    caseworker: User
    leader: User
    region: User


def cast(house: House) -> Cast:
    return Cast(
        caseworker=staff(Role.CASEWORKER, prison=house.prison, last_name="Brekke"),
        leader=staff(Role.LEADER, prison=house.prison, last_name="Fjeldstad"),
        region=staff(Role.REGION, prison=house.prison, last_name="Sandvik"),
    )


def drafted(stay: Stay, who: Cast, *, at: Any = NOW, kind: str = TESTED, text: Text = FULL) -> Decision:
    if not RuleVersion.objects.filter(rule_id=KIND.rule).exists():
        under()
    return decisions.draft(stay=stay, kind=kind, text=text, by=who.caseworker, at=at)


def heard(stay: Stay, who: Cast, **values: Any) -> Decision:
    at = values.get("at", NOW)
    return decisions.hear(decision=drafted(stay, who, **values), said="I disagree.", by=who.caseworker, at=at)


def decided(stay: Stay, who: Cast, outcome: str = DecisionOutcome.IMPOSED, **values: Any) -> Decision:
    row, at = heard(stay, who, **values), values.get("at", NOW)
    by, level = (who.leader, DecisionLevel.LOCAL) if row.level == "LOCAL" else (who.region, DecisionLevel.REGIONAL)
    return decisions.decide(decision=row, outcome=outcome, level=level, by=by, at=at)


def told(stay: Stay, who: Cast, **values: Any) -> Decision:
    row = decided(stay, who, **values)
    return decision_ends.tell(decision=row, how="SIGNED", language="nb", by=who.caseworker, at=values.get("at", NOW))


def appealed(stay: Stay, who: Cast, **values: Any) -> Decision:
    row, at = told(stay, who, **values), values.get("at", NOW)
    return decision_appeals.appeal(decision=row, text="It is not true.", by=who.caseworker, at=at)


def forwarded(stay: Stay, who: Cast, **values: Any) -> Decision:
    row, at = appealed(stay, who, **values), values.get("at", NOW)
    return decision_appeals.forward(decision=row, remarks="We hold on.", by=who.caseworker, at=at)


def settled(stay: Stay, who: Cast, outcome: str = "UPHELD", **values: Any) -> Decision:
    row, at = forwarded(stay, who, **values), values.get("at", NOW)
    return decision_appeals.settle(
        decision=row, outcome=outcome, reasons="We agree.", level="REGIONAL", by=who.region, at=at
    )
