"""What was decided before counts: the first leave of a long sentence, and lower security on the stairs."""

from datetime import date, timedelta

import pytest

from corrections.choices import Role, SecurityLevel, Urgency
from corrections.models import Task, Unit, User
from corrections.services import work
from inmates.models import Absence, Decision, Stay
from inmates.services import decision_ends, decisions, movements
from inmates.services.decisions import Text
from sentencing.choices import StepOutcome
from sentencing.models import LeavePermission, StepReview
from sentencing.services import leave, steps_decided, victims
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
FRIDAY, SUNDAY = oslo("2026-11-27 16:00"), oslo("2026-11-29 18:00")
LATER = oslo("2026-12-01 12:00")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison)


@pytest.fixture
def region(unit: Unit) -> User:
    return staff(Role.REGION, prison=unit.prison)


@pytest.fixture
def stay(unit: Unit) -> Stay:
    """Eleven years from January 2020: the region decides on leave, until one went well."""
    placed = PlacementFactory.create(unit=unit, start=oslo("2020-01-12 12:00"))
    JudgmentFactory.create(stay=placed.stay, years=11, judged_on=date(2020, 1, 12))
    found: Stay = placed.stay
    return found


# ---- the first leave -----------------------------------------------------------------------------------------------
def draft(stay: Stay, by: User) -> Decision:
    given = {"kind": "ORDINARY", "valid_from": "2026-11-24", "valid_to": "2027-05-01"}
    text = Text(grounds=("33",), facts="Has kept it.", details={**given, "destination": "Fjordvik", "purpose": "Home"})
    return decisions.draft(stay=stay, kind="leave", by=by, at=NOW, text=text)


def granted(stay: Stay, by: User, region: User) -> LeavePermission:
    row = decisions.hear(decision=draft(stay, by), by=by, at=NOW, said="Thank you")
    row = decisions.decide(decision=row, outcome="GRANTED", level="REGIONAL", by=region, at=NOW)
    decision_ends.tell(decision=row, how="SIGNED", language="nb", by=by, at=NOW)
    return LeavePermission.objects.get()


def out(permission: LeavePermission, by: User) -> Absence:
    victims.say_duty(stay=permission.stay, is_due=False, reason="No victim", by=by, at=NOW)
    [planned] = leave.plan(permission=permission, start=FRIDAY, end=SUNDAY, by=by, at=NOW)
    leave.start(leave=planned, departed_at=FRIDAY, by=by, at=FRIDAY)
    return Absence.objects.get()


def test_the_prison_grants_the_next_leave_of_a_long_sentence_when_the_first_went_well(
    stay: Stay, by: User, region: User
) -> None:
    permission = granted(stay, by, region)
    assert draft(stay, by).level == "REGIONAL"  # granted, and not taken yet
    absence = out(permission, by)
    assert draft(stay, by).level == "REGIONAL"  # still out
    movements.return_from(absence=absence, returned_at=SUNDAY, by=by, at=SUNDAY)
    row = draft(stay, by)
    assert (row.level, row.level_why) == ("LOCAL", "after_the_first")


def test_a_leave_that_failed_leaves_it_with_the_region(stay: Stay, by: User, region: User) -> None:
    absence = out(granted(stay, by, region), by)
    late = SUNDAY + timedelta(hours=3)
    movements.return_from(absence=absence, returned_at=late, by=by, at=late)
    assert draft(stay, by).level == "REGIONAL"


# ---- lower security on the stairs ----------------------------------------------------------------------------------
def moved(stay: Stay, by: User, region: User, outcome: str, level: str = "LOWER") -> Decision:
    goal = UnitFactory.create(security_level=SecurityLevel(level))
    text = Text(
        grounds=("i",),
        facts="Wants to.",
        milder_means="None.",
        details={"to": f"{goal.prison_id}:{goal.security_level}"},
    )
    row = decisions.draft(stay=stay, kind="transfer", text=text, by=by, at=NOW)
    row = decisions.hear(decision=row, said="Please.", by=by, at=NOW)
    row = decisions.decide(decision=row, outcome=outcome, level="REGIONAL", by=region, at=NOW)
    return decision_ends.tell(decision=row, how="SIGNED", language="nb", by=by, at=NOW)


def ask(stay: Stay, unit: Unit) -> Task:
    return work.create_task(
        kind="step.LOWER",
        detail={"number": stay.person.number, "step": "LOWER"},
        role=Role.CASEWORKER,
        prison=unit.prison,
        urgency=Urgency.WARN,
        subject_type="inmates.stay",
        subject_id=stay.pk,
        dedupe_key=f"step:{stay.pk}:LOWER",
        by=None,
        at=NOW,
    )


def test_lower_security_that_is_refused_is_looked_at_again_and_said_once(stay: Stay, by: User, region: User) -> None:
    row = moved(stay, by, region, "REFUSED")
    assert (steps_decided.follow_placed(at=NOW), steps_decided.follow_placed(at=NOW)) == (1, 0)
    said = StepReview.objects.get()
    assert (said.step, said.outcome, said.decision, said.reviewed_by) == ("LOWER", StepOutcome.REFUSED, row, region)
    assert said.look_again_on == date(2027, 2, 24)


@pytest.mark.parametrize("level", ["LOWER", "TRANSITION"])
def test_lower_security_stands_on_the_stairs_when_the_transfer_is_ordered(
    stay: Stay, by: User, region: User, level: str
) -> None:
    row = moved(stay, by, region, "GRANTED", level)
    assert steps_decided.follow_placed(at=NOW) == 0
    decision_ends.carry_out(decision=row, by=by, at=LATER)
    assert (steps_decided.follow_placed(at=LATER), steps_decided.follow_placed(at=LATER)) == (1, 0)
    said = StepReview.objects.get()
    assert (said.step, said.outcome, said.look_again_on) == (level, StepOutcome.GRANTED, None)


def test_a_transfer_that_is_no_step_down_says_nothing_of_one(stay: Stay, by: User, region: User) -> None:
    row = moved(stay, by, region, "GRANTED", "HIGH")
    decision_ends.carry_out(decision=row, by=by, at=LATER)
    assert steps_decided.follow_placed(at=LATER) == 0
    assert not StepReview.objects.exists()


def test_the_task_to_consider_it_is_done_with_the_decision(stay: Stay, unit: Unit, by: User, region: User) -> None:
    task = ask(stay, unit)
    moved(stay, by, region, "REFUSED")
    steps_decided.follow_placed(at=NOW)
    task.refresh_from_db()
    assert (task.done_by, task.outcome) == (region, StepOutcome.REFUSED)
