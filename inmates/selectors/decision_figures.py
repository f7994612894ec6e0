"""How decisions fall on different groups: by place, sex, citizenship, age and ground, with how long they took.

Small groups are hidden, and every number is rounded.
"""

from collections import defaultdict
from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import IO, Any, Final

from django.db import connection
from django.utils.functional import Promise
from django.utils.translation import gettext, ngettext, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from corrections import display
from corrections.exports import write_csv
from corrections.models import Prison, User
from inmates.choices import AppealOutcome, DecisionOutcome
from inmates.rules import spans
from inmates.rules.decisions import IN_VAIN
from inmates.rules.small_groups import middle, share, shown
from inmates.rules.spans import Span
from inmates.selectors.decision_words import ground_name, kind_name

# each way of grouping in one pass; ``which`` says by its bits what a row is not grouped by
QUERY = """
WITH made AS (
    SELECT d.kind, d.outcome, d.prison_id = %(prison)s AS is_here, p.sex,
           CASE WHEN p.nationality = 'NOR' THEN 'NOR' WHEN p.nationality = '' THEN '' ELSE 'OTHER' END AS citizenship,
           CASE WHEN p.birth_date IS NULL THEN ''
                WHEN extract(year FROM age(d.decided_at, p.birth_date)) < 18 THEN 'A'
                WHEN extract(year FROM age(d.decided_at, p.birth_date)) < 25 THEN 'B'
                WHEN extract(year FROM age(d.decided_at, p.birth_date)) < 50 THEN 'C' ELSE 'D' END AS age,
           d.outcome = ANY(%(vain)s::text[]) AS is_vain,
           extract(epoch FROM d.decided_at - d.drafted_at)::float8 / 86400 AS days,
           a.id IS NOT NULL AS is_appealed,
           a.outcome = ANY(%(turned)s::text[]) AS is_turned
    FROM inmates_decision d JOIN inmates_stay s ON s.id = d.stay_id JOIN inmates_person p ON p.id = s.person_id
         LEFT JOIN inmates_decisionappeal a ON a.decision_id = d.id
    WHERE d.prison_id = ANY(%(prisons)s::bigint[]) AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
)
SELECT kind, GROUPING(outcome, is_here, sex, citizenship, age) AS which,
       coalesce(outcome, sex, citizenship, age, CASE WHEN is_here THEN 'here' ELSE 'there' END),
       count(*), count(*) FILTER (WHERE is_vain), percentile_cont(0.5) WITHIN GROUP (ORDER BY days),
       count(*) FILTER (WHERE is_appealed), count(*) FILTER (WHERE is_turned)
FROM made
GROUP BY GROUPING SETS ((kind), (kind, outcome), (kind, is_here), (kind, sex), (kind, citizenship), (kind, age))
"""
WHICH: Final = {31: "all", 15: "outcome", 23: "place", 27: "sex", 29: "citizenship", 30: "age"}
GROUND_QUERY = """
SELECT d.kind, g.code, count(*), count(*) FILTER (WHERE d.outcome = ANY(%(vain)s::text[])),
       percentile_cont(0.5) WITHIN GROUP (ORDER BY extract(epoch FROM d.decided_at - d.drafted_at)::float8 / 86400)
FROM inmates_decision d CROSS JOIN LATERAL unnest(d.grounds) AS g(code)
WHERE d.prison_id = ANY(%(prisons)s::bigint[]) AND d.decided_at >= %(since)s AND d.decided_at < %(until)s
GROUP BY 1, 2 ORDER BY 1, 2
"""
TURNED: Final = (AppealOutcome.CHANGED, AppealOutcome.SET_ASIDE, AppealOutcome.SENT_BACK)
GROUPS: Final[dict[str, dict[str, str | Promise]]] = {
    "place": {"here": _("This prison"), "all": _("All in reach")},
    "sex": {"M": pgettext_lazy("group", "Men"), "F": pgettext_lazy("group", "Women"), "X": _("Not stated")},
    "citizenship": {"NOR": _("Norwegian citizens"), "OTHER": _("Other citizens"), "": _("Not stated")},
    "age": {"A": _("Under 18"), "B": _("18 to 24"), "C": _("25 to 49"), "D": _("50 and above"), "": _("Not stated")},
}
TITLES: Final[dict[str, str | Promise]] = {
    "place": _("Prison"),
    "sex": _("Sex"),
    "citizenship": _("Citizenship"),
    "age": _("Age"),
}


@dataclass(frozen=True, slots=True)
class Row:
    """One group: how many decisions, how many of them were refused or not carried through, and how long they took."""

    name: str
    total: int | None
    refused: int | None
    share: int | None
    days: int | None


@dataclass(frozen=True, slots=True)
class Part:
    """The rows of one way to look at it, such as by sex."""

    title: str
    rows: list[Row]


@dataclass(frozen=True, slots=True)
class Figures:
    """One kind of decision. Without ``parts`` there are so few that no group of them is shown."""

    kind: str
    total: int | None
    outcomes: list[tuple[str, int | None]]
    days: int | None
    appealed: int | None
    turned: int | None
    parts: list[Part]


def of_prisons(prison_ids: frozenset[int], prison_id: int, span: Span) -> list[Figures]:
    """Those made in ``span``, in the prisons in reach; ``prison_id`` is set beside all of them. Two queries."""
    scope = {"prisons": list(prison_ids), "since": span.since, "until": span.until, "vain": list(IN_VAIN)}
    by_kind: dict[str, dict[tuple[str, str], tuple[Any, ...]]] = defaultdict(dict)
    for kind, which, code, *numbers in fetched(QUERY, {**scope, "prison": prison_id, "turned": list(TURNED)}):
        by_kind[kind][WHICH[which], code] = tuple(numbers)
    grounds: dict[str, list[Row]] = defaultdict(list)
    for kind, code, *numbers in fetched(GROUND_QUERY, scope):
        grounds[kind].append(row_of(ground_name(kind, code), *numbers))
    found = [figures(kind, counted, grounds[kind]) for kind, counted in by_kind.items()]
    return sorted(found, key=lambda one: (not one.parts, one.kind))


def fetched(query: str, given: dict[str, Any]) -> list[tuple[Any, ...]]:
    with connection.cursor() as cursor:
        cursor.execute(query, given)
        return list(cursor.fetchall())


def figures(kind: str, counted: dict[tuple[str, str], tuple[Any, ...]], grounds: list[Row]) -> Figures:
    whole = next(numbers for (which, _code), numbers in counted.items() if which == "all")
    total, _refused, days, appealed, turned = whole
    if ("place", "there") in counted:
        counted["place", "all"] = whole
    else:  # all of them are of this prison: nothing to set beside it
        counted.pop(("place", "here"), None)
    parts = [part for part in (part_of(which, counted) for which in GROUPS) if part.rows]
    outcomes = sorted((code, numbers[0]) for (which, code), numbers in counted.items() if which == "outcome")
    return Figures(
        kind=kind_name(kind),
        total=shown(total),
        outcomes=[(str(DecisionOutcome(code).label), shown(number)) for code, number in outcomes],
        days=middle(days, total),
        appealed=shown(appealed),
        turned=shown(turned),
        parts=[*parts, Part(str(_("Ground")), grounds)] if shown(total) else [],
    )


def part_of(which: str, counted: dict[tuple[str, str], tuple[Any, ...]]) -> Part:
    rows = [(name, counted[which, code]) for code, name in GROUPS[which].items() if (which, code) in counted]
    return Part(str(TITLES[which]), [row_of(str(name), *numbers[:3]) for name, numbers in rows])


def row_of(name: str, total: int, refused: int, days: float) -> Row:
    return Row(name, shown(total), shown(refused), share(refused, total), middle(days, total))


# ---- as a file ---------------------------------------------------------------------------------------------------
HEADING: Final = (
    _("Decision"),
    _("Group"),
    _("Which"),
    _("Decisions"),
    _("Refused or not carried through"),
    _("Share in per cent"),
    _("Days from draft to decision, median"),
)


def span_name(span: Span) -> str:
    """What the page and the file say that the figures are of."""
    if span.quarter:
        return gettext("Decisions of quarter %(quarter)d of %(year)d") % {"quarter": span.quarter, "year": span.year}
    return (
        gettext("Decisions of %(year)d") % {"year": span.year}
        if span.year
        else gettext("Decisions of the last twelve months")
    )


def segments(at: datetime, held: Span) -> list[dict[str, object]]:
    """The spans to choose between, in short."""
    return [
        {"href": f"?period={one.key}", "text": short_name(one), "current": one.key == held.key}
        for one in spans.choices(at)
    ]


def short_name(span: Span) -> str:
    if span.quarter:
        return gettext("Q%(quarter)d %(year)d") % {"quarter": span.quarter, "year": span.year}
    return str(span.year) if span.year else gettext("Twelve months")


def made_by(prison: Prison, reach: int, user: User, span: Span, at: datetime) -> tuple[str, ...]:
    """What stands on the first line of a file: what it is, who made it and when, and what it is made of."""
    scope = ngettext("%(count)d prison", "%(count)d prisons", reach) % {"count": reach}
    made = gettext("Made by %(who)s, %(day)s %(clock)s") % {
        "who": user.get_full_name(),
        "day": display.day(at),
        "clock": display.clock(at),
    }
    return (gettext("Equal treatment"), str(prison), span_name(span), scope, made)


def written(file: IO[str], found: list[Figures], said: tuple[str, ...]) -> None:
    """The same numbers, hidden and rounded as on the page. ``said``: who made it, when, and of what, before them."""
    write_csv(file, said, [(), HEADING, *lines(found)])


def lines(found: list[Figures]) -> Iterator[tuple[object, ...]]:
    for one in found:
        yield (one.kind, "", _("All of them"), number(one.total), "", "", "" if one.days is None else one.days)
        for name, counted in one.outcomes:
            yield (one.kind, _("Outcome"), name, number(counted), "", "", "")
        for part in one.parts:
            for row in part.rows:
                rest = ["" if value is None else value for value in (row.share, row.days)]
                yield (one.kind, part.title, row.name, number(row.total), number(row.refused), *rest)


def number(value: int | None) -> object:
    return gettext("under 5") if value is None else value
