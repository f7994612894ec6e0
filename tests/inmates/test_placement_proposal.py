"""What is proposed for one person, read from judgments, alerts, age and home; and the level that then decides."""

from datetime import date

import pytest

from corrections.choices import SecurityLevel
from inmates.choices import AlertCode
from inmates.models import Placement
from inmates.selectors.placement_proposal import case_of, lines
from inmates.services import care, decisions
from sentencing.models import Judgment
from tests.corrections.factories import NOW, UnitFactory, UserFactory
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(unit=UnitFactory.create(security_level=SecurityLevel.HIGH))


def judged(home: Placement, years: int, months: int = 0) -> None:
    Judgment.objects.create(
        stay=home.stay, kind="PRISON", judged_on=date(2026, 1, 5), years=years, months=months, registered_at=NOW
    )


def test_it_is_read_from_what_is_known(home: Placement) -> None:
    judged(home, 1, 6)
    care.raise_alert(person=home.stay.person, code=AlertCode.ESCAPE_RISK, by=UserFactory.create(), at=NOW)
    case = case_of(home.stay_id, NOW)
    assert (case.months, case.held, case.evasion, case.violence) == (18, "HIGH", True, False)
    assert [line.level for line in lines(home.stay_id, NOW)][:3] == ["ok", "ok", "ok"]


@pytest.mark.parametrize(("years", "months", "level"), [(10, 0, "LOCAL"), (10, 1, "REGIONAL")])
def test_above_ten_years_the_region_decides_a_transfer(home: Placement, years: int, months: int, level: str) -> None:
    judged(home, years, months)
    row = decisions.draft(stay=home.stay, kind="transfer", by=UserFactory.create(), at=NOW)
    assert row.level == level


def test_a_placement_is_the_regions_and_cannot_be_appealed(home: Placement) -> None:
    row = decisions.draft(stay=home.stay, kind="placement", by=UserFactory.create(), at=NOW)
    assert (row.level, row.level_why, row.appeal_rule, row.needs_two) == ("REGIONAL", "always", None, True)
