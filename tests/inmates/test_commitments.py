"""Where people are supposed to be: booked once, in one place at a time, and said what stands in the way."""

from datetime import datetime, timedelta
from typing import Any

import pytest
from django.utils import translation

from corrections.models import WriteRecord
from corrections.refusals import Refusal
from inmates.choices import CommitmentKind
from inmates.models import Commitment, Stay
from inmates.services import commitments
from tests.corrections.factories import LONG_AGO, NOW, PlaceFactory
from tests.inmates.house import House, build_house, minutes
from tests.together import together

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def book(house: House, stay: Stay, start: datetime = NOW + HOUR, **values: Any) -> Commitment:
    given = {
        "kind": CommitmentKind.WORK,
        "label": "Arbeid",
        "place": house.workshop,
        "end": start + HOUR,
        "source": "test",
        "by": house.officer,
        "at": NOW,
    }
    return commitments.book(stay=stay, start=start, **{**given, **values})


def refused(code: str, act: Any) -> str:
    before = (Commitment.objects.filter(cancelled_at=None).count(), WriteRecord.objects.count())
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert (Commitment.objects.filter(cancelled_at=None).count(), WriteRecord.objects.count()) == before
    return str(caught.value)


def test_a_booking_holds_the_persons_time(house: House) -> None:
    booked = book(house, house.resident(), label="  Arbeid ")

    assert (booked.label, booked.place, booked.booked_by) == ("Arbeid", house.workshop, house.officer)
    assert (booked.during.lower, booked.during.upper) == (NOW + HOUR, NOW + 2 * HOUR)


def test_a_clash_says_what_and_when(house: House) -> None:
    stay = house.resident("Karimi", "Ali")
    book(house, stay)

    words = refused("already_committed", lambda: book(house, stay, NOW + 1.5 * HOUR, place=house.school, label="Skole"))

    assert words == (
        "Karimi, Ali is already booked then: Arbeid (Verksted), 15:32–16:32. Choose another time, or cancel that first."
    )


def test_what_follows_at_once_is_no_clash_and_neither_is_what_was_cancelled(house: House) -> None:
    stay = house.resident()
    first = book(house, stay)
    assert book(house, stay, NOW + 2 * HOUR).pk

    commitments.cancel(commitment=first, by=house.officer, at=NOW)

    assert book(house, stay, place=house.school).pk


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("no_label", {"label": " "}),
        ("unknown_kind", {"kind": "PICNIC"}),
        ("empty_period", {"end": NOW + HOUR}),
        ("past", {"start": minutes(90), "end": minutes(30)}),
        ("before_the_stay", {"start": LONG_AGO - HOUR, "end": NOW + HOUR}),
    ],
)
def test_a_booking_that_cannot_be_is_explained(house: House, code: str, values: dict[str, Any]) -> None:
    stay = house.resident()
    refused(code, lambda: book(house, stay, **values))


def test_a_booking_is_at_an_open_place_of_the_prison(house: House) -> None:
    stay, elsewhere = house.resident(), PlaceFactory.create()
    refused("other_prison", lambda: book(house, stay, place=elsewhere))
    house.workshop.is_active = False
    house.workshop.save(update_fields=["is_active"])

    refused("closed_place", lambda: book(house, stay))
    assert book(house, stay, place=None, kind=CommitmentKind.COURT, label="Tingretten").pk


def test_a_booking_is_cancelled_once_and_not_when_it_is_over(house: House) -> None:
    stay = house.resident()
    booked, over = book(house, stay), book(house, stay, minutes(50), end=minutes(10), at=minutes(60))
    commitments.cancel(commitment=booked, by=house.colleague, at=NOW)

    words = refused("already_cancelled", lambda: commitments.cancel(commitment=booked, by=house.officer, at=NOW))
    refused("past", lambda: commitments.cancel(commitment=over, by=house.officer, at=NOW))

    assert words == "T. Lunde has already cancelled this, at 14:32."


@pytest.mark.django_db(transaction=True)
def test_of_two_who_book_the_same_hour_one_wins_and_the_other_is_told_what_it_is(house: House) -> None:
    stay = house.resident()

    def claim(place: Any, label: str) -> Any:
        with translation.override("en"):
            return book(house, stay, place=place, label=label)

    came_to = together(lambda: claim(house.workshop, "Arbeid"), lambda: claim(house.school, "Skole"))

    (won,) = Commitment.objects.filter(stay=stay)
    (told,) = [str(result) for result in came_to if isinstance(result, Refusal)]
    assert f"already booked then: {won.label} ({won.place})" in told
