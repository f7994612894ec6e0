"""Dates that one person works out and another confirms, and the days that do not count."""

from collections.abc import Callable, Iterator
from contextlib import contextmanager
from datetime import date, timedelta

import pytest
from django.db import IntegrityError, transaction

from corrections.models import Clock, User, WriteRecord
from corrections.refusals import Conflict, Refusal
from inmates.choices import LegalStatusKind
from inmates.models import Stay
from sentencing.calculation import from_json
from sentencing.choices import NotCountedReason, TermKind
from sentencing.models import Calculation, Judgment, NotCounted
from sentencing.rules.changes import changes
from sentencing.rules.terms import Term
from sentencing.selectors.dates import dates_of_stay
from sentencing.services import calculations, watch
from sentencing.services.judgments import register_judgment
from tests.corrections.factories import UserFactory, oslo
from tests.inmates.factories import PlacementFactory, StayFactory
from tests.sentencing.factories import JudgmentFactory
from tests.together import together

pytestmark = pytest.mark.django_db
NOW = oslo("2026-11-23 09:00")


@pytest.fixture
def first() -> User:
    return UserFactory.create()


@pytest.fixture
def second() -> User:
    return UserFactory.create()


@pytest.fixture
def stay() -> Stay:
    """Ten months from 2 March 2026 with 37 days deducted: example D of norway.md 3.8."""
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    return stay


def worked_out(stay: Stay, by: User) -> Calculation:
    return calculations.work_out(stay=stay, reason="The judgment is final", by=by, at=NOW)


def test_the_dates_are_kept_with_everything_they_rest_on(stay: Stay, first: User) -> None:
    made = worked_out(stay, first)
    assert (made.number, made.full, made.earliest_probation) == (1, date(2026, 11, 26), date(2026, 8, 16))
    assert (made.basis["judgments"][0]["credit_days"], made.basis["rule_version"]) == (37, made.rule_version)
    assert [line["what"] for line in made.steps][-1] == "full"
    assert made.is_waiting


def test_a_second_person_confirms_them(stay: Stay, first: User, second: User) -> None:
    made = worked_out(stay, first)
    with pytest.raises(Refusal, match="A colleague confirms them"):
        calculations.confirm(calculation=made, by=first, at=NOW)
    confirmed = calculations.confirm(calculation=made, by=second, at=NOW)
    assert (confirmed.confirmed_by, confirmed.confirmed_at) == (second, NOW)


def test_nothing_is_worked_out_twice(stay: Stay, first: User, second: User) -> None:
    made = worked_out(stay, first)
    with pytest.raises(Conflict, match="wait to be confirmed already"):
        worked_out(stay, second)
    calculations.confirm(calculation=made, by=second, at=NOW)
    with pytest.raises(Conflict, match="Nothing has changed"):
        worked_out(stay, second)
    assert Calculation.objects.count() == 1


def test_what_came_in_between_is_not_confirmed_over(stay: Stay, first: User, second: User) -> None:
    made = worked_out(stay, first)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    with pytest.raises(Conflict, match="Something was entered"):
        calculations.confirm(calculation=made, by=second, at=NOW)
    calculations.withdraw(calculation=made, why="Another judgment has come", by=second, at=NOW)
    again = worked_out(stay, first)
    assert (again.number, again.is_waiting) == (2, True)


def test_a_withdrawn_calculation_is_neither_confirmed_nor_withdrawn_again(
    stay: Stay, first: User, second: User
) -> None:
    made = calculations.withdraw(calculation=worked_out(stay, first), why="Wrong day", by=first, at=NOW)
    with pytest.raises(Conflict, match="do not wait any more"):
        calculations.confirm(calculation=made, by=second, at=NOW)
    with pytest.raises(Conflict, match="do not wait any more"):
        calculations.withdraw(calculation=made, why="Again", by=second, at=NOW)


def test_without_a_judgment_there_are_no_dates(first: User) -> None:
    with pytest.raises(Refusal, match="No judgment is entered"):
        worked_out(StayFactory.create(), first)
    assert not Calculation.objects.exists()


def test_a_new_judgment_shows_what_it_moves(stay: Stay, first: User, second: User) -> None:
    old = calculations.confirm(calculation=worked_out(stay, first), by=second, at=NOW)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    new = worked_out(stay, first)
    moved = {change.what: change for change in changes(map(from_json, old.steps), map(from_json, new.steps))}
    assert (moved["full"].before, moved["full"].after) == (date(2026, 11, 26), date(2027, 1, 25))
    assert moved["full"].moved == 60
    assert moved["probation"].moved > 0
    assert not moved["start"].is_change


# ---- days that do not count ----------------------------------------------------------------------------------------
def test_ten_days_at_large_move_every_date_by_ten(stay: Stay, first: User) -> None:
    before = dates_of_stay(stay.pk, date(2026, 11, 23))
    calculations.leave_out(
        stay=stay,
        reason=NotCountedReason.ESCAPE,
        first=date(2026, 5, 1),
        last=date(2026, 5, 10),
        document="Report 14",
        by=first,
        at=NOW,
    )
    after = dates_of_stay(stay.pk, date(2026, 11, 23))
    assert before is not None
    assert after is not None
    assert after.full - before.full == timedelta(days=10)
    assert after.probation is not None
    assert before.probation is not None
    assert after.probation - before.probation == timedelta(days=10)
    assert worked_out(stay, first).basis["not_counted"][0]["days"] == 10


def test_days_that_were_entered_wrongly_count_again_and_stay_in_the_books(stay: Stay, first: User) -> None:
    before = dates_of_stay(stay.pk, date(2026, 11, 23))
    entry = left_out(stay, first)
    calculations.annul_days(entry=entry, why="It was another person", by=first, at=NOW)
    assert dates_of_stay(stay.pk, date(2026, 11, 23)) == before
    assert NotCounted.objects.get().annulled_why == "It was another person"
    with pytest.raises(Conflict, match="annulled already"):
        calculations.annul_days(entry=entry, why="Again", by=first, at=NOW)


def test_the_clock_of_the_full_term_goes_with_the_days(stay: Stay, first: User) -> None:
    PlacementFactory.create(stay=stay, start=oslo("2026-01-24 12:00"))
    watch.watch_stays(stay_ids=[stay.pk], at=NOW)
    assert [clock.due_at for clock in running()] == [oslo("2026-11-27 00:00")]
    entry = left_out(stay, first)
    assert [clock.due_at for clock in running()] == [oslo("2026-12-07 00:00")]
    calculations.annul_days(entry=entry, why="It was another person", by=first, at=NOW)
    assert [clock.due_at for clock in running()] == [oslo("2026-11-27 00:00")]


def running() -> list[Clock]:
    return list(Clock.objects.running().order_by("pk"))


def left_out(stay: Stay, by: User, first: date = date(2026, 5, 1), **values: str) -> NotCounted:
    said = {"reason": NotCountedReason.ESCAPE, "document": "Report 14"} | values
    return calculations.leave_out(stay=stay, first=first, last=date(2026, 5, 10), by=by, at=NOW, **said)


def test_a_day_is_left_out_once(stay: Stay, first: User) -> None:
    left_out(stay, first)
    with pytest.raises(Conflict, match="left out only once"):
        left_out(stay, first, date(2026, 5, 9))
    assert NotCounted.objects.count() == 1


@pytest.mark.parametrize(
    ("begins", "says"),
    [
        (date(2026, 5, 11), "end before they begin"),
        (date(2026, 1, 23), "before the person came here"),
    ],
)
def test_days_that_cannot_be_left_out_are_refused(stay: Stay, first: User, begins: date, says: str) -> None:
    with pytest.raises(Refusal, match=says):
        left_out(stay, first, begins)
    assert not NotCounted.objects.exists()


def test_days_that_are_not_over_are_not_left_out_yet(stay: Stay, first: User) -> None:
    with pytest.raises(Refusal, match="days that are over"):
        calculations.leave_out(
            stay=stay,
            reason=NotCountedReason.ESCAPE,
            first=date(2026, 11, 20),
            last=date(2026, 11, 23),
            document="Report 15",
            by=first,
            at=NOW,
        )


def test_preventive_detention_is_never_interrupted(first: User) -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=stay, kind=TermKind.PREVENTIVE, years=10, minimum_years=6)
    with pytest.raises(Refusal, match="Preventive detention is never interrupted"):
        left_out(stay, first, reason=NotCountedReason.INTERRUPTION)
    left_out(stay, first, reason=NotCountedReason.ESCAPE)


def test_remand_is_never_interrupted(first: User) -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"), legal=LegalStatusKind.REMAND)
    with pytest.raises(Refusal, match="Remand is never interrupted"):
        left_out(stay, first, reason=NotCountedReason.INTERRUPTION)


# ---- what PostgreSQL refuses -----------------------------------------------------------------------------------
@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_confirmed_dates_are_followed_and_never_changed(stay: Stay, first: User, second: User) -> None:
    made = calculations.confirm(calculation=worked_out(stay, first), by=second, at=NOW)
    for values in ({"full": date(2030, 1, 1)}, {"confirmed_at": None, "confirmed_by": None}, {"reason": "Else"}):
        with refused("a_calculation_is_followed_and_never_changed"):
            Calculation.objects.filter(pk=made.pk).update(**values)
    with pytest.raises(IntegrityError), transaction.atomic():
        made.delete()


def test_dates_that_wait_keep_their_numbers(stay: Stay, first: User) -> None:
    made = worked_out(stay, first)
    with refused("a_calculation_is_followed_and_never_changed"):
        Calculation.objects.filter(pk=made.pk).update(earliest_probation=date(2026, 3, 3))


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("dates_are_confirmed_by_a_second_person", {"confirmed_at": NOW, "confirmed_by": "maker"}),
        ("dates_are_confirmed_by_somebody", {"confirmed_at": NOW}),
        ("a_withdrawn_calculation_says_who_and_why", {"withdrawn_at": NOW, "withdrawn_by": "maker"}),
        ("dates_lie_between_the_start_and_the_end", {"earliest_probation": date(2029, 1, 1)}),
        ("dates_lie_between_the_start_and_the_end", {"full": date(2026, 1, 1)}),
        ("a_calculation_says_why_it_was_made", {"reason": ""}),
        ("a_calculation_has_a_number_of_its_own", {"number": 1}),
        ("one_calculation_waits_at_a_time", {"number": 2}),
    ],
)
def test_a_calculation_that_says_less_is_refused(
    stay: Stay, first: User, constraint: str, values: dict[str, object]
) -> None:
    made = worked_out(stay, first)
    if "number" not in values:
        calculations.withdraw(calculation=made, why="To make room", by=first, at=NOW)
        made.withdrawn_at, made.withdrawn_by, made.withdrawn_why, made.number = None, None, "", 2
    made.pk = None
    for name, value in values.items():
        setattr(made, name, first if value == "maker" else value)
    with refused(constraint):
        made.save(force_insert=True)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("days_left_out_have_an_end", {"days": (date(2026, 5, 20), None)}),
        ("days_left_out_have_an_end", {"days": (date(2026, 5, 20), date(2026, 5, 20))}),
        ("days_left_out_are_of_a_known_reason", {"reason": "WEATHER"}),
        ("days_left_out_say_what_they_rest_on", {"document": ""}),
        ("annulled_days_say_who_and_why", {"annulled_at": NOW}),
        ("a_day_is_left_out_once", {"days": (date(2026, 5, 10), date(2026, 5, 12))}),
    ],
)
def test_an_entry_that_says_less_is_refused(
    stay: Stay, first: User, constraint: str, values: dict[str, object]
) -> None:
    entry = left_out(stay, first)
    entry.pk, entry.days = None, (date(2026, 6, 1), date(2026, 6, 3))
    for name, value in values.items():
        setattr(entry, name, value)
    with refused(constraint):
        entry.save(force_insert=True)


def test_an_entry_is_annulled_and_never_changed(stay: Stay, first: User) -> None:
    entry = left_out(stay, first)
    with refused("days_left_out_are_annulled_and_never_changed"):
        NotCounted.objects.filter(pk=entry.pk).update(document="Something else")
    with pytest.raises(IntegrityError), transaction.atomic():
        entry.delete()


def test_confirmed_judgments_stay(stay: Stay, first: User, second: User) -> None:
    """The basis is a copy: what is registered later does not reach into it."""
    made = calculations.confirm(calculation=worked_out(stay, first), by=second, at=NOW)
    Judgment.objects.filter(stay=stay).update(credit_days=0)
    made.refresh_from_db()
    assert made.basis["judgments"][0]["credit_days"] == 37


# ---- two at once ---------------------------------------------------------------------------------------------------
@pytest.mark.django_db(transaction=True)
def test_of_two_who_work_out_the_dates_at_once_one_does() -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    people = [UserFactory.create() for _n in range(2)]
    made = together(*[lambda by=by: worked_out(stay, by) for by in people])
    assert sorted(type(one).__name__ for one in made) == ["Calculation", "Conflict"]


@pytest.mark.django_db(transaction=True)
def test_of_two_who_confirm_at_once_one_does_and_the_other_is_told() -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    made = worked_out(stay, UserFactory.create())
    people = [UserFactory.create() for _n in range(3)]
    found = together(*[lambda by=by: calculations.confirm(calculation=made, by=by, at=NOW) for by in people])
    assert sorted(type(one).__name__ for one in found) == ["Calculation", "Conflict", "Conflict"]
    made.refresh_from_db()
    assert made.confirmed_by == next(by for by, one in zip(people, found, strict=True) if isinstance(one, Calculation))
    assert WriteRecord.objects.filter(act="sentencing.confirm_dates").count() == 1


@pytest.mark.django_db(transaction=True)
def test_dates_are_confirmed_or_withdrawn_and_never_both() -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    first, second = UserFactory.create(), UserFactory.create()
    made = worked_out(stay, first)
    found = together(
        lambda: calculations.confirm(calculation=made, by=second, at=NOW),
        lambda: calculations.withdraw(calculation=made, why="A wrong number", by=first, at=NOW),
    )
    assert sorted(type(one).__name__ for one in found) == ["Calculation", "Conflict"]
    made.refresh_from_db()
    assert (made.confirmed_at is None) != (made.withdrawn_at is None)


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize("what", ["a judgment", "days left out"])
def test_what_lands_while_dates_are_confirmed_is_never_lost_from_sight(what: str) -> None:
    """Either it comes first, and the dates are not confirmed over it; or it comes after, and shows as a change."""
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 3, 2), months=10, credit_days=37)
    first, second = UserFactory.create(), UserFactory.create()
    made = worked_out(stay, first)
    term, day = Term("PRISON", days=60), date(2026, 6, 1)
    acts: dict[str, Callable[[], object]] = {
        "a judgment": lambda: register_judgment(stay=stay, term=term, judged_on=day, by=first, at=NOW),
        "days left out": lambda: left_out(stay, first),
    }
    confirmed, landed = together(lambda: calculations.confirm(calculation=made, by=second, at=NOW), acts[what])
    assert isinstance(landed, Judgment | NotCounted)
    made.refresh_from_db()
    if isinstance(confirmed, Calculation):
        again = worked_out(stay, first)
        assert (again.number, again.full > made.full) == (2, True)
    else:
        assert (type(confirmed), confirmed.code) == (Conflict, "overtaken")
        assert made.is_waiting
        calculations.withdraw(calculation=made, why="Another judgment", by=first, at=NOW)
        assert worked_out(stay, first).full > made.full
