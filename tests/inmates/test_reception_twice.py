"""Receiving somebody: what is written once though it is sent twice, and what must not be left over."""

from datetime import date, datetime, timedelta

import pytest

from corrections.choices import Role
from corrections.models import Prison, User
from corrections.refusals import Conflict
from inmates.forms.reception import LanguageForm
from inmates.models import ExpectedArrival, PropertyItem, Reception, Reservation, Stay
from inmates.selectors import receptions as selector
from inmates.services import arrivals, desks, people, receptions, release
from inmates.services.arrivals import ArrivalRefused, Who
from tests.corrections.factories import BedFactory, PrisonFactory, UnitFactory, oslo, staff
from tests.inmates.factories import ExpectedArrivalFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=20)


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def officer(prison: Prison) -> User:
    return staff(Role.DUTY_MANAGER, prison=prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def reception(prison: Prison, officer: User) -> Reception:
    arrival = ExpectedArrivalFactory.create(prison=prison, family_name="Nordmo", expected_at=NOW)
    return receptions.begin(arrival=arrival, by=officer, at=NOW)


def identified(reception: Reception, by: User) -> Reception:
    return receptions.identify(reception=reception, person=None, seen=0, by=by, at=NOW)


def admitted(reception: Reception, by: User) -> Stay:
    return receptions.admit(
        reception=identified(reception, by),
        legal_status="REMAND",
        authority="Oslo tingrett",
        decided_on=date(2026, 11, 23),
        document_seen=True,
        seen=0,
        by=by,
        at=LATER,
    )


def expect_vik(prison: Prison, officer: User, **changes: object) -> ExpectedArrival:
    said: dict[str, object] = {"source": "POLICE", "expected_at": LATER, "who": Who("Vik", "Per"), "at": NOW}
    return arrivals.expect(prison=prison, by=officer, **(said | changes))  # type: ignore[arg-type]


def test_one_person_is_announced_once(prison: Prison, officer: User) -> None:
    waited = expect_vik(prison, officer)
    with pytest.raises(Conflict) as error:
        expect_vik(prison, officer)
    assert error.value.code == "expected_already"
    assert "registered by M. Dale" in str(error.value)
    receptions.begin(arrival=waited, by=officer, at=NOW)
    with pytest.raises(Conflict) as error:
        expect_vik(prison, officer)
    assert error.value.code == "received_already"
    assert ExpectedArrival.objects.count() == 1
    expect_vik(PrisonFactory.create(), officer)


@pytest.mark.django_db(transaction=True)
def test_of_two_calls_about_one_person_one_is_written(prison: Prison, officer: User) -> None:
    answers = race(lambda: expect_vik(prison, officer), lambda: expect_vik(prison, officer))
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "ExpectedArrival"]
    assert ExpectedArrival.objects.count() == 1


def test_whoever_comes_from_another_prison_arrives_by_the_transfer(prison: Prison, officer: User) -> None:
    with pytest.raises(ArrivalRefused) as error:
        expect_vik(prison, officer, source="TRANSFER")
    assert error.value.code == "is_a_transfer"
    assert not ExpectedArrival.objects.exists()


def thing(reception: Reception, by: User, at: datetime, description: str = "Klokke") -> object:
    return desks.receive_thing(
        reception=reception,
        description=description,
        category="VALUABLES",
        quantity=1,
        container="",
        seal="",
        in_cell=False,
        seen=0,
        by=by,
        at=at,
    )


def test_one_button_pressed_twice_is_one_thing(reception: Reception, officer: User) -> None:
    admitted(reception, officer)
    thing(reception, officer, LATER)
    with pytest.raises(Conflict) as error:
        thing(reception, officer, LATER + timedelta(seconds=2))
    assert error.value.code == "just_received"
    assert PropertyItem.objects.count() == 1
    thing(reception, officer, LATER + timedelta(seconds=3), "Ring")
    thing(reception, officer, LATER + timedelta(minutes=2))
    assert PropertyItem.objects.count() == 3


def test_a_reception_ends_with_the_stay_and_the_kept_bed_is_free(prison: Prison, officer: User) -> None:
    bed = BedFactory.create(unit=UnitFactory.create(prison=prison))
    begun = receptions.begin(arrival=expect_vik(prison, officer, bed=bed), by=officer, at=NOW)
    stay = admitted(begun, officer)
    release.release(stay=stay, by=officer, at=LATER + timedelta(hours=1))
    begun.refresh_from_db()
    assert (begun.completed_at, begun.completed_by) == (LATER + timedelta(hours=1), officer)
    assert Reservation.objects.get().during.upper == LATER + timedelta(hours=1)


def test_what_is_known_of_the_languages_is_ticked_again(reception: Reception, officer: User) -> None:
    identified(reception, officer)
    reception.refresh_from_db()
    assert reception.person is not None
    people.set_languages(person=reception.person, codes=["zh", "nb"], needs_interpreter=["zh"], by=officer, at=NOW)
    known = selector.languages_of(reception)
    assert (sorted(known["languages"]), known["needs_interpreter"]) == (["nb", "zh"], True)
    form = LanguageForm({"languages": ["zh", "nb"], "seen": 0}, known=known["languages"])
    assert form.is_valid(), form.errors
