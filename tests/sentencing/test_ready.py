"""Before a release: the notice beforehand stops it, what is not in place is said, and the release stands after all."""

from datetime import date
from typing import Any

import pytest

from corrections.choices import Role
from corrections.models import FailedReaction, Unit, User
from inmates.models import Stay
from inmates.services import release
from sentencing import handlers
from sentencing.choices import ItemState, NoticeAct, NoticeChannel, ReleaseDomain
from sentencing.selectors import ready
from sentencing.services import leave, stairs, victims
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-24 14:32")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create()


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison)


@pytest.fixture
def stay(unit: Unit) -> Stay:
    found: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-12 12:00")).stay
    JudgmentFactory.create(stay=found, years=2, judged_on=date(2026, 1, 5))
    return found


def test_a_victim_who_is_to_be_told_stops_the_release_until_it_is_settled(stay: Stay, by: User) -> None:
    assert ready.told(stay.pk, NOW) == []
    victims.say_duty(stay=stay, is_due=True, reason="The judgment", by=by, at=NOW)
    (found,) = ready.told(stay.pk, NOW)
    assert (found.level, found.override) == ("stop", "")  # no decision of a leader goes past it
    victims.settle_notice(stay=stay, act=NoticeAct.SENT, channel=NoticeChannel.LETTER, by=by, at=NOW)
    assert [one.level for one in ready.told(stay.pk, NOW)] == ["ok"]


def test_what_is_not_in_place_is_said_and_stops_nobody(stay: Stay, by: User) -> None:
    (found,) = ready.in_place(stay.pk, NOW)
    assert found.level == "warn"
    assert found.text.startswith("7 things are not arranged: Somewhere to live, Work or school")
    for domain in ReleaseDomain.values:
        evidence = "12.12.2026" if domain == "HEALTH" else "In writing"
        stairs.settle_item(stay=stay, domain=domain, state=ItemState.ARRANGED, evidence=evidence, by=by, at=NOW)
    assert [one.level for one in ready.in_place(stay.pk, NOW)] == ["ok"]


def test_the_release_stands_when_what_follows_from_it_fails(
    stay: Stay, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    def broken(**_: Any) -> None:
        raise RuntimeError("the list of leaves is down")

    monkeypatch.setattr(leave, "drop_planned", broken)
    release.release(stay=stay, by=by, at=NOW)
    stay.refresh_from_db()
    assert stay.released_at == NOW
    kept = FailedReaction.objects.get()
    assert kept.handler == f"{handlers.__name__}.drop_the_leave_of_who_was_released"
    assert "the list of leaves is down" in kept.error
