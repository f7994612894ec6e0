"""The page of rounds, the person's page, the board, the handover and the traces: what stands there and what it does."""

from datetime import timedelta
from typing import Any
from uuid import uuid4

import pytest
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.translation import override

from corrections import access, middleware
from corrections.choices import Role
from corrections.models import Task, User
from corrections.registries import Slot, task_texts
from corrections.services import work
from inmates.registries import BoardSubject, Strength
from inmates.selectors.board import unit_facts
from inmates.selectors.board_version import of_unit
from security.choices import Ground
from security.models import Observation, ObservationCheck
from security.registries import duty_sources, handover_totals
from security.selectors import observed, observed_board
from security.services import observing
from tests.corrections.factories import CellFactory, PostingFactory
from tests.inmates.factories import PlacementFactory
from tests.security.observing import Landing, after, begin, build_landing, look, to_court

pytestmark = pytest.mark.django_db


@pytest.fixture
def landing() -> Landing:
    found = build_landing()
    PostingFactory.create(user=found.nesheim, role=Role.OFFICER, unit=found.unit)
    PostingFactory.create(user=found.dale, role=Role.DUTY_MANAGER, prison=found.unit.prison)
    return found


@pytest.fixture
def clock(monkeypatch: pytest.MonkeyPatch) -> Any:
    def stands(minutes: float) -> None:
        monkeypatch.setattr(middleware, "now", lambda: after(minutes))

    stands(0)
    return stands


def browser(user: User) -> Client:
    access.forget_access()
    client = Client()
    client.force_login(user)
    return client


def text_of(answer: Any) -> str:
    return " ".join(answer.content.decode().split())


def source(key: str, slot: Slot[Any]) -> Any:
    found = slot.get(key)
    assert found is not None
    return found


def rounds(client: Client, landing: Landing, **query: Any) -> Any:
    return client.get(reverse("rounds", args=[landing.unit.pk]), query)


def tapped(client: Client, observation: Observation, **values: Any) -> Any:
    data = {"id": str(uuid4()), "code": "ASLEEP", **values}
    return client.post(reverse("round_check", args=[observation.pk]), data, follow=True)


def subject_at(landing: Landing, minutes: float) -> BoardSubject:
    found = unit_facts(landing.unit.pk, after(minutes))
    stays = (landing.myhre.pk, landing.sundbo.pk)
    return BoardSubject(landing.unit.pk, landing.unit.prison_id, stays, after(minutes), lent=found.lent)


# ---- the doors -----------------------------------------------------------------------------------------------------
def test_the_doors_stand_in_the_order_of_the_building_with_their_countdown(landing: Landing, clock: Any) -> None:
    begin(landing, landing.sundbo, minutes=60)
    begin(landing)
    clock(10)
    doors = rounds(browser(landing.nesheim), landing).context["doors"]
    assert [(door.cell, door.every, door.state, door.left, door.due) for door in doors] == [
        ("B2-01", "Every 30 minutes", "run", "20 min left", "22:30"),
        ("B2-02", "Every hour", "run", "50 min left", "23:00"),
    ]


def test_a_late_door_stands_first_and_asks_why(landing: Landing, clock: Any) -> None:
    begin(landing, minutes=120)
    begin(landing, landing.sundbo)
    clock(35)
    answer = rounds(browser(landing.nesheim), landing)
    doors = answer.context["doors"]
    assert [(door.cell, door.state, door.left) for door in doors] == [
        ("B2-02", "late", "5 min late"),
        ("B2-01", "run", "85 min left"),
    ]
    assert answer.context["chosen"].cell == "B2-02"
    assert '<div class="field rdock__late" id="late-field">' in text_of(answer)
    assert "1 door is late" in text_of(answer)


def test_who_is_outside_stands_last_and_cannot_be_chosen(landing: Landing, clock: Any) -> None:
    away = begin(landing)
    begin(landing, landing.sundbo)
    to_court(landing, after(5))
    clock(10)
    answer = rounds(browser(landing.nesheim), landing, door=away.pk)
    assert [(door.cell, door.state, door.left) for door in answer.context["doors"]] == [
        ("B2-02", "run", "20 min left"),
        ("B2-01", "rest", "Rests"),
    ]
    assert answer.context["chosen"].cell == "B2-02"
    refused = tapped(browser(landing.nesheim), away)
    assert refused.status_code == 422
    assert "is outside the prison: Court" in text_of(refused)
    assert not ObservationCheck.objects.exists()


def test_a_unit_where_nobody_is_observed_says_so(landing: Landing, clock: Any) -> None:
    assert "Nobody on the unit is under observation" in text_of(rounds(browser(landing.nesheim), landing))


def test_a_tap_is_written_down_once_and_the_next_door_is_chosen(landing: Landing, clock: Any) -> None:
    first, _second = begin(landing), begin(landing, landing.sundbo, minutes=60)
    clock(20)
    client, tap = browser(landing.nesheim), str(uuid4())
    answers = [tapped(client, first, id=tap, text="Leser"), tapped(client, first, id=tap, text="Leser")]
    assert [answer.status_code for answer in answers] == [200, 200]
    made = ObservationCheck.objects.get()
    assert (str(made.pk), made.by, made.at, made.text) == (tap, landing.nesheim, after(20), "Leser")
    assert "Asleep, breathing seen. It is written down." in text_of(answers[0])
    assert answers[0].context["chosen"].due == "22:50"


def test_a_late_tap_without_a_reason_is_refused_and_what_was_typed_stays(landing: Landing, clock: Any) -> None:
    row = begin(landing)
    clock(35)
    answer = tapped(browser(landing.nesheim), row, text="Sover på siden")
    assert answer.status_code == 422
    assert "The check was due at 22:30. It is late: write why." in text_of(answer)
    assert 'value="Sover på siden"' in text_of(answer)
    assert not ObservationCheck.objects.exists()
    assert tapped(browser(landing.nesheim), row, late_reason="Alarm på B3").status_code == 200
    assert ObservationCheck.objects.get().late_reason == "Alarm på B3"


def test_who_only_reads_sees_the_doors_and_no_buttons(landing: Landing, clock: Any) -> None:
    leader = PostingFactory.create(role=Role.LEADER, prison=landing.unit.prison).user
    row = begin(landing)
    answer = rounds(browser(leader), landing)
    assert "B2-01" in text_of(answer)
    assert 'id="dock"' not in text_of(answer)
    assert tapped(browser(leader), row).status_code == 403


def test_the_page_asks_as_much_of_two_doors_as_of_twelve(landing: Landing, clock: Any) -> None:
    begin(landing)
    begin(landing, landing.sundbo)
    client = browser(landing.nesheim)
    rounds(client, landing)
    with CaptureQueriesContext(
        connection,
    ) as few:
        rounds(client, landing)
    for position in range(3, 13):
        cell = CellFactory.create(unit=landing.unit, code=f"B2-{position:02}", position=position)
        begin(landing, PlacementFactory.create(bed=cell.beds.get(number=1)).stay)
    with CaptureQueriesContext(connection) as many:
        assert len(rounds(client, landing).context["doors"]) == 12
    assert len(many) == len(few)


# ---- the person's page -------------------------------------------------------------------------------------------
def test_an_officer_begins_and_a_duty_manager_ends(landing: Landing, clock: Any) -> None:
    client, uuid = browser(landing.nesheim), landing.myhre.person.uuid
    answer = client.post(
        reverse("observation_start", args=[uuid]), {"interval": "15", "ground": Ground.FIRST_DAYS, "note": ""}
    )
    row = Observation.objects.get()
    assert (answer.status_code, row.interval_minutes, row.ordered_by) == (302, 15, landing.nesheim)
    assert "Every 15 minutes" in text_of(client.get(reverse("person_panel", args=[uuid, "observed"])))
    assert client.post(reverse("observation_end", args=[uuid, row.pk]), {"code": "ORDERED"}).status_code == 403
    clock(40)
    manager = browser(landing.dale)
    assert manager.post(reverse("observation_end", args=[uuid, row.pk]), {"code": "ORDERED"}).status_code == 302
    row.refresh_from_db()
    assert (row.ended_by, row.ended_at) == (landing.dale, after(40))


def test_a_form_that_begins_what_runs_says_who_began_it(landing: Landing, clock: Any) -> None:
    begin(landing)
    url = reverse("observation_start", args=[landing.myhre.person.uuid])
    answer = browser(landing.nesheim).post(url, {"interval": "15", "ground": Ground.CONCERN})
    assert answer.status_code == 422
    assert "under observation for this reason" in text_of(answer)
    assert Observation.objects.count() == 1


def test_an_observation_of_somebody_else_is_not_ended_from_here(landing: Landing, clock: Any) -> None:
    row = begin(landing, landing.sundbo)
    url = reverse("observation_end", args=[landing.myhre.person.uuid, row.pk])
    assert browser(landing.dale).post(url, {"code": "ORDERED"}).status_code == 404


# ---- lent ----------------------------------------------------------------------------------------------------------
def test_the_board_marks_the_tile_and_says_which_door_is_next(landing: Landing) -> None:
    row = begin(landing)
    subject = subject_at(landing, 10)
    assert [badge.text for badge in observed_board.badges(subject)[landing.myhre.pk]] == [
        "Observation: Every 30 minutes"
    ]
    (action,) = observed_board.actions(subject)
    assert (action.key, action.level, action.text) == ("rounds", "quiet", "1 person. Next B2-01 Myhre 22:30.")
    assert observed_board.actions(subject_at(landing, 26))[0].level == "warn"
    (late,) = observed_board.actions(subject_at(landing, 35))
    assert (late.key, late.level, late.stay_id) == (f"round-{row.pk}", "bad", landing.myhre.pk)


@pytest.mark.django_db(transaction=True)
def test_a_beginning_a_look_and_an_end_are_news_to_the_board(landing: Landing) -> None:
    versions = [of_unit(landing.unit.pk)]
    row = begin(landing)
    versions.append(of_unit(landing.unit.pk))
    look(row, landing.nesheim, after(10))
    versions.append(of_unit(landing.unit.pk))
    observing.end(observation=row, code="ORDERED", by=landing.dale, at=after(11))
    versions.append(of_unit(landing.unit.pk))
    assert [version - versions[0] for version in versions] == [0, 1, 2, 3]


def test_the_handover_lists_everybody_observed_and_counts_who_is_late(landing: Landing) -> None:
    row = begin(landing)
    begin(landing, landing.sundbo, minutes=60)
    subject = subject_at(landing, 35)
    duties = source("rounds", duty_sources).load(subject, after(35), after(500))
    assert next((duty.key, duty.title, duty.due_at) for duty in duties) == (
        f"round-{row.pk}",
        "B2-01 Myhre: observation",
        after(30),
    )
    assert len(duties) == 2
    total = source("observed", handover_totals)
    kept = total.load(subject)
    assert kept == [2, 1]
    assert total.words(kept, after(35)) == ("Under observation", "2", "1 late", "bad")


def test_a_unit_that_observes_nobody_hands_over_no_number(landing: Landing) -> None:
    assert source("observed", handover_totals).load(subject_at(landing, 5)) is None


def test_a_look_is_a_trace_that_does_not_say_what_was_seen(landing: Landing) -> None:
    look(begin(landing), landing.nesheim, after(20), code="RESTLESS", text="Urolig")
    hour = timedelta(hours=1)
    (trace,) = observed.looked_in([landing.myhre.pk, landing.sundbo.pk], after(0) - hour, after(0) + hour)
    assert (trace.stay_id, trace.at, trace.text, trace.by, trace.strength, trace.place) == (
        landing.myhre.pk,
        after(20),
        "Seen on a round at Avdeling B2",
        "K. Nesheim",
        Strength.SEEN,
        "Avdeling B2",
    )


def test_the_task_of_a_late_door_names_the_cell_and_leads_there(landing: Landing) -> None:
    row = begin(landing)
    work.escalate(at=after(32))
    task = Task.objects.open().get(kind="clock.ROUND")
    with override("en"):
        text = str(source("clock.ROUND", task_texts).text(task.detail))
    assert text == "B2-01: nobody has looked in within 30 minutes. Look in now, and write why."
    assert observed.to_rounds(task) == f"/units/{landing.unit.pk}/rounds/?door={row.pk}"
