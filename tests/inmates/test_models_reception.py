"""What PostgreSQL itself refuses about arrivals, receptions and joined records, each broken on purpose by its name."""

import pytest
from django.db import IntegrityError, connection

from inmates.models import DuplicatePair, Merge, ReceptionStep
from tests.corrections.factories import UserFactory, oslo
from tests.inmates.factories import ExpectedArrivalFactory, PersonFactory, ReceptionFactory, StayFactory
from tests.inmates.test_models_people import refused

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")


def test_who_is_expected_has_a_name() -> None:
    refused(lambda: ExpectedArrivalFactory.create(family_name=""), by="who_is_expected_has_a_name")


def test_who_is_expected_comes_from_somewhere() -> None:
    refused(lambda: ExpectedArrivalFactory.create(source="MOON"), by="who_is_expected_comes_from_somewhere")


def test_nobody_comes_and_is_called_off() -> None:
    refused(
        lambda: ExpectedArrivalFactory.create(arrived_at=NOW, cancelled_at=NOW, cancelled_by=UserFactory.create()),
        by="an_arrival_came_or_was_called_off",
    )


def test_a_person_is_in_one_reception_at_a_time() -> None:
    person = PersonFactory.create()
    ReceptionFactory.create(person=person)
    refused(lambda: ReceptionFactory.create(person=person), by="one_open_reception_per_person")


def test_an_arrival_has_one_reception() -> None:
    arrival = ExpectedArrivalFactory.create()
    ReceptionFactory.create(arrival=arrival, cancelled_at=NOW, cancelled_by=UserFactory.create())
    ReceptionFactory.create(arrival=arrival)
    refused(lambda: ReceptionFactory.create(arrival=arrival), by="one_reception_per_arrival")


def test_nobody_is_admitted_without_an_identity() -> None:
    stay = StayFactory.create()
    refused(lambda: ReceptionFactory.create(stay=stay), by="nobody_is_admitted_without_an_identity")


def test_a_completed_reception_led_to_a_stay() -> None:
    refused(lambda: ReceptionFactory.create(completed_at=NOW), by="a_completed_reception_led_to_a_stay")


def test_a_reception_that_led_to_a_stay_is_not_called_off() -> None:
    stay = StayFactory.create()
    refused(
        lambda: ReceptionFactory.create(stay=stay, person=stay.person, cancelled_at=NOW),
        by="a_reception_that_led_to_a_stay_is_not_called_off",
    )


def test_a_desk_is_done_by_one_officer_at_a_time_and_is_known() -> None:
    reception = ReceptionFactory.create()
    ReceptionStep.objects.create(reception=reception, desk="PHOTO", done_at=NOW)
    refused(
        lambda: ReceptionStep.objects.create(reception=reception, desk="PHOTO", done_at=NOW),
        by="a_desk_is_done_by_one_officer_at_a_time",
    )
    refused(
        lambda: ReceptionStep.objects.create(reception=reception, desk="CAFE", done_at=NOW),
        by="a_desk_of_the_reception_is_known",
    )
    refused(lambda: ReceptionStep.objects.filter(desk="PHOTO").update(version=2), by="records_are_only_added")


def test_nobody_is_joined_to_themselves() -> None:
    person = PersonFactory.create()

    def join() -> None:
        person.merged_into = person
        person.save()

    refused(join, by="nobody_is_joined_to_themselves")


def test_nobody_is_admitted_as_somebody_joined_to_another() -> None:
    loser = PersonFactory.create(merged_into=PersonFactory.create())
    refused(lambda: StayFactory.create(person=loser), by="nobody_is_admitted_as_somebody_joined_to_another")


def test_a_pair_of_duplicates_is_two_people_in_order_listed_once_and_dismissed_by_somebody() -> None:
    first, second = PersonFactory.create(), PersonFactory.create()
    pair = {"rung": "NAME", "found_at": NOW}
    refused(
        lambda: DuplicatePair.objects.create(first=second, second=first, **pair),
        by="duplicates_are_two_people_in_order",
    )
    refused(
        lambda: DuplicatePair.objects.create(first=first, second=second, dismissed_at=NOW, **pair),
        by="a_dismissed_pair_says_who_and_when",
    )
    DuplicatePair.objects.create(first=first, second=second, **pair)
    refused(
        lambda: DuplicatePair.objects.create(first=first, second=second, **pair),
        by="a_pair_of_duplicates_is_listed_once",
    )


def test_a_merge_is_of_two_people_once_says_why_and_stands() -> None:
    first, second, by = PersonFactory.create(), PersonFactory.create(), UserFactory.create()
    rest = {"merged_at": NOW, "merged_by": by}
    refused(
        lambda: Merge.objects.create(loser=first, winner=first, reason="Samme", **rest), by="a_merge_is_of_two_people"
    )
    refused(lambda: Merge.objects.create(loser=first, winner=second, reason="", **rest), by="a_merge_says_why")
    merge = Merge.objects.create(loser=first, winner=second, reason="Samme bilde", **rest)
    refused(
        lambda: Merge.objects.create(loser=first, winner=second, reason="Igjen", **rest),
        by="inmates_merge_loser_id_key",
    )
    refused(merge.delete, by="records_are_only_added")


def test_what_is_only_added_follows_nobody_who_was_not_joined() -> None:
    with pytest.raises(IntegrityError) as error, connection.cursor() as cursor:
        cursor.execute("SELECT * FROM public.follow_merge(%s)", [PersonFactory.create().pk])
    assert error.value.__cause__.diag.constraint_name == "a_merge_is_of_two_people"  # type: ignore[union-attr]
