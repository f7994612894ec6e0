"""Trips with officers, failure to return, and the pages of both."""

from datetime import UTC, datetime, timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import ClockState, Role, SecurityLevel
from corrections.models import Breach, Clock, Task, Unit, User
from corrections.refusals import Conflict, Refusal
from corrections.services import law, work
from inmates.choices import CommitmentKind
from inmates.forms.moves import DepartedForm
from inmates.models import Absence, Commitment, Escort, Placement, ReturnChange, Trip
from inmates.registries import Strength
from inmates.rules.trips import escorts_needed
from inmates.selectors import trips as selector
from inmates.selectors import whereabouts
from inmates.selectors.traces import last_seen
from inmates.services import commitments, movements, returns, trips
from inmates.services.presence import MovementRefused
from inmates.services.trips import Plan, TripRefused
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 08:00")
HOUR = timedelta(hours=1)
LAWFUL = {"level": {"PARTICULARLY_HIGH": 3, "HIGH": 2, "LOWER": 1, "TRANSITION": 0}, "risk": {"ORDINARY": 0, "HIGH": 2}}


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2", security_level=SecurityLevel.HIGH)


@pytest.fixture
def home(unit: Unit) -> Placement:
    return PlacementFactory.create(unit=unit, start=START)


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def officers(unit: Unit) -> list[User]:
    names = (("Kari", "Nesheim"), ("Ola", "Vik"))
    return [staff(Role.OFFICER, unit=unit, first_name=first, last_name=last) for first, last in names]


@pytest.fixture
def client(by: User) -> Client:
    found = Client()
    found.force_login(by)
    return found


def court(**fields: Any) -> Plan:
    values: dict[str, Any] = {
        "kind": "COURT",
        "destination": "Fjordvik district court",
        "leaves_at": NOW + HOUR,
        "expected_return_at": NOW + 5 * HOUR,
    }
    return Plan(**values | fields)


def plan(home: Placement, by: User, **fields: Any) -> Trip:
    return trips.plan_trip(stay=home.stay, plan=court(**fields), by=by, at=NOW)


# ---- planned -----------------------------------------------------------------------------------------------------
def test_a_trip_claims_the_time_of_the_person_and_of_the_officers(
    home: Placement, by: User, officers: list[User]
) -> None:
    trip = plan(home, by, officers=officers)
    assert (trip.commitment.kind, trip.commitment.place) == ("COURT", None)
    assert list(trip.escorts.order_by("pk").values_list("officer", "is_lead")) == [
        (officers[0].pk, True),
        (officers[1].pk, False),
    ]
    assert trip.prison == home.bed.cell.unit.prison


def test_who_is_booked_elsewhere_is_not_sent_on_a_trip(home: Placement, by: User) -> None:
    commitments.book(
        stay=home.stay,
        kind=CommitmentKind.VISIT,
        label="Visit",
        place=None,
        start=NOW + 2 * HOUR,
        end=NOW + 3 * HOUR,
        source="test",
        by=by,
        at=NOW,
    )
    with pytest.raises(Conflict, match="is already booked then: Visit"):
        plan(home, by)
    assert not Trip.objects.exists()


def test_an_officer_who_goes_with_another_is_named_with_that_trip(
    home: Placement, by: User, officers: list[User], unit: Unit
) -> None:
    plan(home, by, officers=officers)
    other = PlacementFactory.create(unit=unit, start=START)
    with pytest.raises(
        Conflict, match=r"K\. Nesheim goes with another trip then: Fjordvik district court, 09:00–13:00"
    ):
        plan(other, by, officers=officers[:1])
    assert (Trip.objects.count(), Commitment.objects.count(), Escort.objects.count()) == (1, 1, 2)


@pytest.mark.parametrize(
    ("fields", "code"),
    [
        ({"kind": "PICNIC"}, "unknown_kind"),
        ({"risk": "AWFUL"}, "unknown_risk"),
        ({"destination": " "}, "no_destination"),
        ({"expected_return_at": NOW}, "return_before_departure"),
        ({"leaves_at": NOW - 3 * HOUR, "expected_return_at": NOW - HOUR}, "past"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(home: Placement, by: User, fields: dict[str, Any], code: str) -> None:
    with pytest.raises(TripRefused) as refused:
        plan(home, by, **fields)
    assert refused.value.code == code
    assert not Commitment.objects.exists()


@pytest.mark.parametrize(
    ("level", "risk", "number"),
    [("HIGH", "ORDINARY", 2), ("LOWER", "HIGH", 3), ("TRANSITION", "ORDINARY", 0), ("", "ORDINARY", 3)],
)
def test_the_level_and_the_guarding_say_how_many_go_along(level: str, risk: str, number: int) -> None:
    assert escorts_needed(level, risk, LAWFUL) == number


def test_a_trip_leaves_with_no_fewer_officers_than_the_level_asks(
    home: Placement, by: User, officers: list[User]
) -> None:
    law.load_law()
    trip = plan(home, by, officers=officers[:1])
    with pytest.raises(TripRefused, match=r"2 officers go along on this trip\. Named so far: 1\."):
        trips.depart(trip=trip, departed_at=NOW + HOUR, by=by, at=NOW + HOUR)
    assert not Absence.objects.exists()
    trips.change_officers(trip=trip, officers=officers, by=by, at=NOW)
    trips.depart(trip=trip, departed_at=NOW + HOUR, by=by, at=NOW + HOUR)
    absence = Absence.objects.get()
    assert (absence.kind, absence.expected_return_at) == ("COURT", NOW + 5 * HOUR)
    with pytest.raises(Conflict, match=r"M\. Dale has registered the departure"):
        trips.cancel_trip(trip=trip, by=by, at=NOW + HOUR)
    movements.return_from(absence=absence, returned_at=NOW + 2 * HOUR, by=by, at=NOW + 2 * HOUR)
    assert {row.during.upper for row in Escort.objects.all()} == {NOW + 2 * HOUR}


def test_a_cancelled_trip_gives_the_time_back(home: Placement, by: User, officers: list[User]) -> None:
    trip = plan(home, by, officers=officers)
    trips.cancel_trip(trip=trip, by=by, at=NOW)
    plan(home, by, officers=officers)
    with pytest.raises(Conflict, match=r"M\. Dale has already cancelled the trip"):
        trips.cancel_trip(trip=trip, by=by, at=NOW)


@pytest.mark.django_db(transaction=True)
def test_of_two_trips_that_want_the_same_officer_one_wins(
    home: Placement, by: User, officers: list[User], unit: Unit
) -> None:
    other = PlacementFactory.create(unit=unit, start=START)
    found = race(lambda: plan(home, by, officers=officers[:1]), lambda: plan(other, by, officers=officers[:1]))
    assert sum(isinstance(one, Conflict) for one in found) == 1
    assert (Trip.objects.count(), Escort.objects.count()) == (1, 1)


# ---- failure to return -------------------------------------------------------------------------------------------
def out(home: Placement, by: User) -> Absence:
    return movements.depart(stay=home.stay, kind="LEAVE", departed_at=NOW, expected_return_at=NOW + HOUR, by=by, at=NOW)


def test_a_departure_starts_the_clock_and_the_return_closes_it_late(home: Placement, by: User, unit: Unit) -> None:
    law.load_law()
    absence = out(home, by)
    clock = Clock.objects.get(rule__rule_id="RETURN")
    assert (clock.due_at, clock.unit, clock.prison) == (NOW + HOUR, unit, unit.prison)
    for minutes, roles in (
        (0, {"OFFICER"}),
        (15, {"OFFICER", "DUTY_MANAGER"}),
        (60, {"OFFICER", "DUTY_MANAGER", "LEADER"}),
    ):
        work.escalate(at=NOW + HOUR + timedelta(minutes=minutes))
        assert set(Task.objects.filter(kind="clock.RETURN").values_list("role", flat=True)) == roles
    movements.return_from(absence=absence, returned_at=NOW + 3 * HOUR, by=by, at=NOW + 3 * HOUR)
    clock.refresh_from_db()
    assert clock.state == ClockState.CLOSED_LATE
    assert Breach.objects.get().clock == clock
    assert not Task.objects.open().exists()


def test_more_time_moves_the_clock_and_says_why(home: Placement, by: User) -> None:
    law.load_law()
    absence = out(home, by)
    later, seen = NOW + 4 * HOUR, absence.expected_return_at
    values: dict[str, Any] = {"absence": absence, "seen": seen, "by": by}
    for wrong, code in ((NOW, "past"), (later, "no_reason")):
        with pytest.raises(MovementRefused) as refused:
            returns.expect_at(expected_return_at=wrong, reason=" ", at=NOW, **values)
        assert refused.value.code == code
    returns.expect_at(expected_return_at=later, reason="The train stands", at=NOW, **values)
    assert Clock.objects.get(rule__rule_id="RETURN").due_at == later
    assert ReturnChange.objects.get().was == seen
    with pytest.raises(Conflict, match=r"M\. Dale changed the expected return to 12:00"):
        returns.expect_at(expected_return_at=later + HOUR, reason="Again", at=NOW, **values)


def test_at_large_is_a_new_absence_that_nobody_came_back_before(home: Placement, by: User) -> None:
    law.load_law()
    absence = out(home, by)
    with pytest.raises(MovementRefused, match="is not expected back before"):
        returns.declare_at_large(absence=absence, since_at=NOW + HOUR / 2, by=by, at=NOW + HOUR / 2)
    escape = returns.declare_at_large(absence=absence, since_at=NOW + HOUR, by=by, at=NOW + 2 * HOUR)
    absence.refresh_from_db()
    assert (escape.kind, escape.continues, escape.departed_at) == ("ESCAPE", absence, NOW + HOUR)
    assert (absence.returned_at, absence.returned_by) == (NOW + HOUR, None)
    assert Clock.objects.get(rule__rule_id="RETURN").state == ClockState.CLOSED_LATE
    with pytest.raises(Conflict, match="at large already"):
        returns.declare_at_large(absence=absence, since_at=NOW + HOUR, by=by, at=NOW + 2 * HOUR)
    movements.return_from(absence=escape, returned_at=NOW + 9 * HOUR, by=by, at=NOW + 9 * HOUR)
    assert not Absence.objects.current().exists()


@pytest.mark.django_db(transaction=True)
def test_of_a_return_and_a_decision_one_wins(home: Placement, by: User) -> None:
    absence = out(home, by)
    at = NOW + 2 * HOUR
    found = race(
        lambda: movements.return_from(absence=absence, returned_at=at, by=by, at=at),
        lambda: returns.declare_at_large(absence=absence, since_at=NOW + HOUR, by=by, at=at),
    )
    assert sum(isinstance(one, Refusal) for one in found) == 1


# ---- pages -------------------------------------------------------------------------------------------------------
def test_the_movement_list_says_who_goes_where_with_whom_and_how_late(
    home: Placement, by: User, officers: list[User], unit: Unit
) -> None:
    plan(home, by, officers=officers, vehicle="Car 2")
    late = PlacementFactory.create(unit=unit, start=START)
    out(late, by)
    lines = selector.day_of(unit.prison_id, NOW.date(), NOW + HOUR + timedelta(minutes=35))
    assert [(line.name, line.officers, line.late) for line in lines] == [
        (late.stay.person.name, "", "35 minutes"),
        (home.stay.person.name, "K. Nesheim, O. Vik", ""),
    ]


def test_the_movement_list_calls_nobody_back_who_left_an_escort(
    home: Placement, by: User, officers: list[User]
) -> None:
    """Whoever is at large did not come back when the trip ended; the officers are free, and the line says where."""
    trip = trips.depart(trip=plan(home, by, officers=officers), departed_at=NOW, by=by, at=NOW)
    assert trip.absence is not None
    when = NOW + 6 * HOUR
    escape = returns.declare_at_large(absence=trip.absence, since_at=NOW + 2 * HOUR, by=by, at=when)
    lines = {line.key: line for line in selector.day_of(trip.prison_id, NOW.date(), when)}
    assert {(line.state, line.level) for line in lines.values()} == {("At large", "bad")}
    assert set(lines) == {f"trip-{trip.pk}", f"absence-{escape.pk}"}
    seen = [trace.at for trace in last_seen([home.stay_id], when)[home.stay_id] if trace.strength >= Strength.SEEN]
    assert (seen, whereabouts.of_stay(home.stay_id, when).seen_at) == ([NOW], None)
    movements.return_from(absence=escape, returned_at=when + HOUR, by=by, at=when + HOUR)
    back = selector.day_of(trip.prison_id, NOW.date(), when + HOUR)
    assert {line.state for line in back} == {"Back 15:00"}


def test_the_movement_list_asks_as_much_of_many_as_of_few(unit: Unit, by: User, django_assert_num_queries: Any) -> None:
    for number in (1, 6):
        for _ in range(number):
            plan(PlacementFactory.create(unit=unit, start=START), by)
            out(PlacementFactory.create(unit=unit, start=START), by)
        with django_assert_num_queries(5):
            selector.day_of(unit.prison_id, NOW.date(), NOW)


def test_a_trip_is_planned_on_the_page_and_a_bad_time_is_said_there(
    home: Placement, client: Client, officers: list[User]
) -> None:
    url = reverse("person_trip", args=[home.stay.person.uuid])
    data = {
        "kind": "COURT",
        "destination": "Fjordvik district court",
        "leaves_on": "24.11.2099",
        "leaves_at": "09:00",
        "back_at": "08:00",
        "risk": "ORDINARY",
        "lead": officers[0].pk,
    }
    refused = client.post(url, data)
    assert refused.status_code == 422
    assert "The return lies before the departure. Check the times." in refused.content.decode()
    assert not Trip.objects.exists()


def test_what_was_planned_is_found_again_from_the_person(
    home: Placement, client: Client, officers: list[User], by: User
) -> None:
    data = {
        "kind": "COURT",
        "destination": "Fjordvik district court",
        "leaves_on": "24.11.2099",
        "leaves_at": "09:00",
        "back_at": "12:00",
        "risk": "ORDINARY",
        "lead": officers[0].pk,
    }
    made = client.post(reverse("person_trip", args=[home.stay.person.uuid]), data)
    trip = Trip.objects.get()
    assert made.headers["Location"] == reverse("trip", args=[trip.pk])
    box = reverse("person_panel", args=[home.stay.person.uuid, "outings"])
    page = client.get(box, headers={"HX-Request": "true"}).content.decode()
    assert f'<a href="{reverse("trip", args=[trip.pk])}">' in page
    assert "Fjordvik district court" in page
    trips.cancel_trip(trip=trip, by=by, at=NOW)
    assert "Cancelled" in client.get(box, headers={"HX-Request": "true"}).content.decode()


def test_a_return_that_no_page_has_shown_is_answered_with_a_sentence(home: Placement, client: Client, by: User) -> None:
    absence = out(home, by)
    url = reverse("absence_expect", args=[absence.pk])
    answer = client.post(
        url, {"seen": "2026-13-45T99:00:00", "back_on": "25.11.2099", "back_at": "12:00", "reason": "Called"}
    )
    assert answer.status_code == 422
    assert "The expected return has changed. Look at it again." in answer.content.decode()
    assert not absence.return_changes.exists()


# ---- the night that has an hour twice ----------------------------------------------------------------------------
FIRST = datetime(2026, 10, 25, 0, 30, tzinfo=UTC)  # 02:30 in Oslo, and again an hour later
SECOND = FIRST + HOUR


def test_a_departure_in_the_hour_that_comes_twice_is_the_last_time_the_clock_showed_it() -> None:
    before, between_, after = (FIRST + HOUR / 6, SECOND - HOUR / 6, SECOND + HOUR / 6)
    for at, departed in ((before, FIRST), (between_, FIRST), (after, SECOND)):
        form = DepartedForm({"departed_at": "02:30"}, at=at)
        assert form.is_valid(), form.errors
        assert form.cleaned_data["departed"] == departed


def test_a_return_before_the_departure_in_the_repeated_hour_is_refused_and_one_after_it_is_not(
    home: Placement, by: User
) -> None:
    left = SECOND
    absence = movements.depart(
        stay=home.stay, kind="COURT", destination="", departed_at=left, expected_return_at=left + HOUR, by=by, at=left
    )
    with pytest.raises(Refusal) as told:
        movements.return_from(absence=absence, returned_at=FIRST, by=by, at=left + HOUR)
    assert "02:30" in str(told.value)
    absence.refresh_from_db()
    assert absence.returned_at is None
    movements.return_from(absence=absence, returned_at=left + HOUR / 6, by=by, at=left + HOUR)
    absence.refresh_from_db()
    assert absence.returned_at == left + HOUR / 6
