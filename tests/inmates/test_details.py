"""Who a person is, corrected after the reception: name, whom to call, first hours; and addresses that move on."""

from datetime import timedelta

import pytest
from django.test import Client
from django.urls import reverse

from corrections.access import access_of
from corrections.choices import ClockState, Role
from corrections.models import Clock, ReadRecord, User
from corrections.refusals import Conflict
from corrections.services import audit, law
from inmates.models import Alias, NextOfKin, Person, Placement
from inmates.selectors import lookups
from inmates.services import duplicates, first_hours, people
from inmates.services.people import Kin
from tests.corrections.factories import oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=5)


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(person=PersonFactory.create(family_name="Vik", given_name="Per"))


@pytest.fixture
def manager(home: Placement) -> User:
    return staff(Role.DUTY_MANAGER, prison=home.bed.cell.unit.prison)


def signed_in(user: User) -> Client:
    client = Client()
    client.force_login(user)
    return client


def test_a_name_is_changed_and_the_old_one_still_found(home: Placement, manager: User) -> None:
    person = home.stay.person
    client, url = signed_in(manager), reverse("person_name", args=[person.uuid])
    assert client.get(url).status_code == 200
    said = {"seen": person.version, "family_name": "Berg", "given_name": "Per", "note": "Gift"}
    assert client.post(url, said).headers["Location"] == reverse("person_tab", args=[person.uuid, "details"])
    person.refresh_from_db()
    assert (person.family_name, Alias.objects.get().family_name, Alias.objects.get().note) == ("Berg", "Vik", "Gift")
    stale = client.post(url, said | {"family_name": "Dal"})
    assert stale.status_code == 422
    assert "Somebody has changed this" in stale.content.decode()
    person.refresh_from_db()
    assert person.family_name == "Berg"


@pytest.mark.parametrize("wrong", [{"family_name": ""}, {"family_name": "x" * 121}, {"seen": "one"}, {"seen": ""}])
def test_a_name_that_cannot_be_is_refused(home: Placement, manager: User, wrong: dict[str, str]) -> None:
    person = home.stay.person
    said = {"seen": person.version, "family_name": "Berg", "given_name": ""} | wrong
    assert signed_in(manager).post(reverse("person_name", args=[person.uuid]), said).status_code == 422
    person.refresh_from_db()
    assert person.family_name == "Vik"
    assert not Alias.objects.exists()


def test_whom_to_call_is_listed_and_shown(home: Placement, manager: User) -> None:
    person = home.stay.person
    client, url = signed_in(manager), reverse("person_kin", args=[person.uuid])
    said = {"seen": "", "name_2": "Anne Vik", "relation_2": "mor", "phone_2": "19 12 34 56", "night_2": "on"}
    assert client.post(url, said).status_code == 302
    kin = NextOfKin.objects.get()
    assert (kin.name, kin.relation, kin.phone, kin.may_be_called_at_night) == ("Anne Vik", "mor", "19 12 34 56", True)
    assert "Anne Vik" in client.get(reverse("person_panel", args=[person.uuid, "kin"])).content.decode()
    assert 'value="Anne Vik"' in client.get(url).content.decode()
    assert client.post(url, said | {"name_2": "Bo Vik"}).status_code == 422
    assert NextOfKin.objects.get().name == "Anne Vik"


@pytest.mark.parametrize(
    "wrong",
    [{"relation_1": ""}, {"phone_1": "<b>"}, {"seen": "1,x"}, {"name_1": ""}, {"seen": "999999999999999999999"}],
)
def test_whom_to_call_is_refused_with_something_wrong(home: Placement, manager: User, wrong: dict[str, str]) -> None:
    said = {"seen": "", "name_1": "Anne Vik", "relation_1": "mor", "phone_1": ""} | wrong
    answer = signed_in(manager).post(reverse("person_kin", args=[home.stay.person.uuid]), said)
    assert answer.status_code == 422
    assert not NextOfKin.objects.exists()


@pytest.mark.django_db(transaction=True)
def test_of_two_who_change_the_list_at_once_one_is_told(home: Placement, manager: User) -> None:
    def put(name: str) -> None:
        people.set_next_of_kin(person=home.stay.person, kin=[Kin(name, "mor")], seen=[], by=manager, at=NOW)

    answers = race(lambda: put("Anne"), lambda: put("Bo"))
    assert sorted(type(answer).__name__ for answer in answers) == ["Conflict", "NoneType"]
    assert NextOfKin.objects.count() == 1


def test_the_first_hours_are_ticked_from_the_persons_page(home: Placement, manager: User) -> None:
    law.load_law()
    stay, url = home.stay, reverse("person_first_hours", args=[home.stay.person.uuid])
    first_hours.start(stay_id=stay.pk, prison_id=home.bed.cell.unit.prison_id, by=manager, at=NOW)
    client = signed_in(manager)
    box = client.get(reverse("person_panel", args=[stay.person.uuid, "first_hours"])).content.decode()
    assert f'action="{url}"' in box
    assert client.post(url, {"item": "CALL"}).headers["Location"] == reverse("person", args=[stay.person.uuid])
    assert Clock.objects.get(dedupe_key=f"first:CALL:{stay.pk}").state == ClockState.MET
    assert client.post(url, {"item": "CALL"}).status_code == 409
    assert client.post(url, {"item": "MOON"}).status_code == 422


def test_what_is_out_of_scope_is_not_there(home: Placement) -> None:
    stranger = signed_in(staff(Role.DUTY_MANAGER, prison=PlacementFactory.create().bed.cell.unit.prison))
    for name in ("person_name", "person_kin", "person_first_hours"):
        assert stranger.post(reverse(name, args=[home.stay.person.uuid]), {}).status_code == 404


# ---- a record that was joined to another --------------------------------------------------------------------------
@pytest.fixture
def joined(home: Placement, manager: User) -> tuple[Person, Person]:
    loser, winner = PersonFactory.create(family_name="Vikk", number="F-1"), home.stay.person
    duplicates.merge(loser=loser, winner=winner, reason="Samme", by=manager, at=oslo("2027-01-01 10:00"))
    return loser, winner


@pytest.mark.parametrize(
    ("name", "rest"),
    [("person_tab", ["details"]), ("person_timeline", []), ("person_panel", ["aliases"]), ("person_name", [])],
)
def test_every_address_of_a_joined_record_leads_on(
    joined: tuple[Person, Person], manager: User, name: str, rest: list[str]
) -> None:
    loser, winner = joined
    answer = signed_in(manager).get(reverse(name, args=[loser.uuid, *rest]))
    assert (answer.status_code, answer.headers.get("Location")) == (302, reverse(name, args=[winner.uuid, *rest]))


def test_what_is_sent_to_a_joined_record_is_not_done(joined: tuple[Person, Person], manager: User) -> None:
    loser, winner = joined
    client = signed_in(manager)
    said = {"seen": winner.version, "family_name": "Ny", "given_name": ""}
    answer = client.post(reverse("person_name", args=[loser.uuid]), said, follow=True)
    assert answer.redirect_chain == [(reverse("person", args=[winner.uuid]), 302)]
    assert "Nothing was done" in answer.content.decode()
    assert not Person.objects.filter(family_name="Ny").exists()


def test_who_looked_at_one_of_two_records_has_looked_at_the_person(
    joined: tuple[Person, Person], manager: User
) -> None:
    loser, winner = joined
    audit.record_read(by=manager, at=NOW, subject=loser, what="person.overview")
    access = access_of(manager, at=NOW)
    assert set(lookups.find(winner.number, access=access, at=NOW)) == {loser.pk, winner.pk}
    assert set(lookups.find("F-1", access=access, at=NOW)) == {loser.pk, winner.pk}
    names = lookups.names([loser.pk], access=access, at=NOW)
    assert names[loser.pk][0].endswith(f"(F-1 → {winner.number})")
    assert ReadRecord.objects.filter(subject_id=loser.pk).count() == 1


def test_a_changed_name_is_a_conflict_for_whoever_saw_the_old(home: Placement, manager: User) -> None:
    with pytest.raises(Conflict) as error:
        people.change_name(person=home.stay.person, family_name="Ny", given_name="", seen=-1, by=manager, at=LATER)
    assert error.value.code == "changed_since"
