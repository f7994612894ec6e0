"""Who accompanies somebody on leave; and what PostgreSQL refuses of leave whatever the software asks for."""

from datetime import timedelta

import psycopg
import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit, User
from corrections.refusals import Conflict, Refusal
from inmates.choices import LegalStatusKind
from inmates.models import Absence, Escort, LegalStatus, Stay
from inmates.services import movements, trips
from inmates.services.trips import Plan
from sentencing.choices import LeaveState
from sentencing.models import Leave, LeavePermission
from sentencing.services import leave, leave_escorts, victims
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.health.logins import connect
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import LeavePermissionFactory
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")
FRIDAY, SUNDAY = oslo("2026-11-27 16:00"), oslo("2026-11-29 18:00")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison, first_name="Hanne", last_name="Brekke")


@pytest.fixture
def officers(unit: Unit) -> list[User]:
    names = (("Kari", "Nesheim"), ("Tor", "Lunde"))
    return [staff(Role.OFFICER, unit=unit, home_unit=unit, first_name=one, last_name=two) for one, two in names]


def granted(unit: Unit, by: User, *, officers: int = 0) -> Leave:
    """A weekend of leave that is planned, of somebody of whom no victim is told."""
    stay: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00")).stay
    permission: LeavePermission = LeavePermissionFactory.create(stay=stay, officers=officers)
    victims.say_duty(stay=stay, is_due=False, reason="No victim", by=by, at=NOW)
    return leave.plan(permission=permission, start=FRIDAY, end=SUNDAY, by=by, at=NOW)[0]


def name(found: Leave, officers: list[User], by: User) -> None:
    leave_escorts.name_officers(leave=found, officers=officers, by=by, at=NOW)


def start(found: Leave, by: User) -> Leave:
    return leave.start(leave=found, departed_at=FRIDAY, by=by, at=FRIDAY)


# ---- who goes along ------------------------------------------------------------------------------------------------
def test_nobody_leaves_with_fewer_officers_than_the_decision_says(unit: Unit, by: User, officers: list[User]) -> None:
    found = granted(unit, by, officers=2)
    name(found, officers[:1], by)
    with pytest.raises(Refusal, match="2 officers accompany the person"):
        start(found, by)
    assert not Absence.objects.exists()
    name(found, officers, by)
    assert start(found, by).state == LeaveState.STARTED
    assert list(Escort.objects.filter(is_lead=True).values_list("officer", flat=True)) == [officers[0].pk]


def test_an_officer_is_on_one_way_at_a_time_be_it_a_trip_or_a_leave(unit: Unit, by: User, officers: list[User]) -> None:
    first, second = granted(unit, by), granted(unit, by)
    name(first, officers[:1], by)
    with pytest.raises(Conflict, match=r"K\. Nesheim goes with another trip then: Ordinary leave, 27\.11\. 16:00"):
        name(second, officers[:1], by)
    assert Escort.objects.get().officer == officers[0]
    trip = Plan("HOSPITAL", "Fjordvik sykehus", FRIDAY, SUNDAY, officers=officers[:1])
    third = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00")).stay
    with pytest.raises(Conflict, match="goes with another trip then"):
        trips.plan_trip(stay=third, plan=trip, by=by, at=NOW)


def test_the_officers_are_free_when_the_leave_is_cancelled_and_when_the_person_is_back(
    unit: Unit, by: User, officers: list[User]
) -> None:
    off, taken = granted(unit, by), granted(unit, by)
    name(off, officers[:1], by)
    leave.cancel(leave=off, why="Ill", by=by, at=NOW)
    assert Escort.objects.get().removed_at == NOW
    name(taken, officers[:1], by)
    absence = start(taken, by).absence
    assert absence is not None
    back = SUNDAY - timedelta(hours=6)
    movements.return_from(absence=absence, returned_at=back, by=by, at=back)
    assert Escort.objects.get(removed_at=None).during.upper == back


def test_nobody_is_named_once_the_leave_has_begun(unit: Unit, by: User, officers: list[User]) -> None:
    found = granted(unit, by)
    start(found, by)
    with pytest.raises(Conflict, match="The leave has begun"):
        leave_escorts.name_officers(leave=found, officers=officers, by=by, at=FRIDAY)
    assert not Escort.objects.exists()


def test_the_page_says_who_goes_along_from_which_unit_and_how_many_are_lacking(
    unit: Unit, by: User, officers: list[User]
) -> None:
    found = granted(unit, by, officers=2)
    client = Client()
    client.force_login(by)
    url = reverse("leave", args=[found.pk])
    assert "2 more officers are to be named." in client.get(url).content.decode()
    sent = {"lead": str(officers[0].pk), "others": [str(officers[1].pk)]}
    assert client.post(reverse("leave_officers", args=[found.pk]), sent).status_code == 302
    text = client.get(url).content.decode()
    assert 'K. Nesheim <small class="muted">B2</small> (leads), T. Lunde <small class="muted">B2</small>' in text
    assert "to be named" not in text


@pytest.mark.django_db(transaction=True)
def test_one_officer_is_named_for_two_leaves_by_two_people_at_once(unit: Unit, by: User, officers: list[User]) -> None:
    first, second = granted(unit, by), granted(unit, by)
    answers = together(lambda: name(first, officers[:1], by), lambda: name(second, officers[:1], by))
    assert sorted(type(answer).__name__ for answer in answers) in (["Conflict", "NoneType"], ["NoneType", "Refusal"])
    assert Escort.objects.count() == 1


# ---- in PostgreSQL, whatever the software asks for -------------------------------------------------------------------
def begin_by_sql(found: Leave, *, on_remand: bool = False) -> str:
    """What the login of the web process is refused when it begins a leave by itself, past every service."""
    absence = Absence.objects.create(
        stay=found.stay, kind="LEAVE", during=(FRIDAY, None), departed_at=FRIDAY, departed_by=found.planned_by
    )
    if on_remand:
        LegalStatus.objects.filter(stay=found.stay).update(kind=LegalStatusKind.REMAND)
    with connect("web") as web:
        try:
            web.execute(
                "UPDATE sentencing_leave SET state = 'STARTED', started_at = now(), absence_id = %s WHERE id = %s",
                [absence.pk, found.pk],
            )
        except psycopg.errors.CheckViolation as refused:
            return refused.diag.constraint_name or ""
    return ""


@pytest.mark.django_db(transaction=True)
def test_the_web_login_begins_no_leave_before_the_victim_is_told(unit: Unit, by: User) -> None:
    found = granted(unit, by)
    victims.say_duty(stay=found.stay, is_due=True, reason="The judgment", by=by, at=NOW)
    assert begin_by_sql(found) == "the_victim_is_told_before_a_leave_begins"


@pytest.mark.django_db(transaction=True)
def test_the_web_login_begins_no_leave_without_its_officers(unit: Unit, by: User) -> None:
    assert begin_by_sql(granted(unit, by, officers=1)) == "an_accompanied_leave_leaves_with_its_officers"


@pytest.mark.django_db(transaction=True)
def test_the_web_login_begins_no_leave_of_somebody_on_remand(unit: Unit, by: User) -> None:
    assert begin_by_sql(granted(unit, by), on_remand=True) == "nobody_on_remand_has_leave"
