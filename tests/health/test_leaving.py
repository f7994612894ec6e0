"""Something open when somebody leaves: the officers ask health, never learn why, and the next clinic takes over."""

from dataclasses import replace
from datetime import timedelta
from uuid import UUID

import pytest
from django.db import DatabaseError, transaction
from django.urls import reverse

from corrections.models import Bed, Prison
from corrections.refusals import Conflict, Refusal
from health.context import clinical_context
from health.models import Clinician, RiskAssessment
from health.selectors import leaving
from health.services import crisis, food, handover
from health.services.crisis import Measure
from inmates.choices import ReleaseKind, ReleaseState
from inmates.models import AskHealth, Release, Stay
from inmates.registries import Change
from inmates.selectors import broken, release_checks
from inmates.services import transfers
from tests.corrections.factories import BedFactory, PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.rounds import opened
from tests.health.test_crisis import AT, CALM, HIGH
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PlacementFactory
from tests.inmates.transferring import asked as asked_for

pytestmark = pytest.mark.django_db
HOUR = timedelta(hours=1)
ASK = "Ask the health staff before the person leaves. They say what is needed, not why."


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create(name="Fjordvik fengsel")


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(prison=prison)


@pytest.fixture
def stay(prison: Prison) -> Stay:
    made: Stay = PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay
    return made


@pytest.fixture
def record(stay: Stay) -> UUID:
    return uuid_of(stay)


@pytest.fixture
def bed() -> Bed:
    unit = UnitFactory.create(prison=PrisonFactory.create(name="Nordlia fengsel"))
    made: Bed = BedFactory.create(unit=unit)
    return made


def release(stay: Stay, prison: Prison) -> Release:
    return Release.objects.create(
        stay=stay, kind=ReleaseKind.FULL_TERM, planned_at=AT + 30 * HOUR, registered_at=AT, prison=prison
    )


def at_risk(nurse: Clinician, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        crisis.assess(patient=patient, what=HIGH, follows=None, by=nurse.user, at=AT)


def fasting(nurse: Clinician, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        food.begin(patient=patient, kind="FOOD", started_on=AT.date(), by=nurse.user, at=AT)


def planned(nurse: Clinician, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        measures = [Measure("Ringer moren hver kveld", "Kontaktbetjent", None)]
        crisis.write_plan(
            patient=patient, signs="Trekker seg unna", measures=measures, follows=None, by=nurse.user, at=AT
        )


OPEN = {"risk": at_risk, "hunger strike": fasting, "crisis plan": planned}


def says(stay: Stay) -> list[tuple[str, str]]:
    return [(one.level, one.text) for one in release_checks.health(stay.pk, AT + 2 * HOUR)]


# ---- what the officers see ---------------------------------------------------------------------------------------
@pytest.mark.parametrize("what", OPEN)
def test_the_check_before_a_release_says_only_that_health_is_asked_whatever_is_open(
    nurse: Clinician, stay: Stay, record: UUID, prison: Prison, what: str
) -> None:
    OPEN[what](nurse, record)
    assert not AskHealth.objects.exists()  # nobody leaves: nothing crosses
    release(stay, prison)
    assert says(stay) == [("warn", ASK)]
    assert {field.name for field in AskHealth._meta.concrete_fields} == {"stay", "since", "answered_at"}


@pytest.mark.parametrize("what", OPEN)
def test_what_opens_after_the_release_was_planned_is_asked_about_at_once(
    nurse: Clinician, stay: Stay, record: UUID, prison: Prison, what: str
) -> None:
    release(stay, prison)
    assert says(stay) == [("ok", "Health staff need not be asked")]
    OPEN[what](nurse, record)
    assert says(stay) == [("warn", ASK)]


def test_a_cancelled_release_and_a_risk_that_is_over_leave_nothing_behind(
    nurse: Clinician, stay: Stay, record: UUID, prison: Prison
) -> None:
    at_risk(nurse, record)
    going = release(stay, prison)
    with opened(nurse.user, record) as patient:
        before = RiskAssessment.objects.get()
        over = replace(CALM, occasion="REVIEW")
        crisis.assess(patient=patient, what=over, follows=before, by=nurse.user, at=AT + HOUR)
    assert not AskHealth.objects.exists()
    fasting(nurse, record)
    assert AskHealth.objects.exists()
    going.state, going.cancelled_at, going.cancelled_by = ReleaseState.CANCELLED, AT, nurse.user
    going.save()
    assert not AskHealth.objects.exists()


def test_a_transfer_asks_in_the_same_words(nurse: Clinician, stay: Stay, record: UUID, bed: Bed) -> None:
    at_risk(nurse, record)
    change = Change(stay.pk, "transfer", AT, to_prison_id=bed.cell.unit.prison_id)
    assert broken.health(change) == []
    order = asked_for(bed.cell.unit, planned_on=AT.date())
    transfers.order_transfer(stay=stay, order=order, by=UserFactory.create(), at=AT)
    assert [one.text for one in broken.health(change)] == [ASK]
    assert broken.health(replace(change, kind="move")) == []
    with opened(nurse.user, record) as patient:
        handover.hand_over(patient=patient, text="Samtale hver dag", by=nurse.user, at=AT)
    assert broken.health(change) == []


def test_the_officers_process_reads_it_and_writes_none_of_it(
    nurse: Clinician, stay: Stay, record: UUID, prison: Prison
) -> None:
    at_risk(nurse, record)
    release(stay, prison)
    for role in ("cap_web", "cap_report", "cap_clinical"):
        for act in ("INSERT", "UPDATE", "DELETE"):
            ((may,),) = as_owner("SELECT has_table_privilege(%s, 'public.inmates_askhealth', %s)", role, act)
            assert may is False, (role, act)


# ---- the clinic answers ------------------------------------------------------------------------------------------
def test_a_hand_over_answers_the_prison_and_its_words_stay_in_the_record(
    nurse: Clinician, stay: Stay, record: UUID, prison: Prison
) -> None:
    at_risk(nurse, record)
    release(stay, prison)
    listed, page = reverse("releases_ahead"), reverse("patient_handover", args=[record])
    assert page in browser(nurse).get(listed).content.decode()
    told = browser(nurse).get(page).content.decode()
    assert "The prison must ask you first" in told
    assert "Suicide risk" in told
    assert browser(nurse).post(page, {"text": "  "}).status_code == 422
    assert AskHealth.objects.get().answered_at is None
    with opened(nurse.user, record) as patient:
        handover.hand_over(patient=patient, text="Skjelvinger om natten", by=nurse.user, at=AT + HOUR)
    assert AskHealth.objects.get().answered_at == AT + HOUR
    assert says(stay)[0][0] == "ok"
    ((kept,),) = as_owner("SELECT text FROM health.handover")
    assert b"Skjelvinger" not in bytes(kept)
    assert "Skjelvinger om natten" in browser(nurse).get(page).content.decode()
    assert "Answered" in browser(nurse).get(listed).content.decode()


def test_news_after_the_answer_asks_anew(nurse: Clinician, stay: Stay, record: UUID, prison: Prison) -> None:
    at_risk(nurse, record)
    release(stay, prison)
    with opened(nurse.user, record) as patient:
        handover.hand_over(patient=patient, text="Avtalt med legevakt", by=nurse.user, at=AT + HOUR)
        food.begin(patient=patient, kind="FOOD", started_on=AT.date(), by=nurse.user, at=AT + 2 * HOUR)
    assert says(stay) == [("warn", ASK)]


def test_another_clinic_neither_sees_nor_answers(nurse: Clinician, stay: Stay, record: UUID, prison: Prison) -> None:
    at_risk(nurse, record)
    release(stay, prison)
    far = clinician(prison=PrisonFactory.create())
    with clinical_context(far.user_id):
        assert leaving.asked() == []
    assert browser(far).post(reverse("patient_handover", args=[record]), {"text": "Hei"}).status_code == 404
    assert AskHealth.objects.get().answered_at is None


def test_a_hand_over_says_something_and_stands(nurse: Clinician, stay: Stay, record: UUID) -> None:
    with opened(nurse.user, record) as patient:
        with pytest.raises(Refusal) as empty:
            handover.hand_over(patient=patient, text=" ", by=nurse.user, at=AT)
        assert empty.value.code == "a_handover_says_what"
        handover.hand_over(patient=patient, text="Samtale hver dag", by=nurse.user, at=AT)
    with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
        as_owner("DELETE FROM health.handover")


# ---- the next clinic takes over ----------------------------------------------------------------------------------
def moved(stay: Stay, bed: Bed) -> None:
    by = UserFactory.create()
    order = transfers.order_transfer(
        stay=stay, order=asked_for(bed.cell.unit, planned_on=AT.date()), by=by, at=AT + HOUR
    )
    gone = transfers.depart(
        transfer=order, departed_at=AT + 3 * HOUR, expected_at=AT + 5 * HOUR, by=by, at=AT + 3 * HOUR
    )
    transfers.arrive(transfer=gone, arrived_at=AT + 5 * HOUR, bed=bed, by=by, at=AT + 5 * HOUR)


@pytest.mark.parametrize("what", OPEN)
def test_what_is_open_follows_to_the_next_clinic_which_takes_over_once(
    nurse: Clinician, stay: Stay, record: UUID, bed: Bed, what: str
) -> None:
    OPEN[what](nurse, record)
    moved(stay, bed)
    there, colleague = (clinician(prison=bed.cell.unit.prison) for _each in range(2))
    later = AT + 6 * HOUR
    with clinical_context(nurse.user_id):
        assert leaving.came(later) == []
    with clinical_context(there.user_id):
        (row,) = leaving.came(later)
    assert (row.record, row.prison.name, row.written) == (record, "Fjordvik fengsel", False)
    with opened(there.user, record) as patient:
        assert leaving.open_of(patient, later).is_anything
        handover.take_over(patient=patient, by=there.user, at=later)
    with opened(colleague.user, record) as patient, pytest.raises((Conflict, Refusal)) as again:
        handover.take_over(patient=patient, by=there.user, at=later)
    assert again.value.code == "a_transfer_is_taken_over_once"
    with clinical_context(there.user_id):
        assert leaving.came(later) == []
    assert as_owner("SELECT by_id FROM health.taken_over") == [(there.user_id,)]


def test_a_hand_over_is_read_there_although_nothing_else_is_open(
    nurse: Clinician, stay: Stay, record: UUID, bed: Bed
) -> None:
    by = UserFactory.create()
    order = transfers.order_transfer(stay=stay, order=asked_for(bed.cell.unit, planned_on=AT.date()), by=by, at=AT)
    with opened(nurse.user, record) as patient:
        handover.hand_over(patient=patient, text="Sårskift annenhver dag", by=nurse.user, at=AT + HOUR)
    gone = transfers.depart(
        transfer=order, departed_at=AT + 3 * HOUR, expected_at=AT + 5 * HOUR, by=by, at=AT + 3 * HOUR
    )
    transfers.arrive(transfer=gone, arrived_at=AT + 5 * HOUR, bed=bed, by=by, at=AT + 5 * HOUR)
    there = clinician(prison=bed.cell.unit.prison)
    with clinical_context(there.user_id):
        (row,) = leaving.came(AT + 6 * HOUR)
    assert row.written
    assert "Sårskift annenhver dag" in browser(there).get(reverse("patient_handover", args=[record])).content.decode()


def test_whoever_comes_with_nothing_open_is_on_no_list(stay: Stay, bed: Bed) -> None:
    moved(stay, bed)
    with clinical_context(clinician(prison=bed.cell.unit.prison).user_id):
        assert leaving.came(AT + 6 * HOUR) == []
