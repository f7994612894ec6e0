"""What must never be true of a handover, each broken on purpose."""

from collections.abc import Iterator
from contextlib import contextmanager
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection, transaction

from corrections.refusals import has_sentence
from inmates.selectors import board_version
from security.choices import Calm, EquipmentKind, HandoverState
from security.models import EquipmentCheck, HandoverItem, HandoverNote, HandoverReading, UnitEquipment
from tests.corrections.factories import NOW, oslo
from tests.security.handovers import Ward, handover

pytestmark = pytest.mark.django_db
GIVEN_AT = oslo("2026-11-24 14:41")
TAKEN_AT = oslo("2026-11-24 14:47")


@pytest.fixture
def ward() -> Ward:
    return Ward()


@contextmanager
def refused(name: str) -> Iterator[None]:
    assert has_sentence(name)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


def test_a_unit_and_a_shift_have_one_handover(ward: Ward) -> None:
    handover(ward.unit)
    with refused("one_handover_of_a_unit_and_shift"):
        handover(ward.unit)


@pytest.mark.parametrize(
    ("name", "values"),
    [
        ("a_handover_is_to_a_known_shift", {"shift": "noon"}),
        ("calm_has_three_steps", {"calm": "FINE"}),
        ("a_handover_is_signed_as_it_says", {"state": HandoverState.GIVEN, "calm": Calm.CALM}),
        ("a_signature_says_who_and_when", {"state": HandoverState.GIVEN, "calm": Calm.CALM, "given_at": GIVEN_AT}),
        (
            "who_takes_over_says_who_and_when",
            {"state": HandoverState.TAKEN, "calm": Calm.CALM, "taken_at": TAKEN_AT, "alone_reason": "Alene på natt"},
        ),
    ],
)
def test_signatures_and_state_agree(ward: Ward, name: str, values: dict[str, Any]) -> None:
    with refused(name):
        handover(ward.unit, **values)


def test_who_hands_over_never_takes_over(ward: Ward) -> None:
    with refused("who_hands_over_never_takes_over"):
        handover(ward.unit, given=(ward.dale, GIVEN_AT), taken=(ward.dale, TAKEN_AT))


def test_a_unit_is_taken_over_after_it_was_handed_over(ward: Ward) -> None:
    with refused("a_handover_is_taken_after_it_is_given"):
        handover(ward.unit, given=(ward.dale, TAKEN_AT), taken=(ward.hansen, GIVEN_AT))


def test_taking_over_from_nobody_needs_a_reason(ward: Ward) -> None:
    with refused("a_handover_is_signed_as_it_says"):
        handover(ward.unit, taken=(ward.hansen, TAKEN_AT))


def test_who_signs_says_how_calm_it_is(ward: Ward) -> None:
    with refused("who_signs_says_how_calm_it_is"):
        handover(ward.unit, given=(ward.dale, GIVEN_AT), calm="")


def test_a_signed_handover_stands(ward: Ward) -> None:
    given = handover(ward.unit, given=(ward.dale, GIVEN_AT))
    given.calm = Calm.TENSE
    with refused("a_signed_handover_stands"):
        given.save()
    taken = handover(Ward().unit, given=(ward.dale, GIVEN_AT), taken=(ward.hansen, TAKEN_AT))
    taken.taken_at = TAKEN_AT + timedelta(minutes=1)
    with refused("a_signed_handover_stands"):
        taken.save()


def test_a_note_says_something_an_item_and_a_reading_stand_once(ward: Ward) -> None:
    row = handover(ward.unit)
    with refused("a_handover_note_says_something"):
        HandoverNote.objects.create(handover=row, text="", written_at=NOW, written_by=ward.dale)
    HandoverItem.objects.create(
        handover=row, key="a", icon="eye", title="Tilsyn", acknowledged_at=NOW, acknowledged_by=ward.hansen
    )
    HandoverReading.objects.create(handover=row, reader=ward.hansen, read_at=NOW)
    with refused("an_item_is_acknowledged_once"):
        HandoverItem.objects.create(
            handover=row, key="a", icon="eye", title="Tilsyn", acknowledged_at=NOW, acknowledged_by=ward.odegard
        )
    with refused("a_handover_is_read_once_by_each"):
        HandoverReading.objects.create(handover=row, reader=ward.hansen, read_at=NOW)


def test_what_was_said_is_only_added_to(ward: Ward) -> None:
    row = handover(ward.unit)
    note = HandoverNote.objects.create(handover=row, text="Rolig dag.", written_at=NOW, written_by=ward.dale)
    note.text = "Urolig dag."
    with refused("records_are_only_added"):
        note.save()
    with refused("records_are_only_added"):
        note.delete()


def test_equipment_is_listed_once_is_of_a_known_kind_and_what_is_missing_is_explained(ward: Ward) -> None:
    def listed(**values: Any) -> UnitEquipment:
        return UnitEquipment.objects.create(
            **{"unit": ward.unit, "kind": EquipmentKind.KEYS, "name": "Nøkler", "expected": 14, "changed_at": NOW}
            | values
        )

    keys = listed()
    with refused("a_unit_lists_equipment_once"):
        listed()
    with refused("equipment_is_of_a_known_kind"):
        listed(name="Båt", kind="BOAT")
    with refused("missing_equipment_is_explained"):
        EquipmentCheck.objects.create(
            equipment=keys, handover=handover(ward.unit), expected=14, in_place=13, checked_at=NOW, checked_by=ward.dale
        )


def test_the_board_is_drawn_anew_when_a_handover_is_signed(ward: Ward) -> None:
    before = board_version.of_unit(ward.unit.pk)
    handover(ward.unit, due_at=NOW + timedelta(days=365))
    with connection.cursor() as cursor:
        cursor.execute("SET CONSTRAINTS ALL IMMEDIATE")
    assert board_version.of_unit(ward.unit.pk) == before + 1
