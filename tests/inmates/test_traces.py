"""Every sign of a person, merged from all who have seen, registered or booked something."""

import re
from collections.abc import Iterator
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from corrections.periods import between, since
from inmates.choices import AbsenceKind, CommitmentKind, LogKind
from inmates.models import Commitment, LogEntry, Stay
from inmates.registries import Strength, trace_sources
from inmates.selectors import traces, whereabouts
from inmates.services import log, movements
from tests.corrections.factories import NOW, BedFactory
from tests.inmates.factories import StayFactory
from tests.inmates.house import House, add_history, build_house, minutes, plan_of

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def house() -> House:
    return build_house()


def to_the_workshop(house: House, stay: Stay, ago: int) -> None:
    movements.register_movement(
        stay=stay,
        to_place=house.workshop,
        left_at=minutes(ago),
        follows=whereabouts.of_stay(stay.pk, minutes(ago)).movement_id,
        by=house.officer,
        at=minutes(ago),
    )


def confirm(house: House, stay: Stay, ago: int) -> None:
    last = stay.movements.order_by("-left_at").first()
    assert last is not None
    movements.confirm_arrival(movement=last, by=house.colleague, at=minutes(ago))


def book(house: House, stay: Stay, begin: int, end: int, kind: CommitmentKind, label: str) -> Commitment:
    return Commitment.objects.create(
        stay=stay,
        kind=kind,
        label=label,
        place=house.workshop,
        during=between(minutes(begin), minutes(end)),
        source="test:1",
        booked_at=minutes(600),
    )


def told(stay: Stay, ago: int = 0) -> list[tuple[str, str, int]]:
    """Text, by whom and how strong, newest first."""
    return [(t.text, t.by, int(t.strength)) for t in traces.last_seen([stay.pk], minutes(ago))[stay.pk]]


def test_a_movement_leaves_two_traces_and_only_the_arrival_was_seen(house: House) -> None:
    stay = house.resident()
    to_the_workshop(house, stay, 20)
    assert told(stay) == [("Left for Verksted", "K. Nesheim", Strength.REGISTERED)]

    confirm(house, stay, 12)

    assert told(stay) == [
        ("Arrived: Verksted", "T. Lunde", Strength.SEEN),
        ("Left for Verksted", "K. Nesheim", Strength.REGISTERED),
    ]
    seen = traces.sighting(traces.last_seen([stay.pk], NOW)[stay.pk])
    assert seen is not None
    assert (seen.at, seen.place) == (minutes(12), "Verksted")


def test_an_undone_movement_leaves_no_trace(house: House) -> None:
    stay = house.resident()
    to_the_workshop(house, stay, 5)
    movements.undo_movement(movement=stay.movements.get(), by=house.officer, at=minutes(4))

    assert told(stay) == []


def test_a_departure_and_a_return_were_seen_at_the_gate(house: House) -> None:
    stay = house.resident()
    absence = movements.depart(
        stay=stay, kind=AbsenceKind.COURT, destination="Tingretten", departed_at=minutes(90), by=house.officer,
        at=minutes(90),
    )  # fmt: skip
    movements.return_from(absence=absence, returned_at=minutes(10), by=house.colleague, at=minutes(10))

    assert told(stay) == [
        ("Came back to the prison from: Tingretten", "T. Lunde", Strength.SEEN),
        ("Left the prison: Tingretten", "K. Nesheim", Strength.SEEN),
    ]


def test_nobody_saw_an_escape(house: House) -> None:
    stay = house.resident()
    movements.depart(stay=stay, kind=AbsenceKind.ESCAPE, departed_at=minutes(9), by=house.officer, at=minutes(9))

    assert told(stay) == [("Escaped", "K. Nesheim", Strength.REGISTERED)]


def test_a_booking_is_the_weakest_and_a_health_appointment_says_no_more(house: House) -> None:
    stay = house.resident()
    book(house, stay, 50, 20, CommitmentKind.HEALTH, "Tannlege")
    book(house, stay, 15, 5, CommitmentKind.WORK, "Verksted, tre")

    assert told(stay) == [
        ("Booked to end: Verksted, tre", "", Strength.BOOKED),
        ("Booked to begin: Verksted, tre", "", Strength.BOOKED),
        ("Booked to end: Health appointment", "", Strength.BOOKED),
        ("Booked to begin: Health appointment", "", Strength.BOOKED),
    ]


def test_a_cancelled_booking_leaves_no_trace(house: House) -> None:
    stay = house.resident()
    booked = book(house, stay, 50, 20, CommitmentKind.WORK, "Verksted")
    booked.cancelled_at, booked.cancelled_by = minutes(60), house.officer
    booked.save()

    assert told(stay) == []


def test_the_log_says_that_it_names_the_person_never_what_it_says(house: House) -> None:
    stay = house.resident()
    for ago, kind, text in ((9, LogKind.OBSERVATION, "Virker nedstemt, tok medisin"), (7, LogKind.NOTE, "Vil ha avis")):
        LogEntry.objects.create(
            unit=house.unit, happened_at=minutes(ago), kind=kind, text=text, person=stay.person,
            written_at=minutes(ago), written_by=house.officer,
        )  # fmt: skip

    assert told(stay) == [
        ("Named in the log of Avdeling B2: Note", "K. Nesheim", Strength.REGISTERED),
        ("Named in the log of Avdeling B2: Observation", "K. Nesheim", Strength.SEEN),
    ]


def test_a_corrected_line_of_the_log_leaves_only_the_correction(house: House) -> None:
    stay = house.resident()
    entry = log.write(unit=house.unit, text="Lervik på stua", person=stay.person, by=house.officer, at=minutes(9))
    log.correct(entry=entry, text="Lervik på rommet", by=house.officer, at=minutes(3))

    assert len(told(stay)) == 1


def test_a_new_cell_is_a_trace(house: House) -> None:
    stay = house.resident()
    bed = BedFactory.create(unit=house.unit)
    old = stay.placements.get()
    old.during = between(old.during.lower, minutes(30))
    old.save()
    stay.placements.create(bed=bed, during=since(minutes(30)), placed_at=minutes(30), placed_by=house.officer)

    assert told(stay) == [(f"Given cell {bed.cell.code}", "K. Nesheim", Strength.REGISTERED)]


def test_admission_and_release_are_traces() -> None:
    stay = StayFactory.create(start=minutes(50), admitted_by=None)

    assert told(stay) == [("Admitted", "", Strength.SEEN)]


def test_of_the_same_instant_what_was_seen_stands_first(house: House) -> None:
    stay = house.resident()
    book(house, stay, 12, 1, CommitmentKind.WORK, "Verksted")
    to_the_workshop(house, stay, 20)
    confirm(house, stay, 12)

    assert [text for text, _by, _strength in told(stay)][1:3] == ["Arrived: Verksted", "Booked to begin: Verksted"]


def test_only_what_had_happened_by_the_instant_and_within_a_day(house: House) -> None:
    stay = house.resident()
    to_the_workshop(house, stay, 20)
    confirm(house, stay, 12)

    assert [text for text, _by, _strength in told(stay, 15)] == ["Left for Verksted"]
    assert traces.last_seen([stay.pk], NOW + timedelta(days=2)) == {stay.pk: []}
    long = traces.last_seen([stay.pk], NOW + timedelta(days=2), since=minutes(30))
    assert len(long[stay.pk]) == 2


def test_one_query_a_source_whatever_the_number_of_people(house: House) -> None:
    stays = [house.resident(f"Naboen{number}") for number in range(4)]
    for stay in stays:
        to_the_workshop(house, stay, 20)

    def asked(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            traces.last_seen(ids, NOW)
        return len(queries)

    assert asked([stays[0].pk]) == asked([stay.pk for stay in stays]) == len(list(trace_sources.values()))
    assert asked([]) == 0


def test_no_growing_table_is_read_from_end_to_end(house: House) -> None:
    add_history(StayFactory.create(), BedFactory.create(unit=house.unit))
    stays = [house.resident().pk for _ in range(5)]
    values = {"stays": stays, "since": minutes(1440), "until": NOW}

    for query in (traces.MOVEMENTS, traces.ABSENCES, traces.COMMITMENTS, traces.LOG, traces.PLACEMENTS):
        plan = plan_of(query, values)
        assert not re.search(r"Seq Scan on inmates_(placement|absence|movement)", plan), plan
