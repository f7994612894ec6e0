"""The other pages: what they cost when the history is ten or a hundred times as long, their queries, their weight."""

import gzip
from collections.abc import Callable, Iterator
from urllib.parse import quote

from django.db import connections
from django.urls import reverse

from bench.browser import Answer, Browser, on, page, queries
from bench.cases.board import changed
from bench.measure import compare
from bench.table import Row
from inmates.models import Person

RESIDENT = 7  # a person of unit 1
FLAT, FLAT_SEARCH = 1.25, 1.5
KB = 1000
PAGE_KB, FRAGMENT_KB = 12, 4


def addresses() -> Iterator[tuple[str, str, str, float]]:
    """What the page is called, who opens it, where it is, and how much it may grow."""
    person = Person.objects.get(pk=RESIDENT)
    manager = "officer-2"
    yield "board page, 80 residents", "officer-1", reverse("board", args=[1]), FLAT
    yield "person page", manager, reverse("person", args=[person.uuid]), FLAT
    yield "timeline of a person", manager, reverse("person_timeline", args=[person.uuid]), FLAT
    yield "list of residents", manager, reverse("people"), FLAT
    yield "unit log", "officer-1", reverse("unit_log", args=[1]), FLAT
    yield "search by number", manager, f"{reverse('search')}?q={person.number}", FLAT
    yield "search by name, in reach: hansen", "officer-1", f"{reverse('search')}?q=hansen", FLAT
    yield "search by name, everyone: hansen", manager, f"{reverse('search')}?q=hansen", FLAT_SEARCH
    yield "search by name, sounds like: kristofersen", manager, f"{reverse('search')}?q=kristofersen", FLAT_SEARCH
    yield (
        "search by name, last name first: " + person.family_name,
        manager,
        f"{reverse('search')}?q={quote(person.name)}",
        FLAT_SEARCH,
    )


def growth() -> Iterator[Row]:
    """Each page on each longer history against itself on the shortest."""
    longer = [alias for alias in connections if alias != "default"]
    for name, username, address, goal in addresses():
        for alias in longer:
            with on(alias):
                there = Browser(username)
            longer_one, shorter_one = page(there, address, alias=alias), page(Browser(username), address)
            pair = compare(changed(longer_one), changed(shorter_one), rounds=60)
            yield Row(f"{name}, {alias.removeprefix('x')}× history", "the same, 1×", pair, goal)


def counts() -> Iterator[Row]:
    most = {"person page": 12, "timeline of a person": 12, "list of residents": 6, "unit log": 6}
    for name, username, address, _goal in addresses():
        if name.startswith("board"):
            continue
        call = page(Browser(username), address)
        call()
        yield Row(f"queries of the {name}", "", value=len(queries(call)), goal=most.get(name))


def weights() -> Iterator[Row]:
    """Bytes of a page as it leaves the proxy; the budgets are those of the design."""
    large, small = Browser("officer-1"), Browser("officer-11")
    board, small_board = reverse("board", args=[1]), reverse("board", args=[3])
    shown: list[tuple[str, Callable[[], Answer], float | None]] = [
        ("board page, 80 residents", page(large, board), PAGE_KB),
        ("board fragment, 80 residents", page(large, board, hx_request="true"), None),  # the budget is of 24 cells
        ("board fragment, 20 residents", page(small, small_board, hx_request="true"), FRAGMENT_KB),
        *(
            (name, page(Browser(username), address), PAGE_KB)
            for name, username, address, _goal in addresses()
            if name in WEIGHED
        ),
    ]
    for name, call, budget in shown:
        answer = call()
        packed = len(gzip.compress(answer.body, 6)) / KB
        yield Row(
            f"weight of the {name}",
            "",
            value=round(packed, 1),
            unit="kB gz",
            goal=budget,
            note=f"{len(answer.body) / KB:.1f} kB raw",
        )


WEIGHED = ("person page", "timeline of a person", "list of residents")
