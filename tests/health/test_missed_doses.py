"""A dose that nobody answers goes on: to the nurse on the round, the leader of the clinic, the physician, by name."""

from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

import pytest
from django.db import DatabaseError, IntegrityError, transaction
from django.test import Client
from django.urls import reverse

from corrections.models import Prison, Unit
from corrections.refusals import Conflict, Refusal
from health.context import clinical_context
from health.models import Clinician, Dose, MissedStep, MissedTold
from health.selectors import waiting
from health.services import doses, missed
from health.tasks import find_missed
from inmates.models import Stay
from tests.health.factories import clinician
from tests.health.fixtures import MORNING
from tests.health.rounds import given, opened, ordered, record_of, rows
from tests.health.test_round_page import clock, signed_in
from tests.inmates.factories import PlacementFactory

pytestmark = pytest.mark.django_db
MINUTE = timedelta(minutes=1)
HOUR = timedelta(hours=1)


def steps() -> list[tuple[Any, ...]]:
    return rows("SELECT level, at FROM health.missed_step ORDER BY id")


def test_a_dose_that_nobody_answers_goes_to_the_nurse_then_the_leader_then_the_physician(
    dose: Dose,
) -> None:
    missed.escalate(at=MORNING + 59 * MINUTE)
    assert steps() == []
    assert missed.escalate(at=MORNING + 60 * MINUTE) == 1
    assert missed.escalate(at=MORNING + 89 * MINUTE) == 0
    assert missed.escalate(at=MORNING + 90 * MINUTE) == 1
    assert missed.escalate(at=MORNING + 91 * MINUTE) == 0
    assert missed.escalate(at=MORNING + 4 * HOUR) == 1
    assert steps() == [
        ("ON_ROUND", MORNING + 60 * MINUTE),
        ("IN_CHARGE", MORNING + 90 * MINUTE),
        ("PHYSICIAN", MORNING + 4 * HOUR),
    ]


def test_a_worker_that_stood_still_takes_every_step_at_once(dose: Dose) -> None:
    assert missed.escalate(at=MORNING + 5 * HOUR) == 3
    assert [level for level, _at in steps()] == ["ON_ROUND", "IN_CHARGE", "PHYSICIAN"]


def test_a_dose_that_is_answered_goes_on_to_nobody(nurse: Clinician, record: UUID, dose: Dose) -> None:
    missed.escalate(at=MORNING + 59 * MINUTE)
    given(nurse.user, record, dose, MORNING + 60 * MINUTE, reason="Var hos tannlegen")
    assert missed.escalate(at=MORNING + 5 * HOUR) == 0
    assert steps() == []


def test_the_beat_takes_the_steps(dose: Dose) -> None:
    find_missed()  # its clock is long after the morning of the test or before it: nothing breaks
    assert rows("SELECT count(*) FROM health.missed_step WHERE at < %s", MORNING - 30 * HOUR) == [(0,)]


def test_who_was_told_stands_by_name_and_once(nurse: Clinician, other: Clinician, record: UUID, dose: Dose) -> None:
    missed.escalate(at=MORNING + 90 * MINUTE)
    with opened(nurse.user, record):
        step = MissedStep.objects.get(level="IN_CHARGE")
        with pytest.raises(Refusal) as no:
            missed.tell(step=step, decision=" ", by=nurse.user, at=MORNING + 2 * HOUR)
        assert no.value.code == "who_was_told_decided_something"
        told = missed.tell(step=step, decision="Lege E. Sandvik: hopp over", by=nurse.user, at=MORNING + 2 * HOUR)
        assert (told.by, told.decision) == (nurse.user, "Lege E. Sandvik: hopp over")
    with opened(other.user, record), pytest.raises(Conflict, match=nurse.user.short_name):
        missed.tell(step=step, decision="Gi nå", by=other.user, at=MORNING + 2 * HOUR)
    with opened(nurse.user, record):
        assert [told.decision for told in MissedTold.objects.all()] == ["Lege E. Sandvik: hopp over"]


def test_steps_are_taken_once_to_a_known_level_and_never_taken_away(dose: Dose) -> None:
    missed.escalate(at=MORNING + 90 * MINUTE)
    call = "INSERT INTO health.missed_call (step_id, patient_id, user_id) SELECT step_id, patient_id, user_id"
    with pytest.raises(IntegrityError, match="each_is_called_once_to_a_missed_dose"), transaction.atomic():
        rows(call + " FROM health.missed_call RETURNING id")
    copy = "INSERT INTO health.missed_step (missed_id, patient_id, level, at) SELECT missed_id, patient_id, "
    with pytest.raises(IntegrityError, match="a_missed_dose_takes_each_step_once"), transaction.atomic():
        rows(copy + "level, at FROM health.missed_step RETURNING id")
    with pytest.raises(IntegrityError, match="a_step_goes_to_a_known_level"), transaction.atomic():
        rows(copy + "'NOBODY', at FROM health.missed_step RETURNING id")
    for wrong in (
        "UPDATE health.missed_step SET at = now() RETURNING id",
        "DELETE FROM health.missed_step RETURNING id",
        "DELETE FROM health.missed_call RETURNING id",
    ):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            rows(wrong)


def test_another_clinic_neither_sees_nor_answers_the_step(nurse: Clinician, record: UUID, dose: Dose) -> None:
    missed.escalate(at=MORNING + 90 * MINUTE)
    with opened(nurse.user, record):
        step = MissedStep.objects.get(level="IN_CHARGE")
    stranger = clinician()
    with pytest.raises(Refusal), opened(stranger.user, record):
        missed.tell(step=step, decision="x", by=stranger.user, at=MORNING + 2 * HOUR)
    assert rows("SELECT count(*) FROM health.missed_told") == [(0,)]


# ---- who is asked ------------------------------------------------------------------------------------------------
def called(level: str) -> set[int]:
    return {
        user
        for (user,) in rows(
            "SELECT c.user_id FROM health.missed_call c JOIN health.missed_step s ON s.id = c.step_id"
            " WHERE s.level = %s",
            level,
        )
    }


def due_of(who: Clinician, record: UUID) -> Dose:
    with clinical_context(who.user_id):
        doses.make_doses(start=MORNING - HOUR, end=MORNING + HOUR)
    with opened(who.user, record):
        found = Dose.objects.select_related("order__patient__person").filter(patient__uuid=record, due_at=MORNING)
        return found.get()


def calls_of(who: Clinician, at: datetime) -> list[waiting.Call]:
    with clinical_context(who.user_id):
        return waiting.calls(at)


def test_whoever_walked_that_round_then_the_leader_then_the_physician_are_asked_by_name(
    nurse: Clinician, other: Clinician, prison: Prison, unit: Unit, record: UUID, dose: Dose
) -> None:
    leader, physician = clinician(prison=prison, leads=True), clinician(prison=prison, profession="PHYSICIAN")
    neighbour = record_of(PlacementFactory.create(unit=unit).stay)
    ordered(other.user, neighbour)
    given(other.user, neighbour, due_of(other, neighbour))
    missed.escalate(at=MORNING + 4 * HOUR)
    assert called("ON_ROUND") == {other.user_id}
    assert called("IN_CHARGE") == {leader.user_id}
    assert called("PHYSICIAN") == {physician.user_id}


def test_of_a_round_that_nobody_walked_every_nurse_is_asked_and_without_a_leader_or_physician_those_who_are_there(
    nurse: Clinician, other: Clinician, dose: Dose
) -> None:
    clinician()  # of another clinic: asked by nobody
    missed.escalate(at=MORNING + 4 * HOUR)
    both = {nurse.user_id, other.user_id}
    assert (called("ON_ROUND"), called("IN_CHARGE"), called("PHYSICIAN")) == (both, both, both)


def test_a_call_stands_on_the_first_page_with_its_clock_until_somebody_has_decided_or_answered(
    client: Client, nurse: Clinician, prison: Prison, unit: Unit, record: UUID, stay: Stay, dose: Dose
) -> None:
    leader = clinician(prison=prison, leads=True)
    missed.escalate(at=MORNING + 60 * MINUTE)
    at = MORNING + 70 * MINUTE
    [call] = calls_of(nurse, at)
    assert (call.record, call.person, call.level, call.next_level) == (record, stay.person, "ON_ROUND", "IN_CHARGE")
    assert (call.due_at, call.goes_on_at, call.unit_id) == (MORNING, MORNING + 90 * MINUTE, unit.pk)
    page = signed_in(client, nurse)
    with clock(at):
        body = page.get(reverse("clinical_home")).content.decode()
    assert ("Doses that you are asked to see to" in body, str(stay.person) in body) == (True, True)
    assert "Sertralin" not in body  # the page opens no record
    missed.escalate(at=MORNING + 90 * MINUTE)
    [theirs] = calls_of(leader, MORNING + 91 * MINUTE)
    assert (theirs.level, theirs.goes_on_at) == ("IN_CHARGE", MORNING + 4 * HOUR)
    with opened(leader.user, record):
        step = MissedStep.objects.get(level="IN_CHARGE")
        missed.tell(step=step, decision="Gis sammen med kveldsdosen", by=leader.user, at=MORNING + 2 * HOUR)
    assert calls_of(leader, MORNING + 2 * HOUR) == []
    given(nurse.user, record, dose, MORNING + 3 * HOUR, reason="Etter avtale")
    assert calls_of(nurse, MORNING + 3 * HOUR) == []
    assert missed.escalate(at=MORNING + 5 * HOUR) == 0


def test_the_waiting_page_names_who_is_asked(client: Client, nurse: Clinician, other: Clinician, dose: Dose) -> None:
    missed.escalate(at=MORNING + 60 * MINUTE)
    with clock(MORNING + 61 * MINUTE):
        body = signed_in(client, nurse).get(reverse("medicine_waiting")).content.decode()
    assert (nurse.user.short_name in body, other.user.short_name in body) == (True, True)


def test_an_unknown_profession_is_refused() -> None:
    with pytest.raises(Refusal) as no:
        clinician(profession="WIZARD")
    assert no.value.code == "a_clinician_has_a_known_profession"
