"""The chapter of the demo about plans: agreed, offered, in draft, and one that was not agreed, with the reason."""

import pytest

from corrections.choices import CompetenceKind
from corrections.demo.stage import Stage
from corrections.services import competences
from sentencing.demo import plans
from sentencing.models import NeedsFinding, PlanPartner, PlanStepDone, PlanVersion
from tests.corrections.factories import LONG_AGO, PrisonFactory, UnitFactory, UserFactory, oslo
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db


def test_every_state_of_a_plan_is_shown() -> None:
    prison = PrisonFactory.create()
    unit = UnitFactory.create(prison=prison, code="B2")
    UserFactory.create(username="lunde")
    mapper = UserFactory.create(username="nesheim")
    kind = CompetenceKind.NEEDS_MAPPING
    competences.grant(
        user=mapper, kind=kind, start=LONG_AGO, end=None, evidence="KRUS", prison=prison, by=None, at=LONG_AGO
    )
    lead = PersonFactory.create(family_name="Lervik")
    for number in range(6):
        more = {"person": lead} if number == 0 else {}
        stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00"), **more).stay
        JudgmentFactory.create(stay=stay, years=3)
    plans.seed(Stage(oslo("2026-11-24 14:32")))
    states = sorted(PlanVersion.objects.values_list("state", flat=True))
    assert states == ["AGREED", "AGREED", "AGREED", "DRAFT", "DRAFT", "NOT_AGREED", "OFFERED"]
    assert PlanVersion.objects.get(state="NOT_AGREED").own_words == plans.WHY_NOT
    held = PlanVersion.objects.get(stay__person=lead, number=2)
    assert [goal.area for goal in held.goals.order_by("position")] == [
        "HOUSING",
        "EDUCATION",
        "ECONOMY",
        "HEALTH",
        "WORK",
    ]
    assert (PlanPartner.objects.count(), NeedsFinding.objects.count(), PlanStepDone.objects.count()) == (4, 5, 1)
