"""Terms outside the walls, for tests: decided by the engine as the house does it, or made by hand for PostgreSQL."""

from datetime import date, datetime
from typing import Any

from django.db import transaction

from corrections.models import User
from corrections.services import law
from inmates.models import Decision, DecisionStep, Stay
from inmates.services import decision_ends, decisions
from inmates.services.decisions import Text
from sentencing.choices import OutsideKind
from sentencing.models import OutsideTerm
from sentencing.services import victims
from tests.corrections.factories import UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

NOW = oslo("2026-11-24 14:32")
HOURS = "Mon-Fri 07:30-16:00"
DETAILS: dict[str, dict[str, str]] = {
    OutsideKind.INTERRUPTION: {"first_on": "2026-11-25", "last_on": "2026-12-22"},
    OutsideKind.DAY_RELEASE: {"first_on": "2026-11-25", "last_on": "2027-05-01", "timetable": HOURS},
    OutsideKind.INSTITUTION: {"first_on": "2026-11-25", "last_on": "2027-05-01"},
    OutsideKind.OUTSIDE: {"first_on": "2027-01-12", "last_on": "2027-05-01"},
    OutsideKind.MONITORING: {
        "first_on": "2026-11-25",
        "last_on": "2027-05-01",
        "timetable": HOURS,
        "offence": "NONE",
        "against_home": "no",
        "power": "yes",
        "alone": "yes",
    },
    OutsideKind.PROBATION: {"first_on": "2027-05-12", "reporting_months": "3"},
}
GROUND = {"INTERRUPTION": "35.1", "DAY_RELEASE": "20", "INSTITUTION": "12", "OUTSIDE": "16", "MONITORING": "16a"}


def key_of(kind: str) -> str:
    return "outside-" + kind.lower().replace("_", "-")


def serving(unit: Any, *, years: int = 2, start: str = "2026-01-12", **values: Any) -> Stay:
    """Two years from January 2026: a third is served in September, half in January, two thirds in May."""
    placed = PlacementFactory.create(unit=unit, start=oslo(f"{start} 12:00"), **values)
    JudgmentFactory.create(stay=placed.stay, years=years, judged_on=date.fromisoformat(start))
    found: Stay = placed.stay
    return found


def drafted(stay: Stay, kind: str, by: User, at: datetime = NOW, conditions: str = "Sober", **details: str) -> Decision:
    given = {"place": "Fjordvik", "purpose": "Work at the yard", **DETAILS[kind], **details}
    text = Text(
        grounds=(GROUND.get(kind, "42.1"),), facts="Has kept every agreement.", conditions=conditions, details=given
    )
    return decisions.draft(stay=stay, kind=key_of(kind), by=by, at=at, text=text)


def decided(stay: Stay, kind: str, by: User, at: datetime = NOW, outcome: str = "GRANTED", **details: str) -> Decision:
    row = drafted(stay, kind, by, at, **details)
    row = decisions.hear(decision=row, said="Yes, please", by=by, at=at)
    return decisions.decide(decision=row, outcome=outcome, level=row.level, by=UserFactory.create(), at=at)


def granted(stay: Stay, kind: str, by: User, at: datetime = NOW, **details: str) -> OutsideTerm:
    """Drafted, heard, decided by another, told: then it is granted by itself."""
    row = decided(stay, kind, by, at, **details)
    decision_ends.tell(decision=row, how="SIGNED", language="nb", by=by, at=at)
    return OutsideTerm.objects.select_related("stay__person", "decision", "rule").get(decision=row)


def by_hand(stay: Stay, kind: str = OutsideKind.INSTITUTION, **values: Any) -> OutsideTerm:
    """A row as PostgreSQL sees it, on a decision that grants it."""
    by = UserFactory.create()
    given: dict[str, Any] = {
        "kind": kind,
        "first_on": date(2026, 11, 25),
        "last_on": date(2027, 5, 1),
        "place": "Fjordvik",
        "purpose": "Arbeid",
        "timetable": "1-5 07:30-16:00" if kind in ("DAY_RELEASE", "MONITORING") else "",
        "conditions": "Sober",
        "rule": law.rule_in_force("OUTSIDE", date(2026, 11, 24)),
        "granted_at": NOW,
        "granted_by": by,
    }
    given |= values
    if "decision" not in given:
        given["decision"] = decision_by_hand(stay, by)
    return OutsideTerm.objects.create(stay=stay, **given)


def decision_by_hand(stay: Stay, by: User, outcome: str = "GRANTED") -> Decision:
    """Of institution, whatever the term says: PostgreSQL asks whose it is, and whether it grants."""
    text = Text(grounds=("12",), facts="Facts", details={"place": "X", "purpose": "Y", **DETAILS["INSTITUTION"]})
    row = decisions.draft(stay=stay, kind=key_of("INSTITUTION"), by=by, at=NOW, text=text)
    Decision.objects.filter(pk=row.pk).update(heard_at=NOW, heard_by=by, heard_said="Yes")
    return row if outcome == "" else made(row, outcome)


@transaction.atomic
def made(row: Decision, outcome: str) -> Decision:
    """Decided past the checks of the kind, which are not what is tested here."""
    for act, held, to in (("HEAR", "DRAFT", "HEARD"), ("DECIDE", "HEARD", "DECIDED")):
        DecisionStep.objects.create(decision=row, act=act, from_state=held, to_state=to, at=NOW, by=row.drafted_by)
    Decision.objects.filter(pk=row.pk).update(
        state="DECIDED",
        outcome=outcome,
        decided_at=NOW,
        decided_by=UserFactory.create(),
        decided_level="DIRECTORATE",
        written_at=NOW,
    )
    row.refresh_from_db()
    return row


def nobody_is_told(stay: Stay, by: User) -> None:
    victims.say_duty(stay=stay, is_due=False, reason="No victim in the case", by=by, at=NOW)
