"""Why somebody is not where they are expected: the likeliest reason first, with its evidence."""

from collections.abc import Iterator
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import translation

from corrections.periods import between, since
from inmates.choices import AbsenceKind, CommitmentKind
from inmates.models import Commitment, Stay
from inmates.registries import Strength
from inmates.selectors import whereabouts
from inmates.services import movements
from security.rules.explanations import Facts, Hypothesis, Sighting, Why, ranked
from security.selectors import explanations
from security.selectors.explanations import explain
from security.services import counting
from tests.corrections.factories import NOW, BedFactory
from tests.inmates.house import House, build_house, minutes
from tests.security.counting import after, begun, build_ward, tap

KNOWN = Facts(at=NOW)


@pytest.fixture(autouse=True)
def english() -> Iterator[None]:
    with translation.override("en"):
        yield


@pytest.fixture
def house(db: None) -> House:
    return build_house()


# ---- the rule ----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("facts", "best"),
    [
        (replace(KNOWN, released_at=minutes(5)), Hypothesis(Why.RELEASED, minutes(5))),
        (
            replace(KNOWN, outside_since=minutes(90), outside="Tingretten", return_expected_at=minutes(10)),
            Hypothesis(Why.RETURN_NOT_REGISTERED, minutes(10), "Tingretten"),
        ),
        (
            replace(
                KNOWN, outside_since=minutes(90), outside="Tingretten", return_expected_at=NOW + timedelta(hours=1)
            ),
            Hypothesis(Why.OUTSIDE, minutes(90), "Tingretten"),
        ),
        (
            replace(KNOWN, transfer_at=minutes(30), transfer_to="Bergen"),
            Hypothesis(Why.TRANSFER, minutes(30), "Bergen"),
        ),
        (
            replace(KNOWN, moved_at=minutes(60), moved_to="Skole", seen=Sighting(minutes(40), "Verksted")),
            Hypothesis(Why.SEEN_ELSEWHERE, minutes(40), "Verksted"),
        ),
        (
            replace(KNOWN, moved_at=minutes(60), moved_to="Skole", back_expected_at=minutes(14)),
            Hypothesis(Why.LATE_BACK, minutes(14), "Skole"),
        ),
        (
            replace(KNOWN, moved_at=minutes(9), moved_to="Skole", on_the_way=True),
            Hypothesis(Why.NOT_CLOSED, minutes(9), "Skole"),
        ),
        (replace(KNOWN, moved_at=minutes(9), moved_to="Skole"), Hypothesis(Why.ELSEWHERE, minutes(9), "Skole")),
        (
            replace(KNOWN, booked="Norsk", booked_place="Skole", booked_from=minutes(20)),
            Hypothesis(Why.COMMITTED, minutes(20), "Skole", "Norsk"),
        ),
        (
            replace(KNOWN, placed_at=minutes(200), cell="B2-07", old_cell="B2-01"),
            Hypothesis(Why.NEW_CELL, minutes(200), "B2-01", "B2-07"),
        ),
        (replace(KNOWN, back_at=minutes(30)), Hypothesis(Why.JUST_BACK, minutes(30))),
        (
            replace(KNOWN, namesake="Lervik, Odd", namesake_cell="B2-03"),
            Hypothesis(Why.NAMESAKE, None, "B2-03", "Lervik, Odd"),
        ),
    ],
)
def test_each_hypothesis_holds_by_its_own_facts(facts: Facts, best: Hypothesis) -> None:
    assert ranked(facts)[0] == best


@pytest.mark.parametrize(
    "facts",
    [
        KNOWN,
        replace(KNOWN, released_at=NOW + timedelta(minutes=1)),
        replace(KNOWN, return_expected_at=minutes(1)),
        replace(KNOWN, back_expected_at=minutes(1)),
        replace(KNOWN, placed_at=minutes(60 * 25), old_cell="B2-01"),
        replace(KNOWN, placed_at=minutes(20)),
        replace(KNOWN, back_at=minutes(121)),
        replace(KNOWN, seen=Sighting(minutes(5))),
        replace(KNOWN, cell="B2-01", seen=Sighting(minutes(5), "B2-01")),
    ],
)
def test_what_is_not_known_explains_nothing(facts: Facts) -> None:
    assert ranked(facts) == []


def test_a_late_return_outranks_a_booking_and_both_are_told() -> None:
    facts = replace(
        KNOWN, moved_at=minutes(60), moved_to="Skole", back_expected_at=minutes(14), booked="Norsk",
        booked_from=minutes(60),
    )  # fmt: skip
    assert [found.why for found in ranked(facts)] == [Why.LATE_BACK, Why.ELSEWHERE, Why.COMMITTED]


def test_to_be_seen_on_the_own_unit_is_no_other_place() -> None:
    facts = replace(KNOWN, own_unit="Avdeling B2", seen=Sighting(minutes(5), "Avdeling B2"))
    assert ranked(facts) == []


# ---- with what the system has ------------------------------------------------------------------------------------
def move(house: House, stay: Stay, ago: int) -> None:
    movements.register_movement(
        stay=stay, to_place=house.workshop, left_at=minutes(ago), by=house.officer, at=minutes(ago),
        follows=whereabouts.of_stay(stay.pk, minutes(ago)).movement_id,
    )  # fmt: skip


def test_a_movement_that_nobody_closed(house: House) -> None:
    stay = house.resident()
    move(house, stay, 20)

    found = explain([stay.pk], NOW)[stay.pk]

    assert found.why is Why.NOT_CLOSED
    assert found.sentence == "Left 14:12 for Verksted, the arrival is not confirmed."
    assert found.evidence == ("14:12 Left for Verksted (K. Nesheim)",)
    assert found.expected_place == "Verksted"


def test_a_return_that_nobody_registered_says_when_the_person_was_last_seen(house: House) -> None:
    stay = house.resident()
    movements.depart(
        stay=stay, kind=AbsenceKind.COURT, destination="Tingretten", departed_at=minutes(90), by=house.officer,
        at=minutes(90), expected_return_at=minutes(10),
    )  # fmt: skip

    found = explain([stay.pk], NOW)[stay.pk]

    assert found.sentence == (
        "Outside: Tingretten. Expected back 14:22, the return is not registered. Last seen 13:02: Tingretten."
    )


def test_a_health_appointment_says_no_more_than_that(house: House) -> None:
    stay = house.resident()
    Commitment.objects.create(
        stay=stay, kind=CommitmentKind.HEALTH, label="Tannlege", place=house.workshop, source="test:1",
        during=between(minutes(5), NOW + timedelta(minutes=20)), booked_at=minutes(600),
    )  # fmt: skip

    found = explain([stay.pk], NOW)[stay.pk]

    assert found.sentence == "Booked now: Health appointment, since 14:27. No movement is registered."
    assert "Tannlege" not in str(found)


def test_a_cell_changed_today_points_to_the_old_cell(house: House) -> None:
    stay = house.resident()
    old, bed = stay.placements.get(), BedFactory.create(unit=house.unit)
    old.during = between(old.during.lower, minutes(30))
    old.save()
    stay.placements.create(bed=bed, during=since(minutes(30)), placed_at=minutes(30))

    found = explain([stay.pk], NOW)[stay.pk]

    assert found.sentence == (
        f"Moved 14:02 from cell {old.bed.cell.code} to {bed.cell.code}. Look in the old cell too."
    )


def test_nothing_known_is_said_as_that(house: House) -> None:
    stay = house.resident()

    found = explain([stay.pk], NOW)[stay.pk]

    assert (found.why, found.sentence, found.evidence) == (None, "Nothing registered explains it.", ())


def test_a_neighbour_of_the_same_name_is_the_last_guess(house: House) -> None:
    stay, other = house.resident(), house.resident("Lervik", "Odd")

    found = explain([stay.pk], NOW)[stay.pk]

    cell = other.placements.get().bed.cell.code
    assert found.sentence == f"Lervik, Odd in cell {cell} has the same family name. Check who was counted."


def test_no_more_statements_for_more_people(house: House) -> None:
    stays = [house.resident(f"Naboen{number}").pk for number in range(5)]

    def asked(ids: list[int]) -> int:
        with CaptureQueriesContext(connection) as queries:
            assert len(explain(ids, NOW)) == len(ids)
        return len(queries)

    assert asked(stays[:1]) == asked(stays)
    assert asked([]) == 0


@pytest.mark.django_db
def test_being_seen_at_a_count_is_a_trace_that_outranks_what_was_registered() -> None:
    ward = build_ward()
    count = begun(ward)
    line, stay = ward.line(0), ward.stays[0]
    counting.receive(count=count, events=[tap(line, at=after(2))], by=ward.nesheim, at=after(2))

    (trace,) = explanations.counted([stay.pk, ward.stays[1].pk], after(-60), after(5))

    assert (trace.stay_id, trace.at, trace.by) == (stay.pk, after(2), "K. Nesheim")
    assert (trace.text, trace.place, trace.strength) == (
        "Seen at the count of Avdeling B2", "Avdeling B2", Strength.SEEN,
    )  # fmt: skip
    assert explanations.counted([stay.pk], after(3), after(5)) == []
