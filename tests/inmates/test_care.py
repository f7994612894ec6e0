"""Alerts, who must not meet, contact officers: the services, and the forms on the person's page that call them."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import Unit, User, WriteRecord
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal
from inmates.choices import AlertCode, AlertLevel
from inmates.models import Alert, ContactOfficer, LogEntry, NonAssociation, Placement
from inmates.services import care
from inmates.services.care import CareRefused
from tests.corrections.factories import CellFactory, PostingFactory, UnitFactory, UserFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db

START = oslo("2026-06-02 10:00")
NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=1)


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(unit=UnitFactory.create(code="B2"), start=START)


@pytest.fixture
def unit(home: Placement) -> Unit:
    return home.bed.cell.unit


@pytest.fixture
def by(unit: Unit) -> User:
    return staff(Role.DUTY_MANAGER, prison=unit.prison, first_name="Mari", last_name="Dale")


def refusal_of(act: Callable[[], Any], kind: type[Refusal] = CareRefused) -> Refusal:
    before = [table.objects.count() for table in (Alert, NonAssociation, ContactOfficer, WriteRecord)]
    with pytest.raises(kind) as refused:
        act()
    assert [table.objects.count() for table in (Alert, NonAssociation, ContactOfficer, WriteRecord)] == before
    return refused.value


# ---- alerts ------------------------------------------------------------------------------------------------------
def test_an_alert_has_the_level_of_its_code_and_stands_until_it_is_ended(home: Placement, by: User) -> None:
    alert = care.raise_alert(person=home.stay.person, code=AlertCode.ESCAPE_RISK, note=" Se opp ", by=by, at=NOW)
    assert (alert.level, alert.note, alert.during) == (AlertLevel.BAD, "Se opp", since(NOW))
    care.close_alert(alert=alert, by=by, at=LATER)
    alert.refresh_from_db()
    assert (alert.during, alert.closed_at, alert.closed_by) == (between(NOW, LATER), LATER, by)
    assert care.raise_alert(person=home.stay.person, code=AlertCode.ESCAPE_RISK, by=by, at=LATER).pk


def test_an_alert_with_an_end_ends_by_itself(home: Placement, by: User) -> None:
    alert = care.raise_alert(person=home.stay.person, code=AlertCode.PHONE_CONTROL, until=LATER, by=by, at=NOW)
    assert list(Alert.objects.as_of(NOW)) == [alert]
    assert not Alert.objects.as_of(LATER).exists()
    assert refusal_of(lambda: care.close_alert(alert=alert, by=by, at=LATER)).code == "ended"


def test_an_alert_that_stands_is_not_raised_again(home: Placement, by: User) -> None:
    values: dict[str, Any] = {"person": home.stay.person, "code": AlertCode.YOUNG, "by": by}
    care.raise_alert(**values, at=NOW)
    refusal = refusal_of(lambda: care.raise_alert(**values, at=LATER), Conflict)
    assert refusal.code == "already_raised"
    assert "M. Dale" in str(refusal)


@pytest.mark.parametrize(("changes", "code"), [({"code": "WHIM"}, "unknown_alert"), ({"until": NOW}, "empty_period")])
def test_an_alert_that_cannot_be_is_refused(home: Placement, by: User, changes: dict[str, Any], code: str) -> None:
    values: dict[str, Any] = {"person": home.stay.person, "code": "YOUNG"} | changes
    assert refusal_of(lambda: care.raise_alert(**values, by=by, at=NOW)).code == code


def test_the_second_who_ends_an_alert_is_told_who_was_first(home: Placement, by: User) -> None:
    alert = care.raise_alert(person=home.stay.person, code=AlertCode.YOUNG, by=by, at=NOW)
    care.close_alert(alert=alert, by=by, at=LATER)
    assert "M. Dale" in str(
        refusal_of(lambda: care.close_alert(alert=alert, by=by, at=LATER + timedelta(minutes=1)), Conflict)
    )


# ---- who must not meet -------------------------------------------------------------------------------------------
def test_a_pair_is_one_row_whoever_is_named_first(home: Placement, by: User) -> None:
    other = PersonFactory.create()
    pair = care.keep_apart(
        person=other, other=home.stay.person, reason="THREAT", role="VICTIM", other_role="PERPETRATOR", by=by, at=NOW
    )
    assert (pair.first, pair.first_role) == (home.stay.person, "PERPETRATOR")
    assert (pair.second, pair.second_role) == (other, "VICTIM")
    refusal = refusal_of(
        lambda: care.keep_apart(person=home.stay.person, other=other, reason="THREAT", by=by, at=LATER), Conflict
    )
    assert refusal.code == "already_apart"


def test_nobody_is_kept_apart_from_themselves(home: Placement, by: User) -> None:
    person = home.stay.person
    refusal = refusal_of(lambda: care.keep_apart(person=person, other=person, reason="THREAT", by=by, at=NOW))
    assert refusal.code == "same_person"


def test_two_who_share_a_cell_are_moved_before_they_are_kept_apart(by: User, unit: Unit) -> None:
    cell = CellFactory.create(unit=unit, places=2)
    one, two = (PlacementFactory.create(bed=bed, start=START) for bed in cell.beds.order_by("number"))
    refusal = refusal_of(
        lambda: care.keep_apart(person=one.stay.person, other=two.stay.person, reason="THREAT", by=by, at=NOW)
    )
    assert refusal.code == "share_a_cell"


def test_they_may_meet_again_once(home: Placement, by: User) -> None:
    pair = care.keep_apart(person=home.stay.person, other=PersonFactory.create(), reason="THREAT", by=by, at=NOW)
    care.end_keeping_apart(pair=pair, by=by, at=LATER)
    pair.refresh_from_db()
    assert (pair.during, pair.ended_by) == (between(NOW, LATER), by)
    assert refusal_of(lambda: care.end_keeping_apart(pair=pair, by=by, at=LATER), Conflict).code == "already_ended"


@pytest.mark.django_db(transaction=True)
def test_two_who_keep_the_same_pair_apart_from_both_sides_make_one_row(home: Placement, by: User) -> None:
    person, other = home.stay.person, PersonFactory.create()
    found = race(
        lambda: care.keep_apart(person=person, other=other, reason="THREAT", by=by, at=NOW),
        lambda: care.keep_apart(person=other, other=person, reason="THREAT", by=by, at=NOW),
    )
    assert sorted(type(each).__name__ for each in found) == ["Conflict", "NonAssociation"]


# ---- the contact officer -----------------------------------------------------------------------------------------
def assign(home: Placement, officer: User, by: User, **changes: Any) -> ContactOfficer:
    values: dict[str, Any] = {"stay": home.stay, "officer": officer, "seen": None, "by": by, "at": NOW} | changes
    return care.assign_contact_officer(**values)


def test_there_is_one_contact_officer_and_one_substitute(home: Placement, unit: Unit, by: User) -> None:
    one, two, three = (staff(Role.OFFICER, unit=unit) for _ in range(3))
    first = assign(home, one, by)
    assign(home, two, by, is_substitute=True)
    second = assign(home, three, by, seen=first.pk, at=LATER)
    first.refresh_from_db()
    assert first.during == between(NOW, LATER)
    current = home.stay.contact_officers.current()
    assert {(row.officer, row.is_substitute) for row in current} == {(three, False), (two, True)}
    assert second.assigned_by == by


def test_who_chooses_after_somebody_else_is_told(home: Placement, unit: Unit, by: User) -> None:
    assign(home, staff(Role.OFFICER, unit=unit), by)
    other = staff(Role.OFFICER, unit=unit)
    refusal = refusal_of(lambda: assign(home, other, by, at=LATER), Conflict)
    assert refusal.code == "assigned_since"
    assert "M. Dale" in str(refusal)


def test_the_contact_officer_works_where_the_person_is(home: Placement, unit: Unit, by: User) -> None:
    elsewhere = staff(Role.OFFICER, unit=UnitFactory.create())
    ended = UserFactory.create()
    PostingFactory.create(user=ended, role=Role.OFFICER, unit=unit, end=START)
    for officer in (elsewhere, ended, staff(Role.TEACHER, unit=unit), UserFactory.create()):
        assert refusal_of(lambda officer=officer: assign(home, officer, by)).code == "not_here"  # type: ignore[misc]


def test_one_officer_has_one_part(home: Placement, unit: Unit, by: User) -> None:
    officer = staff(Role.OFFICER, unit=unit)
    main = assign(home, officer, by)
    assert refusal_of(lambda: assign(home, officer, by, seen=main.pk, at=LATER)).code == "same_officer"
    assert refusal_of(lambda: assign(home, officer, by, is_substitute=True, at=LATER)).code == "both_parts"


# ---- on the page -------------------------------------------------------------------------------------------------
@pytest.fixture
def client(by: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW)
    client = Client()
    client.force_login(by)
    return client


def address(home: Placement, name: str, *more: object) -> str:
    return reverse(name, args=[home.stay.person.uuid, *more])


def test_an_alert_is_raised_and_ended_from_the_page(
    home: Placement, client: Client, by: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    url = address(home, "person_alert")
    assert client.get(url).status_code == 200
    answer = client.post(url, {"code": "PHONE_CONTROL", "note": "", "until": "31.12.2026"})
    assert answer.status_code == 302
    alert = Alert.objects.get()
    assert alert.during.upper == oslo("2027-01-01 00:00")
    close = address(home, "person_alert_close", alert.pk)
    assert client.post(close).status_code == 409
    monkeypatch.setattr("corrections.middleware.now", lambda: LATER)
    assert client.post(close).status_code == 302
    alert.refresh_from_db()
    assert alert.closed_by == by


def test_a_form_that_is_refused_comes_back_with_the_reason(home: Placement, client: Client, by: User) -> None:
    url = address(home, "person_alert")
    care.raise_alert(person=home.stay.person, code="YOUNG", by=by, at=START)
    page = client.post(url, {"code": "YOUNG"})
    assert page.status_code == 422
    assert "M. Dale" in page.content.decode()
    alone = client.post(url, {"code": "YOUNG", "until": "31.02.2026"}, headers={"HX-Request": "true"})
    assert alone.status_code == 422
    assert "<html" not in alone.content.decode()
    assert Alert.objects.count() == 1


def test_somebody_is_kept_apart_by_number_and_only_from_people_in_sight(home: Placement, unit: Unit, by: User) -> None:
    officer = Client()
    officer.force_login(by)
    url = address(home, "person_apart")
    other = PlacementFactory.create(unit=unit, start=START)
    data = {"number": other.stay.person.number.lower(), "reason": "THREAT", "scope": "PLACE", "note": ""}
    assert officer.post(url, data | {"number": "F-0"}).status_code == 422
    assert officer.post(url, data).status_code == 302
    pair = NonAssociation.objects.get()
    ending = {"outcome": "END", "reason": "Forlikt", "next_on": ""}
    assert officer.post(address(home, "person_apart_end", pair.pk), {"outcome": "END"}).status_code == 422
    assert officer.post(address(home, "person_apart_end", pair.pk), ending).status_code == 302
    pair.refresh_from_db()
    assert pair.ended_by == by


def test_a_contact_officer_is_chosen_from_those_who_work_there(home: Placement, unit: Unit, client: Client) -> None:
    officer, other = staff(Role.OFFICER, unit=unit), staff(Role.OFFICER, unit=UnitFactory.create())
    url = address(home, "person_contact_officer")
    assert client.post(url, {"officer": other.pk}).status_code == 422
    assert client.post(url, {"officer": officer.pk}).status_code == 302
    assert home.stay.contact_officers.get().officer == officer


def test_a_note_goes_to_the_log_of_the_unit_with_the_person(home: Placement, unit: Unit, client: Client) -> None:
    url = address(home, "person_note")
    assert client.post(url, {"kind": "CONVERSATION", "text": " "}).status_code == 422
    assert client.post(url, {"kind": "CONVERSATION", "text": "Samtale om bolig."}).status_code == 302
    entry = LogEntry.objects.get()
    assert (entry.unit, entry.person, entry.text) == (unit, home.stay.person, "Samtale om bolig.")


def test_the_acts_of_others_are_not_there(home: Placement, unit: Unit, by: User) -> None:
    """A duty manager of another prison, an alert of another person: the same answer as nothing at all."""
    stranger = PlacementFactory.create(start=START)
    alert = care.raise_alert(person=stranger.stay.person, code="YOUNG", by=None, at=START)
    client = Client()
    client.force_login(by)
    assert client.post(address(home, "person_alert_close", alert.pk)).status_code == 404
    assert client.post(address(home, "person_apart_end", 1)).status_code == 404
    alert.refresh_from_db()
    assert alert.closed_at is None
    officer = Client()
    officer.force_login(staff(Role.OFFICER, unit=unit))
    for name in ("person_alert", "person_apart", "person_contact_officer", "person_move"):
        assert officer.get(address(home, name)).status_code == 403


# ---- moving cell -------------------------------------------------------------------------------------------------
def test_the_map_opens_only_beds_that_can_be_given_and_says_why_not_of_the_rest(
    home: Placement, unit: Unit, client: Client
) -> None:
    other = PlacementFactory.create(unit=unit, start=START)
    free = CellFactory.create(unit=unit)
    page = client.get(address(home, "person_move"))
    beds = {bed["key"]: bed for floor in page.context["floors"] for bed in floor["beds"]}
    assert beds[f"bed-{free.beds.get().pk}"]["href"]
    assert not beds[f"bed-{other.bed_id}"]["href"]
    taken = beds[f"bed-{other.bed_id}"]
    assert (taken["name"], taken["first"], taken["foot"]) == (
        other.stay.person.family_name,
        other.stay.person.given_name,
        "Taken.",
    )
    assert not beds[f"bed-{home.bed_id}"]["href"]


def test_a_cell_move_names_the_person_and_the_effect_and_then_happens(
    home: Placement, unit: Unit, client: Client
) -> None:
    bed = CellFactory.create(unit=unit).beds.get()
    url = address(home, "person_move")
    page = client.get(url, {"unit": unit.pk, "bed": bed.pk})
    assert home.stay.person.name in page.content.decode()
    assert bed.cell.code in page.content.decode()
    data = {"unit": unit.pk, "bed": bed.pk, "seen": home.pk}
    assert client.post(url, data).status_code == 422
    assert client.post(url, data | {"reason": "Ønske"}).status_code == 302
    assert home.stay.placements.current().get().bed == bed
    late = client.post(url, data | {"reason": "Ønske", "bed": home.bed_id})
    assert late.status_code == 422
    assert "M. Dale" in late.content.decode()


def test_what_a_form_has_led_to_is_read_on_the_page_that_the_browser_goes_to(
    home: Placement, unit: Unit, client: Client
) -> None:
    bed = CellFactory.create(unit=unit).beds.get()
    data = {"unit": unit.pk, "bed": bed.pk, "seen": home.pk, "reason": "Own wish"}
    answer = client.post(address(home, "person_move"), data, headers={"HX-Request": "true"})
    assert (answer.status_code, answer["HX-Redirect"]) == (204, address(home, "person"))
    assert f"{home.stay.person.name} moved to {bed.cell.code}." in client.get(answer["HX-Redirect"]).content.decode()
