"""What the pages ask of PostgreSQL: no more statements for more people, and no reading through a table that grows.

Each statement that a page makes is explained with sequential scans forbidden, so that a small table cannot hide a
missing index. A table that grows may only be entered by a condition of an index, or through an index that holds only
what is open: those are the size of the present, however long the past is.
"""

import json
from collections.abc import Callable, Iterator
from typing import Any

import pytest
from django.db import connection
from django.test import Client
from django.urls import reverse

from corrections.choices import Role
from corrections.models import User
from inmates.models import Stay
from security.selectors.explanations import explain
from tests.corrections.factories import NOW, staff
from tests.inmates.house import House, build_house

pytestmark = pytest.mark.django_db
GROWING = frozenset(
    {
        *(f"inmates_{name}" for name in ("person", "stay", "placement", "movement", "absence", "commitment", "alias")),
        *(f"inmates_{name}" for name in ("logentry", "legalstatus", "alert", "identifier", "nonassociation", "photo")),
        *(f"inmates_{name}" for name in ("contactofficer", "need", "language", "nextofkin", "reservation")),
        *(f"corrections_{name}" for name in ("readrecord", "writerecord", "task", "clock", "posting", "user")),
        *(f"security_{name}" for name in ("countline", "countevent")),
        "inmates_transfer",
        *(f"sentencing_{name}" for name in ("judgment", "remandorder")),
        "django_session",
    }
)
Statement = tuple[str, Any]


@pytest.fixture(autouse=True)
def clock(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr("corrections.middleware.now", lambda: NOW)


@pytest.fixture
def house() -> House:
    return build_house()


@pytest.fixture
def resident(house: House) -> Stay:
    house.resident("Warsame", "Mohamed")
    return house.resident()


def statements(user: User, address: str) -> list[Statement]:
    """What one page asks, in order, the second time it is opened."""
    client = Client()
    client.force_login(user)
    assert client.get(address).status_code == 200
    asked = noted(lambda: client.get(address))
    return [(sql, params) for sql, params in asked if "SAVEPOINT" not in sql]


def noted(call: Callable[[], object]) -> list[Statement]:
    found: list[Statement] = []

    def note(execute: Callable[..., Any], sql: str, params: Any, *rest: Any) -> Any:
        found.append((sql, params))
        return execute(sql, params, *rest)

    with connection.execute_wrapper(note):
        call()
    return found


def pages(house: House, stay: Stay) -> dict[str, tuple[User, str]]:
    manager = staff(Role.DUTY_MANAGER, prison=house.prison)
    uuid, number, name = stay.person.uuid, stay.person.number, stay.person.family_name
    return {
        "board": (house.officer, reverse("board", args=[house.unit.pk])),
        "unit log": (house.officer, reverse("unit_log", args=[house.unit.pk])),
        "person": (manager, reverse("person", args=[uuid])),
        "timeline": (manager, reverse("person_timeline", args=[uuid])),
        "residents": (manager, reverse("people")),
        "search by number": (manager, f"{reverse('search')}?q={number}"),
        "search by name": (manager, f"{reverse('search')}?q={name}"),
    }


PAGES = ("board", "unit log", "person", "timeline", "residents", "search by number", "search by name")


@pytest.mark.parametrize("page", PAGES)
def test_no_page_reads_through_a_table_that_grows(house: House, resident: Stay, page: str) -> None:
    user, address = pages(house, resident)[page]
    asked = [(sql, params) for sql, params in statements(user, address) if "SELECT" in sql.upper()]
    assert asked
    wrong = [f"{scan}\n{sql}" for sql, params in asked for scan in scans(sql, params)]
    assert not wrong, "\n\n".join(wrong)


@pytest.mark.parametrize(
    ("page", "most"), [("board", 8), ("unit log", 6), ("person", 12), ("timeline", 12), ("residents", 6)]
)
def test_a_page_asks_no_more_for_more_people(house: House, resident: Stay, page: str, most: int) -> None:
    user, address = pages(house, resident)[page]
    few = len(statements(user, address))
    for number in range(8):
        house.resident(f"Naboen{number}")
    assert len(statements(user, address)) == few <= most


def test_why_somebody_is_missing_is_asked_of_no_table_that_grows_as_a_whole(house: House, resident: Stay) -> None:
    asked = noted(lambda: explain([resident.pk], NOW))
    wrong = [f"{scan}\n{sql}" for sql, params in asked for scan in scans(sql, params)]
    assert len(asked) >= 3
    assert any("security_countline" in sql for sql, _params in asked)
    assert not wrong, "\n\n".join(wrong)


def test_a_whole_number_is_sent_as_bigint() -> None:
    """As ids are: an exclusion constraint's index cannot look for a smallint among them."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_typeof(%s)::text, pg_typeof(%s)::text, pg_typeof(%s)::text", [1, [2, 3], 2**70])
        assert cursor.fetchone() == ("bigint", "bigint[]", "numeric")


# ---- plans ------------------------------------------------------------------------------------------------------
def scans(sql: str, params: Any) -> Iterator[str]:
    """Where a statement would read through a growing table, or through the whole of an index on one."""
    with connection.cursor() as cursor:
        # what another test left of statistics would let the planner take any index of a table of one page
        for table in sorted(GROWING):
            cursor.execute("SELECT pg_clear_relation_stats('public', %s)", [table])
        cursor.execute("SET LOCAL enable_seqscan = off")
        cursor.execute("EXPLAIN (FORMAT JSON) " + sql, params)
        (told,) = cursor.fetchone()
        plan = (json.loads(told) if isinstance(told, str) else told)[0]["Plan"]
        partial = open_indexes(cursor)
    for node in nodes(plan):
        table, index = node.get("Relation Name", ""), node.get("Index Name", "")
        if table in GROWING and node["Node Type"] == "Seq Scan":
            yield f"sequential scan of {table}"
        if index and "Index Cond" not in node and index not in partial and table_of(index) in GROWING:
            yield f"all of index {index}"


def nodes(plan: dict[str, Any]) -> Iterator[dict[str, Any]]:
    yield plan
    for child in plan.get("Plans", []):
        yield from nodes(child)


def open_indexes(cursor: Any) -> frozenset[str]:
    cursor.execute("SELECT indexrelid::regclass::text FROM pg_index WHERE indpred IS NOT NULL")
    return frozenset(name for (name,) in cursor.fetchall())


def table_of(index: str) -> str:
    with connection.cursor() as cursor:
        cursor.execute("SELECT indrelid::regclass::text FROM pg_index WHERE indexrelid = %s::regclass", [index])
        (table,) = cursor.fetchone()
    return str(table)
