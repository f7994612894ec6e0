"""Identity numbers and the legal basis of a stay, registered and put right from the person's page; history is kept."""

from collections.abc import Callable
from datetime import timedelta
from typing import Any

import pytest
from django.db import IntegrityError, transaction
from django.test import Client
from django.urls import reverse
from django.utils import translation

from corrections import events
from corrections.choices import Role
from corrections.models import ReadRecord, User, WriteRecord
from corrections.periods import between, since
from corrections.refusals import Conflict, Refusal, has_sentence
from inmates.choices import IdentifierKind, LegalStatusKind
from inmates.models import Identifier, LegalStatus, LegalStatusCorrection, Placement
from inmates.rules.identity import complete
from inmates.selectors import duplicates, pairs
from inmates.services import legal_basis, numbers, people, placements, release
from tests.corrections.factories import oslo, staff
from tests.corrections.pages import at_instant, text_of
from tests.inmates.factories import PersonFactory, PlacementFactory
from tests.inmates.races import race

pytestmark = pytest.mark.django_db
START = oslo("2026-06-02 10:00")
SENTENCED = oslo("2026-09-01 12:00")
NOW = oslo("2026-11-24 14:32")
LATER = NOW + timedelta(minutes=1)


def made_up(individual: int) -> str:
    """A national number of the national test population, born 20 March 1964."""
    found = (complete(f"208364{number}") for number in range(individual, individual + 20))
    return next(number for number in found if number)


ONE, OTHER = made_up(131), made_up(210)


@pytest.fixture(autouse=True)
def english() -> Any:
    with translation.override("en"):
        yield


@pytest.fixture
def home() -> Placement:
    return PlacementFactory.create(person=PersonFactory.create(family_name="Vik", given_name="Per"), start=START)


@pytest.fixture
def manager(home: Placement) -> User:
    return staff(Role.DUTY_MANAGER, prison=home.bed.cell.unit.prison, first_name="Mari", last_name="Dale")


@pytest.fixture
def client(manager: User, monkeypatch: pytest.MonkeyPatch) -> Client:
    at_instant(monkeypatch, NOW)
    client = Client()
    client.force_login(manager)
    return client


def refused(code: str, act: Callable[[], Any], kind: type[Refusal] = Refusal) -> str:
    """``act`` is refused, and nothing is written."""

    def everything() -> list[Any]:
        return [
            list(model.objects.order_by("pk").values()) for model in (Identifier, LegalStatus, LegalStatusCorrection)
        ]

    before = everything()
    with pytest.raises(kind) as caught:
        act()
    assert caught.value.code == code
    assert everything() == before
    return str(caught.value)


def broken(name: str, act: Callable[[], Any]) -> None:
    assert has_sentence(name)
    with pytest.raises(IntegrityError) as caught, transaction.atomic():
        act()
    assert caught.value.__cause__.diag.constraint_name == name  # type: ignore[union-attr]


# ---- identity numbers ------------------------------------------------------------------------
def held(home: Placement, value: str = ONE, kind: str = IdentifierKind.NATIONAL) -> Identifier:
    return Identifier.objects.create(person=home.stay.person, kind=kind, value=value, during=since(START))


def corrected(number: Identifier, by: User, **values: Any) -> Identifier | None:
    said: dict[str, Any] = {"value": OTHER, "was_wrong": True, "reason": "Passet viser et annet"}
    return numbers.correct_identifier(identifier=number, by=by, at=NOW, **said | values)


def test_a_wrong_number_ends_with_its_reason_and_points_to_the_right_one(home: Placement, manager: User) -> None:
    old = held(home)
    new = corrected(old, manager)

    assert new is not None
    old.refresh_from_db()
    assert (old.was_wrong, old.why_ended, old.superseded_by) == (True, "Passet viser et annet", new)
    assert (old.during, new.during) == (between(START, NOW), since(NOW))
    assert (new.kind, new.value) == (IdentifierKind.NATIONAL, OTHER)
    written = WriteRecord.objects.get(act="inmates.correct_identifier")
    assert written.detail == {
        "person": home.stay.person_id,
        "kind": "NATIONAL",
        "was_wrong": True,
        "by": new.pk,
    }  # and no number


def test_a_number_that_nobody_can_replace_ends_alone(home: Placement, manager: User) -> None:
    old = held(home)
    assert corrected(old, manager, value=" ", was_wrong=False, reason="Utløpt") is None
    old.refresh_from_db()
    assert (old.was_wrong, old.why_ended, old.superseded_by) == (False, "Utløpt", None)
    assert Identifier.objects.current().count() == 0


@pytest.mark.parametrize(
    ("code", "values"),
    [
        ("no_reason", {"reason": " "}),
        ("same_number", {"value": ONE}),
        ("number_digits", {"value": "123"}),
        ("number_check", {"value": ONE[:-1] + str((int(ONE[-1]) + 1) % 10)}),
    ],
)
def test_a_correction_of_a_number_that_cannot_be_is_refused(
    home: Placement, manager: User, code: str, values: dict[str, Any]
) -> None:
    number = held(home)
    refused(code, lambda: corrected(number, manager, **values))


def test_the_number_of_somebody_else_is_refused_and_an_ended_one_is_not_corrected_again(
    home: Placement, manager: User
) -> None:
    number = held(home)
    Identifier.objects.create(person=PersonFactory.create(), kind="NATIONAL", value=OTHER, during=since(START))
    refused("number_of_another", lambda: corrected(number, manager), Conflict)
    corrected(number, manager, value="")
    refused("already_ended", lambda: corrected(number, manager, value=""), Conflict)


def test_a_number_that_was_wrong_no_longer_makes_two_people_one(home: Placement, manager: User) -> None:
    number, other = held(home), PersonFactory.create()
    corrected(number, manager, value="")
    Identifier.objects.create(person=other, kind="NATIONAL", value=ONE, during=since(NOW))

    pair = sorted([home.stay.person_id, other.pk])
    assert pair not in [sorted(one[:2]) for batch in pairs.found_in_the_register() for one in batch]
    announced = duplicates.Announced(family_name="Ukjent", identifier_kind="NATIONAL", identifier_value=ONE)
    assert [match.person_id for match in duplicates.candidates(announced, NOW)] == [other.pk]


def test_the_page_corrects_a_number_and_the_box_keeps_the_old_one(
    home: Placement, manager: User, client: Client
) -> None:
    person, number = home.stay.person, held(home)
    url = reverse("person_number_correct", args=[person.uuid, number.pk])
    box = reverse("person_panel", args=[person.uuid, "numbers"])
    assert f'href="{url}"' in text_of(client.get(box))
    assert f"{ONE[:6]} {ONE[6:]}" in text_of(client.get(url))
    assert ReadRecord.objects.filter(what="person.panel.numbers", subject_id=person.pk).count() == 2
    assert client.post(url, {"value": OTHER}).status_code == 422

    said = {"why": "WRONG", "value": OTHER, "reason": "Passet viser et annet"}
    assert client.post(url, said).headers["Location"] == reverse("person_tab", args=[person.uuid, "details"])

    html = text_of(client.get(box))
    assert f"<del>{ONE[:6]} {ONE[6:]}</del>" in html
    assert "wrong, taken away 24.11.2026: Passet viser et annet" in html
    assert f"{OTHER[:6]} {OTHER[6:]}" in html
    assert client.get(url).status_code == 404  # it has ended


def test_who_has_the_number_already_is_shown(home: Placement, client: Client) -> None:
    other = PersonFactory.create(family_name="Berg", given_name="Per")
    Identifier.objects.create(person=other, kind="NATIONAL", value=OTHER, during=since(START))
    url = reverse("person_number", args=[home.stay.person.uuid])

    answer = client.post(url, {"kind": "NATIONAL", "value": f"{OTHER[:6]} {OTHER[6:]}"})

    assert answer.status_code == 422
    html = text_of(answer)
    assert "1 other person has this number" in html
    assert f'href="{reverse("person", args=[other.uuid])}"' in html
    assert "Berg, Per" in html
    assert not Identifier.objects.filter(person=home.stay.person).exists()
    assert client.post(url, {"kind": "NATIONAL", "value": ONE}).status_code == 302
    assert Identifier.objects.get(person=home.stay.person).value == ONE


def test_an_officer_of_the_unit_neither_sees_nor_corrects_numbers(home: Placement) -> None:
    number, client = held(home), Client()
    client.force_login(staff(Role.OFFICER, unit=home.bed.cell.unit))
    for name, more in (("person_number", []), ("person_number_correct", [number.pk])):
        assert client.get(reverse(name, args=[home.stay.person.uuid, *more])).status_code == 403


def test_what_must_be_true_of_a_corrected_number(home: Placement) -> None:
    number = held(home)
    broken("a_wrong_number_has_ended_and_says_why", lambda: change(number, was_wrong=True, why_ended="x"))
    ended = between(START, NOW)
    broken("a_wrong_number_has_ended_and_says_why", lambda: change(number, was_wrong=True, during=ended))
    other = held(home, OTHER)
    broken("a_number_that_another_follows_has_ended", lambda: change(number, superseded_by=other))


def change(number: Identifier, **values: Any) -> None:
    Identifier.objects.filter(pk=number.pk).update(**values)


# ---- the legal basis ------------------------------------------------------------------------
@pytest.fixture
def two(home: Placement, manager: User) -> tuple[LegalStatus, LegalStatus]:
    """What the stay began with, and a sentence from September on."""
    first = home.stay.legal_statuses.get()
    second = placements.change_legal_status(
        stay=home.stay, kind=LegalStatusKind.SENTENCED, basis="Dom 01.09.2026", by=manager, since_at=SENTENCED, at=NOW
    )
    first.refresh_from_db()
    return first, second


def put_right(status: LegalStatus, by: User, **values: Any) -> LegalStatus:
    said: dict[str, Any] = {"kind": status.kind, "basis": status.basis or "Dom", "begins_at": None, "seen": 0}
    said |= {"reason": "Feil dokument", "by": by, "at": NOW} | values
    return legal_basis.correct_legal_status(status=status, **said)


def test_a_corrected_legal_basis_keeps_what_stood_there(
    two: tuple[LegalStatus, LegalStatus], manager: User, monkeypatch: pytest.MonkeyPatch
) -> None:
    heard: list[events.Event] = []
    monkeypatch.setattr(legal_basis, "publish", heard.append)
    status = put_right(two[1], manager, kind=LegalStatusKind.PREVENTIVE, basis="Forvaringsdom 01.09.2026")

    status.refresh_from_db()
    assert (status.kind, status.basis, status.during) == ("PREVENTIVE", "Forvaringsdom 01.09.2026", since(SENTENCED))
    was = LegalStatusCorrection.objects.get()
    assert (was.was_kind, was.was_basis, was.was_from, was.was_until) == (
        "SENTENCED",
        "Dom 01.09.2026",
        SENTENCED,
        None,
    )
    assert (was.reason, was.corrected_at, was.corrected_by) == ("Feil dokument", NOW, manager)
    assert [(event.at, event.by_id) for event in heard] == [(NOW, manager.pk)]


@pytest.mark.parametrize("begins", ["2026-08-15 08:00", "2026-10-01 08:00"])
def test_where_one_begins_the_one_before_ends(two: tuple[LegalStatus, LegalStatus], manager: User, begins: str) -> None:
    first, second = two
    moved = oslo(begins)
    put_right(second, manager, begins_at=moved)

    first.refresh_from_db()
    second.refresh_from_db()
    assert (first.during, second.during) == (between(START, moved), since(moved))
    kept = LegalStatusCorrection.objects.order_by("status__during")
    assert [(row.status, row.was_from, row.was_until) for row in kept] == [
        (first, START, SENTENCED),
        (second, SENTENCED, None),
    ]


@pytest.mark.parametrize(
    ("code", "which", "values"),
    [
        ("unknown_legal_status", 1, {"kind": "WHIM"}),
        ("no_basis", 1, {"basis": " "}),
        ("no_reason", 1, {"reason": " "}),
        ("no_change", 1, {}),
        ("begins_the_stay", 0, {"begins_at": START + timedelta(days=1)}),
        ("outside_its_neighbours", 1, {"begins_at": START}),
        ("outside_its_neighbours", 1, {"begins_at": LATER}),
        ("corrected_since", 1, {"seen": 1, "basis": "Annet"}),
    ],
)
def test_a_correction_of_the_legal_basis_that_cannot_be_is_refused(
    two: tuple[LegalStatus, LegalStatus], manager: User, code: str, which: int, values: dict[str, Any]
) -> None:
    refused(code, lambda: put_right(two[which], manager, **values))


def test_the_last_of_a_stay_that_is_over_is_not_corrected_here(
    two: tuple[LegalStatus, LegalStatus], manager: User
) -> None:
    status = two[1]
    release.release(stay=status.stay, by=manager, at=NOW)
    refused("released", lambda: put_right(status, manager, basis="Annet", at=LATER))


@pytest.mark.django_db(transaction=True)
def test_of_two_who_correct_at_once_the_second_is_told(two: tuple[LegalStatus, LegalStatus], manager: User) -> None:
    def act(basis: str) -> Callable[[], Any]:
        return lambda: put_right(two[1], manager, basis=basis)

    found = race(act("Dom A"), act("Dom B"))

    assert [getattr(one, "code", "") for one in found if isinstance(one, Refusal)] == ["corrected_since"]
    assert LegalStatusCorrection.objects.count() == 1


def test_a_correction_is_only_added_to_and_says_why(two: tuple[LegalStatus, LegalStatus], manager: User) -> None:
    put_right(two[1], manager, basis="Annet")
    rows = LegalStatusCorrection.objects.all()
    broken("records_are_only_added", lambda: rows.update(reason="Noe annet"))
    broken("records_are_only_added", lambda: rows.get().delete())
    values: dict[str, Any] = {"was_kind": "REMAND", "was_from": START, "corrected_at": NOW, "corrected_by": manager}
    broken(
        "a_corrected_legal_basis_says_why",
        lambda: LegalStatusCorrection.objects.create(status=two[1], reason="", **values),
    )


def test_the_pages_register_and_correct_the_legal_basis(home: Placement, client: Client) -> None:
    person = home.stay.person
    register, box = (
        reverse("person_legal", args=[person.uuid]),
        reverse("person_panel", args=[person.uuid, "legal"]),
    )
    assert client.get(register).status_code == 200
    assert client.post(register, {"kind": "SENTENCED", "basis": "Dom", "begins_at": "12:00"}).status_code == 422
    said = {"kind": "SENTENCED", "basis": "Dom 01.09.2026", "begins_on": "01.09.2026", "begins_at": "12:00"}
    assert client.post(register, said).status_code == 302
    status = LegalStatus.objects.current().get(stay=home.stay)
    assert (status.during, status.basis) == (since(SENTENCED), "Dom 01.09.2026")

    page = reverse("person_legal_correct", args=[person.uuid, status.pk])
    html = text_of(client.get(page))
    assert 'value="01.09.2026"' in html
    assert 'value="12:00"' in html
    right = said | {"basis": "Dom 31.08.2026", "begins_at": "09:15", "reason": "Klokken var feil", "seen": 0}
    assert client.post(page, right).status_code == 302
    status.refresh_from_db()
    assert (status.during, status.basis) == (since(oslo("2026-09-01 09:15")), "Dom 31.08.2026")
    stale = client.post(page, right | {"basis": "Noe annet"})
    assert stale.status_code == 422
    assert "Somebody has corrected this legal basis" in text_of(stale)

    html = text_of(client.get(box))
    assert "Corrected by M. Dale 14:32: Klokken var feil" in html
    assert "Dom 01.09.2026" in html
    assert "Dom 31.08.2026" in html


def test_what_an_ended_stay_rested_on_is_shown_and_says_why_it_stands(
    home: Placement, manager: User, two: tuple[LegalStatus, LegalStatus], client: Client
) -> None:
    person = home.stay.person
    release.release(stay=home.stay, by=manager, at=NOW)
    html = text_of(client.get(reverse("person_panel", args=[person.uuid, "legal"])))
    assert "Dom 01.09.2026" in html
    assert "The stay ended 14:32. The release and its dates rest on this, so it stands as it was" in html
    assert reverse("person_legal", args=[person.uuid]) not in html
    assert reverse("person_legal_correct", args=[person.uuid, two[1].pk]) not in html


@pytest.mark.parametrize(
    ("role", "sees", "registers"),
    [(Role.LEADER, 200, 403), (Role.REINTEGRATION, 200, 403), (Role.OFFICER, 404, 403), (Role.CASEWORKER, 200, 200)],
)
def test_who_sees_what_a_stay_rests_on_and_who_registers_it(
    home: Placement, role: Role, sees: int, registers: int
) -> None:
    client, unit = Client(), home.bed.cell.unit
    client.force_login(staff(role, unit=unit) if role is Role.OFFICER else staff(role, prison=unit.prison))
    person = home.stay.person
    assert client.get(reverse("person_panel", args=[person.uuid, "legal"])).status_code == sees
    assert client.get(reverse("person_legal", args=[person.uuid])).status_code == registers


def test_people_still_get_their_numbers_by_the_one_service(home: Placement, manager: User) -> None:
    first = people.add_identifier(person=home.stay.person, kind="NATIONAL", value=ONE, by=manager, at=NOW)
    second = people.add_identifier(person=home.stay.person, kind="NATIONAL", value=OTHER, by=manager, at=LATER)
    first.refresh_from_db()
    assert (first.during, second.during) == (between(NOW, LATER), since(LATER))
