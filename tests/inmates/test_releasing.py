"""A release from its plan to the gate: two people, every check each time, and nothing left behind."""

from collections.abc import Callable
from datetime import timedelta
from functools import partial
from typing import Any

import pytest

from corrections.choices import ClockState, Role
from corrections.models import Clock, Task, WriteRecord
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal
from corrections.services import law
from inmates.choices import AlertCode, ReleaseKind, ReleaseState, ReleaseStep
from inmates.models import Alert, Commitment, Placement, Release, ReleaseMark, ReleaseOverride, Stay
from inmates.registries import release_checks
from inmates.rules.releasing import TRANSITIONS
from inmates.selectors import release_effects, releases
from inmates.services import care, contact_clock, movements, placements, releasing
from inmates.services import property as keeping
from inmates.services import release as ending
from inmates.services.releasing import ReleaseRefused
from tests.corrections.factories import NOW, CellFactory, TaskFactory, UnitFactory, staff
from tests.inmates.house import House, build_house
from tests.inmates.leaving import compared, confirmed, only_this_floor, planned, says
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
LATER = NOW + timedelta(minutes=5)


@pytest.fixture(autouse=True)
def floor(monkeypatch: pytest.MonkeyPatch) -> None:
    only_this_floor(monkeypatch)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def stay(house: House) -> Stay:
    return house.resident()


def refused(act: Callable[[], Any], kind: type[Refusal] = ReleaseRefused) -> Refusal:
    """``act`` is refused, and nothing is written."""

    def now() -> list[Any]:
        tables = (WriteRecord, ReleaseMark, ReleaseOverride)
        return [*(model._default_manager.count() for model in tables), *Release.objects.values_list("pk", "state")]

    before = now()
    with pytest.raises(kind) as caught:
        act()
    assert now() == before
    return caught.value


# ---- the plan --------------------------------------------------------------------------------------------------
def test_a_release_is_planned_once(stay: Stay, house: House) -> None:
    release = planned(stay, house, decision=" 26-10412 ")
    assert (release.state, release.decision, release.unit) == (ReleaseState.PLANNED, "26-10412", house.unit)
    told = refused(lambda: planned(stay, house), Conflict)
    assert (told.code, "K. Nesheim" in str(told)) == ("planned", True)


def test_nobody_is_released_yesterday(stay: Stay, house: House) -> None:
    assert refused(lambda: planned(stay, house, planned_at=NOW - timedelta(days=1))).code == "past"


def test_a_court_order_is_told_by_its_reference(stay: Stay, house: House) -> None:
    no_reference = refused(lambda: planned(stay, house, kind=ReleaseKind.COURT_ORDER), Refusal)
    assert no_reference.code == "a_release_rests_on_a_decision"


def test_a_cancelled_release_stays_with_its_reason_and_can_be_planned_anew(stay: Stay, house: House) -> None:
    release = planned(stay, house)
    assert refused(lambda: releasing.cancel(release=release, why=" ", by=house.officer, at=NOW)).code == "no_reason"
    releasing.cancel(release=release, why="Ny dom", by=house.officer, at=NOW)
    again = planned(stay, house)
    assert list(Release.objects.order_by("pk").values_list("pk", "state", "cancelled_why")) == [
        (release.pk, "CANCELLED", "Ny dom"),
        (again.pk, "PLANNED", ""),
    ]


# ---- two people --------------------------------------------------------------------------------------------------
def test_two_people_confirm_and_the_first_is_never_the_second(stay: Stay, house: House) -> None:
    release = compared(planned(stay, house), house)
    releasing.prepare(release=release, by=house.officer, at=NOW)
    alone = refused(lambda: releasing.confirm(release=release, by=house.officer, at=NOW))
    assert alone.code == "same"
    assert "own account" in str(alone)
    release = releasing.confirm(release=release, by=house.colleague, at=LATER)
    assert (release.state, release.prepared_by, release.confirmed_by) == ("CONFIRMED", house.officer, house.colleague)


def test_nobody_goes_through_the_gate_before_two_have_confirmed(stay: Stay, house: House) -> None:
    release = compared(planned(stay, house), house)
    assert refused(lambda: releasing.execute(release=release, by=house.officer, at=NOW)).code == "not_now"
    releasing.prepare(release=release, by=house.officer, at=NOW)
    assert refused(lambda: releasing.execute(release=release, by=house.colleague, at=NOW)).code == "not_now"


def test_back_to_the_plan_takes_both_confirmations_away(stay: Stay, house: House) -> None:
    release = releasing.reopen(release=confirmed(stay, house), by=house.officer, at=LATER)
    assert (release.state, release.prepared_by, release.confirmed_by) == ("PLANNED", None, None)


@pytest.mark.parametrize("state", ReleaseState.values)
@pytest.mark.parametrize("act", ["prepare", "confirm", "execute", "reopen", "cancel"])
def test_only_the_table_says_what_follows(stay: Stay, house: House, state: str, act: str) -> None:
    release = Release(state=state, stay=stay)
    if (state, act) in TRANSITIONS:
        releasing.step_on(release, act, NOW)
        assert release.state == TRANSITIONS[state, act]
        return
    with pytest.raises(Refusal):
        releasing.step_on(release, act, NOW)
    assert release.state == state


# ---- the checks --------------------------------------------------------------------------------------------------
def test_what_stops_a_release_is_asked_again_each_time(
    stay: Stay, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    release = confirmed(stay, house)
    late = {**release_checks._items, "late": says("stop", "En ny kjennelse løper.")}
    monkeypatch.setattr(release_checks, "_items", late)
    monkeypatch.setitem(release_checks._order, "late", (99, "late"))
    told = refused(lambda: releasing.execute(release=release, by=house.officer, at=LATER))
    assert (told.code, str(told)) == ("stopped", "En ny kjennelse løper.")
    assert Stay.objects.current().filter(pk=stay.pk).exists()


def test_a_check_that_fails_stops_the_release(stay: Stay, house: House, monkeypatch: pytest.MonkeyPatch) -> None:
    def fails(stay_id: int, at: Any) -> Any:
        raise RuntimeError

    broken = {**release_checks._items, "late": says("ok").__class__("Prøve", "", fails)}
    monkeypatch.setattr(release_checks, "_items", broken)
    monkeypatch.setitem(release_checks._order, "late", (99, "late"))
    release = compared(planned(stay, house), house)
    told = refused(lambda: releasing.prepare(release=release, by=house.officer, at=NOW))
    assert "could not be checked" in str(told)


def test_things_and_money_go_along_and_are_signed_for(stay: Stay, house: House) -> None:
    keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=house.officer, at=NOW)
    keeping.receive_money(stay=stay, amount=50_000, by=house.officer, witnessed_by=house.colleague, at=NOW)
    release = compared(planned(stay, house), house)

    def prepare() -> Release:
        return releasing.prepare(release=release, by=house.officer, at=LATER)

    told = refused(prepare)
    assert "Jakke" in str(told)
    assert "1 more thing" in str(told)
    keeping.hand_out_all(stay=stay, by=house.officer, witnessed_by=house.colleague, at=LATER)
    assert "nobody has signed" in str(refused(prepare))
    keeping.sign(stay=stay, direction="HANDED_OUT", signature="PAPER", by=house.officer, at=LATER)
    assert prepare().state == "PREPARED"


def test_a_leader_goes_past_what_is_left_behind_and_only_past_that(stay: Stay, house: House) -> None:
    leader = staff(Role.LEADER, prison=house.prison)
    item = keeping.receive_item(stay=stay, description="Sykkel", category="OTHER", by=house.officer, at=NOW)
    release = compared(planned(stay, house), house)
    decided: dict[str, Any] = {"release": release, "decision": "26-77 ettersendes", "by": leader, "at": NOW}
    finding = f"things:things:1:{item.pk}"
    releasing.override(finding=finding, **decided)
    assert not releases.stops(releases.run(release, NOW))
    keeping.receive_item(stay=stay, description="Hjelm", category="OTHER", by=house.officer, at=LATER)
    assert [stop.text for stop in releases.stops(releases.run(release, LATER))] == [
        "2 things are not handed out: Hjelm, Sykkel."
    ]
    gone = refused(lambda: releasing.override(finding=finding, **decided), Conflict)
    assert gone.code == "gone"


def test_no_decision_goes_past_a_person_who_is_not_compared_with_the_photo(stay: Stay, house: House) -> None:
    release = planned(stay, house)
    never: dict[str, Any] = {
        "release": release,
        "finding": "identity:identity",
        "decision": "26-1",
        "by": house.officer,
        "at": NOW,
    }
    assert refused(lambda: releasing.override(**never)).code == "never"


def test_a_step_can_be_taken_back(stay: Stay, house: House) -> None:
    release = compared(planned(stay, house), house)
    releasing.mark(release=release, step=ReleaseStep.IDENTITY, is_done=False, by=house.colleague, at=LATER)
    assert [stop.key for stop in releases.stops(releases.run(release, LATER))] == ["identity:identity"]
    assert ReleaseMark.objects.count() == 2


def test_nobody_who_has_fled_is_released_and_someone_in_hospital_is(stay: Stay, house: House) -> None:
    release = compared(planned(stay, house), house)
    away = stay.absences.create(
        kind="ESCAPE", during=since(NOW - timedelta(hours=1)), departed_at=NOW - timedelta(hours=1)
    )
    assert "escaped" in str(refused(lambda: releasing.prepare(release=release, by=house.officer, at=NOW)))
    away.kind = "HOSPITAL"
    away.save()
    assert releasing.prepare(release=release, by=house.officer, at=NOW).state == "PREPARED"


def test_a_release_planned_for_tomorrow_waits_for_tomorrow(stay: Stay, house: House) -> None:
    release = compared(planned(stay, house, planned_at=NOW + timedelta(days=1)), house)
    assert "has not come" in str(refused(lambda: releasing.prepare(release=release, by=house.officer, at=NOW)))
    day_after = NOW + timedelta(days=2)
    when = next(check for check in releases.run(release, day_after) if check.key == "when")
    assert (when.level, "has passed" in when.said[0].text) == ("warn", True)


def test_death_is_its_own_answer_to_what_is_kept(stay: Stay, house: House) -> None:
    keeping.receive_item(stay=stay, description="Jakke", category="CLOTHES", by=house.officer, at=NOW)
    release = planned(stay, house, kind=ReleaseKind.DECEASED)
    checks = {check.key: check.level for check in releases.run(release, NOW)}
    assert (checks["things"], checks["identity"], releases.stops(releases.run(release, NOW))) == ("warn", "warn", [])


def test_two_who_must_not_meet_are_not_let_out_together(stay: Stay, house: House) -> None:
    other = house.resident("Myhre", "Rolf")
    care.keep_apart(person=stay.person, other=other.person, reason="THREAT", by=house.officer, at=NOW)
    release = planned(stay, house)
    planned(other, house)
    found = next(check for check in releases.run(release, NOW) if check.key == "apart")
    assert (found.level, "Myhre, Rolf" in found.said[0].text) == ("warn", True)


# ---- at the gate -------------------------------------------------------------------------------------------------
def test_at_the_gate_everything_ends_and_the_list_of_it_stays(stay: Stay, house: House) -> None:
    placement = Placement.objects.select_related("bed__cell__unit").get(stay=stay)
    care.raise_alert(person=stay.person, code=AlertCode.PHONE_CONTROL, by=house.officer, at=NOW)
    care.assign_contact_officer(stay=stay, officer=house.officer, seen=None, by=house.officer, at=NOW)
    booked = Commitment.objects.create(
        stay=stay,
        kind="VISIT",
        label="Besøk",
        during=between(NOW + timedelta(days=1), NOW + timedelta(days=1, hours=1)),
        source="test",
        booked_at=NOW,
    )
    task = TaskFactory.create(role=Role.OFFICER, unit=house.unit, subject_type="inmates.stay", subject_id=stay.pk)
    release = releasing.execute(release=confirmed(stay, house), by=house.officer, at=LATER)
    stay.refresh_from_db()
    assert (stay.during.upper, release.state, release.executed_by) == (LATER, "EXECUTED", house.officer)
    assert [code for code, _values in release.undone] == ["bed", "booking", "alert", "officer", "basis"]
    words = [release_effects.in_words(effect, LATER) for effect in release.undone]
    assert words[0] == f"Cell {placement.bed.cell.code}, Avdeling B2: the bed is free"
    assert words[1].startswith("Besøk, ")
    booked.refresh_from_db()
    assert booked.cancelled_at == LATER
    assert not Alert.objects.current().exists()
    assert not Placement.objects.current().filter(bed=placement.bed).exists()
    task.refresh_from_db()
    assert (task.done_at, task.outcome) == (LATER, "cancelled")


def test_no_deadline_runs_on_somebody_who_has_left_and_a_breach_is_recorded(stay: Stay, house: House) -> None:
    contact_clock.start(stay_ids=[stay.pk], by=None, at=NOW)
    rule = law.rule_in_force("CONTACT", NOW.date())

    def clock(key: str, due: Any) -> Clock:
        return Clock.objects.create(
            rule=rule,
            subject_type="inmates.stay",
            subject_id=stay.pk,
            prison=house.prison,
            started_at=NOW - timedelta(days=2),
            due_at=due,
            next_step_at=due,
            dedupe_key=key,
        )

    overdue, running = clock("a", NOW - timedelta(hours=1)), clock("b", NOW + timedelta(days=1))
    release = releasing.execute(release=confirmed(stay, house), by=house.officer, at=LATER)
    assert not Clock.objects.running().filter(subject_id=stay.pk).exists()
    for row, state in ((overdue, ClockState.CLOSED_LATE), (running, ClockState.CANCELLED)):
        row.refresh_from_db()
        assert row.state == state
    assert [code for code, _values in release.undone].count("clock") >= 2


def test_a_release_is_never_undone_and_the_person_is_received_anew(stay: Stay, house: House) -> None:
    release = releasing.execute(release=confirmed(stay, house), by=house.officer, at=LATER)
    for act in (releasing.prepare, releasing.confirm, releasing.execute, releasing.reopen):
        told = refused(partial(act, release=release, by=house.colleague, at=LATER), Conflict)
        assert "K. Nesheim released Lervik, Andreas at the gate" in str(told)
    again = placements.admit(
        person=stay.person,
        legal_status="SENTENCED",
        prison=house.prison,
        by=house.officer,
        at=LATER + timedelta(minutes=1),
    )
    assert again.pk != stay.pk
    assert planned(again, house, at=LATER + timedelta(minutes=2)).pk


# ---- two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_is_told_who_was_first() -> None:
    house = build_house()
    release = compared(planned(house.resident(), house), house)
    releasing.prepare(release=release, by=house.officer, at=NOW)
    third = staff(Role.OFFICER, unit=house.unit, last_name="Vik")

    def act(by: Any) -> Callable[[], Any]:
        return lambda: releasing.confirm(release=release, by=by, at=LATER)

    found = race(act(house.colleague), act(third))
    assert sorted(type(answer).__name__ for answer in found) == ["Conflict", "Release"]
    told = next(str(answer) for answer in found if isinstance(answer, Conflict))
    assert "confirmed the release" in told


@pytest.mark.django_db(transaction=True)
def test_two_at_the_gate_release_once() -> None:
    house = build_house()
    stay = house.resident()
    release = confirmed(stay, house)

    def act(by: Any) -> Callable[[], Any]:
        return lambda: releasing.execute(release=release, by=by, at=LATER)

    found = race(act(house.officer), act(house.colleague))
    assert sorted(type(answer).__name__ for answer in found) == ["Conflict", "Release"]
    assert WriteRecord.objects.filter(act="inmates.release").count() == 1


@pytest.mark.django_db(transaction=True)
def test_somebody_who_departs_while_they_are_released_does_one_of_the_two() -> None:
    house = build_house()
    stay = house.resident()
    release = confirmed(stay, house)

    def leave() -> Any:
        return movements.depart(stay=stay, kind="ESCAPE", departed_at=LATER, by=house.officer, at=LATER)

    found = race(lambda: releasing.execute(release=release, by=house.officer, at=LATER), leave)
    refusals = [answer for answer in found if isinstance(answer, Refusal)]
    assert len(refusals) == 1
    release.refresh_from_db()
    assert (release.state == "EXECUTED") is not stay.absences.current().exists()
    assert Task.objects.filter(subject_type="inmates.stay", subject_id=stay.pk, done_at__isnull=True).count() == 0


# ---- what happens to the plan meanwhile --------------------------------------------------------------------------
def test_whoever_is_let_go_without_the_plan_leaves_none_behind(stay: Stay, house: House) -> None:
    release = confirmed(stay, house)
    ending.release(stay=stay, by=house.officer, at=LATER)
    release.refresh_from_db()
    assert (release.state, release.cancelled_by, release.cancelled_at) == (
        ReleaseState.CANCELLED,
        house.officer,
        LATER,
    )
    again = refused(lambda: releasing.execute(release=release, by=house.colleague, at=LATER), Conflict)
    assert again.code == "cancel_already"


def test_the_plan_goes_along_to_the_next_unit_and_stays_as_far_as_it_was(stay: Stay, house: House) -> None:
    release = confirmed(stay, house)
    bed = CellFactory.create(unit=UnitFactory.create(prison=house.prison)).beds.get()
    home = stay.placements.current().get()
    placements.move_cell(
        stay=stay, bed=bed, seen=home.pk, by=house.officer, at=LATER, reason="Own wish", decision="26/1"
    )
    release.refresh_from_db()
    assert (release.unit, release.state) == (bed.cell.unit, ReleaseState.CONFIRMED)


def test_a_decision_past_a_check_is_told_by_its_reference(
    stay: Stay, house: House, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(release_checks, "_items", {"proof": says("stop", override="decision")})
    monkeypatch.setitem(release_checks._order, "proof", (99, "proof"))
    release = compared(planned(stay, house), house)
    leader = staff(Role.LEADER, prison=house.prison)
    vague = refused(
        lambda: releasing.override(
            release=release, finding="proof:proof", decision="agreed by phone", by=leader, at=NOW
        )
    )
    assert vague.code == "no_reference"
    made = releasing.override(release=release, finding="proof:proof", decision="26/10412-7", by=leader, at=NOW)
    assert made.decision == "26/10412-7"
