"""Handing a unit over and taking it over: two people, everything read, nothing half-written."""

from datetime import timedelta
from typing import Any

import pytest
from django.utils import translation

from corrections.access import access_of
from corrections.models import User, WriteRecord
from corrections.refusals import Conflict, Refusal
from inmates.choices import AbsenceKind
from inmates.services import movements
from security.choices import Calm, EquipmentKind, HandoverState
from security.models import EquipmentCheck, Handover, HandoverItem, HandoverNote, HandoverReading
from security.rules.handover import Slot
from security.selectors import handovers as selector
from security.services import equipment, handovers
from tests.corrections.factories import oslo
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory
from tests.security.handovers import SLOT, Ward, handover
from tests.together import together

pytestmark = pytest.mark.django_db
AT = oslo("2026-11-24 14:41")
LATER = oslo("2026-11-24 14:47")


@pytest.fixture
def ward() -> Ward:
    return Ward()


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


def signer(ward: Ward, who: User, at: Any = AT, slot: Slot = SLOT) -> dict[str, Any]:
    return {"unit": ward.unit, "slot": slot, "by": who, "at": at, "access": access_of(who, at=at)}


def give(ward: Ward, who: User | None = None, **values: Any) -> Handover:
    return handovers.give(**signer(ward, who or ward.dale) | {"calm": Calm.CALM} | values)


def take(ward: Ward, who: User | None = None, **values: Any) -> Handover:
    return handovers.take(**signer(ward, who or ward.odegard, LATER) | {"ticked": ()} | values)


def alone(ward: Ward, **values: Any) -> Handover:
    said = {"calm": Calm.UNEASY, "reason": "Alene på natt", "ticked": ()}
    return handovers.take_alone(**signer(ward, ward.hansen) | said | values)


def at_court(ward: Ward) -> str:
    """Brattland is expected back at four; the key of what must be done about it."""
    stay = StayFactory.create(person=PersonFactory.create(family_name="Brattland"))
    PlacementFactory.create(stay=stay, unit=ward.unit)
    absence = movements.depart(
        stay=stay,
        kind=AbsenceKind.COURT,
        departed_at=oslo("2026-11-24 09:10"),
        expected_return_at=oslo("2026-11-24 16:00"),
        by=ward.dale,
        at=oslo("2026-11-24 09:10"),
    )
    return f"back-{absence.pk}"


def refused(code: str, act: Any) -> Refusal:
    """Nothing is written by an act that is refused."""

    def everything() -> list[Any]:
        kinds = (Handover, HandoverItem, HandoverNote, HandoverReading, EquipmentCheck, WriteRecord)
        return [*(kind.objects.count() for kind in kinds), *Handover.objects.values_list("state", "calm", "given_at")]

    before = everything()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert everything() == before
    return caught.value


# ---- giving ------------------------------------------------------------------------
def test_who_goes_home_signs_says_how_calm_it_was_and_leaves_a_word(ward: Ward) -> None:
    row = give(ward, calm=Calm.UNEASY, text=" Rolig  dag. \n Litt spent på kjøkkenet. ")

    assert (row.state, row.calm, row.given_by, row.given_at) == (HandoverState.GIVEN, Calm.UNEASY, ward.dale, AT)
    assert HandoverNote.objects.get().text == "Rolig dag.\nLitt spent på kjøkkenet."
    assert HandoverReading.objects.get().reader == ward.dale
    assert WriteRecord.objects.get(act="security.give_handover").subject_id == row.pk


def test_the_numbers_are_kept_as_they_stood_at_the_signature(ward: Ward) -> None:
    at_court(ward)
    PlacementFactory.create(unit=ward.unit)
    equipment.keep(unit=ward.unit, kind=EquipmentKind.KEYS, name="Nøkler", expected=14, by=ward.dale, at=AT)

    row = give(ward)
    PlacementFactory.create(unit=ward.unit)

    kept = Handover.objects.get(pk=row.pk).totals
    assert (kept["residents"], kept["places"], kept["outside"]) == (2, 2, 1)
    assert kept["equipment"] == [["KEYS", None, 14]]
    page = selector.page_of(ward.unit, SLOT, ward.odegard, access_of(ward.odegard, at=LATER), LATER)
    assert [(part.label, part.value) for part in page.tally][:1] == [("Residents", "2")]


def test_a_unit_is_handed_over_once_and_with_a_step_of_calm(ward: Ward) -> None:
    refused("no_calm", lambda: give(ward, calm="FINE"))
    give(ward)
    told = refused("signed_already", lambda: give(ward, ward.hansen))
    assert isinstance(told, Conflict)
    assert str(told) == "M. Dale handed the unit over at 14:41."


def test_only_the_handover_at_hand_is_signed(ward: Ward) -> None:
    refused("not_at_hand", lambda: give(ward, slot=SLOT.previous))
    refused("not_at_hand", lambda: give(ward, slot=SLOT.next))


# ---- taking ------------------------------------------------------------------------
def test_who_comes_on_takes_over_when_everything_is_acknowledged(ward: Ward) -> None:
    key = at_court(ward)
    give(ward)

    told = refused("not_acknowledged", lambda: take(ward))
    assert "Brattland: back about 16:00" in str(told)
    row = take(ward, ticked=[key])

    assert (row.state, row.taken_by, row.taken_at) == (HandoverState.TAKEN, ward.odegard, LATER)
    item = HandoverItem.objects.get()
    assert (item.key, item.acknowledged_by, item.acknowledged_at) == (key, ward.odegard, LATER)
    assert item.title.endswith("Brattland: back about 16:00")


def test_what_came_up_after_the_page_was_opened_must_be_read_as_well(ward: Ward) -> None:
    key = at_court(ward)
    give(ward)
    at_court(ward)
    refused("not_acknowledged", lambda: take(ward, ticked=[key]))


def test_the_same_person_never_signs_both_sides(ward: Ward) -> None:
    give(ward)
    refused("same_person", lambda: take(ward, ward.dale))


def test_nobody_takes_over_what_nobody_handed_over_without_a_reason(ward: Ward) -> None:
    refused("not_given", lambda: take(ward))
    refused("no_reason", lambda: alone(ward, reason="  "))

    row = alone(ward)

    assert (row.state, row.calm, row.alone_reason, row.given_by) == ("TAKEN", "UNEASY", "Alene på natt", None)
    told = refused("signed_already", lambda: alone(ward))
    assert str(told) == "A. Hansen took the unit over at 14:41."
    refused("signed_already", lambda: give(ward))


def test_a_word_is_added_after_the_signature_and_stands_beside_it(ward: Ward) -> None:
    give(ward, text="Rolig dag.")
    who: dict[str, Any] = {"unit": ward.unit, "slot": SLOT, "by": ward.dale, "at": LATER}
    handovers.write_note(text="Kniv 4 er tilbake.", **who)

    assert list(HandoverNote.objects.order_by("pk").values_list("text", flat=True)) == [
        "Rolig dag.",
        "Kniv 4 er tilbake.",
    ]
    refused("empty", lambda: handovers.write_note(text=" \n", **who))
    refused("too_long", lambda: handovers.write_note(text="x" * 1501, **who))


def test_reading_it_twice_is_reading_it_once(ward: Ward) -> None:
    for minute in (0, 5):
        handovers.mark_read(unit=ward.unit, slot=SLOT, by=ward.hansen, at=AT + timedelta(minutes=minute))
    assert HandoverReading.objects.get().read_at == AT


# ---- two at once ------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_hand_over_at_once_one_signs_and_the_other_is_told_who(ward: Ward) -> None:
    def sign(who: User) -> Any:
        with translation.override("en"):
            return give(ward, who)

    came_to = together(lambda: sign(ward.dale), lambda: sign(ward.hansen))

    row = Handover.objects.get()
    (told,) = [result for result in came_to if isinstance(result, Conflict)]
    assert str(told) == f"{row.given_by} handed the unit over at 14:41."


@pytest.mark.django_db(transaction=True)
def test_of_two_who_take_over_at_once_one_signs_and_the_other_is_told_who(ward: Ward) -> None:
    key = at_court(ward)
    give(ward)

    def sign(who: User) -> Any:
        with translation.override("en"):
            return take(ward, who, ticked=[key])

    came_to = together(lambda: sign(ward.odegard), lambda: sign(ward.hansen))

    row = Handover.objects.get()
    (told,) = [result for result in came_to if isinstance(result, Conflict)]
    assert str(told) == f"{row.taken_by} took the unit over at 14:47."
    assert HandoverItem.objects.get().acknowledged_by == row.taken_by


# ---- equipment ------------------------------------------------------------------------
def keys(ward: Ward, expected: int = 14) -> int:
    return equipment.keep(
        unit=ward.unit, kind=EquipmentKind.KEYS, name=" Nøkler ", expected=expected, by=ward.dale, at=AT
    ).pk


def check(ward: Ward, found: dict[int, tuple[int, str]]) -> Any:
    return equipment.check(unit=ward.unit, slot=SLOT, found=found, by=ward.dale, at=AT)


def test_what_is_missing_is_explained_or_nothing_is_written(ward: Ward) -> None:
    pk = keys(ward)
    told = refused("unexplained", lambda: check(ward, {pk: (13, " ")}))
    assert str(told).startswith("Nøkler: 13 of 14.")

    check(ward, {pk: (13, "Dale leter i garderoben")})

    row = EquipmentCheck.objects.get()
    assert (row.in_place, row.expected, row.note) == (13, 14, "Dale leter i garderoben")


def test_a_number_is_changed_under_the_same_name_and_nil_takes_it_off_the_list(ward: Ward) -> None:
    assert keys(ward) == keys(ward, 15)
    assert keys(ward, 0)
    refused("number", lambda: keys(ward, -1))
    refused("unknown_kind", lambda: equipment.keep(
        unit=ward.unit, kind="BOAT", name="Båt", expected=1, by=ward.dale, at=AT
    ))  # fmt: skip
    assert check(ward, {}) == []


def test_a_check_of_another_units_keys_is_not_written(ward: Ward) -> None:
    pk = keys(ward)
    other = Ward()
    equipment.check(unit=other.unit, slot=SLOT, found={pk: (14, "")}, by=other.dale, at=AT)
    assert not EquipmentCheck.objects.exists()


# ---- since when ------------------------------------------------------------------------
def test_changes_begin_where_the_unit_was_handed_over_last(ward: Ward) -> None:
    assert selector.last_signed(ward.unit.pk, SLOT) == oslo("2026-11-24 07:00")
    handover(ward.unit, SLOT.previous, given=(ward.hansen, oslo("2026-11-24 06:55")))
    assert selector.last_signed(ward.unit.pk, SLOT) == oslo("2026-11-24 06:55")
    assert give(ward).from_at == oslo("2026-11-24 06:55")
