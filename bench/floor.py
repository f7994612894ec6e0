"""The floors: what a request cannot cost less than.

``board`` is one prepared statement over a connection of its own and f-strings, with no middleware, no session, no user
and no template: the same tiles, tally, agenda and log, the shell around them as a constant string.
"""

from collections import Counter
from functools import cache
from html import escape
from operator import itemgetter
from typing import Any

import psycopg
from django.db import connections
from django.http import HttpRequest, HttpResponse

from bench import measure
from bench.clock import PRESENT
from inmates.selectors.board.facts import CELLS

STATEMENT = f"""
WITH cells AS MATERIALIZED ({CELLS}),
apart AS MATERIALIZED (
  SELECT x.first_id AS person_id FROM inmates_nonassociation x
  WHERE x.first_id = ANY(ARRAY(SELECT person_id FROM cells)) AND upper(x.during) IS NULL
  UNION SELECT x.second_id FROM inmates_nonassociation x
  WHERE x.second_id = ANY(ARRAY(SELECT person_id FROM cells)) AND upper(x.during) IS NULL),
lines AS MATERIALIZED (
  SELECT json_agg(json_build_array(e.id, to_char(e.happened_at, 'HH24:MI'), e.text, e.name)) AS log FROM
    (SELECT e.id, e.happened_at, e.text, u.last_name AS name FROM inmates_logentry e
     LEFT JOIN corrections_user u ON u.id = e.written_by_id
     WHERE e.unit_id = %(unit)s AND e.happened_at <= %(at)s ORDER BY e.happened_at DESC LIMIT 6) AS e)
SELECT c.*, k.label, k.starts, c.person_id IN (SELECT person_id FROM apart) AS apart,
       CASE WHEN row_number() OVER () = 1 THEN (SELECT log FROM lines) END AS log
FROM cells c
LEFT JOIN LATERAL (SELECT k.label, to_char(lower(k.during), 'HH24:MI') AS starts FROM inmates_commitment k
  WHERE k.stay_id = c.stay_id AND k.cancelled_at IS NULL AND k.during && tstzrange(%(at)s, %(at)s + interval '2 hours')
  LIMIT 1) AS k ON true
"""  # noqa: S608  (joined from constants; values are parameters)


def nothing(request: HttpRequest) -> HttpResponse:
    """An empty view."""
    return HttpResponse(b"")


@cache
def direct() -> psycopg.Connection[Any]:
    """A connection that stays open, past Django and its pool."""
    known = connections["default"].get_connection_params()
    connection = psycopg.connect(**{name: value for name, value in known.items() if name in PLAIN}, autocommit=True)
    measure.others.append(connection.info.backend_pid)
    return connection


SHOWN = (
    *("code", "bed_id", "family_name", "given_name", "uuid", "place_name", "place_kind", "absence_kind", "back_at"),
    *("expected_back_at", "label", "starts", "apart"),
)
PLAIN = {"dbname", "user", "password", "host", "port"}
shell: list[str] = ["", ""]  # what stands before and after the tiles; bench.cases.board takes it from the real page


def board(request: HttpRequest, pk: int) -> HttpResponse:
    with direct().cursor() as cursor:
        cursor.execute(STATEMENT, {"unit": pk, "at": PRESENT}, prepare=True)
        rows = cursor.fetchall()
        index = {column.name: place for place, column in enumerate(cursor.description or ())}
    return HttpResponse(f"{shell[0]}{draw(rows, index)}{shell[1]}")


def draw(rows: list[tuple[Any, ...]], index: dict[str, int]) -> str:
    tiles, agenda, places = [], Counter[str](), Counter[str]()
    at = itemgetter(*(index[name] for name in SHOWN))
    for row in rows:
        code, bed, family, given, uuid, place, kind, absent, back, until, label, starts, apart = at(row)
        where = absent if absent and back is None else place or ""
        places[where] += 1
        if label:
            agenda[f"{starts} {label}"] += 1
        foot = f'<span class="cell__where">{icon(kind or "", " i--s")}{escape(where)} {until or ""}</span>'
        mark = f'{icon("lock")}<span class="sr"> i cella</span>' if not where or apart else ""
        tiles.append(
            f'<li><a class="cell" id="bed-{bed}" href="/board/people/{uuid}/" data-in="{"no" if where else "yes"}">'
            f'<span class="cell__top"><span class="cell__no"><span class="sr">Celle </span>{escape(code)}</span>'
            f"{mark}</span>"
            f'<span class="cell__name">{escape(family or "Ledig")}<small>{escape(given or "")}</small></span>'
            f'<span class="cell__foot">{foot if where else ""}</span></a></li>'
        )
    tally = "".join(f"<div><dt>{escape(name)}</dt><dd>{count}</dd></div>" for name, count in places.items())
    plan = "".join(f"<li><time>{escape(what)}</time> {count} pers.</li>" for what, count in sorted(agenda.items()))
    log = "".join(
        f'<li id="log-{key}"><time>{clock}</time> {escape(text)} <small>{escape(by or "")}</small></li>'
        for key, clock, text, by in rows[0][index["log"]] or ()
    )
    return f"<dl>{tally}</dl><ul>{''.join(tiles)}</ul><ul>{plan}</ul><ul>{log}</ul>"


def icon(name: str, size: str = "") -> str:
    return f'<svg class="i{size}" aria-hidden="true" focusable="false"><use href="/static/sprite.svg#i-{name}"/></svg>'
