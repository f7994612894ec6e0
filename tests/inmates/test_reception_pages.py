"""The pages of a reception: what an officer sees at each desk, and what bad input is told."""

from datetime import date, timedelta
from pathlib import Path
from typing import Any

import pytest
from django.core.files.base import ContentFile
from django.db import connection
from django.test import Client
from django.test.utils import CaptureQueriesContext
from django.urls import reverse

from corrections.choices import Role
from corrections.models import ReadRecord
from inmates.models import ExpectedArrival, Person, Photo, Reception, Stay
from inmates.services import duplicates
from tests.corrections.factories import NOW, PrisonFactory, staff
from tests.inmates.factories import ExpectedArrivalFactory, PersonFactory, ReceptionFactory

pytestmark = pytest.mark.django_db


def test_every_desk_is_walked_from_the_register_to_the_first_hours() -> None:
    prison = PrisonFactory.create()
    client = Client()
    client.force_login(staff(Role.DUTY_MANAGER, prison=prison))
    known = PersonFactory.create(family_name="Nordmo", given_name="Jonas", birth_date=date(1990, 4, 5))
    arrival = ExpectedArrivalFactory.create(
        prison=prison, family_name="Nordmo", given_name="Jonas", birth_date=date(1990, 5, 4)
    )
    assert "Nordmo, Jonas" in client.get(reverse("receptions")).content.decode()
    begun = client.post(reverse("arrival_begin", args=[arrival.uuid]))
    page = client.get(begun.headers["Location"]).content.decode()
    assert known.number in page
    assert "dates of birth that differ by a slip of the pen" in page
    assert ReadRecord.objects.filter(subject_id=known.pk, what="person.compared").exists()
    reception = Reception.objects.get()

    def at(desk: str) -> str:
        return reverse("reception_desk", args=[reception.uuid, desk])

    assert "First: Who it is" in client.get(at("basis")).content.decode()
    assert client.post(at("identity"), {"who": str(known.uuid), "seen": 0}).status_code == 302
    said = {"legal_status": "REMAND", "authority": "Oslo tingrett", "decided_on": "01.02.2020", "seen": 0}
    refused = client.post(at("basis"), said)
    assert refused.status_code == 422
    assert "Nobody is admitted without the document" in refused.content.decode()
    assert not Stay.objects.exists()
    assert client.post(at("basis"), said | {"document_seen": "on"}).status_code == 302
    assert Stay.objects.get().person == known
    thing = {"description": "Klokke", "category": "VALUABLES", "quantity": 1, "seen": 0}
    assert client.post(at("property"), thing).headers["Location"] == at("property")
    assert "Klokke" in client.get(at("property")).content.decode()
    for desk in ("identity", "basis", "photo", "language", "risk", "hours", "cell"):
        assert client.get(at(desk)).status_code == 200, desk
    assert client.post(at("language"), {"languages": ["nb"], "seen": 0}).status_code == 302
    again = client.post(at("language"), {"languages": ["en"], "seen": 0})
    assert again.status_code == 422
    assert "has just done “Languages”" in again.content.decode()
    assert client.post(reverse("reception_undo", args=[reception.uuid, "language"]), {"seen": 1}).status_code == 302
    assert client.get(reverse("reception", args=[reception.uuid])).status_code == 200


@pytest.mark.parametrize(
    "wrong",
    [
        {"birth_date": "01.01.2190"},
        {"birth_date": "31.02.1990"},
        {"nationality": "<b>"},
        {"source": "MOON"},
        {"prison": "999999"},
        {"family_name": ""},
        {"identifier_kind": "NATIONAL", "identifier_value": "12345678901"},
    ],
)
def test_an_arrival_with_something_wrong_is_told_so_and_nothing_is_written(wrong: dict[str, str]) -> None:
    prison = PrisonFactory.create()
    client = Client()
    client.force_login(staff(Role.OFFICER, prison=prison))
    said = {"prison": prison.pk, "source": "POLICE", "is_here": "on", "family_name": "Vik", "sex": "M"}
    assert client.post(reverse("arrival_add"), said | wrong).status_code == 422
    assert not ExpectedArrival.objects.exists()


def test_an_officer_sees_the_face_of_somebody_long_gone_only_to_compare(settings: Any, tmp_path: Path) -> None:
    settings.MEDIA_ROOT = tmp_path
    prison = PrisonFactory.create()
    client = Client()
    client.force_login(staff(Role.OFFICER, prison=prison))
    known, other = (PersonFactory.create(family_name=name, birth_date=None) for name in ("Nordmo", "Vik"))
    for person in (known, other):
        photo = Photo(person=person, content_type="image/jpeg", taken_on=date(2026, 1, 1), added_at=NOW)
        photo.image.save("x.jpg", ContentFile(b"face"), save=False)
        photo.save()
    arrival = ExpectedArrivalFactory.create(prison=prison, family_name="Nordmo", given_name=known.given_name)
    reception = ReceptionFactory.create(arrival=arrival)
    face = reverse("reception_photo", args=[reception.uuid, known.uuid])
    page = client.get(reverse("reception_desk", args=[reception.uuid, "identity"])).content.decode()
    assert f'src="{face}"' in page
    assert client.get(face).content == b"face"
    assert client.get(reverse("reception_photo", args=[reception.uuid, other.uuid])).status_code == 404
    assert client.get(reverse("person_photo", args=[known.uuid])).status_code == 404


def test_who_stands_at_the_door_is_begun_at_once() -> None:
    prison = PrisonFactory.create()
    client = Client()
    client.force_login(staff(Role.OFFICER, prison=prison))
    said = {"prison": prison.pk, "source": "POLICE", "is_here": "on", "family_name": "<script>", "sex": "M"}
    begun = client.post(reverse("arrival_add"), said)
    page = client.get(begun.headers["Location"]).content.decode()
    assert "&lt;script&gt;" in page
    assert "<script>" not in page.replace("<script ", "")
    assert not Reception.objects.get().arrival.is_announced


@pytest.mark.parametrize("several", [1, 6])
def test_the_list_asks_as_many_statements_whatever_its_length(several: int) -> None:
    prison = PrisonFactory.create()
    client = Client()
    client.force_login(staff(Role.OFFICER, prison=prison))
    client.get(reverse("receptions"))
    for _n in range(several):
        ReceptionFactory.create(arrival__prison=prison)
        ExpectedArrivalFactory.create(prison=prison)
    with CaptureQueriesContext(connection) as queries:
        client.get(reverse("receptions"))
    assert len(queries) <= 16


def test_the_address_of_a_joined_record_leads_to_the_one_that_remains() -> None:
    manager = staff(Role.DUTY_MANAGER, prison=PrisonFactory.create())
    loser, winner = PersonFactory.create(), PersonFactory.create()
    at = Person.history.latest("history_date").history_date + timedelta(minutes=1)
    duplicates.merge(loser=loser, winner=winner, reason="Samme", by=manager, at=at)
    client = Client()
    client.force_login(manager)
    answer = client.get(reverse("person", args=[loser.uuid]), follow=True)
    assert answer.redirect_chain == [(reverse("person", args=[winner.uuid]), 302)]
    assert "was joined to this one" in answer.content.decode()
