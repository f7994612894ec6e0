"""What PostgreSQL itself refuses about releases: each constraint broken on purpose."""

from typing import Any

import pytest

from inmates.choices import ReleaseKind, ReleaseState, ReleaseStep
from inmates.models import Release, ReleaseMark, ReleaseOverride, Stay
from tests.commit import delete_by_sql
from tests.corrections.factories import NOW
from tests.inmates.house import House, build_house
from tests.inmates.test_models_whereabouts import broken, change

pytestmark = pytest.mark.django_db


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


def planned(stay: Stay, house: House, **values: Any) -> Release:
    given = {"kind": ReleaseKind.FULL_TERM, "planned_at": NOW, "registered_at": NOW, "prison": house.prison}
    return Release.objects.create(stay=stay, **{**given, **values})


def test_one_release_of_a_stay_unless_it_is_cancelled(stay: Stay, house: House) -> None:
    first = planned(stay, house)
    broken("one_release_of_a_stay", lambda: planned(stay, house))
    change(first, state=ReleaseState.CANCELLED, cancelled_at=NOW, cancelled_by=house.officer)()
    assert planned(stay, house).pk


def test_a_release_is_of_a_known_kind(stay: Stay, house: House) -> None:
    broken("a_release_is_of_a_known_kind", lambda: planned(stay, house, kind="BRIBE"))


@pytest.mark.parametrize("kind", [ReleaseKind.PROBATION_RELEASE, ReleaseKind.COURT_ORDER])
def test_a_release_rests_on_a_decision(stay: Stay, house: House, kind: ReleaseKind) -> None:
    broken("a_release_rests_on_a_decision", lambda: planned(stay, house, kind=kind))
    assert planned(stay, house, kind=kind, decision="26-10412").pk


def test_a_release_is_confirmed_by_another_than_prepared_it(stay: Stay, house: House) -> None:
    prepared = {"prepared_at": NOW, "prepared_by": house.officer}
    both = {"state": ReleaseState.CONFIRMED, "confirmed_at": NOW, **prepared}
    name = "a_release_is_confirmed_by_another_than_prepared_it"
    broken(name, lambda: planned(stay, house, confirmed_by=house.officer, **both))
    assert planned(stay, house, confirmed_by=house.colleague, **both).pk


@pytest.mark.parametrize(
    "values",
    [
        {"state": ReleaseState.PREPARED},
        {"state": ReleaseState.PLANNED, "prepared_at": NOW},
        {"state": ReleaseState.EXECUTED, "executed_at": NOW},
        {"state": ReleaseState.CANCELLED, "cancelled_at": NOW},
        {"state": "SOMEWHERE"},
    ],
)
def test_a_release_is_as_far_as_its_stamps_say(stay: Stay, house: House, values: dict[str, Any]) -> None:
    broken("a_release_is_as_far_as_its_stamps_say", lambda: planned(stay, house, **values))


def test_a_release_that_is_over_stands(stay: Stay, house: House) -> None:
    over = planned(
        stay,
        house,
        state=ReleaseState.EXECUTED,
        prepared_at=NOW,
        prepared_by=house.officer,
        confirmed_at=NOW,
        confirmed_by=house.colleague,
        executed_at=NOW,
        executed_by=house.officer,
    )
    back = {"state": ReleaseState.CONFIRMED, "executed_at": None, "executed_by": None}
    broken("a_release_that_is_over_stands", change(over, **back))
    broken("a_release_that_is_over_stands", change(over, undone=[]) if over.undone else change(over, decision="x"))


def test_a_step_before_the_gate_is_known(stay: Stay, house: House) -> None:
    release = planned(stay, house)
    given: dict[str, Any] = {"release": release, "is_done": True, "marked_at": NOW}
    broken("a_step_before_the_gate_is_known", lambda: ReleaseMark.objects.create(step="DANCE", **given))
    assert ReleaseMark.objects.create(step=ReleaseStep.PAPERS, **given).pk


def test_a_finding_is_decided_once_and_on_a_decision(stay: Stay, house: House) -> None:
    release = planned(stay, house)
    given: dict[str, Any] = {"release": release, "decided_at": NOW, "decided_by": house.officer}
    broken(
        "an_override_rests_on_a_decision",
        lambda: ReleaseOverride.objects.create(finding="things:1", decision="", **given),
    )
    ReleaseOverride.objects.create(finding="things:1", decision="26-1", **given)
    broken(
        "a_finding_is_decided_once",
        lambda: ReleaseOverride.objects.create(finding="things:1", decision="26-2", **given),
    )


def test_releases_marks_and_decisions_are_never_taken_away(stay: Stay, house: House) -> None:
    release = planned(stay, house)
    mark = ReleaseMark.objects.create(release=release, step=ReleaseStep.PAPERS, is_done=True, marked_at=NOW)
    decided = ReleaseOverride.objects.create(
        release=release, finding="things:1", decision="26-1", decided_at=NOW, decided_by=house.officer
    )
    broken("records_are_only_added", change(mark, is_done=False))
    broken("records_are_only_added", change(decided, decision="26-2"))
    for row in (mark, decided, release):
        broken("records_are_only_added", delete_by_sql(row._meta.db_table, row.pk))
