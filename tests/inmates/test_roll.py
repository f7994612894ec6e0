"""The roll: every number is a list of people, the parts add up, and odd sequences keep it right."""

import random
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.access import access_of
from corrections.choices import Role
from corrections.models import Place, Prison, Unit, User
from corrections.refusals import Refusal
from inmates.choices import AbsenceKind, ArrivalSource
from inmates.models import ExpectedArrival, Stay, Transfer
from inmates.rules.roll import OF_THE_ROLL, Part, part_of
from inmates.selectors import roll
from inmates.selectors.whereabouts import of_stay
from inmates.services import movements, release
from tests.corrections.factories import (
    NOW,
    CellFactory,
    PlaceFactory,
    PrisonFactory,
    UnitFactory,
    UserFactory,
    staff,
)
from tests.corrections.pages import at_instant, signed_in
from tests.inmates.factories import PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture(autouse=True)
def now(monkeypatch: pytest.MonkeyPatch) -> None:
    at_instant(monkeypatch, NOW)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def unit(prison: Prison) -> Unit:
    return UnitFactory.create(prison=prison)


def resident(unit: Unit) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit).stay
    Stay.objects.filter(pk=stay.pk).update(reception_prison=unit.prison)
    return stay


def parts(prison: Prison) -> dict[Part, int]:
    (row,) = roll.of_prisons(Prison.objects.filter(pk=prison.pk), NOW)
    return {part: row.parts[part] for part in Part if row.parts[part]}


def depart(stay: Stay, kind: str, hours: float, back: float | None = None) -> None:
    at = NOW - hours * HOUR
    movements.depart(
        stay=stay, kind=kind, destination="", departed_at=at, by=UserFactory.create(), at=at,
        expected_return_at=NOW + back * HOUR if back is not None else None,
    )  # fmt: skip


# ---- the rule ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("bucket", "has_cell", "is_transfer", "part"),
    [
        ("cell", True, False, Part.CELL),
        ("unit", True, False, Part.UNIT),
        ("inside", True, False, Part.INSIDE),
        ("outside", True, False, Part.OUT),
        ("outside", False, False, Part.OUT),
        ("outside", True, True, Part.EN_ROUTE),
        ("inside", False, False, Part.NO_CELL),
    ],
)
def test_everybody_stands_in_one_part(bucket: str, has_cell: bool, is_transfer: bool, part: Part) -> None:
    assert part_of(bucket, has_cell=has_cell, is_transfer=is_transfer) is part


# ---- people --------------------------------------------------------------------------------------------------------
def test_each_part_counts_its_people(prison: Prison, unit: Unit) -> None:
    resident(unit)
    StayFactory.create(reception_prison=prison)
    out, moved = resident(unit), resident(unit)
    depart(out, AbsenceKind.COURT, 2, 1)
    school = PlaceFactory.create(prison=prison)
    movements.register_movement(
        stay=moved, to_place=school, left_at=NOW - HOUR, follows=None, by=UserFactory.create(), at=NOW - HOUR
    )
    assert parts(prison) == {Part.CELL: 1, Part.NO_CELL: 1, Part.OUT: 1, Part.INSIDE: 1}


def test_somebody_without_a_cell_who_is_at_the_hospital_is_out(prison: Prison) -> None:
    stay = StayFactory.create(reception_prison=prison)
    depart(stay, AbsenceKind.HOSPITAL, 2)
    assert parts(prison) == {Part.OUT: 1}


def test_a_night_away_that_ends_today_is_due_today_and_a_day_trip_is_not(prison: Prison, unit: Unit) -> None:
    away, trip, later = resident(unit), resident(unit), resident(unit)
    depart(away, AbsenceKind.LEAVE, 30, 2)
    depart(trip, AbsenceKind.COURT, 2, 2)
    depart(later, AbsenceKind.LEAVE, 30, 40)
    assert parts(prison) == {Part.OUT: 3, Part.RETURNS: 1}
    (due,) = roll.of_part(roll.entries([prison.pk], NOW), Part.RETURNS, None)
    assert due.stay_id == away.pk


def test_whoever_is_on_the_way_stands_here_and_is_expected_there(prison: Prison, unit: Unit) -> None:
    there = PrisonFactory.create()
    stay = resident(unit)
    depart(stay, AbsenceKind.TRANSFER, 1)
    Transfer.objects.create(
        stay=stay, from_prison=prison, to_prison=there, from_level="HIGH", to_level="HIGH", ground="i", facts="Ønske",
        planned_on=NOW.date(), ordered_at=NOW - 3 * HOUR, departed_at=NOW - HOUR, departed_by=UserFactory.create(),
        absence=stay.absences.get(),
    )  # fmt: skip
    assert parts(prison) == {Part.EN_ROUTE: 1}
    assert parts(there) == {Part.ARRIVING: 1}


def test_who_is_announced_for_today_arrives_and_who_is_called_off_or_here_does_not(prison: Prison) -> None:
    def announced(**values: object) -> None:
        ExpectedArrival.objects.create(
            prison=prison, source=ArrivalSource.POLICE, family_name="Vik", registered_at=NOW,
            **({"expected_at": NOW + HOUR} | values),
        )  # fmt: skip

    announced()
    announced(expected_at=NOW + timedelta(days=2))
    announced(cancelled_at=NOW, cancelled_by=UserFactory.create())
    announced(arrived_at=NOW)
    assert parts(prison) == {Part.ARRIVING: 1}


# ---- odd sequences -------------------------------------------------------------------------------------------------
def test_court_and_then_leave_count_one_person_out_once(prison: Prison, unit: Unit) -> None:
    stay = resident(unit)
    depart(stay, AbsenceKind.COURT, 9)
    movements.return_from(
        absence=stay.absences.get(), returned_at=NOW - 5 * HOUR, by=UserFactory.create(), at=NOW - 5 * HOUR
    )
    depart(stay, AbsenceKind.LEAVE, 4)
    assert parts(prison) == {Part.OUT: 1}


def test_who_is_released_from_outside_is_on_no_roll_any_more(prison: Prison, unit: Unit) -> None:
    stay = resident(unit)
    depart(stay, AbsenceKind.COURT, 3)
    release.release(stay=stay, by=UserFactory.create(), at=NOW)
    assert parts(prison) == {}


def test_the_roll_of_a_past_minute_is_as_it_was(prison: Prison, unit: Unit) -> None:
    stay = resident(unit)
    depart(stay, AbsenceKind.COURT, 3)
    before = roll.entries([prison.pk], NOW - 4 * HOUR)
    assert [one.part for one in before] == [Part.CELL]
    release.release(stay=stay, by=UserFactory.create(), at=NOW - HOUR)
    assert [one.part for one in roll.entries([prison.pk], NOW - 2 * HOUR)] == [Part.OUT]


@pytest.mark.parametrize("seed", range(4))
def test_whatever_happens_in_whatever_order_the_parts_add_up_to_everyone(prison: Prison, seed: int) -> None:
    """Random acts, the impossible ones refused: nobody vanishes, nobody stands twice, each list has its length."""
    chance = random.Random(seed)  # noqa: S311  (a test's own dice)
    units = [UnitFactory.create(prison=prison) for _unit in range(2)]
    stays = [resident(chance.choice(units)) for _person in range(6)]
    stays += [StayFactory.create(reception_prison=prison) for _person in range(2)]
    places = [PlaceFactory.create(prison=prison), PlaceFactory.create(prison=prison, unit=units[0])]
    by = UserFactory.create()
    for step in range(60):
        stay, at = chance.choice(stays), NOW - timedelta(minutes=90 - step)
        try:
            act(chance, stay, places, by, at)
        except Refusal:
            continue
    people = roll.entries([prison.pk], NOW)
    held = Stay.objects.as_of(NOW).filter(pk__in=[stay.pk for stay in stays])
    assert sorted(one.stay_id for one in people) == sorted(held.values_list("pk", flat=True))
    (row,) = roll.of_prisons(Prison.objects.filter(pk=prison.pk), NOW)
    assert row.roll == held.count()
    for part in OF_THE_ROLL:
        assert len(roll.of_part(people, part, None)) == row.parts[part]


def act(chance: random.Random, stay: Stay, places: list[Place], by: User, at: datetime) -> None:
    kind = chance.choice(["depart", "return", "move", "move", "home", "release"] if chance.random() < 0.2 else
                         ["depart", "return", "move", "home"])  # fmt: skip
    if kind == "depart":
        movements.depart(
            stay=stay, kind=AbsenceKind.COURT, destination="", departed_at=at, by=by, at=at, expected_return_at=None
        )
    elif kind == "return":
        for absence in stay.absences.filter(returned_at__isnull=True).order_by("pk"):
            movements.return_from(absence=absence, returned_at=at, by=by, at=at)
    elif kind == "release":
        release.release(stay=stay, by=by, at=at)
    else:
        last = of_stay(stay.pk, at).movement_id
        place = chance.choice(places) if kind == "move" else None
        movements.register_movement(stay=stay, to_place=place, left_at=at, follows=last, by=by, at=at)


# ---- pages -----------------------------------------------------------------------------------------------------------
def test_each_number_leads_to_its_people(prison: Prison, unit: Unit) -> None:
    stay = resident(unit)
    depart(stay, AbsenceKind.COURT, 2, 1)
    client = signed_in(staff(Role.DUTY_MANAGER, prison=prison))
    page = client.get(reverse("roll", args=[prison.slug])).content.decode()
    address = reverse("roll_people", args=[prison.slug, "out"])
    assert f'href="{address}"' in page
    assert f'href="{address}?unit={unit.pk}"' in page
    listed = client.get(address).content.decode()
    assert stay.person.name in listed
    assert "1 person" in listed


def test_an_officer_sees_the_own_unit_alone(prison: Prison, unit: Unit) -> None:
    other = resident(UnitFactory.create(prison=prison))
    mine = resident(unit)
    StayFactory.create(reception_prison=prison)
    client = signed_in(staff(Role.OFFICER, unit=unit))
    view = roll.of_prison(prison, access_of(staff(Role.OFFICER, unit=unit), at=NOW), NOW)
    assert (view.whole.roll, view.is_whole) == (1, False)
    listed = client.get(reverse("roll_people", args=[prison.slug, "cell"])).content.decode()
    assert mine.person.name in listed
    assert other.person.name not in listed
    assert client.get(reverse("roll_people", args=[prison.slug, "nowhere"])).status_code == 404


def test_the_country_is_summed_by_region_and_names_nobody(prison: Prison, unit: Unit) -> None:
    stay = resident(unit)
    other = PrisonFactory.create()
    resident(UnitFactory.create(prison=other))
    user = staff(Role.REGION, prison=prison)
    from_here = signed_in(user).get(reverse("national_roll")).content.decode()
    assert prison.name in from_here
    assert other.name not in from_here
    assert stay.person.family_name not in from_here


def test_the_numbers_cost_the_same_whatever_the_people(prison: Prison, unit: Unit) -> None:
    client = signed_in(staff(Role.DUTY_MANAGER, prison=prison))

    def statements() -> int:
        with CaptureQueriesContext(connection) as queries:
            client.get(reverse("roll", args=[prison.slug]))
            client.get(reverse("roll_people", args=[prison.slug, "cell"]))
            client.get(reverse("national_roll"))
        return len(queries)

    resident(unit)
    statements()
    few = statements()
    for _person in range(5):
        resident(UnitFactory.create(prison=prison))
    assert statements() == few


def test_closed_cells_are_out_of_order_and_no_vacancy(prison: Prison, unit: Unit) -> None:
    CellFactory.create(unit=unit)
    (row,) = roll.of_prisons(Prison.objects.filter(pk=prison.pk), NOW)
    assert (row.roll, row.vacancies, row.beds_taken) == (0, 1, 0)
    assert date(2026, 11, 24) == roll.day_of(NOW)[0].date()
