"""The unit board: 80 residents, kept rows and none, the poll, and what an ordinary build of the same costs."""

from collections.abc import Callable, Iterator
from http import HTTPStatus

from django.urls import reverse

from bench import floor
from bench.browser import Answer, Browser, bare, page, queries
from bench.measure import compare
from bench.table import Row
from corrections.access import forget_access
from inmates.selectors.board import kept, tiles
from inmates.views import board as views

UNIT = 1  # of 80 residents (bench/sql/estate.sql)
SMALL = 3  # of 20


def cases() -> Iterator[Row]:
    officer = Browser("officer-1")
    address = reverse("board", args=[UNIT])
    ours, below = page(officer, address), floor_of(officer, address)
    name = "one prepared statement + f-strings + an empty view"
    yield Row("board page, 80 residents, as last drawn", name, compare(ours, below), 3)
    yield Row("the same after a change: rows kept, board drawn anew", name, compare(changed(ours), below), 3)
    yield Row("the same with nothing kept (after a restart)", name, compare(cold(ours), below))
    yield from polls(officer, address, below)
    yield Row(
        "the board as plain Django builds it",
        "our board page, drawn anew",
        compare(plain_of(officer), changed(ours)),
        3,
        at_least=True,
    )
    admin = page(
        Browser("peer"),
        f"/bench/admin/inmates/placement/?bed__cell__unit__id__exact={UNIT}&during__endswith__isnull=True",
    )
    yield Row(
        "Django admin's list of the same unit",
        "our board page, drawn anew",
        compare(admin, changed(ours), rounds=20),
        3,
        at_least=True,
    )


def polls(officer: Browser, address: str, below: Callable[[], Answer]) -> Iterator[Row]:
    poll = {"hx_request": "true", "x_poll": "1"}
    fragment = page(officer, address, **poll)
    yield Row("board fragment, drawn anew", "the floor of the page", compare(changed(fragment), below))
    unchanged = page(officer, address, **poll, if_none_match=fragment().headers["ETag"])
    if unchanged().status != HTTPStatus.NOT_MODIFIED:
        raise AssertionError("the poll is answered in full although nothing changed")
    signed_in = page(officer, "/bench/nothing/")
    yield Row(
        "board fragment, unchanged (304)", "an empty view, signed in", compare(unchanged, signed_in, rounds=80), 2
    )
    yield Row(
        "board fragment, unchanged (304)",
        "an empty view, nobody signed in",
        compare(unchanged, nothing(officer), rounds=80),
    )
    yield Row(
        "signing-in read: session, user, access, CSP, language",
        "an empty view, nobody signed in",
        compare(signed_in, nothing(officer), rounds=80),
    )


def counts() -> Iterator[Row]:
    """Statements of a page, and that their number does not grow with the unit."""
    for username, unit, size in (("officer-1", UNIT, 80), ("officer-11", SMALL, 20)):
        officer = Browser(username)
        call = changed(page(officer, reverse("board", args=[unit])))
        call()
        yield Row(f"queries of the board page, {size} residents", "", value=len(queries(call)), goal=8)
    officer = Browser("officer-1")
    fragment = page(officer, reverse("board", args=[UNIT]), hx_request="true")
    unchanged = page(
        officer, reverse("board", args=[UNIT]), hx_request="true", if_none_match=fragment().headers["ETag"]
    )
    yield Row("queries of an unchanged poll (304)", "", value=len(queries(unchanged)))


# ---- the calls -------------------------------------------------------------------------------------------------
def floor_of(officer: Browser, address: str) -> Callable[[], Answer]:
    """The floor, given the real page's shell; it fails where it would draw another board than ours."""
    html = page(officer, address)().body.decode()
    before, rest = html.split('<ul class="cells"', 1)
    after = rest.rsplit("</ul>", 1)[1]
    floor.shell[:] = [before, after]

    def call() -> Answer:
        return officer.get(f"/bench/board/{UNIT}/", app=bare)

    drawn = call()
    ours, theirs = html.count('class="cell"'), drawn.body.decode().count('class="cell"')
    if drawn.status != HTTPStatus.OK or ours != theirs or len(drawn.body) < 0.75 * len(html.encode()):
        raise AssertionError(
            f"the floor draws {theirs} cells in {len(drawn.body)} bytes, the page {ours} in {len(html)}"
        )
    return call


def nothing(officer: Browser) -> Callable[[], Answer]:
    return lambda: officer.get("/bench/nothing/", app=bare)


def plain_of(officer: Browser) -> Callable[[], Answer]:
    return page(officer, f"/bench/plain/{UNIT}/")


def changed(call: Callable[[], Answer]) -> Callable[[], Answer]:
    """The same as after any change in the prison: no whole board is kept, the tiles of unchanged rows are."""

    def after_a_change() -> Answer:
        kept.forget()
        return call()

    return after_a_change


def cold(call: Callable[[], Answer]) -> Callable[[], Answer]:
    """The same with everything forgotten that this process keeps from one request to the next."""

    def forgotten() -> Answer:
        kept.forget()
        tiles._kept.clear()
        views._parts.clear()
        forget_access()
        return call()

    return forgotten
