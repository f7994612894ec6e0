"""The demo's keys: two weeks by the daily order, nobody locks what is locked, and nothing more at a second start."""

from itertools import pairwise

import pytest

from corrections.demo import seed as seed_ground
from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Unit
from security.demo import doors
from security.models import DailyTurn, LockEvent
from tests.corrections.factories import oslo

pytestmark = pytest.mark.django_db


def test_two_weeks_of_keys_lie_behind_and_a_later_start_goes_on_from_there() -> None:
    at = oslo("2026-11-24 14:32")
    seed_ground(Stage(at))
    doors.seed(Stage(at))

    b2 = Unit.objects.get(prison__slug=SLUG, code="B2")
    assert DailyTurn.objects.filter(unit=b2).count() == len(doors.ORDER)
    events = list(LockEvent.objects.standing().filter(unit=b2).order_by("at"))
    acts = [event.act for event in events]
    assert all(one != other for one, other in pairwise(acts))
    assert events[0].at < oslo("2026-11-10 08:00")
    assert oslo("2026-11-24 12:00") < events[-1].at <= at
    assert events[-1].act == "UNLOCK"
    once = LockEvent.objects.count()
    doors.refresh(Stage(at))
    assert LockEvent.objects.count() == once

    doors.refresh(Stage(oslo("2026-11-25 21:00")))
    assert LockEvent.objects.standing().filter(unit=b2).latest("at").act == "LOCK"
