"""A release is asked about by every floor, is announced once, and stands when a reaction to it fails."""

from datetime import timedelta

import pytest
from django.db import connection

from corrections import events
from corrections.choices import ClockState, Role
from corrections.models import Clock, FailedReaction, Task, Unit, User
from corrections.services import reactions
from inmates.choices import ReleaseKind
from inmates.events import PersonReleased
from inmates.models import Commitment, Stay
from inmates.registries import release_checks
from inmates.services import release, releasing
from sentencing.choices import LeaveState, OutsideState
from sentencing.models import Leave, OutsideTerm
from sentencing.services import leave, probation, stairs, watch
from tests.corrections.factories import UnitFactory, oslo, staff
from tests.sentencing.factories import LeavePermissionFactory
from tests.sentencing.outside import NOW, granted, nobody_is_told, serving

pytestmark = pytest.mark.django_db
GATE = oslo("2027-05-12 10:00")


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison, first_name="Kari", last_name="Brekke")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def stay(unit: Unit, by: User) -> Stay:
    """Goes home on probation in May: a leave is planned for later, clocks run and tasks are open."""
    found = serving(unit)
    nobody_is_told(found, by)
    permission = LeavePermissionFactory.create(stay=found, valid_from=NOW.date(), valid_to=GATE.date().replace(month=9))
    day = oslo("2027-06-11 16:00")
    leave.plan(permission=permission, start=day, end=day + timedelta(days=1), by=by, at=NOW)
    watch.watch_stays(stay_ids=[found.pk], at=NOW)
    granted(found, "PROBATION", by)
    releasing.plan(stay=found, kind=ReleaseKind.PROBATION_RELEASE, planned_at=GATE, decision="26/1-7", by=by, at=NOW)
    stairs.call(stay_ids=None, by=None, at=GATE - timedelta(days=10))
    return found


def breaks(**_: object) -> None:
    """As a fault in our own software would: the database refuses a statement in the middle of it."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT no_such_column")


def the_guarantee(stay: Stay) -> int:
    return Task.objects.open().filter(subject_id=stay.pk, kind__startswith="guarantee.").count()


def test_what_is_kept_here_and_what_the_sentence_asks_is_looked_at_before_a_release() -> None:
    asked = {check.load.__module__.split(".")[0] for check in release_checks.values()}
    assert asked == {"inmates", "sentencing"}


def test_a_release_stands_and_the_reaction_that_failed_is_tried_again(
    stay: Stay, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[events.Event] = []

    def hear(event: events.Event) -> None:
        heard.append(event)
        events.publish(event)

    monkeypatch.setattr("inmates.services.release.publish", hear)
    assert the_guarantee(stay) == 7
    begins = probation.released
    monkeypatch.setattr(probation, "released", breaks)
    release.release(stay=stay, by=by, at=GATE, plan=stay.releases.get().pk)

    # released, announced once, and every other reaction is done
    stay.refresh_from_db()
    assert stay.during.upper == GATE
    assert [type(event) for event in heard] == [PersonReleased]
    assert Clock.objects.filter(rule__rule_id="FULL").get().state == ClockState.MET
    assert Leave.objects.get().state == LeaveState.CANCELLED
    assert not Commitment.objects.filter(stay=stay, cancelled_at=None, during__startswith__gt=GATE).exists()
    assert the_guarantee(stay) == 0

    # the one that failed is kept with what it was about, and nothing of it is half done
    kept = FailedReaction.objects.get()
    assert (kept.handler, kept.resolved_at) == ("sentencing.handlers.begin_probation", None)
    assert "no_such_column" in kept.error
    assert OutsideTerm.objects.get().state == OutsideState.GRANTED

    # it is tried again until it succeeds, with the moment of the release and not of the trial
    soon = kept.next_try_at
    assert reactions.retry(at=soon - timedelta(seconds=1)) == 0
    assert reactions.retry(at=soon) == 0
    kept.refresh_from_db()
    assert (kept.attempts, kept.resolved_at) == (2, None)
    monkeypatch.setattr(probation, "released", begins)
    assert reactions.retry(at=kept.next_try_at) == 1
    term = OutsideTerm.objects.get()
    assert (term.state, term.started_at) == (OutsideState.RUNNING, GATE)
    assert reactions.retry(at=kept.next_try_at + timedelta(days=1)) == 0
