"""No page offers what its reader may not open: every link of every page, followed as each role."""

import re
from collections.abc import Iterator
from html import unescape
from typing import Any, ClassVar

from django.test import Client, TestCase
from django.urls import Resolver404, resolve, reverse

from corrections.access import forget_access
from corrections.services import law, postings
from tests.access_matrix import OBJECTS, ROLES, rows
from tests.access_world import World, build

LINK = re.compile(r'<a\b[^>]*\shref="(/[^"]*)"')
BOX = re.compile(r'\shx-get="(/[^"]*)"')
VALUE = re.compile(r"=[^&]*")  # a filter opens, whatever it asks for
GET = [row for row in rows() if row.verb == "GET"]


class TestEveryLink(TestCase):
    """One test for each role, made below; the world is made once."""

    world: ClassVar[World]

    @classmethod
    def setUpTestData(cls) -> None:
        forget_access()
        postings.sync_roles()
        law.load_law()
        cls.world = build(ROLES)


def followed(short: str) -> Any:
    def test(self: TestEveryLink) -> None:
        client = Client()
        reader = self.world.cast[short][0]
        assert reader is not None
        client.force_login(reader)
        pages = {reverse(row.url, args=OBJECTS[row.thing](self.world.own)) for row in GET if row.marks[short] in "+*"}
        dead: dict[str, set[str]] = {}
        told: dict[str, bool] = {}
        for page in sorted(pages):
            for address in offered(client.get(page)):
                same = VALUE.sub("=", address)
                if same not in told:
                    told[same] = opens(client, address)
                if not told[same]:
                    dead.setdefault(address, set()).add(page)
        assert len(told) > 3, "hardly anything was followed"
        assert {address: sorted(on)[:3] for address, on in dead.items()} == {}

    return test


for _short in ROLES:
    setattr(TestEveryLink, f"test_{_short}_is_offered_only_what_opens", followed(_short))


def offered(response: Any) -> Iterator[str]:
    """Where a page leads: its links, and the boxes that it fetches."""
    if response.status_code != 200 or "html" not in response.headers["Content-Type"]:
        return
    text = response.content.decode()
    yield from dict.fromkeys(
        unescape(found).split("#", maxsplit=1)[0] for found in [*LINK.findall(text), *BOX.findall(text)]
    )


def opens(client: Client, address: str) -> bool:
    try:
        resolve(address.split("?", maxsplit=1)[0])
    except Resolver404:
        return address.startswith("/static/")
    return client.get(address).status_code in {200, 204, 302, 304}
