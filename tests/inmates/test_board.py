"""The board of a unit: what it shows, that its numbers add up, and what it costs."""

import pytest

from corrections.access import access_of
from inmates.selectors.board import board_rows
from inmates.selectors.whereabouts import Bucket
from tests.corrections.factories import NOW
from tests.inmates.mockup import build_mockup

pytestmark = pytest.mark.django_db


def test_the_unit_of_the_design_adds_up() -> None:
    b2 = build_mockup()

    board = board_rows(b2.unit.pk, NOW, access_of(b2.officer, at=NOW))

    assert board.counts == {Bucket.CELL: 7, Bucket.UNIT: 5, Bucket.INSIDE: 6, Bucket.OUTSIDE: 2}
    assert (board.residents, board.capacity) == (20, 23)
