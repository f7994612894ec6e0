"""What crosses the wall, and nothing else: codes, times and places out; what the prison has registered in."""

import uuid
from datetime import timedelta

import psycopg
import pytest
from django.db import IntegrityError, connection, transaction
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from psycopg.errors import InsufficientPrivilege

from corrections.access import now
from corrections.choices import CellKind, Role
from corrections.models import Place, Prison, Unit
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal
from health.context import clinical_context
from health.models import Clinician, Patient
from health.selectors import bridges
from health.services import bridges as acts
from inmates.choices import CommitmentKind, SignalCode
from inmates.models import Commitment, Placement, Signal, Stay
from tests.corrections.factories import BedFactory, PlaceFactory, PrisonFactory, UnitFactory, staff
from tests.health.logins import connect
from tests.health.test_emergencies import doctor, nurse, prison, record, stay
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner

__all__ = ["doctor", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db


def set_(who: Clinician, stay: Stay, code: str = "LOWER_BUNK", needed_by: str = "UNIT", hours: int = 24) -> int:
    with clinical_context(who.user_id):
        until = now() + timedelta(hours=hours)
        return acts.set_signal(patient=patient(stay), code=code, needed_by=needed_by, until=until)


def patient(stay: Stay) -> Patient:
    return Patient.objects.get(person=stay.person_id)


# ---- signals -----------------------------------------------------------------------------------------------------
def test_a_signal_carries_a_code_an_audience_and_an_end_and_health_keeps_who_it_was(
    nurse: Clinician, stay: Stay
) -> None:
    made = set_(nurse, stay, "OBSERVE_15")
    signal = Signal.objects.get()
    assert (signal.pk, signal.stay, signal.code, signal.needed_by) == (made, stay, "OBSERVE_15", "UNIT")
    assert {field.name for field in Signal._meta.concrete_fields} == {
        "id", "stay", "code", "needed_by", "set_at", "expires_at", "ended_at"
    }  # fmt: skip
    assert as_owner("SELECT act, row_id, user_id FROM health.crossing") == [("set_signal", made, nurse.user_id)]


def test_it_is_withdrawn_once_and_can_be_set_anew(nurse: Clinician, stay: Stay) -> None:
    made = set_(nurse, stay)
    with pytest.raises(Conflict) as refused:
        set_(nurse, stay)
    assert refused.value.code == "a_signal_stands_once"
    with clinical_context(nurse.user_id):
        acts.end_signal(patient=patient(stay), signal=made)
        with pytest.raises(Conflict, match="no longer stands"):
            acts.end_signal(patient=patient(stay), signal=made)
        assert bridges.signals_of(patient(stay), now()) == []
    set_(nurse, stay)
    assert as_owner("SELECT act FROM health.crossing ORDER BY id") == [
        ("set_signal",),
        ("end_signal",),
        ("set_signal",),
    ]


def test_what_has_run_out_makes_room_for_a_new_one(nurse: Clinician, stay: Stay) -> None:
    set_(nurse, stay)
    Signal.objects.update(set_at=now() - timedelta(days=2), expires_at=now() - timedelta(days=1))
    set_(nurse, stay)
    assert [signal.ended_at is None for signal in Signal.objects.order_by("pk")] == [False, True]


@pytest.mark.parametrize(
    ("code", "needed_by", "hours", "constraint"),
    [
        ("HIV+", "UNIT", 1, "a_signal_has_a_known_code"),
        ("LOWER_BUNK", "ALLE", 1, "a_signal_is_for_somebody_known"),
        ("LOWER_BUNK", "UNIT", -1, "a_signal_runs_out"),
    ],
)
def test_postgresql_lets_no_other_word_and_nothing_endless_across(
    nurse: Clinician, stay: Stay, code: str, needed_by: str, hours: int, constraint: str
) -> None:
    with pytest.raises(Refusal) as refused:
        set_(nurse, stay, code, needed_by, hours)
    assert refused.value.code == constraint
    assert (Signal.objects.count(), as_owner("SELECT count(*) FROM health.crossing")) == (0, [(0,)])


def test_a_clinic_signals_for_its_own_patients_alone(doctor: Clinician, nurse: Clinician, stay: Stay) -> None:
    with clinical_context(nurse.user_id):
        theirs = patient(stay)
    for who in (doctor.user_id, staff(Role.LEADER).pk):
        with clinical_context(who), pytest.raises(Refusal) as refused:
            acts.set_signal(patient=theirs, code="LOWER_BUNK", needed_by="UNIT", until=now() + timedelta(1))
        assert refused.value.code == "out_of_scope"
    assert Signal.objects.count() == 0


@pytest.mark.django_db(transaction=True)
def test_the_web_login_reads_signals_and_statistics_and_changes_neither() -> None:
    with connect("web") as web:
        assert web.execute("SELECT * FROM inmates_signal").fetchall() == []
        assert web.execute("SELECT * FROM health_stats.patients_seen").fetchall() == []
        for sql in (
            "INSERT INTO inmates_signal (stay_id, code) VALUES (1, 'LOWER_BUNK')",
            "UPDATE inmates_signal SET ended_at = now()",
            "DELETE FROM inmates_signal",
            "SELECT health.set_signal(NULL, 'LOWER_BUNK', 'UNIT', now())",
            "SELECT health.book_slot(NULL, 1, now(), now())",
            "SELECT * FROM health.now_for_the_clinic(now())",
            "SELECT * FROM health.crossing",
            "DROP VIEW health_stats.patients_seen",
            "CREATE VIEW health_stats.mine AS SELECT 1",
        ):
            with pytest.raises(InsufficientPrivilege):
                web.execute(sql.encode())
    with connect("clinical") as login:
        for sql in ("UPDATE inmates_signal SET ended_at = now()", "INSERT INTO inmates_commitment DEFAULT VALUES"):
            with pytest.raises(InsufficientPrivilege):
                login.execute(sql.encode())
        with pytest.raises(psycopg.Error, match="patient outside scope"):
            login.execute("SELECT health.set_signal(gen_random_uuid(), 'LOWER_BUNK', 'UNIT', now())")


def test_officers_see_what_they_need_on_the_board_and_on_the_person_and_no_more(nurse: Clinician, stay: Stay) -> None:
    set_(nurse, stay, "OBSERVE_15", "UNIT")
    set_(nurse, stay, "NOT_ISOLATION", "PLACING")
    unit = Placement.objects.get(stay=stay).bed.cell.unit
    officer, leader = browser_of(Role.OFFICER, unit), browser_of(Role.LEADER, unit)
    board = officer.get(reverse("board", args=[unit.pk])).content.decode()
    assert "Look in every 15 minutes" in board
    assert "Not fit for isolation" not in board
    box = reverse("person_panel", args=[stay.person.uuid, "signals"])
    theirs, ours = officer.get(box).content.decode(), leader.get(box).content.decode()
    assert ("Look in every 15 minutes" in theirs, "Not fit for isolation" in theirs) == (True, False)
    assert ("Look in every 15 minutes" in ours, "Not fit for isolation" in ours) == (True, True)
    for page in (board, theirs, ours):
        assert nurse.user.username not in page
    Signal.objects.update(ended_at=now())
    assert "Look in every 15 minutes" not in officer.get(reverse("board", args=[unit.pk])).content.decode()


def browser_of(role: Role, unit: Unit) -> Client:
    client = Client()
    client.force_login(staff(role, unit=unit))
    return client


# ---- slots -------------------------------------------------------------------------------------------------------
@pytest.fixture
def room(prison: Prison) -> Place:
    return PlaceFactory.create(prison=prison, name="Helseavdelingen")


def test_a_slot_is_a_time_and_a_place_without_a_reason_or_a_name(nurse: Clinician, stay: Stay, room: Place) -> None:
    start = now() + timedelta(hours=3)
    with clinical_context(nurse.user_id):
        made = acts.book_slot(patient=patient(stay), place=room.pk, start=start, end=start + timedelta(minutes=30))
    slot = Commitment.objects.get(pk=made)
    assert (slot.stay, slot.kind, slot.label, slot.place, slot.booked_by) == (stay, "HEALTH", "Helse", room, None)
    assert (slot.during.lower, slot.during.upper) == (start, start + timedelta(minutes=30))
    assert slot.history.count() == 1
    assert as_owner("SELECT act, user_id FROM health.crossing") == [("book_slot", nurse.user_id)]
    with clinical_context(nurse.user_id), pytest.raises(Refusal) as refused:
        acts.book_slot(patient=patient(stay), place=room.pk, start=start, end=start + timedelta(minutes=15))
    assert refused.value.code == "a_person_is_committed_to_one_place_at_a_time"


def test_a_slot_lies_ahead_at_a_place_of_the_same_prison(nurse: Clinician, stay: Stay, room: Place) -> None:
    elsewhere = PlaceFactory.create(prison=PrisonFactory.create())
    later, past = now() + timedelta(hours=1), now() - timedelta(hours=1)
    for place, start, end, code in (
        (elsewhere, later, later + timedelta(hours=1), "a_slot_is_at_a_place_of_the_prison"),
        (room, past, later, "a_slot_lies_ahead"),
        (room, later, later, "a_slot_lies_ahead"),
    ):
        with clinical_context(nurse.user_id), pytest.raises(Refusal) as refused:
            acts.book_slot(patient=patient(stay), place=place.pk, start=start, end=end)
        assert refused.value.code == code
    assert Commitment.objects.count() == 0


# ---- in ----------------------------------------------------------------------------------------------------------
def kinds(who: Clinician) -> list[str]:
    with clinical_context(who.user_id):
        return [str(kind.value) for kind, _lines in bridges.now_for(now())]


def test_the_clinic_sees_at_once_who_is_in_a_security_cell_going_to_court_or_moved(
    nurse: Clinician, doctor: Clinician, stay: Stay, prison: Prison
) -> None:
    assert kinds(nurse) == []
    at = now()
    Commitment.objects.create(
        stay=stay, kind=CommitmentKind.COURT, label="Tinghuset", source="test", booked_at=at,
        during=between(at + timedelta(hours=1), at + timedelta(hours=2)),
    )  # fmt: skip
    assert kinds(nurse) == ["COURT"]
    old = Placement.objects.get(stay=stay)
    old.during = between(old.during.lower, at - timedelta(minutes=5))
    old.save()
    bed = BedFactory.create(unit=UnitFactory.create(prison=prison))
    new = Placement.objects.create(stay=stay, bed=bed, during=since(at - timedelta(minutes=5)), placed_at=at)
    assert kinds(nurse) == ["COURT", "MOVED"]
    cell = new.bed.cell
    cell.kind = CellKind.SECURITY
    cell.save()
    assert kinds(nurse) == ["SECURITY_CELL", "COURT"]
    assert kinds(doctor) == []


def test_the_list_costs_two_queries_whatever_it_holds(nurse: Clinician, stay: Stay) -> None:
    with clinical_context(nurse.user_id), CaptureQueriesContext(connection) as seen:
        bridges.now_for(now())
    assert len(seen) <= 4  # the context is entered and left in two


# ---- pages -------------------------------------------------------------------------------------------------------
def test_the_pages_of_signals_slots_and_the_list(nurse: Clinician, stay: Stay, record: uuid.UUID, room: Place) -> None:
    client, page = browser(nurse), reverse("patient_signals", args=[record])
    assert client.post(page, {"code": "HIV", "needed_by": "UNIT", "days": "1"}).status_code == 422
    good = {"code": SignalCode.LOWER_BUNK, "needed_by": "UNIT", "days": "7", "basis": "NECESSARY"}
    assert client.post(page, good)["Location"] == page
    assert client.post(page, good).status_code == 409
    signal = Signal.objects.get()
    end = reverse("signal_end", args=[record, signal.pk])
    assert end in client.get(page).content.decode()
    assert client.post(end)["Location"] == page
    assert end not in client.get(page).content.decode()
    slot = reverse("patient_slot", args=[record])
    tomorrow = (now() + timedelta(days=1)).strftime("%Y-%m-%dT10:00")
    answer = client.post(slot, {"place": room.pk, "start": tomorrow, "minutes": "30"})
    assert answer["Location"] == reverse("patient_record", args=[record])
    assert Commitment.objects.get().place == room
    assert client.get(reverse("now_for_the_clinic")).status_code == 200


def test_postgresql_itself_refuses_two_of_the_same_that_stand(stay: Stay) -> None:
    values = {"stay": stay, "code": "LOWER_BUNK", "needed_by": "UNIT", "set_at": now()}
    Signal.objects.create(**values, expires_at=now() + timedelta(1))
    with pytest.raises(IntegrityError, match="a_signal_stands_once"), transaction.atomic():
        Signal.objects.create(**values, expires_at=now() + timedelta(2))
