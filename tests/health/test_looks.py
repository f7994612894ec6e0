"""Looks at records that the leader of the clinic asks about: what is found, who reviews, and what is left alone."""

import uuid
from datetime import datetime, timedelta
from typing import Any

import pytest
from django.db import DatabaseError, IntegrityError, connection, transaction
from django.http import Http404
from django.urls import reverse

from corrections.models import Prison
from corrections.periods import since
from corrections.refusals import Conflict, Refusal
from corrections.services import law
from health.choices import AccessBasis, Finding, LookKind, NoteKind
from health.context import clinical_context
from health.models import Clinician, FoundLook, LookReview
from health.selectors import looks, records
from health.services import journal
from health.services import looks as acts
from inmates.models import Alias, NextOfKin, StaffConflict, Stay
from tests.corrections.factories import LONG_AGO, NOW, PrisonFactory, UnitFactory, UserFactory
from tests.health.factories import clinician
from tests.health.test_emergency_pages import browser
from tests.health.test_record import as_owner, uuid_of
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db
DAY = timedelta(days=1)


@pytest.fixture(autouse=True)
def rules(db: None) -> None:
    law.load_law()


@pytest.fixture
def prison() -> Prison:
    return PrisonFactory.create()


@pytest.fixture
def leader(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(first_name="Liv", last_name="Solbakk"), prison=prison, leads=True)


@pytest.fixture
def nurse(prison: Prison) -> Clinician:
    return clinician(UserFactory.create(first_name="Kari", last_name="Nygård"), prison=prison)


def patient(prison: Prison, *, received: datetime = LONG_AGO, **person: Any) -> Stay:
    stay: Stay = StayFactory.create(person=PersonFactory.create(**person), during=since(received))
    PlacementFactory.create(stay=stay, unit=UnitFactory.create(prison=prison), during=since(received))
    return stay


@pytest.fixture
def stay(prison: Prison) -> Stay:
    return patient(prison, given_name="Olav", family_name="Aasgaard")


def now() -> datetime:
    with connection.cursor() as cursor:
        cursor.execute("SELECT clock_timestamp()")
        found: datetime = cursor.fetchone()[0]
        return found


def look(who: Clinician, *stays: Stay, days_ago: int = 1, basis: AccessBasis = AccessBasis.TREATMENT) -> None:
    """One request that opens these records, so many days ago."""
    journal.open_records(
        user_id=who.user_id, request_id=uuid.uuid4(), patients=[uuid_of(stay) for stay in stays], basis=basis
    )
    move_back(days_ago)


def move_back(days: int) -> None:
    """The lines of the log of this hour are as old as that."""
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")  # what waits for the commit is in the way of the next statement
    as_owner("ALTER TABLE health.access_log DISABLE TRIGGER USER")
    as_owner(
        "UPDATE health.access_log SET at = at - make_interval(days => %s::int) WHERE at > now() - interval '1 hour'",
        days,
    )
    as_owner("ALTER TABLE health.access_log ENABLE TRIGGER USER")
    as_owner("SET CONSTRAINTS ALL DEFERRED")


def kinds() -> list[list[str]]:
    return [row[0] for row in as_owner("SELECT kinds FROM health.found_look ORDER BY on_day, id")]


def in_care(stay: Stay, who: Clinician) -> None:
    """The clinic has written about the patient today."""
    journal.open_record(
        user_id=who.user_id, request_id=uuid.uuid4(), patient=uuid_of(stay), basis=AccessBasis.TREATMENT
    )
    with clinical_context(who.user_id):
        journal.write_note(
            patient=records.patient_of(uuid_of(stay)), kind=NoteKind.OTHER, text="Tilsyn", by=who.user, at=now()
        )


# ---- what is found -----------------------------------------------------------------------------------------------
def test_a_look_at_a_patient_in_care_is_nobodys_question(nurse: Clinician, stay: Stay) -> None:
    in_care(stay, nurse)
    look(nurse, stay)
    assert acts.find(at=now()) == 0


def test_nothing_planned_or_done_around_the_day_is_asked_about(nurse: Clinician, stay: Stay) -> None:
    look(nurse, stay)
    assert acts.find(at=now()) == 1
    assert kinds() == [[LookKind.NO_CARE]]


def test_who_was_just_received_is_in_care(nurse: Clinician, prison: Prison) -> None:
    look(nurse, patient(prison, received=now() - 3 * DAY))
    assert acts.find(at=now()) == 0


@pytest.mark.parametrize(
    ("person", "kind"),
    [
        ({"given_name": "Kari", "family_name": "Nygaard"}, [LookKind.OWN, LookKind.SURNAME]),
        ({"given_name": "Per", "family_name": "NYGÅRD"}, [LookKind.SURNAME]),
        ({"given_name": "Ola", "family_name": "Kollega"}, [LookKind.STAFF]),
    ],
)
def test_a_name_that_is_ones_own_or_a_colleagues_is_asked_about(
    nurse: Clinician, prison: Prison, person: dict[str, Any], kind: list[LookKind]
) -> None:
    UserFactory.create(first_name="Ola", last_name="Kollega")
    stay = patient(prison, **person)
    in_care(stay, nurse)
    look(nurse, stay)
    acts.find(at=now())
    assert kinds() == [kind]


def test_so_is_an_earlier_name_of_the_patient(nurse: Clinician, stay: Stay) -> None:
    Alias.objects.create(person=stay.person, family_name="Nygård")
    in_care(stay, nurse)
    look(nurse, stay)
    acts.find(at=now())
    assert kinds() == [[LookKind.SURNAME]]


def test_next_of_kin_and_who_is_registered_as_close_are_asked_about(nurse: Clinician, stay: Stay) -> None:
    in_care(stay, nurse)
    NextOfKin.objects.create(person=stay.person, name="Kari Nygård", relation="søster", position=1)
    StaffConflict.objects.create(
        user=nurse.user, person=stay.person, during=since(LONG_AGO), registered_at=LONG_AGO, registered_by=nurse.user
    )
    look(nurse, stay)
    acts.find(at=now())
    assert kinds() == [[LookKind.TIE, LookKind.KIN]]


def test_looking_on_several_days_and_registering_nothing_is_asked_about(
    nurse: Clinician, leader: Clinician, stay: Stay
) -> None:
    in_care(stay, leader)
    for days in (3, 2, 1):
        look(nurse, stay, days_ago=days)
    acts.find(at=now())
    assert kinds() == [[LookKind.REPEATED]]


def test_a_refused_attempt_is_asked_about_by_the_clinic_of_the_patient(
    leader: Clinician, stay: Stay, prison: Prison
) -> None:
    stranger = clinician(prison=PrisonFactory.create())
    with pytest.raises(Refusal):
        journal.open_record(
            user_id=stranger.user_id, request_id=uuid.uuid4(), patient=uuid_of(stay), basis=AccessBasis.TREATMENT
        )
    move_back(1)
    acts.find(at=now())
    assert kinds() == [[LookKind.REFUSED]]
    with clinical_context(leader.user_id):
        assert [row.looker for row in looks.asked(now())] == [stranger.user.get_full_name()]


def test_a_round_is_no_look_at_one_of_its_patients(nurse: Clinician, prison: Prison, stay: Stay) -> None:
    namesake = patient(prison, given_name="Per", family_name="Nygård")
    look(nurse, stay, namesake)
    assert acts.find(at=now()) == 0


def test_the_day_is_asked_about_once_and_when_it_is_over(nurse: Clinician, stay: Stay) -> None:
    look(nurse, stay, days_ago=0)
    assert acts.find(at=now()) == 0
    look(nurse, stay, days_ago=1)
    look(nurse, stay, days_ago=1)
    assert acts.find(at=now()) >= 1
    assert acts.find(at=now()) == 0


# ---- who reviews -------------------------------------------------------------------------------------------------
@pytest.fixture
def found(nurse: Clinician, stay: Stay) -> None:
    look(nurse, stay)
    assert acts.find(at=now()) == 1


def seen_by(who: Clinician) -> list[FoundLook]:
    with clinical_context(who.user_id):
        return [row.look for row in looks.asked(now())]


def test_the_leader_reviews_and_it_stands(leader: Clinician, nurse: Clinician, found: None) -> None:
    (shown,) = seen_by(leader)
    with clinical_context(leader.user_id):
        assert (looks.waiting(), looks.may_review_any()) == (1, True)
        acts.review_look(look=shown, finding=Finding.JUSTIFIED, comment="", by=leader.user, at=NOW)
    with clinical_context(leader.user_id), pytest.raises(Conflict):
        acts.review_look(look=shown, finding=Finding.JUSTIFIED, comment="", by=leader.user, at=NOW)
    with clinical_context(leader.user_id):
        assert looks.waiting() == 0
    for statement in ("UPDATE health.look_review SET finding = 'FOLLOW_UP'", "DELETE FROM health.found_look"):
        with pytest.raises(DatabaseError, match="append-only"), transaction.atomic():
            as_owner(statement)


def test_nobody_else_is_shown_it_the_one_who_looked_least_of_all(
    leader: Clinician, nurse: Clinician, prison: Prison, found: None
) -> None:
    colleague, elsewhere = clinician(prison=prison), clinician(prison=PrisonFactory.create(), leads=True)
    (shown,) = seen_by(leader)
    for who in (nurse, colleague, elsewhere):
        assert seen_by(who) == []
        with clinical_context(who.user_id), pytest.raises(Http404):
            looks.one(shown.pk, now())


def test_where_nobody_leads_or_the_leader_looked_a_colleague_reviews(prison: Prison, stay: Stay) -> None:
    one, other = clinician(prison=prison, leads=True), clinician(prison=prison)
    look(one, stay)
    acts.find(at=now())
    assert seen_by(one) == []
    assert len(seen_by(other)) == 1


def test_postgresql_refuses_the_review_of_ones_own_look_and_one_in_anothers_name(
    leader: Clinician, nurse: Clinician, found: None
) -> None:
    (shown,) = seen_by(leader)
    with clinical_context(leader.user_id), pytest.raises(Refusal, match="your own look"):
        acts.review_look(look=shown, finding=Finding.JUSTIFIED, comment="", by=nurse.user, at=NOW)
    made = {"look_id": shown.pk, "finding": Finding.JUSTIFIED, "reviewed_at": NOW}
    somebody = UserFactory.create()
    with pytest.raises(DatabaseError, match="row-level security"), clinical_context(leader.user_id):
        LookReview.objects.create(**made, reviewed_by=somebody)
    with pytest.raises(IntegrityError, match="does not review oneself"), transaction.atomic():
        as_owner(
            "INSERT INTO health.look_review (look_id, finding, comment, reviewed_at, reviewed_by_id) "
            "VALUES (%s, 'JUSTIFIED', '', now(), %s)",
            shown.pk,
            nurse.user_id,
        )
    assert as_owner("SELECT count(*) FROM health.look_review") == [(0,)]


@pytest.mark.parametrize(
    ("finding", "constraint"),
    [("MAYBE", "a_look_review_has_a_known_finding"), ("FOLLOW_UP", "a_look_to_follow_up_says_what")],
)
def test_a_review_says_what_it_found(leader: Clinician, found: None, finding: str, constraint: str) -> None:
    (shown,) = seen_by(leader)
    with pytest.raises(Refusal) as refused, clinical_context(leader.user_id):
        acts.review_look(look=shown, finding=finding, comment=" ", by=leader.user, at=NOW)
    assert refused.value.code == constraint


@pytest.mark.parametrize("kinds", ["{}", "{OTHER}"])
def test_postgresql_wants_a_known_reason(leader: Clinician, found: None, kinds: str) -> None:
    columns = "user_id, patient_id, person_id, prison_id, looks, first_at, last_at, found_at, review_due_at"
    with pytest.raises(IntegrityError, match="a_found_look_has_a_known_reason"), transaction.atomic():
        as_owner(
            f"INSERT INTO health.found_look (on_day, kinds, {columns}) "  # noqa: S608
            f"SELECT on_day - 1, '{kinds}', {columns} FROM health.found_look"
        )
    with pytest.raises(IntegrityError, match="a_look_is_found_once_a_day"), transaction.atomic():
        as_owner(
            f"INSERT INTO health.found_look (on_day, kinds, {columns}) "  # noqa: S608
            f"SELECT on_day, kinds, {columns} FROM health.found_look"
        )


def test_from_the_front_page_to_the_signed_review(leader: Clinician, nurse: Clinician, found: None) -> None:
    ours, theirs = browser(leader), browser(nurse)
    assert "waits for you to ask about it" in ours.get(reverse("clinical_home")).content.decode()
    assert "waits for you to ask about it" not in theirs.get(reverse("clinical_home")).content.decode()
    page = ours.get(reverse("found_looks")).content.decode()
    assert "Nygård" in page
    assert "Aasgaard" in page
    assert str(LookKind.NO_CARE.label) in page
    ((pk,),) = as_owner("SELECT id FROM health.found_look")
    review = reverse("found_look", args=[pk])
    assert review in page
    assert theirs.get(review).status_code == 404
    assert "Aasgaard" not in theirs.get(reverse("found_looks")).content.decode()
    assert ours.post(review, {"finding": "FOLLOW_UP"}).status_code == 422
    assert ours.post(review, {"finding": "JUSTIFIED"})["Location"] == reverse("found_looks")
    assert as_owner("SELECT finding, reviewed_by_id FROM health.look_review") == [("JUSTIFIED", leader.user_id)]
