"""The demo's handovers: a month of calm, one at hand, and nothing more at a second start."""

import pytest

from corrections.demo import seed as seed_ground
from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Unit
from security.demo import handovers
from security.models import EquipmentCheck, Handover, HandoverNote
from tests.corrections.factories import oslo

pytestmark = pytest.mark.django_db


def sizes() -> list[int]:
    return [kind.objects.count() for kind in (Handover, HandoverNote, EquipmentCheck)]


def test_a_month_of_handovers_lies_behind_the_one_at_hand_and_a_second_start_adds_nothing() -> None:
    at = oslo("2026-11-24 14:32")
    seed_ground(Stage(at))
    handovers.seed(Stage(at))

    b2 = Handover.objects.filter(unit=Unit.objects.get(prison__slug=SLUG, code="B2"))
    assert b2.filter(state="TAKEN").count() == 90
    at_hand = b2.get(state="OPEN")
    assert (str(at_hand.on), at_hand.shift, at_hand.notes.count(), at_hand.checks.count()) == (
        "2026-11-24", "evening", 1, 4,
    )  # fmt: skip
    once = sizes()
    handovers.refresh(Stage(at))
    assert sizes() == once

    handovers.refresh(Stage(oslo("2026-11-26 09:00")))
    assert b2.exclude(state="TAKEN").get().on == oslo("2026-11-26 07:00").date()
