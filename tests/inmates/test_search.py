"""Finding people: by a few letters, in any order, folded and by ear; within reach first; never by walking the table."""

import json
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from corrections.access import load_access
from corrections.choices import Role
from corrections.models import ReadRecord, Unit
from corrections.periods import between
from inmates.models import Alias, Person
from inmates.selectors import search
from tests.corrections.factories import CellFactory, UnitFactory, oslo, staff
from tests.inmates.factories import PersonFactory, PlacementFactory, StayFactory

pytestmark = pytest.mark.django_db

NOW = oslo("2026-11-24 14:32")


@pytest.fixture
def unit() -> Unit:
    return UnitFactory.create(code="B2", name="Avdeling B2")


def resident(unit: Unit, family: str, given: str = "", **person: Any) -> Person:
    return PlacementFactory.create(
        unit=unit, person=PersonFactory.create(family_name=family, given_name=given, **person)
    ).stay.person


def former(family: str, given: str = "") -> Person:
    start, end = oslo("2025-01-01 10:00"), oslo("2025-06-01 10:00")
    person = PersonFactory.create(family_name=family, given_name=given)
    return StayFactory.create(start=start, during=between(start, end), person=person).person


def signed_in(role: Role, unit: Unit, *, prison: bool = False) -> Client:
    client = Client()
    client.force_login(staff(role, prison=unit.prison) if prison else staff(role, unit=unit))
    return client


def found(client: Client, query: str) -> list[str]:
    groups = client.get(reverse("search"), {"q": query}).context["groups"]
    return [item["label"] for group in groups for item in group.items_found if item["key"].startswith("person-")]


@pytest.mark.parametrize(
    "query",
    [
        "ler",
        "LERVIK",
        "lervik, and",
        "lervik and",
        "andreas lervik",
        "Andreas Ler",
        "andr",
        "F-20418",
        "f-204",
        "20418",
    ],
)
def test_a_resident_is_found_by_any_beginning_of_a_name_or_a_number(unit: Unit, query: str) -> None:
    resident(unit, "Lervik", "Andreas", number="F-20418")
    resident(unit, "Myhre", "Rolf", number="F-30001")
    assert found(signed_in(Role.OFFICER, unit), query) == ["Lervik, Andreas"]


@pytest.mark.parametrize(
    ("name", "query"),
    [
        ("Čohkka", "cohk"),
        ("Nguyễn", "nguyen"),
        ("Aydın", "aydin"),
        ("Aas", "ås"),
        ("Ås", "aas"),
        ("Ærø", "ærø"),
        ("Müller", "muller"),
        ("O’Neill", "oneill"),
        ("van der Berg", "van der"),
        ("Wold-Hansen", "wold h"),
    ],
)
def test_letters_are_folded_in_search_as_norwegians_write_them(unit: Unit, name: str, query: str) -> None:
    resident(unit, name)
    assert found(signed_in(Role.OFFICER, unit), query) == [name]


def test_a_letter_of_its_own_is_not_another(unit: Unit) -> None:
    resident(unit, "Åse")
    assert found(signed_in(Role.OFFICER, unit), "ase") == []


def test_an_old_name_finds_the_person(unit: Unit) -> None:
    person = resident(unit, "Lervik", "Andreas")
    Alias.objects.create(person=person, family_name="Solberg", given_name="Andreas")
    assert found(signed_in(Role.OFFICER, unit), "solb") == ["Lervik, Andreas"]


def test_those_in_reach_come_first_and_the_others_only_for_those_who_may_search_everyone(unit: Unit) -> None:
    resident(unit, "Hansen", "Ola")
    resident(UnitFactory.create(), "Hansen", "Kari")
    former("Hansen", "Anne")
    assert found(signed_in(Role.OFFICER, unit), "hansen") == ["Hansen, Ola"]
    assert found(signed_in(Role.CASEWORKER, unit, prison=True), "hansen") == [
        "Hansen, Ola",
        "Hansen, Anne",
        "Hansen, Kari",
    ]
    assert found(signed_in(Role.ADMINISTRATOR, unit), "hansen") == []


@pytest.mark.parametrize(("name", "query"), [("Kristoffersen", "Christofersen"), ("Mohammed", "Muhamed")])
def test_everyone_is_also_found_by_ear(unit: Unit, name: str, query: str) -> None:
    former(name, "X")
    assert found(signed_in(Role.CASEWORKER, unit, prison=True), query) == [f"{name}, X"]


@pytest.mark.parametrize("query", ["%", "_", "%%%", "\\", "'", "';--", "()", "%er", "\U0010ffff", "x" * 900, "  ", "a"])
def test_signs_are_letters_like_others_and_find_nobody(unit: Unit, query: str) -> None:
    resident(unit, "Lervik", "Andreas")
    assert found(signed_in(Role.CASEWORKER, unit, prison=True), query) == []


def test_at_most_eight_of_each_are_shown(unit: Unit) -> None:
    for n in range(12):
        resident(unit, f"Berg{n:02}")
        former(f"Berg{n + 20}")
    assert len(found(signed_in(Role.OFFICER, unit), "berg")) == 8
    assert len(found(signed_in(Role.CASEWORKER, unit, prison=True), "berg")) == 16


def test_the_palette_gets_a_fragment_and_the_page_the_whole(unit: Unit) -> None:
    resident(unit, "Lervik")
    client = signed_in(Role.OFFICER, unit)
    fragment = client.get(reverse("search"), {"q": "ler"}, headers={"HX-Request": "true"}).content.decode()
    assert "<html" not in fragment
    assert 'role="option"' in fragment
    assert "<html" in client.get(reverse("search"), {"q": "ler"}).content.decode()


def test_cells_and_boards_of_ones_own_units_are_found_and_others_are_not(unit: Unit) -> None:
    CellFactory.create(unit=unit, code="B2-06")
    CellFactory.create(unit=UnitFactory.create(code="B29"), code="B2-07")
    client = signed_in(Role.OFFICER, unit)
    groups = client.get(reverse("search"), {"q": "b2"}).context["groups"]
    keys = {item["key"].split("-")[0]: item for group in groups for item in group.items_found}
    assert keys["board"]["href"] == keys["cell"]["href"] == reverse("board", args=[unit.pk])
    assert not [i for g in groups for i in g.items_found if "B2-07" in i["label"] or "B29" in i["label"]]


def test_the_empty_palette_shows_the_last_five_opened_that_are_still_in_sight(unit: Unit) -> None:
    people = [resident(unit, f"Person{n}") for n in range(7)]
    gone = resident(UnitFactory.create(), "Gone")
    officer = staff(Role.OFFICER, unit=unit)
    for minute, person in enumerate([*people, gone]):
        ReadRecord.objects.create(
            at=oslo(f"2026-11-24 10:{minute:02}"),
            by=officer,
            subject_type="inmates.person",
            subject_id=person.pk,
            what="x",
        )
    client = Client()
    client.force_login(officer)
    assert found(client, "") == ["Person6", "Person5", "Person4", "Person3"]


# ---- flat at any length of history -------------------------------------------------------------------------------
@pytest.fixture
def many(unit: Unit) -> dict[str, Any]:
    """Five thousand people of the past, and the statistics that the planner goes by."""
    resident(unit, "Hansen", "Ola")
    Person.objects.bulk_create(
        [
            Person(number=f"P{n:06}", family_name=f"Name{n % 97:02}{n}", given_name=f"Given{n % 31}")
            for n in range(5_000)
        ]
    )
    people = list(Person.objects.filter(number__startswith="P").values_list("pk", flat=True))
    Alias.objects.bulk_create([Alias(person_id=pk, family_name=f"Old{pk}", given_name="X") for pk in people])
    with connection.cursor() as cursor:
        cursor.execute("ANALYZE inmates_person; ANALYZE inmates_alias")
    access = load_access(staff(Role.CASEWORKER, prison=unit.prison).pk, at=NOW)
    return search.bounds_of("name42") | search.reach_of(access) | {"known": []}


def walked(sql: str, values: dict[str, Any]) -> set[str]:
    """The tables that the plan reads from one end to the other."""
    with connection.cursor() as cursor:
        cursor.execute(f"EXPLAIN (FORMAT JSON) {sql}", values)
        plan = cursor.fetchone()[0]
    nodes = [json.loads(plan)[0]["Plan"] if isinstance(plan, str) else plan[0]["Plan"]]
    found: set[str] = set()
    while nodes:
        node = nodes.pop()
        nodes += node.get("Plans", [])
        if node["Node Type"] == "Seq Scan":
            found.add(node["Relation Name"])
    return found


def test_a_search_never_walks_the_people_or_their_old_names(many: dict[str, Any]) -> None:
    for sql in (search.EVERYONE, search.IN_REACH):
        assert not walked(sql, many) & {"inmates_person", "inmates_alias"}
