"""Every address × every role, over HTTP: who gets in, what is out of scope, and that looking changes nothing."""

import re
from collections.abc import Callable, Iterator
from types import ModuleType
from typing import Any, ClassVar
from uuid import UUID

from django.db import connection, transaction
from django.test import Client, TestCase
from django.test.utils import CaptureQueriesContext
from django.urls import URLPattern, URLResolver, reverse

from corrections import urls, urls_clinical
from corrections.access import forget_access
from corrections.services import law, postings
from tests.access_matrix import LIBRARY, OBJECTS, ROLES, USERS, Row, rows
from tests.access_world import AT_ONE_UNIT, World, build

EVERY = list(rows())
NO_SUCH: dict[type, Any] = {int: 2_000_000_000, UUID: UUID(int=7), str: "no-such-thing"}
WRITES = re.compile(r'(INSERT INTO|UPDATE|DELETE FROM) "(?!corrections_readrecord|django_session)')


def names_in(module: ModuleType) -> set[str]:
    found: set[str] = set()

    def walk(patterns: list[URLPattern | URLResolver]) -> None:
        for pattern in patterns:
            if isinstance(pattern, URLResolver):
                walk(pattern.url_patterns)
            else:
                assert pattern.name, f"an address without a name: {pattern.pattern}"
                found.add(pattern.name)

    walk(module.urlpatterns)
    return found


def test_every_address_of_both_processes_is_in_the_matrix() -> None:
    addresses = {name for name in names_in(urls) | names_in(urls_clinical) if not name.startswith(LIBRARY)}
    assert addresses == {row.url for row in EVERY}


def test_no_line_stands_twice() -> None:
    assert len({str(row) for row in EVERY}) == len(EVERY)


class TestEveryAddress(TestCase):
    """One test for each line, made below; the world is made once."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        forget_access()
        postings.sync_roles()
        law.load_law()
        cls.world = build(ROLES)

    def test_the_corners_are_apart(self) -> None:
        world = self.world
        assert len({corner.unit.pk for corner in (world.own, world.next_door, world.elsewhere)}) == 3
        assert world.own.prison == world.next_door.prison != world.elsewhere.prison


def line(row: Row) -> Callable[[TestEveryAddress], None]:
    def test(self: TestEveryAddress) -> None:
        wrong = [
            f"{short} {where}: {got}, not {wanted}"
            for short in USERS.split()
            for user in self.world.cast[short]
            for where, got, wanted in answers(row, short, signed_in(user), self.world)
            if got != wanted
        ]
        assert not wrong

    return test


for _row in EVERY:
    setattr(TestEveryAddress, f"test_{_row.verb}_{_row.url}", line(_row))


def answers(row: Row, short: str, client: Client, world: World) -> Iterator[tuple[str, Any, Any]]:
    """Where, what came, what should have come."""
    make = OBJECTS[row.thing]
    own, near, far = make(world.own), make(world.next_door), make(world.elsewhere)
    yield "own", ask(client, row, own).status_code, row.expected(short)
    if row.marks[short] not in "+*":
        return
    if row.verb == "POST":
        looked = client.get(reverse(row.url, args=own)).status_code
        yield "looking", looked, looked if has_get(row) else 405
    if own == far:
        return
    nothing = ask(client, row, (NO_SUCH[type(own[0])], *own[1:]))
    yield "nothing", nothing.status_code, 404
    if row.marks[short] == "*":
        yield "everywhere", ask(client, row, far).status_code, row.answer
        return
    yield "far", plain(ask(client, row, far)), plain(nothing)
    if own != near:
        yield "next door", ask(client, row, near).status_code, 404 if ROLES.get(short) in AT_ONE_UNIT else row.answer


def has_get(row: Row) -> bool:
    return any(other.url == row.url and other.verb == "GET" for other in EVERY)


def signed_in(user: Any) -> Client:
    client = Client()
    if user is not None:
        client.force_login(user)
    return client


def ask(client: Client, row: Row, args: tuple[Any, ...]) -> Any:
    """The answer. A look that writes anything but the record of having looked is wrong, whatever it answers."""
    address = reverse(row.url, args=args)
    with transaction.atomic():
        if row.verb == "POST":
            response = client.post(address)
        else:
            with CaptureQueriesContext(connection) as queries:
                response = client.get(address)
            assert not [query["sql"] for query in queries if WRITES.match(query["sql"])]
        transaction.set_rollback(True)
    return response


def plain(response: Any) -> tuple[int, str]:
    """Status and text, without what differs from one request to the next."""
    own_marks = rf'"(csrfmiddlewaretoken|next|csrf-token)" (value|content)="[^"]*"|{response.wsgi_request.id}'
    text = re.sub(own_marks, "", response.content.decode())
    return response.status_code, text.replace(response.wsgi_request.path, "")
