"""The sentence as one picture: the same facts drawn and listed, for every kind of term."""

import itertools
import re
from datetime import date, datetime, timedelta

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation
from pytest_django import DjangoAssertNumQueries

from corrections.access import Access, access_of
from corrections.choices import Role
from corrections.models import Unit
from inmates.choices import AbsenceKind, LegalStatusKind
from inmates.models import Absence, Stay
from inmates.registries import Subject
from sentencing.choices import TermKind
from sentencing.models import PlanStep
from sentencing.picture import lanes, large
from sentencing.picture.axis import Axis, ticks
from sentencing.picture.story import Bar, Dot, Lane, Mark, merged
from sentencing.selectors import sentence_box, story
from sentencing.selectors.dates import dates_of_stay
from sentencing.selectors.story import Told
from sentencing.services import calculations, plan
from tests.corrections.factories import UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing import plans
from tests.sentencing.factories import JudgmentFactory, RemandOrderFactory

pytestmark = pytest.mark.django_db
ADMITTED = oslo("2025-03-14 12:00")
NOW = oslo("2026-11-24 14:32")


@pytest.fixture(autouse=True)
def in_english() -> object:
    with translation.override("en"):
        yield


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def access(unit: Unit) -> Access:
    return access_of(staff(Role.CASEWORKER, prison=unit.prison), at=NOW)


def held(unit: Unit, legal: str = LegalStatusKind.SENTENCED, start: datetime = ADMITTED) -> Stay:
    stay: Stay = PlacementFactory.create(unit=unit, start=start, legal=legal).stay
    return stay


def subject_of(stay: Stay, unit: Unit) -> Subject:
    return Subject(stay.person_id, stay.person.uuid, stay.pk, unit.pk, unit.prison_id)


def box(stay: Stay, unit: Unit, access: Access) -> dict[str, object]:
    found = sentence_box.picture(subject_of(stay, unit), at=NOW, access=access)
    assert found is not None
    return found


def told(stay: Stay, unit: Unit, access: Access) -> Told:

    found = story.of_subject(subject_of(stay, unit), dates_of_stay(stay.pk, NOW.date()), access, NOW)
    assert found is not None
    return found


def long_term(unit: Unit) -> Stay:
    """Four years and six months with 96 days deducted."""
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2025, 3, 14), years=4, months=6, credit_days=96)
    return stay


def test_the_thresholds_stand_on_their_days(unit: Unit, access: Access) -> None:
    marks = {name: mark.said for mark in told(long_term(unit), unit, access).story.marks for name in mark.names}
    assert marks["Start"] == "14.03.2025"
    assert marks["1/3 · leave"] == "10.06.2026 *"
    assert marks["1/2 · serving outside"] == "10.03.2027 *"
    assert marks["2/3 · probation, earliest"] == "09.12.2027 *"
    assert marks["Full term"] == "10.06.2029 *"


def test_every_fact_of_the_picture_is_in_the_list(unit: Unit, access: Access) -> None:
    stay = long_term(unit)
    Absence.objects.create(
        stay=stay,
        kind=AbsenceKind.LEAVE,
        during=(oslo("2026-07-03 12:00"), oslo("2026-07-05 18:00")),
        departed_at=oslo("2026-07-03 12:00"),
        returned_at=oslo("2026-07-05 18:00"),
    )
    found = told(stay, unit, access)
    days = {line.on for line in found.facts}
    assert {mark.on for mark in found.story.marks} <= days
    assert [(line.what, line.more) for line in found.facts if line.on == date(2026, 7, 3)] == [
        ("Leave", "Until 05.07.2026")
    ]
    assert [line.on for line in found.facts] == sorted(line.on for line in found.facts)
    assert any("Two thirds of 4 years 6 months" in line.more and "Unconfirmed." in line.more for line in found.facts)


def test_unconfirmed_days_are_marked_in_the_picture_and_explained(unit: Unit, access: Access) -> None:
    shown = box(long_term(unit), unit, access)
    assert shown["unconfirmed"] is True
    assert "s-unsure" in str(shown["whole"])
    assert "09.12.2027 *" in str(shown["whole"])


def test_the_picture_has_a_name_and_no_styles_of_its_own(unit: Unit, access: Access) -> None:
    drawing = str(box(long_term(unit), unit, access)["whole"])
    assert drawing.count('role="img"') == 3
    assert "620 of 1643 days" not in drawing
    assert re.search(r'aria-label="The term from 14.03.2025 to 10.06.2029. \d+ of \d+ days are served.', drawing)
    assert "style=" not in drawing


def test_nobody_on_remand_has_dates_only_the_order(unit: Unit, access: Access) -> None:
    stay = held(unit, LegalStatusKind.REMAND, oslo("2026-10-30 12:00"))
    RemandOrderFactory.create(stay=stay, expires_on=date(2026, 12, 4))
    shown = box(stay, unit, access)
    assert "on remand" in str(shown["why_none"])
    assert "Remand order runs out" in str(shown["whole"])
    assert "On remand · B2" in str(shown["whole"])
    assert "Full term" not in str(shown["whole"])
    assert [head.label for head in shown["heads"]] == ["Next deadline"]  # type: ignore[attr-defined]


def test_without_a_judgment_the_page_says_so(unit: Unit, access: Access) -> None:
    assert box(held(unit), unit, access)["why_none"] == "No judgment is entered, so there are no dates to draw."


def test_preventive_detention_is_drawn_with_its_own_days(unit: Unit, access: Access) -> None:
    stay = held(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2025, 3, 14), kind=TermKind.PREVENTIVE, years=15, minimum_years=10)
    drawing = str(box(stay, unit, access)["whole"])
    for name in ("The frame expires", "Minimum term", "Extension filed by"):
        assert name in drawing
    assert "probation" not in drawing


def test_several_judgments_are_one_line(unit: Unit, access: Access) -> None:
    stay = long_term(unit)
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    marks = {name: mark.said for mark in told(stay, unit, access).story.marks for name in mark.names}
    assert marks["Full term"] == "09.08.2029 *"


@pytest.mark.parametrize(("years", "days"), [(0, 14), (0, 90), (1, 0), (21, 0)])
def test_flags_never_run_through_each_other(unit: Unit, access: Access, years: int, days: int) -> None:
    stay = held(unit, start=oslo("2026-11-20 12:00"))
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 11, 20), years=years, days=days)
    marks = merged(told(stay, unit, access).story.marks)
    first, last = marks[0].on, marks[-1].on
    for shape in large.SHAPES:
        flags = large.flags_of(marks, Axis(first, last, shape.names + 10.0, shape.width - 12.0), shape)
        words = [
            (flag.row, *((flag.x - flag.width, flag.x) if flag.turned else (flag.x, flag.x + flag.width)))
            for flag in flags
        ]
        for n, (row, left, right) in enumerate(words):
            assert left >= -1
            assert right <= shape.width
            for other, start, end in words[n + 1 :]:
                assert row != other or right <= start or end <= left


def test_names_of_the_same_day_share_a_leader() -> None:
    day = date(2026, 11, 24)
    sure, unsure = (
        Mark(day, ("Half",), "24.11.2026", is_past=True),
        Mark(day, ("Lower",), "24.11.2026 *", is_past=True, is_confirmed=False),
    )
    assert merged([sure, unsure]) == [Mark(day, ("Half", "Lower"), "24.11.2026 *", is_past=True, is_confirmed=False)]


@pytest.mark.parametrize(
    ("days", "expected"),
    [(20, "30.11"), (300, "2027"), (7700, "2030")],
)
def test_the_calendar_has_as_many_words_as_have_room(days: int, expected: str) -> None:
    axis = Axis(date(2026, 11, 24), date(2026, 11, 24) + timedelta(days=days), 10, 690)
    written = list(ticks(axis))
    assert expected in [text for _x, text in written]
    gaps = [later - earlier for (earlier, _a), (later, _b) in itertools.pairwise(written)]
    assert min(gaps, default=99) >= 40


def test_the_words_of_a_goal_stand_beside_its_bar_or_above_it() -> None:
    """After it, before it where there is no room after it; on a line of their own where the paper is narrow."""
    day = date(2026, 1, 1)
    early = (Bar(day, day + timedelta(days=200), "Work, 50 %", "goal"), Dot(day + timedelta(days=90), "step-done"))
    late = (Bar(day + timedelta(days=500), day + timedelta(days=1000), "Housing, 0 %", "goal"),)
    plan = [Lane("Plan", (early, late), is_thin=True)]
    axis = Axis(day, day + timedelta(days=1000), 100, 1100)
    wide, ends = lanes.lanes_of(plan, axis, 0, is_wide=True)
    assert '<text class="s-by" x="306" y="13">Work, 50 %</text>' in wide.replace("306.0", "306").replace("13.0", "13")
    assert '<text class="s-by s-end" x="594' in wide
    assert '<circle class="s-dot s-dot--step-done" cx="190.0"' in wide
    assert ends == 60
    slim, ends = lanes.lanes_of(plan, axis, 0, is_wide=False)
    assert '<text class="s-by" x="100.0"' in slim
    assert '<text class="s-by" x="600.0"' in slim
    assert ends == 108


def test_dates_that_something_overtook_are_said_above_the_picture(unit: Unit) -> None:
    stay = long_term(unit)
    one, other = UserFactory.create(), UserFactory.create()
    made = calculations.work_out(stay=stay, reason="The judgment is final", by=one, at=NOW)
    calculations.confirm(calculation=made, by=other, at=NOW)
    client = Client()
    client.force_login(staff(Role.CASEWORKER, prison=unit.prison))
    tab = reverse("person_tab", args=[stay.person.uuid, "sentence"])
    assert "story__standing" not in client.get(tab).content.decode()
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    page = client.get(tab).content.decode()
    assert "story__standing" in page
    assert "Something is entered that these dates do not know" in page


def test_a_long_term_has_the_next_twelve_months_closer(unit: Unit, access: Access) -> None:
    assert "twelve months" in str(box(long_term(unit), unit, access)["near"])
    short = held(unit)
    JudgmentFactory.create(stay=short, judged_on=date(2026, 10, 1), days=90)
    assert box(short, unit, access)["near"] == ""


def test_who_may_not_see_leave_or_decisions_is_not_told_of_them(unit: Unit) -> None:
    stay = long_term(unit)
    nobody = Access()
    found = story.of_subject(subject_of(stay, unit), None, nobody, NOW)
    assert found is not None
    assert [lane.name for lane in found.story.lanes] == ["Placement"]


def test_the_page_asks_as_often_for_a_long_story_as_for_a_short_one(
    unit: Unit, access: Access, django_assert_num_queries: DjangoAssertNumQueries
) -> None:
    client = Client()
    client.force_login(staff(Role.CASEWORKER, prison=unit.prison))
    stay = long_term(unit)
    tab = reverse("person_tab", args=[stay.person.uuid, "sentence"])
    client.get(tab)
    with CaptureQueriesContext(connection) as short:
        client.get(tab)
    for month in range(1, 7):
        Absence.objects.create(
            stay=stay,
            kind=AbsenceKind.LEAVE,
            during=(oslo(f"2026-0{month}-03 12:00"), oslo(f"2026-0{month}-05 18:00")),
            departed_at=oslo(f"2026-0{month}-03 12:00"),
            returned_at=oslo(f"2026-0{month}-05 18:00"),
        )
    JudgmentFactory.create(stay=stay, judged_on=date(2026, 6, 1), days=60)
    with django_assert_num_queries(len(short)):
        client.get(tab)
    with CaptureQueriesContext(connection) as drawn:
        story.of_subject(subject_of(stay, unit), None, access, NOW)
    assert len(drawn) <= 8 + 6


def test_the_goals_of_the_plan_stand_on_the_same_axis_with_their_steps(unit: Unit, access: Access) -> None:
    stay, by = long_term(unit), UserFactory.create()
    version = plans.agreed(stay, by, plans.HOME, plans.TRADE)
    step = PlanStep.objects.get(goal__version=version, text="Ask")
    plan.finish_step(step=step, done_on=date(2026, 11, 24), evidence="The school answered", by=by, at=NOW)
    found = told(stay, unit, access)
    lane = found.story.lanes[-1]
    assert (lane.name, lane.is_thin, len(lane.rows)) == ("Plan", True, 2)
    home, trade = lane.rows
    assert home == (
        Bar(date(2026, 11, 24), date(2027, 2, 1), "Housing, 0%", "goal", beside=True),
        Dot(date(2027, 2, 1), "step"),
    )
    assert trade[0] == Bar(date(2026, 11, 24), date(2027, 1, 8), "Education, done", "goal", beside=True)
    assert trade[1:] == (
        Bar(date(2026, 11, 24), date(2027, 1, 8), "", "goal-done"),
        Dot(date(2027, 1, 8), "step-done"),
    )
    said = {(line.on, line.what, line.more) for line in found.facts}
    assert (date(2027, 2, 1), "Plan, Housing: Apply for a flat", "") in said
    assert (date(2027, 1, 8), "Plan, Education: Ask", "Done") in said
    assert "s-bar--goal-done" in str(box(stay, unit, access)["whole"])


def test_who_may_not_read_the_plan_is_shown_no_goal(unit: Unit) -> None:
    stay = long_term(unit)
    plans.agreed(stay, UserFactory.create(), plans.HOME)
    found = story.of_subject(subject_of(stay, unit), None, Access(), NOW)
    assert found is not None
    assert "Apply for a flat" not in str(found)
