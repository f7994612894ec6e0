"""What PostgreSQL itself refuses about people, stays, beds and care: each constraint broken on purpose, by its name."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.choices import ClosureReason
from corrections.models import CellClosure
from corrections.periods import between, since
from corrections.refusals import has_sentence
from inmates.models import (
    Absence,
    Alert,
    ContactOfficer,
    Identifier,
    Language,
    LegalStatus,
    Need,
    NonAssociation,
    Person,
    Placement,
    Reservation,
    Stay,
)
from tests.corrections.factories import BedFactory, CellFactory, UserFactory, oslo
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db

EARLY = oslo("2026-01-01 10:00")
LATER = oslo("2026-03-01 10:00")
LATEST = oslo("2026-06-01 10:00")
DAY = timedelta(days=1)


def refused(act: Callable[[], Any], by: str) -> None:
    """PostgreSQL refuses ``act``, at once or at commit, by the constraint ``by``; and it has a sentence for people."""

    def committed() -> None:
        with transaction.atomic():
            act()
            with connection.cursor() as cursor:
                cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")

    with pytest.raises(IntegrityError) as error:
        committed()
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL DEFERRED")
    assert error.value.__cause__.diag.constraint_name == by  # type: ignore[union-attr]
    assert has_sentence(by)


def stay_from(start: Any, **kwargs: Any) -> Stay:
    return StayFactory.create(start=start, **kwargs)


# ---- people ------------------------------------------------------------------------------------------------------
def test_a_person_has_a_name() -> None:
    refused(lambda: Person.objects.create(number="F-1", family_name=""), "a_person_has_a_name")


def test_a_person_has_a_known_sex() -> None:
    refused(lambda: Person.objects.create(number="F-1", family_name="X", sex="Q"), "a_person_has_a_known_sex")


def test_an_inmate_number_is_one_persons() -> None:
    PersonFactory.create(number="F-1")
    refused(lambda: PersonFactory.create(number="F-1"), "inmates_person_number_key")


def test_one_person_per_active_identifier() -> None:
    number: dict[str, Any] = {"kind": "NATIONAL", "value": "20836413130"}
    held = Identifier.objects.create(person=PersonFactory.create(), during=since(EARLY), **number)
    other = PersonFactory.create()
    refused(
        lambda: Identifier.objects.create(person=other, during=since(LATER), **number),
        "one_person_per_active_identifier",
    )
    held.during = between(EARLY, LATER)
    held.save(update_fields=["during"])
    assert Identifier.objects.create(person=other, during=since(LATER), **number).pk


def test_periods_of_a_persons_things_are_not_empty() -> None:
    person, empty = PersonFactory.create(), "empty"
    for table, values, name in (
        (Identifier, {"kind": "DUF", "value": "1"}, "an_identifier_has_a_period"),
        (Need, {"kind": "DIET", "label": "x"}, "a_need_has_a_period"),
        (Alert, {"code": "YOUNG", "level": "warn", "raised_at": EARLY}, "an_alert_has_a_period"),
    ):
        row = table.objects.create(person=person, during=since(EARLY), **values)
        refused(lambda table=table, row=row: set_period(table, row.pk, empty), name)  # type: ignore[misc]


def set_period(table: Any, pk: int, period: str) -> None:
    with connection.cursor() as cursor:
        cursor.execute(f"UPDATE {table._meta.db_table} SET during = %s WHERE id = %s", [period, pk])  # noqa: S608


def test_a_language_is_listed_once() -> None:
    spoken = Language.objects.create(person=PersonFactory.create(), code="se")
    refused(lambda: Language.objects.create(person=spoken.person, code="se"), "a_language_is_listed_once")


def test_a_need_is_listed_once_at_a_time() -> None:
    need: dict[str, Any] = {"person": PersonFactory.create(), "kind": "DIET", "label": "Halal", "during": since(EARLY)}
    Need.objects.create(**need)
    refused(lambda: Need.objects.create(**need), "a_need_is_listed_once_at_a_time")


# ---- stays and their legal basis ---------------------------------------------------------------------------------
def test_one_open_stay_per_person() -> None:
    stay = stay_from(EARLY)
    refused(lambda: stay_from(LATER, person=stay.person), "one_open_stay_per_person")


def test_a_stay_has_a_period() -> None:
    stay = stay_from(EARLY)
    refused(lambda: set_period(Stay, stay.pk, "empty"), "a_stay_has_a_period")


def test_a_stay_has_a_legal_basis_all_the_time() -> None:
    name = "a_stay_has_a_legal_basis_all_the_time"
    refused(lambda: Stay.objects.create(person=PersonFactory.create(), during=since(EARLY), admitted_at=EARLY), name)
    stay = stay_from(EARLY)
    status = stay.legal_statuses.get()
    refused(lambda: LegalStatus.objects.filter(pk=status.pk).update(during=between(EARLY, LATER)), name)
    refused(lambda: LegalStatus.objects.filter(pk=status.pk).delete(), name)
    refused(lambda: Stay.objects.filter(pk=stay.pk).update(during=since(EARLY - DAY)), name)


def test_a_gap_between_two_bases_is_a_time_without_one() -> None:
    stay = stay_from(EARLY)

    def change(gap: timedelta) -> None:
        stay.legal_statuses.update(during=between(EARLY, LATER))
        LegalStatus.objects.create(stay=stay, kind="REMAND", during=since(LATER + gap), registered_at=LATER)

    refused(lambda: change(timedelta(microseconds=1)), "a_stay_has_a_legal_basis_all_the_time")
    with transaction.atomic():
        change(timedelta(0))


def test_one_legal_status_at_a_time() -> None:
    stay = stay_from(EARLY)
    refused(
        lambda: LegalStatus.objects.create(stay=stay, kind="REMAND", during=since(LATER), registered_at=LATER),
        "one_legal_status_at_a_time",
    )


def test_a_legal_status_is_known_and_has_a_period() -> None:
    status = stay_from(EARLY).legal_statuses.get()
    refused(lambda: LegalStatus.objects.filter(pk=status.pk).update(kind="WHIM"), "a_legal_status_is_known")
    refused(lambda: set_period(LegalStatus, status.pk, "empty"), "a_legal_status_has_a_period")


def test_nothing_outlasts_the_stay() -> None:
    placement = PlacementFactory.create(start=EARLY)
    stay = placement.stay
    refused(lambda: Stay.objects.filter(pk=stay.pk).update(during=between(EARLY, LATER)), "nothing_outlasts_the_stay")
    refused(lambda: PlacementFactory.create(stay=stay_from(LATER), start=EARLY), "nothing_outlasts_the_stay")
    refused(
        lambda: Absence.objects.create(stay=stay, kind="COURT", during=since(EARLY - DAY), departed_at=EARLY - DAY),
        "nothing_outlasts_the_stay",
    )


# ---- beds --------------------------------------------------------------------------------------------------------
def test_a_bed_holds_one_person_at_a_time() -> None:
    cell = CellFactory.create(places=2)
    placement = PlacementFactory.create(bed=cell.beds.get(number=1), start=EARLY)
    refused(lambda: PlacementFactory.create(bed=placement.bed, start=LATER), "a_bed_holds_one_person_at_a_time")


def test_a_person_has_one_bed_at_a_time() -> None:
    placement = PlacementFactory.create(start=EARLY)
    refused(
        lambda: PlacementFactory.create(stay=placement.stay, bed=BedFactory.create(), start=LATER),
        "a_person_has_one_bed_at_a_time",
    )


def test_a_placement_has_a_period() -> None:
    placement = PlacementFactory.create(start=EARLY)
    refused(lambda: set_period(Placement, placement.pk, "empty"), "a_placement_has_a_period")


def test_nobody_is_placed_in_a_closed_cell() -> None:
    bed = BedFactory.create()
    CellClosure.objects.create(
        cell=bed.cell, during=since(LATER), reason=ClosureReason.DAMP, closed_at=EARLY, closed_by=UserFactory.create()
    )
    refused(lambda: PlacementFactory.create(bed=bed, start=EARLY), "nobody_is_placed_in_a_closed_cell")
    assert not Placement.objects.exists()


def test_a_cell_never_holds_more_than_its_places_in_use() -> None:
    cell = CellFactory.create(places=2, places_in_use=1)
    PlacementFactory.create(bed=cell.beds.get(number=1), start=EARLY)
    refused(
        lambda: PlacementFactory.create(bed=cell.beds.get(number=2), start=LATER),
        "a_cell_never_holds_more_than_its_places_in_use",
    )


def test_an_occupied_cell_is_not_closed_and_keeps_its_places() -> None:
    cell = PlacementFactory.create(start=EARLY).bed.cell
    refused(
        lambda: CellClosure.objects.create(
            cell=cell, during=since(LATER), reason=ClosureReason.DAMP, closed_at=LATER, closed_by=UserFactory.create()
        ),
        "an_occupied_cell_is_not_closed",
    )

    def shrink() -> None:
        cell.places_in_use = 0
        cell.save(update_fields=["places_in_use"])

    refused(shrink, "places_in_use_cover_who_lives_there")


def test_a_bed_is_kept_for_one_at_a_time() -> None:
    kept = Reservation.objects.create(bed=BedFactory.create(), during=since(EARLY), reserved_at=EARLY)
    refused(
        lambda: Reservation.objects.create(bed=kept.bed, during=since(LATER), reserved_at=LATER),
        "a_bed_is_kept_for_one_at_a_time",
    )
    refused(lambda: set_period(Reservation, kept.pk, "empty"), "a_reservation_has_a_period")


# ---- care --------------------------------------------------------------------------------------------------------
def test_an_alert_stands_once_at_a_time() -> None:
    alert: dict[str, Any] = {"person": PersonFactory.create(), "code": "YOUNG", "level": "warn", "raised_at": EARLY}
    Alert.objects.create(during=between(EARLY, LATEST), **alert)
    refused(lambda: Alert.objects.create(during=since(LATER), **alert), "an_alert_stands_once_at_a_time")
    assert Alert.objects.create(during=since(LATEST), **alert).pk


def pair(first: Person, second: Person, start: Any) -> NonAssociation:
    return NonAssociation.objects.create(
        first=first, second=second, reason="THREAT", during=since(start), registered_at=start
    )


def test_a_pair_is_two_people_in_order() -> None:
    one, two = PersonFactory.create(), PersonFactory.create()
    refused(lambda: pair(two, one, EARLY), "a_pair_is_two_people_in_order")
    refused(lambda: pair(one, one, EARLY), "a_pair_is_two_people_in_order")


def test_a_pair_is_kept_apart_once_at_a_time() -> None:
    one, two = PersonFactory.create(), PersonFactory.create()
    kept = pair(one, two, EARLY)
    refused(lambda: pair(one, two, LATER), "a_pair_is_kept_apart_once_at_a_time")
    refused(lambda: set_period(NonAssociation, kept.pk, "empty"), "a_non_association_has_a_period")


def test_one_contact_officer_at_a_time() -> None:
    stay = stay_from(EARLY)
    part: dict[str, Any] = {"stay": stay, "assigned_at": EARLY}
    main = ContactOfficer.objects.create(officer=UserFactory.create(), during=since(EARLY), **part)
    refused(
        lambda: ContactOfficer.objects.create(officer=UserFactory.create(), during=since(LATER), **part),
        "one_contact_officer_at_a_time",
    )
    ContactOfficer.objects.create(officer=UserFactory.create(), during=since(EARLY), is_substitute=True, **part)
    refused(lambda: set_period(ContactOfficer, main.pk, "empty"), "a_contact_officer_has_a_period")
