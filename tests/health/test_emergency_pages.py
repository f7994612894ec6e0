"""The pages of an emergency access, from the search in another clinic to the signed review."""

import uuid

import pytest
from django.test import Client
from django.urls import reverse

from corrections.models import Prison
from health.doors import SECOND_FACTOR
from health.models import Clinician
from inmates.models import Stay
from tests.health.test_emergencies import REASON, doctor, nurse, prison, record, stay
from tests.health.test_record import as_owner

__all__ = ["doctor", "nurse", "prison", "record", "stay"]
pytestmark = pytest.mark.django_db


def browser(who: Clinician) -> Client:
    """Signed in with both factors."""
    client = Client()
    client.force_login(who.user)
    session = client.session
    session[SECOND_FACTOR] = who.pk
    session.save()
    return client


def test_from_the_search_to_the_signed_review(
    nurse: Clinician, doctor: Clinician, record: uuid.UUID, stay: Stay, prison: Prison
) -> None:
    theirs, ours = browser(doctor), browser(nurse)
    found = theirs.get(reverse("emergency_find"), {"q": "aasgaard"}).content.decode()
    assert reverse("emergency_open", args=[record]) in found
    assert str(prison) not in found
    assert "F-77001" not in found
    assert theirs.get(reverse("patient_record", args=[record])).status_code == 404

    asked = reverse("emergency_open", args=[record])
    assert theirs.post(asked, {"reason": "fordi", "minutes": "15"}).status_code == 422
    assert theirs.post(asked, {"reason": REASON, "minutes": "600"}).status_code == 422
    assert as_owner("SELECT count(*) FROM health.emergency_access") == [(0,)]
    opened = theirs.post(asked, {"reason": REASON, "minutes": "15"})
    assert opened["Location"] == reverse("patient_record", args=[record])
    page = theirs.get(opened["Location"])
    assert (page.status_code, page["Cache-Control"]) == (200, "no-store")
    assert "Opened in an emergency" in page.content.decode()
    assert theirs.get(reverse("record_looks", args=[record])).status_code == 404

    assert "waits for review" in ours.get(reverse("clinical_home")).content.decode()
    told = ours.get(reverse("emergency_reviews")).content.decode()
    assert REASON in told
    ((pk,),) = as_owner("SELECT id FROM health.emergency_access")
    review = reverse("emergency_review", args=[pk])
    assert review in told
    assert review not in theirs.get(reverse("emergency_reviews")).content.decode()
    assert theirs.post(review, {"finding": "JUSTIFIED"}).status_code == 422
    assert ours.post(review, {"finding": "FOLLOW_UP"}).status_code == 422
    assert ours.post(review, {"finding": "JUSTIFIED"})["Location"] == reverse("emergency_reviews")
    assert ours.post(review, {"finding": "JUSTIFIED"}).status_code == 409
    assert "waits for review" not in ours.get(reverse("clinical_home")).content.decode()
    assert as_owner("SELECT finding, reviewed_by_id FROM health.emergency_review") == [("JUSTIFIED", nurse.user_id)]


def test_an_own_patient_or_nobody_has_no_such_page(nurse: Clinician, record: uuid.UUID) -> None:
    for address in (record, uuid.uuid4()):
        assert browser(nurse).get(reverse("emergency_open", args=[address])).status_code == 404
    assert browser(nurse).get(reverse("emergency_review", args=[7])).status_code == 404
