"""Where somebody may come: women and men, children, whom the police hold; and the copy that the region gets."""

from datetime import date, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role, SecurityLevel, UnitFunction, UnitSex
from corrections.models import Task, Unit, User
from corrections.refusals import Refusal
from inmates.choices import LegalStatusKind, Sex
from inmates.models import Decision, Placement
from inmates.services import decision_ends, decisions
from inmates.services.decisions import Text
from sentencing.choices import TermKind
from tests.corrections.factories import NOW, CellFactory, UnitFactory, oslo, staff
from tests.inmates import deciding
from tests.inmates.factories import PlacementFactory, StayFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
COPY = "inmates.decision.copy"
CHILD = Text(grounds=("a",), facts="Facts.", milder_means="None.", child_interest="It is.")


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


def of_age(home: Placement, years: int) -> None:
    home.stay.person.birth_date = (NOW - timedelta(days=years * 366)).date()
    home.stay.person.save()


def heard(home: Placement, unit: Unit, by: User, kind: str = "transfer", ground: str = "", **details: Any) -> Decision:
    to = {"to": f"{unit.prison_id}:{unit.security_level}"}
    grounds = (ground or ("h" if kind == "transfer" else "11.4"),)
    text = Text(grounds=grounds, facts="Facts.", assessment="It fits.", details={**to, **details})
    row = decisions.draft(stay=home.stay, kind=kind, text=text, by=by, at=NOW)
    return decisions.hear(decision=row, said="Good.", by=by, at=NOW)


def refusal(home: Placement, unit: Unit, by: User, **values: Any) -> str:
    with pytest.raises(Refusal) as refused:
        heard(home, unit, by, **values)
    assert Decision.objects.filter(stay=home.stay, state="DRAFT").count() == 1
    return refused.value.code


# ---- whom the place suits ----------------------------------------------------------------------------------------
def test_a_woman_comes_where_women_are(home: Placement, other: Unit, caseworker: User) -> None:
    home.stay.person.sex = Sex.WOMAN
    home.stay.person.save()
    assert refusal(home, other, caseworker) == "place_sex"
    UnitFactory.create(prison=other.prison, security_level=other.security_level, sex=UnitSex.WOMEN)
    assert heard(home, other, caseworker).state == "HEARD"


@pytest.mark.parametrize("kind", ["transfer", "placement"])
def test_a_child_comes_to_a_youth_unit_unless_the_youth_team_has_spoken(
    home: Placement, other: Unit, caseworker: User, kind: str
) -> None:
    of_age(home, 16)
    assert refusal(home, other, caseworker, kind=kind) == "place_youth"
    assert heard(home, other, caseworker, kind=kind, youth_team="Near the mother is better.").state == "HEARD"


def test_a_youth_unit_needs_nobody_to_speak(home: Placement, caseworker: User) -> None:
    of_age(home, 16)
    youth = UnitFactory.create(security_level=SecurityLevel.LOWER, function=UnitFunction.YOUTH)
    assert heard(home, youth, caseworker).state == "HEARD"


def test_the_police_are_asked_before_somebody_on_remand_is_transferred(other: Unit) -> None:
    stay = StayFactory.create(legal=LegalStatusKind.REMAND)
    home = PlacementFactory.create(stay=stay)
    by = staff(Role.CASEWORKER, prison=home.bed.cell.unit.prison)
    assert refusal(home, other, by) == "place_police"
    assert heard(home, other, by, police="No objection, the letters are read there too.").state == "HEARD"


def test_what_is_asked_of_some_people_stands_on_their_draft_alone(
    home: Placement, other: Unit, caseworker: User
) -> None:
    row = decisions.draft(stay=home.stay, kind="transfer", text=Text(), by=caseworker, at=NOW)
    client = Client()
    client.force_login(caseworker)
    page = client.get(reverse("decision", args=[row.uuid])).content.decode()
    assert "own_until" in page
    assert "own_youth_team" not in page
    assert "own_police" not in page
    of_age(home, 16)
    page = client.get(reverse("decision", args=[row.uuid])).content.decode()
    assert "own_youth_team" in page


def test_what_the_police_say_stands_in_no_letter(home: Placement, other: Unit, caseworker: User) -> None:
    row = heard(home, other, caseworker, police="The co-accused is there.", until="2026-12-24")
    leader = staff(Role.LEADER, prison=home.bed.cell.unit.prison)
    decisions.decide(decision=row, outcome="GRANTED", level="LOCAL", by=leader, at=NOW)
    client = Client()
    client.force_login(caseworker)
    letter = client.get(reverse("decision_letter", args=[row.uuid, "html"]) + "?lang=en").content.decode()
    assert "co-accused" not in letter
    assert "Until" in letter
    assert "co-accused" in client.get(reverse("decision", args=[row.uuid])).content.decode()


@pytest.mark.parametrize(("function", "code"), [("SENTENCED", "place_special"), ("PREVENTIVE", "")])
def test_preventive_detention_begins_where_it_is_adapted_for_special_needs(
    home: Placement, caseworker: User, function: str, code: str
) -> None:
    JudgmentFactory.create(
        stay=home.stay, judged_on=date(2026, 6, 1), kind=TermKind.PREVENTIVE, years=5, minimum_years=3
    )
    goal = UnitFactory.create(security_level=SecurityLevel.HIGH, function=UnitFunction(function))
    if code:
        assert refusal(home, goal, caseworker, kind="placement", ground="11.3") == code
    else:
        assert heard(home, goal, caseworker, kind="placement", ground="11.3").state == "HEARD"


# ---- the copy of the region --------------------------------------------------------------------------------------
@pytest.mark.parametrize(("years", "copies"), [(16, 1), (19, 0)])
def test_the_region_gets_a_copy_of_what_a_prison_decides_about_a_child(
    home: Placement, other: Unit, caseworker: User, years: int, copies: int
) -> None:
    deciding.under()
    of_age(home, years)
    leader = staff(Role.LEADER, prison=home.bed.cell.unit.prison)
    text = CHILD
    with deciding.kind():
        row = decisions.draft(stay=home.stay, kind=deciding.TESTED, text=text, by=caseworker, at=NOW)
        row = decisions.hear(decision=row, said="No.", by=caseworker, at=NOW)
        assert not Task.objects.filter(kind=COPY).exists()
        row = decisions.decide(decision=row, outcome="IMPOSED", level="LOCAL", by=leader, at=NOW)
        decision_ends.tell(decision=row, how="SIGNED", language="nb", by=caseworker, at=NOW)
    found = Task.objects.filter(kind=COPY, done_at__isnull=True)
    assert list(found.values_list("role", flat=True)) == ["REGION"] * copies


def test_of_what_the_region_decides_itself_there_is_no_copy(home: Placement, caseworker: User) -> None:
    deciding.under(section="11")
    of_age(home, 16)
    region = staff(Role.REGION, prison=home.bed.cell.unit.prison)
    text = CHILD
    with deciding.kind():
        row = decisions.draft(stay=home.stay, kind=deciding.TESTED, text=text, by=caseworker, at=NOW)
        row = decisions.hear(decision=row, said="No.", by=caseworker, at=NOW)
        decisions.decide(decision=row, outcome="IMPOSED", level="REGIONAL", by=region, at=NOW)
    assert not Task.objects.filter(kind=COPY).exists()
