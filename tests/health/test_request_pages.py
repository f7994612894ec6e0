"""The pages of the queue, the receipt and the appointments, as a nurse meets them."""

import uuid
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.urls import reverse
from django.utils.timezone import localtime

from corrections.access import now
from corrections.models import Place, Prison
from health.models import Clinician
from inmates.models import Commitment, Stay
from tests.corrections.factories import UnitFactory
from tests.health.rounds import rows
from tests.health.test_emergencies import doctor, nurse, prison, record, stay
from tests.health.test_emergency_pages import browser
from tests.health.test_record import uuid_of
from tests.health.test_requests import DAY, asked, room, timed, waits
from tests.inmates.factories import PlacementFactory

__all__ = ["doctor", "nurse", "prison", "record", "room", "stay"]
pytestmark = pytest.mark.django_db
SAID = "Kløe som ingen andre skal lese om"


def test_from_the_slip_to_the_receipt_the_answer_and_the_time_that_the_unit_sees(
    nurse: Clinician, record: uuid.UUID, stay: Stay, room: Place
) -> None:
    client, queue = browser(nurse), reverse("clinic_requests")
    assert "Every request has its answer" in client.get(queue).content.decode()
    new = reverse("request_new", args=[record])
    assert client.post(new, {"text": ""}).status_code == 422
    good = {"text": SAID, "through": "SLIP", "urgency": "ROUTINE", "asked_at": f"{localtime() - DAY:%Y-%m-%dT%H:%M}"}
    answer = client.post(new, good)
    ((pk,),) = rows("SELECT id FROM health.patient_request")
    assert answer["Location"] == reverse("request_receipt", args=[record, pk])
    receipt = client.get(answer["Location"])
    assert (receipt.status_code, receipt["Cache-Control"]) == (200, "no-store")
    assert f"<b>{pk}</b>" in receipt.content.decode()
    assert SAID not in receipt.content.decode()
    assert SAID in client.get(queue).content.decode()

    page = reverse("request_answer", args=[record, pk])
    assert client.post(page, {"outcome": "APPOINTMENT", "answer": "Du får time."}).status_code == 422
    good = {"outcome": "APPOINTMENT", "service": "DOCTOR", "answer": "Du får time."}
    assert client.post(page, good)["Location"] == queue
    assert client.post(page, good).status_code == 409
    assert SAID not in client.get(queue).content.decode()
    assert "Du får time." in client.get(page).content.decode()

    ((pk,),) = rows("SELECT id FROM health.appointment")
    listed = client.get(reverse("clinic_appointments")).content.decode()
    assert reverse("appointment", args=[record, pk]) in listed
    assert "No time yet" in listed
    time = reverse("appointment_time", args=[record, pk])
    start = f"{localtime() + DAY:%Y-%m-%dT%H:%M}"
    given = {"start": start, "minutes": "30", "place": room.pk, "clinician": nurse.user_id}
    assert client.post(time, given | {"place": ""}).status_code == 422
    assert client.post(time, given)["Location"] == reverse("appointment", args=[record, pk])
    assert client.post(time, given).status_code == 409
    assert Commitment.objects.get().label == "Helse"
    page = reverse("appointment", args=[record, pk])
    assert client.post(page, {"outcome": "NOT_KEPT"}).status_code == 422
    assert client.post(page, {"outcome": "KEPT"}).status_code == 422
    assert client.post(page, {"outcome": "CANCELLED", "comment": "Legen er syk"})["Location"] == page
    assert "Legen er syk" in client.get(page).content.decode()
    assert client.post(page, {"closed_as": "NO_NEED"})["Location"] == page
    assert "No longer needed" in client.get(page).content.decode()


def test_where_the_patient_is_supposed_to_be_stands_beside_the_form(
    nurse: Clinician, record: uuid.UUID, room: Place
) -> None:
    first = waits(nurse, record)
    timed(nurse, record, first, room)
    second = waits(nurse, record, service="NURSE")
    page = browser(nurse).get(reverse("appointment_time", args=[record, second.pk])).content.decode()
    assert f"Helse, {room.name}" in page


def test_what_the_prison_has_cancelled_is_said(nurse: Clinician, record: uuid.UUID, room: Place) -> None:
    appointment = waits(nurse, record)
    timed(nurse, record, appointment, room)
    Commitment.objects.update(cancelled_at=now())
    client, page = browser(nurse), reverse("appointment", args=[record, appointment.pk])
    assert "The prison has taken the time away" in client.get(page).content.decode()
    assert client.post(page, {"outcome": "CANCELLED"})["Location"] == page


def test_a_time_without_an_appointment_is_given_back_once(nurse: Clinician, record: uuid.UUID, room: Place) -> None:
    client, page = browser(nurse), reverse("patient_slot", args=[record])
    start = f"{localtime() + DAY:%Y-%m-%dT10:00}"
    client.post(page, {"place": room.pk, "start": start, "minutes": "30"})
    slot = Commitment.objects.get()
    cancel = reverse("slot_cancel", args=[record, slot.pk])
    assert cancel in client.get(page).content.decode()
    assert client.post(cancel)["Location"] == page
    slot.refresh_from_db()
    gone_at = slot.cancelled_at
    assert gone_at is not None
    assert cancel not in client.get(page).content.decode()
    client.post(cancel)
    slot.refresh_from_db()
    assert slot.cancelled_at == gone_at
    timed(nurse, record, waits(nurse, record), room)
    bound = Commitment.objects.filter(cancelled_at__isnull=True).get()
    assert reverse("slot_cancel", args=[record, bound.pk]) not in client.get(page).content.decode()


def test_another_clinics_patient_has_no_pages_here(doctor: Clinician, nurse: Clinician, record: uuid.UUID) -> None:
    request, appointment = asked(nurse, record), waits(nurse, record)
    client = browser(doctor)
    for name, args in (
        ("request_new", [record]),
        ("request_answer", [record, request.pk]),
        ("request_receipt", [record, request.pk]),
        ("appointment_new", [record]),
        ("appointment", [record, appointment.pk]),
        ("appointment_time", [record, appointment.pk]),
    ):
        assert client.get(reverse(name, args=args)).status_code == 404
    assert "Tannpine" not in client.get(reverse("clinic_appointments")).content.decode()


def test_a_request_is_not_found_in_another_patients_record(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    other = uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)
    request, appointment = asked(nurse, record), waits(nurse, record)
    client = browser(nurse)
    for name, pk in (("request_answer", request.pk), ("request_receipt", request.pk), ("appointment", appointment.pk)):
        assert client.get(reverse(name, args=[other, pk])).status_code == 404


def test_the_lists_cost_the_same_whatever_they_hold(nurse: Clinician, record: uuid.UUID, prison: Prison) -> None:
    for each in (record, uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)):
        asked(nurse, each)  # the keys of two patients are read as those of many
        waits(nurse, each)
    client = browser(nurse)

    def costs(name: str) -> int:
        with CaptureQueriesContext(connection) as seen:
            assert client.get(reverse(name)).status_code == 200
        return len(seen)

    costs("clinic_requests")  # what the first page of a session keeps
    few = [costs("clinic_requests"), costs("clinic_appointments")]
    for _one in range(5):
        other = uuid_of(PlacementFactory.create(unit=UnitFactory.create(prison=prison)).stay)
        asked(nurse, other)
        waits(nurse, other, requested_at=now() - timedelta(days=3))
    assert [costs("clinic_requests"), costs("clinic_appointments")] == few
