"""Why a record was opened in an emergency, and what reviewers say, are sealed as the record is."""

import uuid

import pytest
from django.db import DatabaseError, connection, transaction
from django.urls import reverse

from corrections.models import Prison
from corrections.services import law
from health.choices import Finding
from health.context import clinical_context
from health.models import Clinician, EmergencyAccess, EmergencyReview, FoundLook, LookReview, Note, PatientKey
from health.selectors import emergencies
from health.services import emergencies as acts
from health.services import keys, looks, seals
from tests.corrections.factories import NOW, PrisonFactory
from tests.health.factories import clinician
from tests.health.test_emergencies import REASON, doctor, log, nurse, opened, prison, record, stay, written
from tests.health.test_emergency_pages import browser
from tests.health.test_looks import look, now
from tests.health.test_record import as_owner
from tests.together import together

__all__ = ["doctor", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db
FOUND = "Ruset, hepatitt kjent fra før"


def review(who: Clinician, emergency: EmergencyAccess) -> EmergencyReview:
    with clinical_context(who.user_id):
        return acts.review_emergency(
            emergency=emergency, finding=Finding.FOLLOW_UP, comment=FOUND, by=who.user, at=emergency.during.upper
        )


def test_the_reason_and_the_comment_are_noise_in_the_database_and_in_no_line_of_the_log(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    emergency = opened(doctor, record)
    review(nurse, emergency)
    ((reason,),) = as_owner("SELECT reason FROM health.emergency_access")
    ((comment,),) = as_owner("SELECT comment FROM health.emergency_review")
    assert (bytes(reason)[:3], bytes(comment)[:3]) == (b"\x01\x00\x01", b"\x01\x00\x01")
    whole = as_owner("SELECT string_agg(l::text, '') FROM health.access_log l")[0][0]
    for word in ("bevisstløs", "hepatitt"):
        assert word.encode() not in bytes(reason) + bytes(comment)
        assert word not in whole
    assert [line[2] for line in log()] == [f"emergency {emergency.pk}"]


def test_who_is_told_reads_why_without_opening_the_record_and_the_key_shows_nothing_of_it(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    written(nurse, record)
    as_owner("DELETE FROM health.open_grant")
    emergency = opened(doctor, record)
    review(nurse, emergency)
    with clinical_context(nurse.user_id):
        (told,) = emergencies.told(emergency.during.upper)
        assert (told.emergency.reason, told.review and told.review.comment) == (REASON, FOUND)
        assert PatientKey.objects.count() == 1
        assert Note.objects.count() == 0
    assert [line[0] for line in log()[1:]] == [doctor.user_id]


def test_another_clinic_gets_neither_the_reason_nor_the_key(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    opened(doctor, record)
    third = clinician(prison=PrisonFactory.create())
    with clinical_context(third.user_id):
        assert (EmergencyAccess.objects.count(), PatientKey.objects.count()) == (0, 0)


def test_the_patient_reads_it_on_the_print_out(nurse: Clinician, doctor: Clinician, record: uuid.UUID) -> None:
    opened(doctor, record)
    page = browser(nurse).get(reverse("record_looks", args=[record])).content.decode()
    assert f"Emergency: {REASON}" in page


def test_a_change_of_keys_takes_them_along_and_the_chain_of_the_log_holds(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    emergency = opened(doctor, record)
    review(nurse, emergency)
    seals.seal_log()
    before = as_owner("SELECT reason FROM health.emergency_access")
    assert sum(keys.reseal(keys_before=NOW.replace(year=2099))) == 2
    assert as_owner("SELECT reason FROM health.emergency_access") != before
    assert seals.faults() == []
    with clinical_context(nurse.user_id):
        (told,) = emergencies.told(emergency.during.upper)
        assert (told.emergency.reason, told.review and told.review.comment) == (REASON, FOUND)


def test_a_reason_that_was_altered_leaves_the_list_standing(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID
) -> None:
    opened(doctor, record)
    as_owner("SET CONSTRAINTS ALL IMMEDIATE")
    as_owner("ALTER TABLE health.emergency_access DISABLE TRIGGER USER")
    as_owner("UPDATE health.emergency_access SET reason = set_byte(reason, 20, get_byte(reason, 20) # 1)")
    told = browser(nurse).get(reverse("emergency_reviews"))
    assert told.status_code == 200
    assert "Cannot be read: altered outside the system." in told.content.decode()
    assert as_owner("SELECT table_name, found_by_id FROM health.altered_text") == [("emergency_access", nurse.user_id)]


def test_the_number_of_the_row_is_the_one_that_was_drawn(doctor: Clinician, record: uuid.UUID) -> None:
    with clinical_context(doctor.user_id):
        ((drawn,),) = as_owner("SELECT emergency FROM health.begin_emergency(%s)", record)
        with pytest.raises(DatabaseError, match="another number"), transaction.atomic():
            as_owner("SELECT health.open_emergency(%s, %s, %s, 15)", record, drawn + 1, b"\x01\x00\x01" + bytes(60))
    assert log() == []


def test_no_stranger_to_health_gets_a_number_or_a_key(record: uuid.UUID, doctor: Clinician) -> None:
    opened(doctor, record)
    for sql in ("SELECT * FROM health.begin_emergency(%s)", "SELECT * FROM health.emergency_key(%s)"):
        with (
            clinical_context(doctor.user_id + 1_000_000),
            pytest.raises(DatabaseError, match="not an authorised clinician"),
            transaction.atomic(),
        ):
            as_owner(sql, record)


def test_what_a_reviewer_of_a_look_says_is_sealed_too(prison: Prison, nurse: Clinician, stay: object) -> None:
    law.load_law()
    leader = clinician(prison=prison, leads=True)
    look(nurse, stay)  # type: ignore[arg-type]
    looks.find(at=now())
    with clinical_context(leader.user_id):
        found = FoundLook.objects.get()
        looks.review_look(look=found, finding=Finding.FOLLOW_UP, comment=FOUND, by=leader.user, at=now())
        assert LookReview.objects.get().comment == FOUND
    ((kept,),) = as_owner("SELECT comment FROM health.look_review")
    assert (bytes(kept)[:1], b"hepatitt" in bytes(kept)) == (b"\x01", False)
    assert FOUND in browser(leader).get(reverse("found_looks")).content.decode()
    assert FOUND not in browser(nurse).get(reverse("found_looks")).content.decode()


@pytest.mark.django_db(transaction=True)
def test_two_who_open_a_record_without_a_key_at_once_make_one(record: uuid.UUID) -> None:
    one, other = (clinician(prison=PrisonFactory.create()) for _who in range(2))
    made = together(lambda: opened(one, record), lambda: opened(other, record))
    assert [type(each).__name__ for each in made] == ["EmergencyAccess", "EmergencyAccess"]
    with connection.cursor() as cursor:
        cursor.execute("SELECT count(*) FROM health.patient_key")
        assert cursor.fetchone() == (1,)
    for who in (one, other):
        with clinical_context(who.user_id):
            assert [each.reason for each in EmergencyAccess.objects.filter(opened_by=who.user)] == [REASON]
