"""Placement and transfer as decisions: what each ground asks for, what carrying out orders, and the six months."""

from datetime import date, datetime, timedelta
from typing import Any

import pytest

from corrections.choices import Role, SecurityLevel
from corrections.models import Clock, Task, Unit, User
from corrections.refusals import Refusal
from inmates import tasks
from inmates.models import Decision, Placement, Transfer
from inmates.rules import transfers as rules
from inmates.rules.placement import paragraph_fits
from inmates.rules.transfers import GroundCase
from inmates.services import decision_appeals, decision_ends, decisions
from inmates.services.decisions import Text
from tests.corrections.factories import NOW, CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
FULL = GroundCase(held="LOWER", outcome="GRANTED", is_preventive=True, has_assessment=True, has_end=True)


@pytest.fixture
def home() -> Placement:
    unit = UnitFactory.create(security_level=SecurityLevel.HIGH)
    return PlacementFactory.create(cell=CellFactory.create(unit=unit), start=oslo("2026-06-01 10:00"))


@pytest.fixture
def other() -> Unit:
    return UnitFactory.create(security_level=SecurityLevel.LOWER)


@pytest.fixture
def caseworker(home: Placement) -> User:
    return staff(Role.CASEWORKER, prison=home.bed.cell.unit.prison)


@pytest.fixture
def region(home: Placement) -> User:
    return staff(Role.REGION, prison=home.bed.cell.unit.prison)


def told(
    kind: str, home: Placement, unit: Unit, people: tuple[User, User], at: datetime = NOW, **text: Any
) -> Decision:
    """Drafted, heard, decided by the region and told."""
    prepares, decides = people
    given = {"facts": "Ten months to serve.", "milder_means": "None are.", "assessment": "It fits the plan."}
    to = {"to": f"{unit.prison_id}:{unit.security_level}"}
    written = Text(**{**given, "details": to, **text})
    row = decisions.draft(stay=home.stay, kind=kind, text=written, by=prepares, at=at)
    row = decisions.hear(decision=row, said="Good.", by=prepares, at=at)
    row = decisions.decide(decision=row, outcome="IMPOSED", level="REGIONAL", by=decides, at=at)
    found: Decision = decision_ends.tell(decision=row, how="SIGNED", language="nb", by=prepares, at=at)
    return found


# ---- the grounds -------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("ground", "missing", "code"),
    [
        ("f", {"has_assessment": False}, "assessment"),
        ("g", {"has_assessment": False}, "assessment"),
        ("h", {"has_assessment": False}, "assessment"),
        ("i", {"outcome": "IMPOSED"}, "wish"),
        ("i", {"outcome": "NOT_IMPOSED"}, "wish"),
        ("j", {"has_end": False}, "end"),
        ("k", {"has_end": False}, "end"),
        ("l", {}, "preventive_high"),
        ("l", {"held": "PARTICULARLY_HIGH", "is_preventive": False}, "preventive_high"),
        ("m", {"is_preventive": False}, "preventive"),
        ("n", {"held": "HIGH"}, "outside"),
    ],
)
def test_each_ground_lacks_what_it_asks_for(ground: str, missing: dict[str, Any], code: str) -> None:
    given = {name: getattr(FULL, name) for name in GroundCase.__slots__}
    assert rules.lacks(ground, GroundCase(**{**given, **missing})) == code


def test_a_ground_that_has_what_it_asks_for_lacks_nothing() -> None:
    assert [ground for ground in "abcdefghijkmn" if rules.lacks(ground, FULL)] == []
    assert not rules.lacks("l", GroundCase(held="PARTICULARLY_HIGH", is_preventive=True))


@pytest.mark.parametrize(
    ("grounds", "text", "code"),
    [
        (("j",), {}, "ground_end"),
        (("m",), {}, "ground_preventive"),
        (("n",), {}, "ground_outside"),
        (("h",), {"assessment": ""}, "ground_assessment"),
        (("i",), {"outcome": "IMPOSED"}, "ground_wish"),
        (("x",), {}, "unknown_ground"),
        (("p",), {}, "unknown_ground"),
    ],
)
def test_a_transfer_is_not_heard_before_its_grounds_have_what_they_ask_for(
    home: Placement, other: Unit, caseworker: User, grounds: tuple[str, ...], text: dict[str, Any], code: str
) -> None:
    given = {"facts": "Facts.", "assessment": "So.", "details": {"to": f"{other.prison_id}:LOWER"}, **text}
    row = decisions.draft(stay=home.stay, kind="transfer", text=Text(grounds=grounds, **given), by=caseworker, at=NOW)
    with pytest.raises(Refusal) as refused:
        decisions.hear(decision=row, said="No.", by=caseworker, at=NOW)
    row.refresh_from_db()
    assert (refused.value.code, row.state) == (code, "DRAFT")


def test_a_hearing_in_court_is_a_transfer_for_a_time(home: Placement, other: Unit, caseworker: User) -> None:
    details = {"to": f"{other.prison_id}:LOWER", "until": "2026-12-04"}
    text = Text(grounds=("j",), facts="The court in Fjordvik.", details=details)
    row = decisions.draft(stay=home.stay, kind="transfer", text=text, by=caseworker, at=NOW)
    assert decisions.hear(decision=row, said="Good.", by=caseworker, at=NOW).state == "HEARD"


# ---- placement ---------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("grounds", "level", "fits"),
    [
        (("11.1",), "HIGH", True),
        (("11.1",), "LOWER", False),
        (("11.2",), "PARTICULARLY_HIGH", True),
        (("11.3", "11.1"), "HIGH", True),
        (("11.4",), "LOWER", True),
        (("11.5",), "LOWER", False),
        (("99",), "HIGH", False),
    ],
)
def test_each_paragraph_leads_to_its_level(grounds: tuple[str, ...], level: str, *, fits: bool) -> None:
    assert paragraph_fits(grounds, level) is fits


def test_a_placement_in_another_prison_orders_the_transfer_there(
    home: Placement, other: Unit, caseworker: User, region: User
) -> None:
    JudgmentFactory.create(stay=home.stay, judged_on=date(2026, 6, 1), months=20)
    row = told("placement", home, other, (caseworker, region), grounds=("11.4",))
    row = decision_ends.carry_out(decision=row, by=caseworker, at=NOW)
    ordered = Transfer.objects.get(stay=home.stay)
    assert (ordered.to_prison, ordered.to_level, ordered.ground) == (other.prison, "LOWER", "p")
    assert (row.state, row.executed_ref) == ("EXECUTED", f"inmates.transfer:{ordered.pk}")


def test_a_stricter_placement_orders_its_transfer_with_why_it_is_necessary(
    home: Placement, caseworker: User, region: User
) -> None:
    strict = UnitFactory.create(security_level=SecurityLevel.PARTICULARLY_HIGH)
    row = told("placement", home, strict, (caseworker, region), grounds=("11.2",))
    decision_ends.carry_out(decision=row, by=caseworker, at=NOW)
    ordered = Transfer.objects.get(stay=home.stay)
    assert (ordered.ground, ordered.necessity) == ("p", "None are.")


def test_a_placement_within_the_house_asks_for_the_move(home: Placement, caseworker: User, region: User) -> None:
    lower = UnitFactory.create(prison=home.bed.cell.unit.prison, security_level=SecurityLevel.LOWER)
    row = told("placement", home, lower, (caseworker, region), grounds=("11.4",))
    decision_ends.carry_out(decision=row, by=caseworker, at=NOW)
    assert not Transfer.objects.exists()
    assert list(Task.objects.filter(done_at__isnull=True).values_list("kind", flat=True)) == ["inmates.decision.move"]


@pytest.mark.parametrize(
    ("grounds", "level", "text", "code"),
    [
        (("11.4",), "HIGH", {}, "paragraph"),
        (("11.1",), "HIGH", {"assessment": ""}, "stricter_than_proposed"),
    ],
)
def test_a_placement_is_never_more_restrictive_than_necessary(
    home: Placement, caseworker: User, grounds: tuple[str, ...], level: str, text: dict[str, Any], code: str
) -> None:
    JudgmentFactory.create(stay=home.stay, judged_on=date(2026, 6, 1), months=10)
    goal = {"to": f"{home.bed.cell.unit.prison_id}:{level}"}
    given = {"facts": "Facts.", "assessment": "So.", "details": goal, **text}
    row = decisions.draft(stay=home.stay, kind="placement", text=Text(grounds=grounds, **given), by=caseworker, at=NOW)
    with pytest.raises(Refusal) as refused:
        decisions.hear(decision=row, said="No.", by=caseworker, at=NOW)
    assert refused.value.code == code


@pytest.mark.parametrize(("assessment", "state"), [("", "DRAFT"), ("A year of treatment waits there.", "HEARD")])
def test_above_two_years_lower_security_from_the_start_says_what_is_special(
    home: Placement, caseworker: User, assessment: str, state: str
) -> None:
    JudgmentFactory.create(stay=home.stay, judged_on=date(2026, 6, 1), months=30)
    UnitFactory.create(prison=home.bed.cell.unit.prison, security_level=SecurityLevel.LOWER)
    goal = {"to": f"{home.bed.cell.unit.prison_id}:LOWER"}
    text = Text(grounds=("11.4",), facts="Facts.", assessment=assessment, details=goal)
    row = decisions.draft(stay=home.stay, kind="placement", text=text, by=caseworker, at=NOW)
    if not assessment:
        with pytest.raises(Refusal) as refused:
            decisions.hear(decision=row, said="No.", by=caseworker, at=NOW)
        assert refused.value.code == "milder_than_proposed"
    else:
        decisions.hear(decision=row, said="Good.", by=caseworker, at=NOW)
    row.refresh_from_db()
    assert row.state == state


def test_a_transfer_to_particularly_high_security_is_the_regions(home: Placement, caseworker: User) -> None:
    strict = UnitFactory.create(security_level=SecurityLevel.PARTICULARLY_HIGH)
    text = Text(grounds=("b",), facts="Facts.", details={"to": f"{strict.prison_id}:PARTICULARLY_HIGH"})
    row = decisions.draft(stay=home.stay, kind="transfer", text=text, by=caseworker, at=NOW)
    assert row.level == "REGIONAL"


def test_a_transfer_that_is_set_aside_is_called_off_unless_the_person_has_left(
    home: Placement, other: Unit, caseworker: User, region: User
) -> None:
    row = told("transfer", home, other, (caseworker, region), grounds=("h",))
    row = decision_ends.carry_out(decision=row, by=caseworker, at=NOW)
    row = decision_appeals.appeal(decision=row, text="", by=caseworker, at=NOW)
    row = decision_appeals.forward(decision=row, remarks="", by=caseworker, at=NOW)
    above = staff(Role.REGION, prison=home.bed.cell.unit.prison)
    row = decision_appeals.settle(
        decision=row, outcome="SET_ASIDE", reasons="No.", level="DIRECTORATE", by=above, at=NOW
    )
    row = decision_appeals.tell(decision=row, by=caseworker, at=NOW)
    ordered = Transfer.objects.get(stay=home.stay)
    assert (row.state, ordered.cancelled_at, ordered.note) == (
        "LAPSED",
        NOW,
        "The decision was set aside on appeal.",
    )


# ---- particularly high security ----------------------------------------------------------------------------------
@pytest.fixture
def held() -> Placement:
    unit = UnitFactory.create(security_level=SecurityLevel.PARTICULARLY_HIGH)
    return PlacementFactory.create(cell=CellFactory.create(unit=unit), start=oslo("2026-04-30 10:00"))


def reviews() -> list[tuple[str, str, datetime | None]]:
    open_ones = Task.objects.filter(kind="inmates.decision.review", done_at__isnull=True)
    return list(open_ones.values_list("kind", "role", "due_at"))


def run(at: datetime, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(tasks, "now", lambda: at)
    tasks.review_placements()
    tasks.review_placements()


def test_six_months_over_the_night_of_the_clock_are_asked_for_once_and_a_month_ahead(
    held: Placement, monkeypatch: pytest.MonkeyPatch
) -> None:
    due = oslo("2026-10-30 10:00")
    run(due - timedelta(days=30, seconds=1), monkeypatch)
    assert reviews() == []
    clock = Clock.objects.get(dedupe_key__startswith="placement_review:")
    assert (clock.due_at, clock.rule.legal_ref) == (due, "fskr. s. 6-1")
    run(due - timedelta(days=30), monkeypatch)
    assert reviews() == [("inmates.decision.review", "CASEWORKER", due)]
    run(due + timedelta(days=1), monkeypatch)
    assert len(reviews()) == Clock.objects.filter(dedupe_key__startswith="placement_review:").count() == 1


def test_a_new_decision_starts_the_six_months_anew(held: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    prison = held.bed.cell.unit.prison
    people = (staff(Role.CASEWORKER, prison=prison), staff(Role.REGION, prison=prison))
    run(oslo("2026-10-10 12:00"), monkeypatch)
    decided = oslo("2026-10-12 12:00")
    told("placement", held, held.bed.cell.unit, people, at=decided, grounds=("11.2",))
    run(oslo("2026-10-12 13:00"), monkeypatch)
    running = Clock.objects.running().get(dedupe_key__startswith="placement_review:")
    assert (running.started_at, running.due_at, reviews()) == (decided, oslo("2027-04-12 12:00"), [])


def test_who_is_there_no_more_is_not_asked_about(held: Placement, monkeypatch: pytest.MonkeyPatch) -> None:
    at = oslo("2026-10-10 12:00")
    run(at, monkeypatch)
    assert len(reviews()) == 1
    Placement.objects.filter(pk=held.pk).update(during=(held.during.lower, at))
    run(at + timedelta(hours=1), monkeypatch)
    assert reviews() == []
    assert not Clock.objects.running().filter(dedupe_key__startswith="placement_review:").exists()
