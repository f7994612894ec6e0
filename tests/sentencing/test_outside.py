"""Interruption and day release from the decision to the end: limits, hours, the gate, days that do not count, races."""

from datetime import date, timedelta
from typing import Any

import pytest

from corrections.choices import ClockState, Role
from corrections.models import Clock, Unit, User
from corrections.refusals import Conflict, Refusal
from inmates.choices import AbsenceKind, LegalStatusKind
from inmates.models import Absence, Commitment, Stay
from inmates.services import decision_ends, decisions, movements, placements, returns
from sentencing.choices import NotCountedReason, OutsideKind, OutsideState, StepOutcome
from sentencing.models import NotCounted, Outing, OutsideTerm, StepReview
from sentencing.services import calculations, outside, outside_decisions, outside_hours, steps_decided
from sentencing.services.outside import OutsideRefused
from tests.corrections.factories import UnitFactory, UserFactory, oslo, staff
from tests.sentencing.factories import JudgmentFactory
from tests.sentencing.outside import NOW, decided, drafted, granted, nobody_is_told, serving
from tests.together import together

pytestmark = pytest.mark.django_db
LEFT, BACK = oslo("2026-11-25 10:00"), oslo("2026-12-22 17:00")
MORNING = oslo("2026-11-26 07:20")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.CASEWORKER, prison=unit.prison, first_name="Kari", last_name="Brekke")


@pytest.fixture
def stay(unit: Unit, by: User) -> Stay:
    found = serving(unit)
    nobody_is_told(found, by)
    return found


def interrupted(stay: Stay, by: User) -> OutsideTerm:
    """Out since the 25th, to be back on the 22nd of December."""
    return outside.start(term=granted(stay, "INTERRUPTION", by), departed_at=LEFT, by=by, at=LEFT)


# ---- interruption ----------------------------------------------------------------------------------------------------
def test_an_interruption_is_granted_with_the_notice_and_not_before(stay: Stay, by: User) -> None:
    row = decided(stay, "INTERRUPTION", by)
    assert not OutsideTerm.objects.exists()
    row = decision_ends.tell(decision=row, how="SIGNED", language="nb", by=by, at=NOW)
    term = OutsideTerm.objects.get()
    assert (term.kind, term.state, term.decision) == (OutsideKind.INTERRUPTION, OutsideState.GRANTED, row)
    assert row.executed_ref == f"sentencing.outsideterm:{term.pk}"
    assert not StepReview.objects.exists()  # it is no step on the way out


@pytest.mark.parametrize(
    ("details", "words"),
    [
        ({"last_on": "2026-12-23"}, r"to 22\.12\.2026 at the longest \(strgjfl\. s\. 35; fskr\. s\. 3-33\)"),
        ({"last_on": "2026-11-24"}, "ends before it begins"),
        ({"first_on": "31 February"}, "from which day, and to which day"),
        ({"place": ""}, "where, and what for"),
    ],
)
def test_an_interruption_that_cannot_be_is_refused_when_the_person_is_heard(
    stay: Stay, by: User, details: dict[str, Any], words: str
) -> None:
    with pytest.raises(OutsideRefused, match=words):
        decisions.hear(decision=drafted(stay, "INTERRUPTION", by, **details), by=by, at=NOW, said="Please")


@pytest.mark.parametrize("kind", OutsideKind.values)
def test_of_somebody_on_remand_no_form_is_heard_or_decided(unit: Unit, by: User, kind: str) -> None:
    held = serving(unit, legal=LegalStatusKind.REMAND)
    with pytest.raises(OutsideRefused, match=r"Nobody on remand serves outside \(strgjfl\. s\. 52\)"):
        decisions.hear(decision=drafted(held, kind, by), by=by, at=NOW, said="Please")
    assert not OutsideTerm.objects.exists()


def test_preventive_detention_is_never_interrupted(unit: Unit, by: User) -> None:
    held = serving(unit)
    JudgmentFactory.create(stay=held, kind="PREVENTIVE", years=8, minimum_years=5, judged_on=date(2026, 1, 5))
    with pytest.raises(OutsideRefused, match="neither interrupted nor served outside"):
        decisions.hear(decision=drafted(held, "INTERRUPTION", by), by=by, at=NOW, said="Please")


def test_the_days_of_an_interruption_are_left_out_by_themselves_at_the_return(stay: Stay, by: User) -> None:
    term = interrupted(stay, by)
    absence = Absence.objects.get()
    assert (absence.kind, absence.expected_return_at) == (AbsenceKind.INTERRUPTION, oslo("2026-12-22 18:00"))
    before = calculations.work_out(stay=stay, reason="Judgment", by=by, at=LEFT)
    movements.return_from(absence=absence, returned_at=BACK, by=by, at=BACK)
    term.refresh_from_db()
    assert (term.state, term.ended_why) == (OutsideState.ENDED, "BACK")
    left_out = NotCounted.objects.get()
    assert (left_out.reason, left_out.length) == (NotCountedReason.INTERRUPTION, 27)
    assert left_out.days.lower == date(2026, 11, 25)
    assert left_out.document.startswith("strgjfl. s. 35")
    calculations.withdraw(calculation=before, why="Interrupted", by=by, at=BACK)
    after = calculations.work_out(stay=stay, reason="Interrupted", by=by, at=BACK)
    assert (after.full - before.full).days == 27


def test_who_is_back_the_same_day_loses_no_day(stay: Stay, by: User) -> None:
    interrupted(stay, by)
    evening = LEFT + timedelta(hours=5)
    movements.return_from(absence=Absence.objects.get(), returned_at=evening, by=by, at=evening)
    assert not NotCounted.objects.exists()


def test_days_that_somebody_has_left_out_already_do_not_keep_anybody_from_returning(stay: Stay, by: User) -> None:
    interrupted(stay, by)
    days: dict[str, Any] = {"first": date(2026, 11, 26), "last": date(2026, 11, 27)}
    calculations.leave_out(stay=stay, reason="INTERRUPTION", document="By hand", by=by, at=BACK, **days)
    movements.return_from(absence=Absence.objects.get(), returned_at=BACK, by=by, at=BACK)
    assert NotCounted.objects.get().document == "By hand"


def test_an_interruption_is_extended_once_by_the_prison_and_then_by_the_region(stay: Stay, by: User) -> None:
    first = interrupted(stay, by)
    early: dict[str, Any] = {"first_on": "2026-12-22", "last_on": "2027-01-10"}
    with pytest.raises(OutsideRefused, match="An extension begins the day after"):
        decided(stay, "INTERRUPTION", by, LEFT, **early)
    second = granted(stay, "INTERRUPTION", by, LEFT, first_on="2026-12-23", last_on="2027-01-19")
    first.refresh_from_db()
    assert (first.state, first.ended_why, second.extends) == (OutsideState.ENDED, "EXTENDED", first)
    assert Absence.objects.get().expected_return_at == oslo("2027-01-19 18:00")
    third = drafted(stay, "INTERRUPTION", by, LEFT, first_on="2027-01-20", last_on="2027-02-02")
    assert (second.decision.level, third.level, third.level_why) == ("LOCAL", "REGIONAL", "beyond")
    back = oslo("2027-01-19 12:00")
    movements.return_from(absence=Absence.objects.get(), returned_at=back, by=by, at=back)
    second.refresh_from_db()
    assert (second.state, NotCounted.objects.get().length) == (OutsideState.ENDED, 55)


def test_who_does_not_come_back_from_an_interruption_is_at_large_and_its_days_are_left_out(
    stay: Stay, by: User
) -> None:
    term = interrupted(stay, by)
    assert Clock.objects.get(rule__rule_id="RETURN").state == ClockState.RUNNING
    late = oslo("2026-12-22 20:00")
    returns.declare_at_large(absence=Absence.objects.get(), since_at=oslo("2026-12-22 18:00"), by=by, at=late)
    term.refresh_from_db()
    assert (term.state, term.ended_why, NotCounted.objects.get().length) == (OutsideState.ENDED, "AT_LARGE", 27)


def test_nobody_leaves_on_it_before_its_first_day_or_before_the_notice_is_settled(unit: Unit, by: User) -> None:
    held = serving(unit)
    term = granted(held, "INTERRUPTION", by)
    with pytest.raises(OutsideRefused, match=r"holds from 25\.11\.2026"):
        outside.start(term=term, departed_at=NOW, by=by, at=NOW)
    with pytest.raises(Refusal, match="the notice beforehand is not settled"):
        outside.start(term=term, departed_at=LEFT, by=by, at=LEFT)
    assert not Absence.objects.exists()


def test_who_is_put_on_remand_loses_what_was_granted(stay: Stay, by: User) -> None:
    term = granted(stay, "DAY_RELEASE", by)
    assert Commitment.objects.filter(cancelled_at__isnull=True).exists()
    placements.change_legal_status(stay=stay, kind=LegalStatusKind.REMAND, basis="Oslo tingrett", by=by, at=NOW)
    term.refresh_from_db()
    assert (term.state, term.ended_why) == (OutsideState.ENDED, "REMAND")
    assert not Commitment.objects.filter(cancelled_at__isnull=True).exists()


# ---- day release -----------------------------------------------------------------------------------------------------
def test_day_release_before_its_threshold_is_refused(stay: Stay, by: User) -> None:
    """Two years from 12 January: a third is served on 12 September."""
    row = drafted(stay, "DAY_RELEASE", by, first_on="2026-09-11")
    with pytest.raises(
        OutsideRefused, match=r"from 12\.09\.2026 at the earliest \(strgjfl\. s\. 20; fskr\. s\. 3-14\)"
    ):
        decisions.hear(decision=row, by=by, at=NOW, said="Please")
    with pytest.raises(OutsideRefused, match="Write the hours of the week"):
        decided(stay, "DAY_RELEASE", by, timetable="weekdays")


def test_day_release_above_a_year_is_for_the_region_and_education_above_two(unit: Unit, by: User) -> None:
    held = serving(unit, years=6)
    known: dict[str, Any] = {"first_on": "2028-02-01", "last_on": "2029-02-01"}
    assert drafted(held, "DAY_RELEASE", by, **known).level == "REGIONAL"
    assert drafted(held, "DAY_RELEASE", by, **known, education="yes").level == "LOCAL"
    assert drafted(held, "DAY_RELEASE", by, **known, education="no").level_why == "beyond"


def test_the_hours_are_booked_ahead_each_once_and_free_again_when_it_is_withdrawn(stay: Stay, by: User) -> None:
    term = granted(stay, "DAY_RELEASE", by)
    booked = Commitment.objects.filter(stay=stay, cancelled_at__isnull=True).order_by("during")
    assert booked.count() == 10  # the ten working days of the next fortnight
    first = booked[0]
    assert (first.label, first.during.lower, first.during.upper) == (
        "Day release",
        oslo("2026-11-25 07:30"),
        oslo("2026-11-25 16:00"),
    )
    assert outside_hours.book_all(at=NOW) == 0
    assert outside_hours.book_all(at=NOW + timedelta(days=1)) == 1
    outside.withdraw(term=term, why="Came back drunk", by=by, at=NOW)
    assert not booked.exists()
    with pytest.raises(Conflict, match=r"K\. Brekke has withdrawn it, 14:32"):
        outside.withdraw(term=term, why="Again", by=by, at=NOW)


def test_out_in_the_hours_of_the_timetable_and_back_by_their_end(stay: Stay, by: User) -> None:
    term = granted(stay, "DAY_RELEASE", by)
    made = outside.go_out(term=term, departed_at=MORNING, by=by, at=MORNING)
    absence = Absence.objects.get()
    assert (absence.kind, absence.expected_return_at) == (AbsenceKind.DAY_RELEASE, oslo("2026-11-26 16:00"))
    assert made.during.lower == oslo("2026-11-26 07:30")
    term.refresh_from_db()
    assert term.state == OutsideState.RUNNING
    back = oslo("2026-11-26 15:50")
    movements.return_from(absence=absence, returned_at=back, by=by, at=back)
    term.refresh_from_db()
    assert (term.state, Clock.objects.get(rule__rule_id="RETURN").state) == (OutsideState.RUNNING, ClockState.MET)
    friday = oslo("2026-11-27 07:30")
    outside.go_out(term=term, departed_at=friday, by=by, at=friday)
    assert Outing.objects.count() == 2


@pytest.mark.parametrize("moment", ["2026-11-26 06:59", "2026-11-26 16:00", "2026-11-28 09:00"])
def test_nobody_goes_out_beside_the_timetable(stay: Stay, by: User, moment: str) -> None:
    term, at = granted(stay, "DAY_RELEASE", by), oslo(moment)
    with pytest.raises(OutsideRefused, match=r"It says: .* 07:30-16:00"):
        outside.go_out(term=term, departed_at=at, by=by, at=at)
    assert not Absence.objects.exists()


def test_day_release_that_is_withdrawn_calls_back_who_is_out(stay: Stay, by: User) -> None:
    term = granted(stay, "DAY_RELEASE", by)
    outside.go_out(term=term, departed_at=MORNING, by=by, at=MORNING)
    noon = oslo("2026-11-26 12:00")
    with pytest.raises(OutsideRefused, match="Say when the person must be back"):
        outside.withdraw(term=term, why="Not at work", by=by, at=noon)
    outside.withdraw(term=term, why="Not at work", back_at=noon + timedelta(hours=1), by=by, at=noon)
    assert Absence.objects.get().expected_return_at == noon + timedelta(hours=1)


# ---- the stairs ------------------------------------------------------------------------------------------------------
def test_what_is_granted_stands_on_the_stairs(stay: Stay, by: User) -> None:
    term = granted(stay, "DAY_RELEASE", by)
    said = StepReview.objects.get()
    assert (said.step, said.outcome, said.decision) == ("DAY_RELEASE", StepOutcome.GRANTED, term.decision)


def test_what_is_refused_is_looked_at_again_and_said_once(stay: Stay, by: User) -> None:
    row = decided(stay, "PROBATION", by, outcome="REFUSED")
    decision_ends.tell(decision=row, how="SIGNED", language="nb", by=by, at=NOW)
    assert (steps_decided.follow_refused(at=NOW), steps_decided.follow_refused(at=NOW)) == (1, 0)
    said = StepReview.objects.get()
    assert (said.step, said.outcome, said.look_again_on) == ("PROBATION", StepOutcome.REFUSED, date(2027, 2, 24))
    assert not OutsideTerm.objects.exists()


# ---- two at once -----------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_a_term_that_starts_while_it_is_withdrawn_does_one_of_the_two(stay: Stay, by: User) -> None:
    term = granted(stay, "INTERRUPTION", by)
    answers = together(
        lambda: outside.start(term=term, departed_at=LEFT, by=by, at=LEFT),
        lambda: outside.withdraw(term=term, why="Not at home", by=by, at=LEFT),
    )
    term.refresh_from_db()
    assert any(isinstance(answer, Refusal) for answer in answers)
    assert Absence.objects.count() == (1 if term.state == OutsideState.RUNNING else 0)


@pytest.mark.django_db(transaction=True)
def test_two_workers_book_the_hours_once(stay: Stay, by: User) -> None:
    term = granted(stay, "DAY_RELEASE", by)
    Commitment.objects.all().update(cancelled_at=NOW, cancelled_by=UserFactory.create(), source="")
    together(lambda: outside_hours.book_ahead(term=term, at=NOW), lambda: outside_hours.book_ahead(term=term, at=NOW))
    assert Commitment.objects.filter(cancelled_at__isnull=True).count() == 10


# ---- appealed --------------------------------------------------------------------------------------------------------
def test_what_was_granted_is_withdrawn_when_the_decision_is_set_aside(stay: Stay, by: User) -> None:
    term = granted(stay, "INSTITUTION", by)
    assert outside_decisions.undo(term.decision, by, NOW)
    term.refresh_from_db()
    assert (term.state, term.ended_why) == (OutsideState.WITHDRAWN, "SET_ASIDE")
    out = interrupted(stay, by)
    assert not outside_decisions.undo(out.decision, by, LEFT)
    out.refresh_from_db()
    assert out.state == OutsideState.RUNNING
