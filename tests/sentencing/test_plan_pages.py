"""The pages of the plan: a draft that saves itself, two who write at once, the answer, the steps, versions, needs."""

from collections.abc import Callable
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.choices import CompetenceKind, Role
from corrections.models import Unit
from corrections.services import competences
from inmates.models import Stay
from sentencing.choices import PlanState
from sentencing.models import NeedsConsent, NeedsFinding, PlanGoal, PlanPartner, PlanStep, PlanStepDone, PlanVersion
from sentencing.selectors.plan_drafts import contents_of, fingerprint
from sentencing.services import needs, plan
from tests.corrections.factories import LONG_AGO, UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PlacementFactory
from tests.sentencing.factories import JudgmentFactory
from tests.sentencing.plans import HOME, NOW, TRADE, agreed, drafted, offered, with_a_plan

pytestmark = pytest.mark.django_db


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2")


@pytest.fixture
def stay(unit: Unit) -> Stay:
    found: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00")).stay
    JudgmentFactory.create(stay=found, years=4)
    return found


@pytest.fixture
def sign_in(unit: Unit) -> Callable[..., Client]:
    def make(role: Role, **of_the_user: str) -> Client:
        client = Client()
        client.force_login(staff(role, prison=unit.prison, unit=None, **of_the_user))
        return client

    return make


@pytest.fixture
def client(sign_in: Callable[..., Client]) -> Client:
    return sign_in(Role.REINTEGRATION, first_name="Kari", last_name="Lunde")


def url(name: str, stay: Stay, *rest: Any) -> str:
    return reverse(name, args=[stay.person.uuid, *rest])


def typed(thread: Any, words: str, *, seen: str = "", area: str = "WORK", **steps: str) -> dict[str, Any]:
    data = {"thread": thread, "seen": seen, "area": area, "words": words}
    return data | {"form-TOTAL_FORMS": "1", "form-INITIAL_FORMS": "0"} | {f"form-0-{k}": v for k, v in steps.items()}


def page(client: Client, stay: Stay) -> str:
    return client.get(url("person_plan", stay)).content.decode()


# ---- drafts --------------------------------------------------------------------------------------------------------
def test_a_plan_is_begun_written_and_offered_on_the_page(client: Client, stay: Stay) -> None:
    assert "No plan yet" in page(client, stay)
    client.post(url("person_plan_begin", stay))
    thread = uuid4()
    step = {"text": "Write a CV", "due_on": "15.01.2027", "outside_owner": "NAV Fjordvik"}
    answer = client.post(url("person_plan_goal_new", stay), typed(thread, "A job in the harbour", **step))
    assert (answer.status_code, answer["Location"]) == (302, f"{url('person_plan', stay)}#draft")
    html = page(client, stay)
    for said in ("A job in the harbour", "Write a CV", "NAV Fjordvik", "By 15.01.2027"):
        assert said in html
    version = PlanVersion.objects.get()
    client.post(url("person_plan_offer", stay), {"seen": version.stamp})
    version.refresh_from_db()
    assert version.state == PlanState.OFFERED
    assert client.get(url("person_plan_goal", stay, thread)).status_code == 404  # what is offered stands


def test_a_draft_saves_itself_and_says_over_what_it_is_typed_next(client: Client, stay: Stay) -> None:
    plan.begin(stay=stay, by=UserFactory.create(), at=NOW)
    at, thread = f"{url('person_plan_goal_new', stay)}?draft=1", uuid4()
    first = client.post(at, typed(thread, "A job"))
    second = client.post(at, typed(thread, "A job in the harbour", seen=first.json()["seen"]))
    assert (first.status_code, second.status_code) == (200, 200)
    goal = PlanGoal.objects.get()
    assert (goal.words, goal.thread) == ("A job in the harbour", thread)
    read_again = url("person_plan_goal", stay, thread)
    assert second.json() == {"seen": fingerprint(contents_of(goal.version)[0]), "at": read_again}
    assert "A job in the harbour" in client.get(read_again).content.decode()


def test_a_draft_that_cannot_be_saved_says_so_and_keeps_what_was(client: Client, stay: Stay) -> None:
    version = drafted(stay, UserFactory.create())
    at = url("person_plan_goal", stay, HOME.thread)
    wrong = typed(HOME.thread, "Else", seen=fingerprint(HOME), text="Call", due_on="31.02.2027")
    answer = client.post(f"{at}?draft=1", wrong)
    assert (answer.status_code, answer.json()) == (422, {"said": "Something must be put right before it can be saved."})
    assert client.post(at, wrong).status_code == 422
    assert contents_of(version) == [HOME]


def test_of_two_who_write_one_goal_the_second_sees_both_texts_and_loses_none(client: Client, stay: Stay) -> None:
    version = drafted(stay, staff(Role.CONTACT_OFFICER, first_name="Ola", last_name="Dale"))
    at = url("person_plan_goal", stay, HOME.thread)
    seen = fingerprint(HOME)
    client.post(at, typed(HOME.thread, "A flat by the sea", seen=seen, area="HOUSING"))
    mine = typed(HOME.thread, "A house with a garden", seen=seen, area="HOUSING")
    silent = client.post(f"{at}?draft=1", mine)
    assert silent.status_code == 409
    assert "Your text is not lost" in silent.json()["said"]
    loud = client.post(at, mine)
    html = loud.content.decode()
    assert loud.status_code == 422
    assert "A flat by the sea" in html
    assert "A house with a garden" in html
    assert contents_of(version)[0].words == "A flat by the sea"
    now = fingerprint(contents_of(version)[0])
    assert f'name="seen" value="{now}"' in html  # to save again is meant
    assert client.post(at, typed(HOME.thread, "A house with a garden", seen=now, area="HOUSING")).status_code == 302
    assert contents_of(version)[0].words == "A house with a garden"


def test_a_goal_that_a_colleague_took_out_meanwhile_can_be_put_back(client: Client, stay: Stay) -> None:
    version = drafted(stay, UserFactory.create(), HOME, TRADE)
    client.post(url("person_plan_goal_drop", stay, HOME.thread), {"seen": fingerprint(HOME)})
    assert [goal.area for goal in contents_of(version)] == ["EDUCATION"]
    at = url("person_plan_goal", stay, HOME.thread)
    mine = typed(HOME.thread, "A house", seen=fingerprint(HOME), area="HOUSING")
    assert client.post(at, mine).status_code == 422
    assert client.post(at, mine | {"seen": ""}).status_code == 302
    assert [goal.words for goal in contents_of(version)] == [TRADE.words, "A house"]


def test_a_goal_that_changed_is_not_taken_out_unseen(client: Client, stay: Stay) -> None:
    version = drafted(stay, UserFactory.create())
    answer = client.post(url("person_plan_goal_drop", stay, HOME.thread), {"seen": "something older"})
    assert answer.status_code == 422
    assert "changed this goal" in answer.content.decode()
    assert contents_of(version) == [HOME]


def test_a_plan_that_changed_since_it_was_read_is_not_offered(client: Client, stay: Stay) -> None:
    version = drafted(stay, UserFactory.create())
    answer = client.post(url("person_plan_offer", stay), {"seen": version.stamp - 1})
    assert answer.status_code == 422
    assert "has changed since you read it" in answer.content.decode()
    version.refresh_from_db()
    assert version.state == PlanState.DRAFT


# ---- the answer, the steps, versions -------------------------------------------------------------------------------
def test_who_does_not_agree_is_quoted_on_the_page(client: Client, stay: Stay) -> None:
    version = offered(stay, UserFactory.create())
    at = url("person_plan_answer", stay)
    assert client.post(at, {"answer": "NOT_AGREED", "own_words": " "}).status_code == 422
    assert PlanVersion.objects.get(pk=version.pk).state == PlanState.OFFERED
    assert client.post(at, {"answer": "NOT_AGREED", "own_words": "Too far from my daughter"}).status_code == 302
    html = page(client, stay)
    assert "Not agreed" in html
    assert "Too far from my daughter" in html
    assert client.get(at).status_code == 404  # answered once


def test_a_step_is_done_with_what_shows_it(client: Client, stay: Stay) -> None:
    agreed(stay, UserFactory.create())
    at = url("person_plan_step", stay, PlanStep.objects.get().pk)
    assert client.post(at, {"done_on": "01.02.2026", "evidence": ""}).status_code == 422
    assert not PlanStepDone.objects.exists()
    assert client.post(at, {"done_on": "01.02.2026", "evidence": "Letter from NAV"}).status_code == 302
    html = page(client, stay)
    assert "Done 01.02.2026: Letter from NAV (K. Lunde)" in html
    assert "1 of 1 done" in html


def test_a_step_of_a_draft_is_not_done(client: Client, stay: Stay) -> None:
    drafted(stay, UserFactory.create())
    assert client.get(url("person_plan_step", stay, PlanStep.objects.get().pk)).status_code == 404


def test_two_versions_are_compared_side_by_side(client: Client, stay: Stay) -> None:
    by = UserFactory.create()
    agreed(stay, by, HOME)
    second = plan.begin(stay=stay, by=by, at=NOW)
    plan.save(version=second, goals=[TRADE], seen=0, by=by, at=NOW)
    html = client.get(url("person_plan_version", stay, 2)).content.decode()
    assert "Version 1 beside version 2" in html
    assert f"<ins>Education: {TRADE.words}</ins>" in html
    assert f"<del>Housing: {HOME.words}</del>" in html
    assert client.get(url("person_plan_version", stay, 1)).status_code == 404
    assert client.get(url("person_plan_version", stay, 3)).status_code == 404


def test_the_paper_speaks_the_language_that_is_asked_for(client: Client, stay: Stay) -> None:
    assert client.get(url("person_plan_paper", stay)).status_code == 404  # there is no plan
    agreed(stay, UserFactory.create())
    html = client.get(url("person_plan_paper", stay), {"language": "en"}).content.decode()
    for said in ("Your plan", HOME.words, "Apply for a flat", "NAV Fjordvik"):
        assert said in html


# ---- around it -----------------------------------------------------------------------------------------------------
def test_who_works_along_is_shown_and_can_leave(client: Client, stay: Stay) -> None:
    answer = client.post(
        url("person_partner_new", stay),
        {"agency": "MUNICIPALITY", "name": "Siri Moen", "joined_on": "01.02.2026", "in_group": "on"},
    )
    assert answer.status_code == 302
    html = page(client, stay)
    assert "Siri Moen" in html
    assert "responsibility group" in html
    partner = PlanPartner.objects.get()
    client.post(url("person_partner_end", stay, partner.pk))
    assert "Siri Moen" not in page(client, stay)
    assert client.post(url("person_partner_end", stay, partner.pk)).status_code == 404


def test_needs_are_mapped_on_the_page_with_a_consent_and_erased_with_it(client: Client, stay: Stay, unit: Unit) -> None:
    at = url("person_needs", stay)
    assert client.get(at).status_code == 404
    assert client.post(url("person_consent_withdraw", stay)).status_code == 404
    assert client.post(url("person_consent", stay), {"given_on": "01.02.2026"}).status_code == 302
    found = {"WORK": "MUCH", "WORK_words": "Has driven a forklift", "HEALTH": "SOME"}
    assert client.post(at, found).status_code == 422  # not an approved mapper
    assert not NeedsFinding.objects.exists()
    mapper = staff(Role.REINTEGRATION, prison=unit.prison, unit=None)
    competences.grant(
        user=mapper,
        kind=CompetenceKind.NEEDS_MAPPING,
        start=LONG_AGO,
        end=None,
        evidence="KRUS 14",
        prison=unit.prison,
        by=None,
        at=LONG_AGO,
    )
    client.force_login(mapper)
    assert client.post(at, {}).status_code == 422
    assert client.post(at, found).status_code == 302
    assert "Has driven a forklift" in page(client, stay)
    client.post(url("person_consent_withdraw", stay))
    assert "forklift" not in page(client, stay)
    assert not NeedsFinding.objects.exists()
    assert NeedsConsent.objects.get().withdrawn_by == mapper


def test_an_officer_sees_the_next_steps_and_never_the_words(stay: Stay, sign_in: Callable[..., Client]) -> None:
    agreed(stay, UserFactory.create())
    html = sign_in(Role.OFFICER).get(reverse("person_panel", args=[stay.person.uuid, "plan"])).content.decode()
    assert "Apply for a flat" in html
    assert HOME.words not in html
    assert sign_in(Role.OFFICER).get(url("person_plan", stay)).status_code == 403


def test_who_only_reads_is_given_no_buttons(stay: Stay, sign_in: Callable[..., Client]) -> None:
    with_a_plan(stay)
    html = page(sign_in(Role.CASEWORKER), stay)
    assert HOME.words in html
    for act in ("person_plan_offer", "person_plan_begin", "person_consent_withdraw", "person_partner_new"):
        assert url(act, stay) not in html


def test_the_page_costs_the_same_for_a_short_plan_and_a_long_one(client: Client, stay: Stay, unit: Unit) -> None:
    def queries(of: Stay) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(url("person_plan", of)).status_code == 200
        return len(seen)

    by = UserFactory.create()
    agreed(stay, by, HOME, TRADE)
    queries(stay)
    few = queries(stay)
    long: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00")).stay
    JudgmentFactory.create(stay=long, years=4)
    areas = ("HOUSING", "EDUCATION", "WORK", "ECONOMY", "NETWORK", "LEISURE")
    agreed(long, by, *[type(HOME)(area, f"Goal {area}", type(HOME)(area).steps or ()) for area in areas])
    for name in ("Siri", "Per", "Ada"):
        needs.add_partner(stay=long, agency="NAV", name=name, in_group=True, joined_on=NOW.date(), by=by, at=NOW)
    assert queries(long) <= few


# ---- a form of many rows, sent by no honest browser ----------------------------------------------------------------
@pytest.mark.parametrize("total", ["1000000000", "", "x", "11" * 40])
def test_a_form_that_lies_about_its_rows_is_refused_and_writes_nothing(client: Client, stay: Stay, total: str) -> None:
    plan.begin(stay=stay, by=UserFactory.create(), at=NOW)
    rows = typed(uuid4(), "A job", text="Write a CV", due_on="15.01.2027") | {"form-TOTAL_FORMS": total}
    answer = client.post(url("person_plan_goal_new", stay), rows)
    assert answer.status_code == 422
    assert (PlanGoal.objects.count(), PlanStep.objects.count()) == (0, 0)


def test_a_row_of_another_persons_plan_is_a_row_of_ones_own(client: Client, stay: Stay, unit: Unit) -> None:
    """The thread of a step says which step it goes on from in this plan: another's is neither read nor changed."""
    other: Stay = PlacementFactory.create(unit=unit, start=oslo("2026-01-24 12:00")).stay
    theirs = drafted(other, UserFactory.create())
    before = contents_of(theirs)
    plan.begin(stay=stay, by=UserFactory.create(), at=NOW)
    rows = typed(uuid4(), "A job", text="Mine", due_on="15.01.2027")
    client.post(url("person_plan_goal_new", stay), rows | {"form-0-thread": str(HOME.steps[0].thread)})
    assert contents_of(theirs) == before
    assert [each.text for each in PlanStep.objects.filter(goal__version__stay=stay)] == ["Mine"]


def test_more_fields_than_any_form_has_are_refused_before_they_are_read(client: Client, stay: Stay) -> None:
    plan.begin(stay=stay, by=UserFactory.create(), at=NOW)
    many = {f"form-{row}-text": "x" for row in range(1001)}
    answer = client.post(url("person_plan_goal_new", stay), typed(uuid4(), "A job") | many)
    assert answer.status_code == 400
    assert PlanGoal.objects.count() == 0
