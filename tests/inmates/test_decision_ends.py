"""The appeal clocks of a decision over both nights of the clock, and its end: final, carried out or lapsed, once."""

from collections.abc import Iterator
from datetime import datetime, timedelta

import pytest

from corrections.choices import ClockState
from corrections.models import Breach, Clock, Task
from corrections.refusals import Conflict
from inmates import tasks
from inmates.choices import DecisionAct, DecisionState
from inmates.models import Decision, DecisionAppeal, Stay
from inmates.services import decision_appeals, decision_ends, decisions, release
from inmates.services.decision_checks import DecisionRefused
from tests.corrections.factories import NOW, oslo
from tests.inmates import deciding
from tests.inmates.deciding import Cast, cast
from tests.inmates.house import House, build_house
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
S, A = DecisionState, DecisionAct


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


@pytest.fixture
def who(house: House) -> Cast:
    return cast(house)


@pytest.fixture(autouse=True)
def kind() -> Iterator[None]:
    with deciding.kind():
        yield


def open_tasks() -> list[tuple[str, str]]:
    return sorted(Task.objects.filter(done_at__isnull=True).values_list("kind", "role"))


# ---- the appeal clocks -------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("rule", "told_at", "due"),
    [
        ("APPEAL_7D", "2026-03-25 12:00+01:00", "2026-04-01 12:00+02:00"),
        ("APPEAL_48H", "2026-03-28 12:00+01:00", "2026-03-30 13:00+02:00"),
        ("APPEAL_48H", "2026-10-24 12:00+02:00", "2026-10-26 11:00+01:00"),
        ("APPEAL_7D", "2026-10-20 12:00+02:00", "2026-10-27 12:00+01:00"),
        ("APPEAL_3W", "2026-10-09 09:30+02:00", "2026-10-30 09:30+01:00"),
        # a deadline in days that ends on a Saturday, Sunday or holiday ends on the next working day; hours do not
        ("APPEAL_7D", "2026-11-21 12:00+01:00", "2026-11-30 12:00+01:00"),
        ("APPEAL_7D", "2026-11-22 12:00+01:00", "2026-11-30 12:00+01:00"),
        ("APPEAL_3W", "2026-10-10 09:30+02:00", "2026-11-02 09:30+01:00"),
        ("APPEAL_7D", "2026-03-26 12:00+01:00", "2026-04-07 12:00+02:00"),
        ("APPEAL_7D", "2026-12-18 12:00+01:00", "2026-12-28 12:00+01:00"),
        ("APPEAL_7D", "2026-05-10 12:00+02:00", "2026-05-18 12:00+02:00"),
        ("APPEAL_48H", "2026-11-20 12:00+01:00", "2026-11-22 12:00+01:00"),
        # the weekend that it moves over has the night of the clock in it, or the hour that is missing or comes twice
        ("APPEAL_7D", "2026-03-21 12:00+01:00", "2026-03-30 12:00+02:00"),
        ("APPEAL_7D", "2026-03-22 02:30+01:00", "2026-03-30 02:30+02:00"),
        ("APPEAL_7D", "2026-10-17 12:00+02:00", "2026-10-26 12:00+01:00"),
        ("APPEAL_7D", "2026-10-18 02:30+02:00", "2026-10-26 02:30+01:00"),
        ("APPEAL_48H", "2026-03-28 02:30+01:00", "2026-03-30 03:30+02:00"),
    ],
)
def test_the_appeal_deadline_runs_from_the_notice_over_both_nights_of_the_clock(
    stay: Stay, who: Cast, rule: str, told_at: str, due: str
) -> None:
    deciding.under(appeal=rule)
    row = deciding.told(stay, who, at=datetime.fromisoformat(told_at))
    clock = Clock.objects.get(dedupe_key=f"decision:{row.pk}:appeal")
    assert row.appeal_due_at == clock.due_at == datetime.fromisoformat(due)
    assert (clock.rule.rule_id, clock.state) == (rule, ClockState.RUNNING)


def test_nobody_appeals_and_it_is_final_by_itself_exactly_once(
    stay: Stay, who: Cast, monkeypatch: pytest.MonkeyPatch
) -> None:
    deciding.under()
    row = deciding.told(stay, who)
    due = NOW + timedelta(days=7)
    monkeypatch.setattr(tasks, "now", lambda: due - timedelta(seconds=1))
    tasks.finish_decisions()
    row.refresh_from_db()
    assert row.state == S.NOTIFIED
    monkeypatch.setattr(tasks, "now", lambda: due)
    tasks.finish_decisions()
    tasks.finish_decisions()
    row.refresh_from_db()
    assert (row.state, row.final_at) == (S.FINAL, due)
    assert row.steps.filter(act=A.BECOME_FINAL).count() == 1
    assert Clock.objects.get(dedupe_key=f"decision:{row.pk}:appeal").state == ClockState.MET
    assert not Breach.objects.exists()
    assert open_tasks() == [("inmates.decision.carry_out", "CASEWORKER")]


@pytest.mark.django_db(transaction=True)
def test_an_appeal_in_time_holds_whether_the_clock_or_the_typing_was_quicker(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.told(stay, who)
    due = NOW + timedelta(days=7)
    race(
        lambda: decision_appeals.appeal(
            decision=row, text="No.", by=who.caseworker, at=due, lodged_at=due - timedelta(minutes=1)
        ),
        lambda: decision_ends.finish_due(at=due),
        lambda: decision_ends.finish_due(at=due),
    )
    row.refresh_from_db()
    assert (row.state, DecisionAppeal.objects.count()) == (S.APPEALED, 1)
    assert row.steps.filter(act=A.APPEAL).count() == 1
    assert row.steps.filter(act=A.BECOME_FINAL).count() <= 1


def test_an_appeal_after_the_deadline_is_refused(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.told(stay, who)
    with pytest.raises(DecisionRefused) as refused:
        decision_appeals.appeal(decision=row, text="No.", by=who.caseworker, at=NOW + timedelta(days=7))
    assert refused.value.code == "late"
    assert not DecisionAppeal.objects.exists()


def test_what_cannot_be_appealed_is_final_with_its_notice(stay: Stay, who: Cast) -> None:
    deciding.under(appeal="")
    row = deciding.told(stay, who)
    assert (row.state, row.appeal_due_at, row.final_at) == (S.FINAL, None, NOW)


def test_whoever_made_the_decision_does_not_answer_the_appeal(stay: Stay, who: Cast) -> None:
    deciding.under(section="11")
    row = deciding.forwarded(stay, who)
    assert DecisionAppeal.objects.get(decision=row).level == "DIRECTORATE"
    for level, code in (("REGIONAL", "level"), ("DIRECTORATE", "own")):
        with pytest.raises(DecisionRefused) as refused:
            decision_appeals.settle(decision=row, outcome="UPHELD", reasons="Yes.", level=level, by=who.region, at=NOW)
        assert refused.value.code == code


def test_a_decision_that_is_set_aside_lapses(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = decision_appeals.tell(decision=deciding.settled(stay, who, "SET_ASIDE"), by=who.caseworker, at=NOW)
    assert (row.state, row.lapsed_why) == (S.LAPSED, "set_aside")


# ---- carrying out ------------------------------------------------------------------------------------------------
def test_nothing_is_carried_out_before_its_notice(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.decided(stay, who)
    with pytest.raises(DecisionRefused) as refused:
        decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW)
    assert refused.value.code == "before_notice"
    row.refresh_from_db()
    assert row.executed_at is None


def test_what_is_suspended_waits_until_it_is_final(stay: Stay, who: Cast) -> None:
    deciding.under(suspensive=True)
    row = deciding.told(stay, who)
    with pytest.raises(DecisionRefused) as refused:
        decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW)
    assert refused.value.code == "suspended"
    decision_ends.finish_due(at=NOW + timedelta(days=7))
    row = decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW + timedelta(days=7))
    assert row.state == S.EXECUTED


def test_carried_out_while_it_can_be_appealed_it_is_closed_when_final(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = decision_ends.carry_out(decision=deciding.told(stay, who), by=who.caseworker, at=NOW)
    assert (row.state, row.executed_at) == (S.NOTIFIED, NOW)
    with pytest.raises(Conflict):
        decision_ends.carry_out(decision=row, by=who.caseworker, at=NOW)
    decision_ends.finish_due(at=NOW + timedelta(days=7))
    row.refresh_from_db()
    assert row.state == S.EXECUTED
    assert open_tasks() == []


def test_a_kind_that_executes_itself_does_so_with_the_notice(stay: Stay, who: Cast) -> None:
    deciding.under()
    done: list[int] = []

    def execute(decision: Decision, _by: object, _at: datetime) -> Stay:
        done.append(decision.pk)
        return decision.stay

    with deciding.kind(execute=execute, executes_itself=True):
        row = deciding.told(stay, who)
    assert done == [row.pk]
    assert row.executed_ref == f"inmates.stay:{stay.pk}"


def test_a_refused_application_has_nothing_to_carry_out(stay: Stay, who: Cast) -> None:
    deciding.under()
    row = deciding.told(stay, who, outcome="REFUSED")
    decision_ends.finish_due(at=NOW + timedelta(days=7))
    row.refresh_from_db()
    assert row.state == S.LAPSED


def test_a_release_lets_what_is_open_lapse(stay: Stay, who: Cast, house: House) -> None:
    deciding.under()
    row = deciding.decided(stay, who)
    release.release(stay=stay, by=house.officer, at=NOW + timedelta(hours=1))
    row.refresh_from_db()
    assert (row.state, row.lapsed_why) == (S.LAPSED, "released")
    assert open_tasks() == []


def test_an_advance_notice_is_kept_with_its_time(stay: Stay, who: Cast) -> None:
    row = decisions.warn(decision=deciding.drafted(stay, who), by=who.caseworker, at=oslo("2026-11-24 15:00"))
    assert row.warned_at == oslo("2026-11-24 15:00")
