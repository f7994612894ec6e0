"""What still holds somebody who is about to be released: each basis by itself, too early and too late."""

from collections.abc import Callable
from datetime import date, timedelta

import pytest

from corrections.refusals import Refusal
from inmates.choices import LegalStatusKind, ReleaseKind
from inmates.models import Release, Stay
from inmates.registries import Finding
from inmates.selectors import releases
from inmates.services import releasing
from inmates.services.releasing import ReleaseRefused
from sentencing.holding import findings
from sentencing.models import Judgment, RemandOrder
from sentencing.rules.terms import Term
from sentencing.services import judgments
from tests.corrections.factories import NOW, oslo
from tests.corrections.pages import counted
from tests.inmates.factories import PlacementFactory
from tests.inmates.house import House, build_house
from tests.inmates.leaving import compared, confirmed, planned
from tests.inmates.races import race
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

pytestmark = pytest.mark.django_db
JANUARY = oslo("2026-01-05 10:00")


def held(house: House, legal: LegalStatusKind) -> Stay:
    """In B2 since 5 January 2026."""
    return PlacementFactory.create(unit=house.unit, start=JANUARY, legal=legal).stay


@pytest.fixture
def house() -> House:
    return build_house()


def only(stay: Stay) -> Finding:
    found = findings(stay.pk, NOW)
    assert len(found) == 1
    return found[0]


# ---- remand ------------------------------------------------------------------------------------------------------
def test_a_remand_order_that_holds_is_ended_by_a_court_alone(house: House) -> None:
    stay = held(house, LegalStatusKind.REMAND)
    order = RemandOrderFactory.create(stay=stay, expires_on=date(2026, 12, 5))
    found = only(stay)
    assert (found.level, found.key, found.override) == ("stop", f"order:{order.pk}", "court")
    assert "05.12.2026" in found.text
    assert found.answered_by == ("COURT_ORDER", "DECEASED")
    assert found.href.endswith("/sentence/")


def test_an_order_holds_the_whole_of_its_last_day(house: House) -> None:
    stay = held(house, LegalStatusKind.REMAND)
    RemandOrderFactory.create(stay=stay, ordered_on=None, expires_on=NOW.date())
    assert only(stay).level == "stop"


def test_a_lapsed_order_hinders_nothing_and_says_how_long_it_is_too_long(house: House) -> None:
    stay = held(house, LegalStatusKind.REMAND)
    RemandOrderFactory.create(stay=stay, ordered_on=None, expires_on=NOW.date() - timedelta(days=3))
    found = only(stay)
    assert (found.level, "3 days too long" in found.text) == ("warn", True)


def test_remand_without_an_order_stops_until_somebody_knows(house: House) -> None:
    assert only(held(house, LegalStatusKind.REMAND)).key == "no-order"


def test_a_judgment_holds_somebody_whom_the_court_lets_off_remand(house: House) -> None:
    stay = held(house, LegalStatusKind.REMAND)
    RemandOrderFactory.create(stay=stay)
    JudgmentFactory.create(stay=stay, years=2)
    release = compared(planned(stay, house, kind=ReleaseKind.COURT_ORDER, decision="26-1"), house)
    levels = {said.key: said.level for check in releases.run(release, NOW) for said in check.said}
    term = next(key for key in levels if key.startswith("sentencing:term"))
    assert [levels[key] for key in levels if key.startswith("sentencing:order")] == ["warn"]
    assert levels[term] == "stop"
    with pytest.raises(ReleaseRefused, match="Another basis runs: a judgment"):
        releasing.prepare(release=release, by=house.officer, at=NOW)


# ---- terms -------------------------------------------------------------------------------------------------------
def test_before_the_earliest_day_nobody_is_released_on_probation(house: House) -> None:
    stay = held(house, LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, years=3)
    found = only(stay)
    assert (found.level, found.override) == ("stop", "court")
    assert "at the earliest" in found.text
    assert ReleaseKind.PROBATION_RELEASE not in found.answered_by


def test_after_the_earliest_day_a_decision_on_probation_is_the_ground(house: House) -> None:
    stay = held(house, LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 1, 5), months=12)
    found = only(stay)
    assert "only on a decision" in found.text
    on_probation = planned(stay, house, kind=ReleaseKind.PROBATION_RELEASE, decision="26-10412")
    assert said_of(on_probation, stay) == "warn"
    releasing.cancel(release=on_probation, why="x", by=house.officer, at=NOW)
    assert said_of(planned(stay, house, kind=ReleaseKind.FULL_TERM), stay) == "stop"


def said_of(release: Release, stay: Stay) -> str:
    return next(check.level for check in releases.run(release, NOW) if check.key == "sentencing")


@pytest.fixture
def served(house: House) -> Stay:
    """Received 5 January for ten months: served 5 November."""
    stay = held(house, LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 1, 5), months=10)
    return stay


def test_a_served_term_says_how_many_days_too_long(served: Stay) -> None:
    found = only(served)
    days = (NOW.date() - date(2026, 11, 5)).days
    assert (found.level, f"{days} days too long" in found.text) == ("warn", True)


def test_a_remand_order_is_another_basis_for_somebody_who_has_served(served: Stay) -> None:
    order = RemandOrderFactory.create(stay=served)
    found = {finding.key: finding for finding in findings(served.pk, NOW)}[f"order:{order.pk}"]
    assert (found.level, found.answered_by) == ("stop", ("DECEASED",))
    assert "Another basis runs" in found.text


def test_without_a_judgment_nobody_can_tell_when_the_term_is_served(house: House) -> None:
    found = only(held(house, LegalStatusKind.SENTENCED))
    assert (found.key, found.level) == ("no-judgment", "stop")
    assert "FULL_TERM" not in found.answered_by


def test_what_holds_somebody_is_asked_in_a_few_statements(served: Stay) -> None:
    RemandOrderFactory.create(stay=served)
    with counted() as statements:
        findings(served.pk, NOW)
    assert len(statements) == 4


# ---- two at once -------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["a remand order", "a judgment"])
def test_at_the_gate_somebody_is_released_or_held_by_what_arrives_and_never_both(what: str) -> None:
    """The post brings another basis while the officer opens the gate: one of the two is told of the other."""
    house = build_house()
    stay = held(house, LegalStatusKind.SENTENCED)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 1, 5), months=10)
    release = confirmed(stay, house)
    day, term = NOW.date(), Term("PRISON", years=1)
    acts: dict[str, Callable[[], object]] = {
        "a remand order": lambda: judgments.register_remand_order(
            stay=stay, ordered_on=day, expires_on=day + timedelta(days=14), by=house.colleague, at=NOW
        ),
        "a judgment": lambda: judgments.register_judgment(
            stay=stay, term=term, judged_on=day - timedelta(days=2), by=house.colleague, at=NOW
        ),
    }
    gate, post = race(lambda: releasing.execute(release=release, by=house.officer, at=NOW), acts[what])
    stay.refresh_from_db()
    assert isinstance(gate, Refusal) != isinstance(post, Refusal)
    if isinstance(gate, Refusal):
        assert "Only a court" in str(gate) or "Full term 05.11.2027" in str(gate)
        assert stay.released_at is None
    else:
        assert stay.released_at == NOW
        assert (RemandOrder.objects.count(), Judgment.objects.count()) == (0, 1)
