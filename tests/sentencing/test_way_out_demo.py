"""The chapter of the demo about the way out: leave at the weekend, what is in place, and once more the day after."""

from datetime import date

import pytest

from corrections.demo.stage import Stage
from corrections.models import Task
from sentencing.choices import StepOutcome
from sentencing.demo import steps, way_out
from sentencing.models import Leave, LeavePermission, ReleaseItem, StepReview, VictimNotice
from tests.corrections.factories import UnitFactory, UserFactory, oslo
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db


def stage(at: str) -> Stage:
    return Stage(oslo(at))


def test_the_weekend_is_planned_and_what_is_in_place_is_shown() -> None:
    unit = UnitFactory.create()
    UserFactory.create(username="brekke")
    UserFactory.create(username="fjeldstad")
    for _ in range(8):
        placed = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00"))
        JudgmentFactory.create(stay=placed.stay, years=2, judged_on=date(2026, 1, 5))
    way_out.seed(stage("2026-11-24 14:32"))
    assert (LeavePermission.objects.count(), StepReview.objects.count()) == (5, 3)
    assert Leave.objects.filter(during__startswith=oslo("2026-11-28 10:00")).count() == 5
    assert ReleaseItem.objects.exists()
    assert VictimNotice.objects.count() == 1
    assert Task.objects.open().filter(kind__startswith="step.").exists()
    way_out.refresh(stage("2026-12-01 14:32"))
    assert Leave.objects.filter(during__startswith=oslo("2026-12-05 10:00")).count() == 5


def test_most_open_steps_were_looked_at_and_ask_again_on_a_later_day() -> None:
    unit = UnitFactory.create()
    UserFactory.create(username="brekke")
    for _ in range(6):
        placed = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00"))
        JudgmentFactory.create(stay=placed.stay, years=2, judged_on=date(2026, 1, 5))
    now = stage("2026-11-24 14:32")
    steps.seed(now)
    said = StepReview.objects.order_by("pk")
    assert said.values("stay").distinct().count() >= 4
    assert set(said.values_list("outcome", flat=True)) == {StepOutcome.NOT_NOW}
    assert all(one.look_again_on and one.look_again_on > now.today and one.reviewed_at < now.at for one in said)
    late = Task.objects.open().filter(kind__startswith="step.", due_at__lt=now.at)
    assert not late.filter(subject_id__in=said.values("stay")).exists()
