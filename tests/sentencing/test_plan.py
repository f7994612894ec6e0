"""The plan from a draft to agreed: no lost word, no consequence of a no, and what was offered stands."""

from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import replace
from datetime import date
from typing import Any
from uuid import uuid4

import pytest
from django.db import IntegrityError, transaction

from corrections.choices import Role
from corrections.models import User
from corrections.refusals import Conflict, Refusal
from inmates.models import Stay
from sentencing.choices import PlanArea, PlanState
from sentencing.models import PlanGoal, PlanStep, PlanStepDone, PlanVersion
from sentencing.rules.plan import Change, Rhythm, compare, look_again_after, months_on
from sentencing.selectors.plan_drafts import GoalDraft, StepDraft, contents_of
from sentencing.services import plan
from sentencing.services.plan import PlanRefused
from tests.corrections.factories import UserFactory, oslo, staff
from tests.inmates.factories import StayFactory
from tests.sentencing.plans import HOME, LATER, NOW, TRADE, agreed, drafted, offered
from tests.together import together

pytestmark = pytest.mark.django_db


@pytest.fixture
def stay() -> Stay:
    return StayFactory.create(start=oslo("2026-01-24 12:00"))


@pytest.fixture
def by() -> User:
    return staff(Role.CONTACT_OFFICER, first_name="Kari", last_name="Lunde")


def words_of(version: PlanVersion) -> list[tuple[str, str, list[str]]]:
    goals = version.goals.order_by("position")
    return [(g.area, g.words, [s.text for s in g.steps.order_by("position")]) for g in goals]


# ---- the way of a plan ---------------------------------------------------------------------------------------------
def test_a_plan_goes_from_draft_to_agreed(stay: Stay, by: User) -> None:
    made = agreed(stay, by, HOME, TRADE)
    made.refresh_from_db()
    assert (made.number, made.state, made.answered_at, made.answered_by) == (1, PlanState.AGREED, NOW, by)
    assert words_of(made) == [
        ("HOUSING", "Eget rom, nær datteren min", ["Apply for a flat"]),
        ("EDUCATION", "My trade certificate as a carpenter", ["Ask"]),
    ]


def test_the_next_version_carries_on_and_the_older_one_stands_until_it_is_answered(stay: Stay, by: User) -> None:
    first = agreed(stay, by)
    second = plan.begin(stay=stay, by=by, at=LATER)
    assert (second.number, words_of(second)) == (2, words_of(first))
    assert contents_of(second) == contents_of(first)  # the threads are the same
    second = plan.offer(version=second, seen=0, by=by, at=LATER)
    first.refresh_from_db()
    assert first.state == PlanState.AGREED
    plan.answer(version=second, answer=PlanState.NOT_AGREED, own_words="Too soon", by=by, at=LATER)
    first.refresh_from_db()
    assert (first.state, first.answered_at) == (PlanState.SUPERSEDED, NOW)
    assert PlanVersion.objects.get(pk=second.pk).own_words == "Too soon"


def test_a_no_is_an_answer_that_needs_no_reason(stay: Stay, by: User) -> None:
    made = plan.answer(version=offered(stay, by), answer=PlanState.DECLINED, own_words="", by=by, at=NOW)
    assert PlanVersion.objects.get(pk=made.pk).state == PlanState.DECLINED
    assert plan.begin(stay=stay, by=by, at=LATER).number == 2  # it can be offered again


def test_who_does_not_agree_is_quoted(stay: Stay, by: User) -> None:
    made = offered(stay, by)
    with pytest.raises(PlanRefused, match="own words"):
        plan.answer(version=made, answer=PlanState.NOT_AGREED, own_words="  ", by=by, at=NOW)
    assert PlanVersion.objects.get(pk=made.pk).state == PlanState.OFFERED


def test_a_plan_is_answered_once_and_with_an_answer(stay: Stay, by: User) -> None:
    made = offered(stay, by)
    with pytest.raises(PlanRefused, match="from the list"):
        plan.answer(version=made, answer=PlanState.SUPERSEDED, own_words="", by=by, at=NOW)
    plan.answer(version=made, answer=PlanState.AGREED, own_words="", by=by, at=NOW)
    with pytest.raises(Conflict, match="gone on meanwhile: Agreed"):
        plan.answer(version=made, answer=PlanState.DECLINED, own_words="", by=by, at=NOW)
    assert PlanVersion.objects.get(pk=made.pk).state == PlanState.AGREED


def test_an_empty_plan_is_not_offered(stay: Stay, by: User) -> None:
    made = plan.begin(stay=stay, by=by, at=NOW)
    with pytest.raises(PlanRefused, match="no goal yet"):
        plan.offer(version=made, seen=0, by=by, at=NOW)
    with pytest.raises(Conflict, match="being worked on already"):
        plan.begin(stay=stay, by=by, at=NOW)
    assert PlanVersion.objects.get().state == PlanState.DRAFT


# ---- no lost word --------------------------------------------------------------------------------------------------
def test_who_saves_over_a_newer_text_is_told_whose_and_nothing_is_written(stay: Stay, by: User) -> None:
    made = drafted(stay, by)
    other = UserFactory.create()
    with pytest.raises(Conflict, match="Your text is not lost") as caught:
        plan.save(version=made, goals=[TRADE], seen=0, by=other, at=LATER)
    assert str(by) in str(caught.value)
    assert words_of(made) == [("HOUSING", "Eget rom, nær datteren min", ["Apply for a flat"])]
    with pytest.raises(Conflict, match="changed since you read it"):
        plan.offer(version=made, seen=0, by=other, at=LATER)


def test_every_saved_text_is_kept(stay: Stay, by: User) -> None:
    made = drafted(stay, by)
    plan.save(version=made, goals=[TRADE], seen=1, by=by, at=LATER)
    written = PlanGoal.history.filter(version_id=made.pk, history_type="+").order_by("history_id")
    assert [goal.words for goal in written] == [HOME.words, TRADE.words]


@pytest.mark.django_db(transaction=True)
def test_of_two_editors_who_save_at_once_one_is_told() -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    made = plan.begin(stay=stay, by=UserFactory.create(), at=NOW)
    people = [UserFactory.create() for _n in range(2)]
    ends = together(
        lambda: plan.save(version=made, goals=[HOME], seen=0, by=people[0], at=NOW),
        lambda: plan.save(version=made, goals=[TRADE], seen=0, by=people[1], at=NOW),
    )
    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "PlanVersion"]
    assert words_of(made) in ([("HOUSING", HOME.words, ["Apply for a flat"])], [("EDUCATION", TRADE.words, ["Ask"])])


@pytest.mark.django_db(transaction=True)
def test_of_two_who_begin_a_plan_at_once_one_does() -> None:
    stay = StayFactory.create(start=oslo("2026-01-24 12:00"))
    people = [UserFactory.create() for _n in range(2)]
    ends = together(*[lambda by=by: plan.begin(stay=stay, by=by, at=NOW) for by in people])
    assert sorted(type(end).__name__ for end in ends) == ["Conflict", "PlanVersion"]


# ---- bad input -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("goal", "sentence"),
    [
        (replace(HOME, steps=(StepDraft("Apply", date(2026, 1, 23)),)), "before the stay began"),
        (GoalDraft(PlanArea.HEALTH, "My back"), "the health service follows it up"),
        (replace(HOME, words=" "), "in the person’s own words"),
        (GoalDraft("GARDEN", "Tomatoes"), "Choose the area from the list"),
        (GoalDraft("WORK", "A job", (StepDraft("", date(2027, 1, 8)),)), "Write what is to be done"),
    ],
)
def test_a_plan_that_cannot_be_is_refused(stay: Stay, by: User, goal: GoalDraft, sentence: str) -> None:
    made = drafted(stay, by, TRADE)
    with pytest.raises(Refusal, match=sentence):
        plan.save(version=made, goals=[HOME, goal], seen=1, by=by, at=NOW)
    assert words_of(made) == [("EDUCATION", TRADE.words, ["Ask"])]
    assert PlanVersion.objects.get(pk=made.pk).stamp == 1


def test_a_step_is_done_once_with_what_shows_it_and_stays_done(stay: Stay, by: User) -> None:
    step = PlanStep.objects.get(goal__version=agreed(stay, by))
    for day, evidence, sentence in (
        (date(2026, 11, 25), "Lease", "in the future"),
        (date(2026, 11, 24), " ", "what shows"),
    ):
        with pytest.raises(PlanRefused, match=sentence):
            plan.finish_step(step=step, done_on=day, evidence=evidence, by=by, at=NOW)
    assert not PlanStepDone.objects.exists()
    plan.finish_step(step=step, done_on=date(2026, 11, 24), evidence="Letter from NAV", by=by, at=NOW)
    with pytest.raises(Conflict, match="already that this step is done"):
        plan.finish_step(step=step, done_on=date(2026, 11, 24), evidence="Lease", by=by, at=NOW)
    carried = PlanStep.objects.get(goal__version=plan.begin(stay=stay, by=by, at=LATER))
    assert carried.thread == PlanStepDone.objects.get(evidence="Letter from NAV").thread
    with pytest.raises(PlanRefused, match="plan that holds now"):
        plan.finish_step(step=carried, done_on=date(2026, 11, 24), evidence="Lease", by=by, at=LATER)


# ---- what PostgreSQL refuses ---------------------------------------------------------------------------------------
@contextmanager
def refused(constraint: str) -> Iterator[None]:
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        yield
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]


def test_what_was_offered_is_never_changed(stay: Stay, by: User) -> None:
    for made in (offered(stay, by), None):
        version = made or PlanVersion.objects.get()
        goal = PlanGoal.objects.get(version=version)
        stands = "an_offered_plan_is_followed_and_never_changed"
        for values in ({"state": "DRAFT", "offered_at": None, "offered_by": None}, {"number": 7}, {"stamp": 9}):
            with refused(stands):
                PlanVersion.objects.filter(pk=version.pk).update(**values)
        with refused(stands):
            PlanGoal.objects.filter(pk=goal.pk).update(words="Something else")
        with refused(stands):
            PlanGoal.objects.create(version=version, position=2, area="WORK", words="A job")
        with refused(stands):
            PlanStep.objects.filter(goal=goal).delete()
        with refused(stands):
            PlanStep.objects.filter(goal=goal).update(due_on=date(2028, 1, 1))
        if made:
            plan.answer(version=made, answer=PlanState.AGREED, own_words="", by=by, at=NOW)


def test_no_version_and_nothing_that_was_done_is_taken_away(stay: Stay, by: User) -> None:
    step = PlanStep.objects.get(goal__version=agreed(stay, by))
    done = plan.finish_step(step=step, done_on=date(2026, 11, 24), evidence="Lease", by=by, at=NOW)
    for act in (done.delete, lambda: PlanStepDone.objects.filter(pk=done.pk).update(evidence="Else")):
        with pytest.raises(IntegrityError), transaction.atomic():
            act()
    empty = PlanVersion.objects.create(stay=StayFactory.create(), number=1, changed_at=NOW, changed_by=by)
    with pytest.raises(IntegrityError), transaction.atomic():
        empty.delete()


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_plan_version_has_a_number_of_its_own", {"number": 1}),
        ("one_plan_is_open_at_a_time", {"state": "OFFERED"}),
        ("one_plan_holds_at_a_time", {"state": "AGREED", "answered_at": NOW, "answered_by": "by"}),
        ("the_state_of_a_plan_is_known", {"state": "LOST", "answered_at": NOW, "answered_by": "by"}),
        ("an_offered_plan_says_who_and_when", {"state": "DRAFT"}),
        ("an_answered_plan_says_who_and_when", {"state": "SUPERSEDED"}),
        ("who_does_not_agree_is_quoted", {"state": "NOT_AGREED", "answered_at": NOW, "answered_by": "by"}),
    ],
)
def test_a_version_that_cannot_be_is_refused(stay: Stay, by: User, constraint: str, values: dict[str, Any]) -> None:
    agreed(stay, by)
    if constraint == "one_plan_is_open_at_a_time":
        plan.begin(stay=stay, by=by, at=NOW)
    other = {"stay": StayFactory.create()} if constraint == "who_does_not_agree_is_quoted" else {}
    given = {"stay": stay, "number": 5, "changed_at": NOW, "changed_by": by, "offered_at": NOW, "offered_by": by}
    given |= {name: by if value == "by" else value for name, value in values.items()} | other
    if constraint == "a_plan_version_has_a_number_of_its_own":
        given |= {"offered_at": None, "offered_by": None}
    with refused(constraint):
        PlanVersion.objects.create(**given)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_goal_is_in_a_plan_once", {"thread": HOME.thread}),
        ("the_area_of_a_goal_is_known", {"area": "GARDEN"}),
        ("a_goal_is_in_words_but_for_health", {"words": ""}),
        ("a_goal_is_in_words_but_for_health", {"area": "HEALTH"}),
    ],
)
def test_a_goal_that_cannot_be_is_refused(stay: Stay, by: User, constraint: str, values: dict[str, Any]) -> None:
    given = {"version": drafted(stay, by), "position": 2, "area": "WORK", "words": "A job"}
    with refused(constraint):
        PlanGoal.objects.create(**given | values)


@pytest.mark.parametrize(
    ("constraint", "values"),
    [
        ("a_step_is_in_a_goal_once", {"thread": HOME.steps[0].thread}),
        ("a_plan_step_says_what_is_done", {"text": ""}),
        ("a_plan_step_has_one_owner", {"owner": "by", "outside_owner": "NAV"}),
    ],
)
def test_a_step_that_cannot_be_is_refused(stay: Stay, by: User, constraint: str, values: dict[str, Any]) -> None:
    goal = PlanGoal.objects.get(version=drafted(stay, by))
    given: dict[str, Any] = {"goal": goal, "position": 2, "text": "Call", "due_on": date(2027, 1, 8)}
    given |= {name: by if value == "by" else value for name, value in values.items()}
    with refused(constraint):
        PlanStep.objects.create(**given)


@pytest.mark.parametrize(
    ("constraint", "evidence"),
    [("a_plan_step_is_done_once", "Lease"), ("a_step_that_is_done_shows_its_evidence", "")],
)
def test_a_done_step_that_cannot_be_is_refused(stay: Stay, by: User, constraint: str, evidence: str) -> None:
    given = {"stay": stay, "done_on": date(2026, 11, 24), "recorded_at": NOW, "recorded_by": by}
    first = PlanStepDone.objects.create(thread=uuid4(), evidence="Letter", **given)
    with refused(constraint):
        PlanStepDone.objects.create(thread=first.thread if evidence else uuid4(), evidence=evidence, **given)


# ---- the rules -----------------------------------------------------------------------------------------------------
@pytest.mark.parametrize(
    ("answered_on", "full", "again"),
    [
        (date(2026, 1, 10), None, date(2026, 7, 10)),
        (date(2026, 1, 10), date(2029, 1, 1), date(2026, 7, 10)),
        (date(2026, 1, 10), date(2026, 12, 1), date(2026, 4, 10)),
        (date(2026, 5, 1), date(2026, 12, 1), date(2026, 6, 1)),  # six months before
        (date(2026, 8, 1), date(2026, 12, 1), date(2026, 9, 1)),  # three months before
        (date(2026, 10, 31), date(2026, 12, 1), date(2026, 11, 30)),
    ],
)
def test_a_plan_is_looked_at_more_often_the_less_time_is_left(answered_on: date, full: date, again: date) -> None:
    assert look_again_after(answered_on, full, Rhythm(6, 3, 1, 3, (6, 3))) == again


def test_the_same_day_of_a_month_that_lacks_it_is_its_last() -> None:
    assert [months_on(date(2027, 12, 31), n) for n in (2, 1, -1)] == [
        date(2028, 2, 29),
        date(2028, 1, 31),
        date(2027, 11, 30),
    ]


def test_two_versions_are_read_side_by_side() -> None:
    assert compare({"a": "A flat", "b": "A job", "c": "Debt"}, {"d": "School", "b": "Work", "a": "A flat"}) == [
        Change("added", "", "School"),
        Change("changed", "A job", "Work"),
        Change("same", "A flat", "A flat"),
        Change("removed", "Debt", ""),
    ]
