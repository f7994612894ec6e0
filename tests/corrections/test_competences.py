"""What staff have learnt: given by others, for a time, renewed, withdrawn, and asked for by the acts that need it."""

from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils import translation

from corrections.choices import ClockState, CompetenceKind, Role
from corrections.models import Clock, Competence, Prison, User
from corrections.periods import Period, since
from corrections.refusals import Refusal, has_sentence
from corrections.registries import acts_that_need
from corrections.selectors import competences as selector
from corrections.services import competences, work
from tests.commit import at_commit
from tests.corrections.factories import NOW, PrisonFactory, oslo, staff

pytestmark = pytest.mark.django_db
START = oslo("2026-01-01 00:00")
END = oslo("2027-01-01 00:00")
ESCORT = CompetenceKind.DRIVING_ESCORT


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def officer(prison: Prison) -> User:
    return staff(Role.OFFICER, prison=prison, first_name="Kari", last_name="Nesheim")


@pytest.fixture
def leader(prison: Prison) -> User:
    return staff(Role.LEADER, prison=prison, first_name="Liv", last_name="Fjeldstad")


def grant(user: User, prison: Prison, by: User | None = None, **values: Any) -> Competence:
    given = {"kind": ESCORT, "start": START, "end": END, "evidence": "KRUS 26/118", "at": NOW}
    return competences.grant(user=user, prison=prison, by=by, **{**given, **values})


def refused(code: str, act: Any) -> str:
    before = Competence.objects.count()
    with pytest.raises(Refusal) as caught:
        act()
    assert caught.value.code == code
    assert Competence.objects.count() == before
    return str(caught.value)


def broken(constraint: str, act: Any) -> None:
    with pytest.raises(IntegrityError) as caught:
        at_commit(act)
    assert caught.value.__cause__.diag.constraint_name == constraint  # type: ignore[union-attr]
    assert has_sentence(constraint)


# ---- the table ------------------------------------------------------------------------
def test_a_competence_is_known_has_a_period_and_its_evidence_once_at_a_time(officer: User) -> None:
    def row(**values: Any) -> Competence:
        given = {"user": officer, "kind": ESCORT, "during": since(START), "evidence": "x", "granted_at": NOW}
        return Competence.objects.create(**{**given, **values})

    broken("a_competence_is_known", lambda: row(kind="JUGGLING"))
    broken("a_competence_has_its_evidence", lambda: row(evidence=""))
    broken("a_competence_has_a_period", lambda: row(during=Period(NOW, NOW, "[)")))
    row()
    broken("one_competence_of_a_kind_at_a_time", lambda: row(during=since(NOW)))
    assert Competence.objects.count() == 1


# ---- giving and taking ------------------------------------------------------------------------
def test_a_competence_is_given_by_another_with_what_shows_it(prison: Prison, officer: User, leader: User) -> None:
    given = grant(officer, prison, leader, evidence=" KRUS 26/118 ")

    assert (given.user, given.kind, given.evidence, given.granted_by) == (officer, ESCORT, "KRUS 26/118", leader)
    assert (given.during.lower, given.during.upper) == (START, END)
    refused("own", lambda: grant(leader, prison, leader))
    refused("no_evidence", lambda: grant(officer, prison, leader, evidence="  "))
    refused("empty_period", lambda: grant(officer, prison, leader, end=START))
    refused("already_granted", lambda: grant(officer, prison, leader))


def test_a_renewal_ends_what_it_renews_and_moves_the_clock(prison: Prison, officer: User, leader: User) -> None:
    old = grant(officer, prison, leader)
    new = grant(officer, prison, leader, start=oslo("2026-11-20 00:00"), end=oslo("2027-11-20 00:00"))

    old.refresh_from_db()
    assert old.during.upper == new.during.lower == oslo("2026-11-20 00:00")
    assert list(Clock.objects.order_by("pk").values_list("state", "due_at")) == [
        (ClockState.MET, END),
        (ClockState.RUNNING, oslo("2027-11-20 00:00")),
    ]


def test_the_leader_is_told_in_good_time_that_one_runs_out(prison: Prison, officer: User, leader: User) -> None:
    grant(officer, prison, leader)
    clock = Clock.objects.get()
    assert (clock.prison, clock.due_at, clock.next_step_at) == (prison, END, END - timedelta(days=60))

    work.escalate(at=END - timedelta(days=60))

    task = clock.tasks.get()
    assert (task.kind, task.role, task.due_at) == ("clock.COMPETENCE", Role.LEADER, END)


def test_one_that_never_runs_out_has_no_clock(prison: Prison, officer: User) -> None:
    grant(officer, prison, end=None)
    assert not Clock.objects.exists()


def test_what_was_never_right_is_withdrawn_once(prison: Prison, officer: User, leader: User) -> None:
    given = grant(officer, prison, leader)
    gone = competences.withdraw(competence=given, by=leader, at=NOW)

    assert (gone.during.upper, gone.withdrawn_by) == (NOW, leader)
    assert Clock.objects.get().state == ClockState.CANCELLED
    refused("already_withdrawn", lambda: competences.withdraw(competence=given, by=leader, at=NOW))
    later = grant(officer, prison, leader, start=oslo("2026-12-01 00:00"))
    refused("not_holding", lambda: competences.withdraw(competence=later, by=leader, at=NOW))


# ---- acts that ask ------------------------------------------------------------------------
def test_an_act_that_needs_one_says_what_is_missing_and_who_can(prison: Prison, officer: User, leader: User) -> None:
    words = refused("competence_missing", lambda: competences.require(officer, ESCORT, NOW))
    assert words == (
        "This asks for the competence “Leading an escort”, which K. Nesheim does not have. "
        "Nobody at the prison has it now. Ask the prison leader."
    )
    grant(staff(Role.OFFICER, prison=prison, first_name="Ola", last_name="Vik"), prison)
    grant(staff(Role.OFFICER, first_name="Per", last_name="Langt"), prison)  # posted at another prison
    grant(officer, prison, end=oslo("2026-03-03 12:00"))

    words = refused("competence_missing", lambda: competences.require(officer, ESCORT, NOW))
    assert words == (
        "K. Nesheim’s competence “Leading an escort” ran out on 03.03.2026. It must be renewed first. "
        "These can do it now: O. Vik."
    )
    grant(officer, prison, start=oslo("2026-03-04 12:00"), end=END)
    competences.require(officer, ESCORT, NOW)


def test_a_competence_holds_to_the_instant_it_ends(prison: Prison, officer: User) -> None:
    grant(officer, prison)
    competences.require(officer, ESCORT, END - timedelta(microseconds=1))
    refused("competence_missing", lambda: competences.require(officer, ESCORT, END))
    refused("competence_missing", lambda: competences.require(officer, ESCORT, START - timedelta(seconds=1)))


def test_a_prison_that_has_registered_none_is_not_held_up(prison: Prison, officer: User) -> None:
    competences.require_where_kept(officer, ESCORT, prison_id=prison.pk, at=NOW)

    grant(staff(Role.OFFICER, prison=prison), prison)
    refused(
        "competence_missing",
        lambda: competences.require_where_kept(officer, ESCORT, prison_id=prison.pk, at=NOW),
    )


def test_what_a_permission_opens_may_ask_for_a_competence(officer: User, monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(acts_that_need._items, "test.drive", ESCORT)
    monkeypatch.setitem(acts_that_need._order, "test.drive", (0, "test.drive"))

    refused("competence_missing", lambda: competences.require_for("test.drive", by=officer, at=NOW))
    competences.require_for("test.walk", by=officer, at=NOW)


# ---- what a leader sees ------------------------------------------------------------------------
def test_the_newest_of_each_kind_says_how_it_stands(prison: Prison, officer: User) -> None:
    grant(officer, prison)
    grant(officer, prison, kind=CompetenceKind.FIRE, end=oslo("2026-10-01 00:00"))
    grant(officer, prison, kind=CompetenceKind.FIRST_AID, end=None)
    grant(officer, prison, kind=CompetenceKind.FIRST_AID, start=oslo("2026-12-01 00:00"))

    found = {held.competence.kind: held.state for held in selector.of_prison(prison, NOW)}

    assert found == {ESCORT: "soon", CompetenceKind.FIRE: "gone", CompetenceKind.FIRST_AID: "ok"}
    assert [held.competence.kind for held in selector.of_prison(prison, NOW, state="gone")] == [CompetenceKind.FIRE]


# ---- pages ------------------------------------------------------------------------
@pytest.fixture
def desk(leader: User) -> Client:
    client = Client()
    client.force_login(leader)
    return client


def test_a_leader_gives_one_that_holds_as_long_as_it_usually_does(prison: Prison, officer: User, desk: Client) -> None:
    page = reverse("competence_grant", args=[prison.slug])
    asked = {"user": officer.pk, "kind": ESCORT, "first_day": "20.11.2026", "evidence": "KRUS 26/118"}
    assert desk.post(page, asked | {"first_day": "20.11.2099"}).status_code == 422
    assert desk.post(page, asked | {"last_day": "19.11.2026"}).status_code == 422
    assert desk.post(page, asked | {"user": staff(Role.OFFICER).pk}).status_code == 422
    assert not Competence.objects.exists()

    assert desk.post(page, asked).status_code == 302

    given = Competence.objects.get()
    assert (given.during.lower, given.during.upper) == (oslo("2026-11-20 00:00"), oslo("2028-11-20 00:00"))
    assert desk.post(page, asked).status_code == 409


def test_the_list_of_a_prison_says_who_has_what_and_how_it_stands(prison: Prison, officer: User, desk: Client) -> None:
    grant(officer, prison, end=None)
    grant(officer, prison, kind=CompetenceKind.FIRE, end=oslo("2026-02-01 00:00"))
    grant(staff(Role.OFFICER), prison)  # of another prison
    page = reverse("competences", args=[prison.slug])

    rows = desk.get(page).context["rows"]
    assert [(held.competence.kind, held.state) for held in rows] == [(ESCORT, "ok"), (CompetenceKind.FIRE, "gone")]
    html = desk.get(page, {"state": "gone"}).content.decode()
    assert "01.02.2026" in html
    assert "KRUS 26/118" in html


@pytest.mark.parametrize("people", [2, 9])
def test_the_list_costs_the_same_whatever_its_length(prison: Prison, desk: Client, people: int) -> None:
    for _ in range(people):
        grant(staff(Role.OFFICER, prison=prison), prison)
    page = reverse("competences", args=[prison.slug])
    desk.get(page)
    with CaptureQueriesContext(connection) as queries:
        desk.get(page)
    asked = [query["sql"] for query in queries if "corrections_competence" in query["sql"]]
    assert len(asked) == 1


def test_one_is_withdrawn_from_the_list(prison: Prison, officer: User, desk: Client) -> None:
    given = grant(officer, prison, end=None)
    page = reverse("competence_withdraw", args=[given.pk])
    assert "Nesheim" in desk.get(page).content.decode()
    assert desk.post(page).status_code == 302
    given.refresh_from_db()
    assert given.withdrawn_at is not None


def test_everyone_sees_their_own(prison: Prison, officer: User) -> None:
    grant(officer, prison, kind=CompetenceKind.FIRE)
    client = Client()
    client.force_login(officer)
    rows = client.get(reverse("own_competences")).context["rows"]
    assert [held.competence.kind for held in rows] == [CompetenceKind.FIRE]


def test_the_task_says_whose_competence_runs_out_and_leads_to_the_list(
    prison: Prison, officer: User, desk: Client
) -> None:
    grant(officer, prison)
    work.escalate(at=END - timedelta(days=60))
    task = Clock.objects.get().tasks.get()

    assert selector.renew(task.detail) == (
        "K. Nesheim: “Leading an escort” runs out on 01.01.2027. Plan the course, or find somebody else."
    )
    assert selector.to_prison(task) == reverse("competences", args=[prison.slug])
