"""The demo's evenings: one adopted and counted, one asked for, at any hour and no more at a second start."""

import pytest

from corrections.demo import seed as seed_ground
from corrections.demo.stage import Stage
from inmates import demo as people
from inmates.models import GroupNonAssociation
from security.demo import evening
from security.models import RegimeLoss, RegimePlan
from security.rules import regime as rules
from security.selectors import regime as facts
from tests.corrections.factories import oslo

pytestmark = pytest.mark.django_db


@pytest.mark.parametrize("clock", ["2026-11-24 14:32", "2026-11-24 23:50"])
def test_an_evening_stands_in_the_ledger_and_one_is_asked_for(clock: str) -> None:
    at = oslo(clock)
    seed_ground(Stage(at))
    assert people
    evening.seed(Stage(at))
    behind, coming = RegimePlan.objects.order_by("during")
    assert behind.adopted_at is not None
    found = {one.code for one in rules.broken(facts.evening_of(behind), facts.groups_of(behind))}
    assert found <= {rules.FLOOR}
    assert RegimeLoss.objects.filter(plan=behind).count() == len(behind.facts["people"])
    assert coming.proposed_at is None
    assert coming.during.lower > at
    assert GroupNonAssociation.objects.count() == 1
    evening.refresh(Stage(at))
    assert RegimePlan.objects.count() == 2
