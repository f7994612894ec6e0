"""Pairs of records that may be one person, and what was joined before."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import datetime
from typing import Any, TypeVar

from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections.access import Access
from inmates.choices import MatchRung
from inmates.models import DuplicatePair, Merge, Person
from inmates.models.duplicates import OPEN
from inmates.permissions import ReceptionPerm
from inmates.rules.duplicates import RUNGS, rung
from inmates.selectors.duplicates import Card, cards, facts, fetch

THINGS = {
    "inmates.Identifier": gettext_lazy("Identity numbers"),
    "inmates.Alias": gettext_lazy("Other names"),
    "inmates.Photo": gettext_lazy("Photos"),
    "inmates.Language": gettext_lazy("Languages"),
    "inmates.NextOfKin": gettext_lazy("Next of kin"),
    "inmates.Need": gettext_lazy("Needs"),
    "inmates.Stay": gettext_lazy("Stays in prison"),
    "inmates.Alert": gettext_lazy("Alerts"),
    "inmates.NonAssociation": gettext_lazy("People who must not meet"),
    "inmates.GroupMembership": gettext_lazy("Groups of people"),
    "inmates.StaffConflict": gettext_lazy("Staff who know the person outside work"),
    "inmates.LogEntry": gettext_lazy("Log entries"),
    "inmates.LogMention": gettext_lazy("Mentions in the log"),
    "inmates.DuplicatePair": gettext_lazy("Records that may be the same person"),
    "inmates.Merge": gettext_lazy("Records joined before"),
    "inmates.Person": gettext_lazy("Records joined before"),
    "inmates.ExpectedArrival": gettext_lazy("Expected arrivals"),
    "inmates.Reception": gettext_lazy("Receptions"),
}
"""What a merge moves, in words. A kind that is not here belongs to another floor, and is not named."""
MOST = 100
BATCH = 2_000
# every pair that shares something; the ladder judges them. Each branch is a join over one index.
EVERY = """
SELECT DISTINCT least(a, b) AS a, greatest(a, b) AS b FROM (
  SELECT p.id AS a, q.id AS b FROM inmates_person p JOIN inmates_person q
    ON q.birth_date = p.birth_date AND q.sound_key = p.sound_key AND q.id > p.id
  UNION ALL
  SELECT p.id, q.id FROM inmates_person p JOIN inmates_person q ON q.sort_key = p.sort_key AND q.id > p.id
  UNION ALL
  SELECT p.id, q.id FROM inmates_person p JOIN inmates_person q
    ON q.birth_date = p.birth_date AND q.given_key = public.name_key(p.family_name) AND q.id <> p.id
  UNION ALL
  SELECT x.person_id, q.id FROM inmates_alias x JOIN inmates_person q ON q.sort_key = x.sort_key AND q.id <> x.person_id
  UNION ALL
  SELECT i.person_id, j.person_id FROM inmates_identifier i JOIN inmates_identifier j
    ON j.kind = i.kind AND j.value = i.value AND j.person_id > i.person_id AND NOT i.was_wrong AND NOT j.was_wrong
) AS alike
WHERE NOT EXISTS (SELECT FROM inmates_duplicatepair k WHERE k.first_id = least(a, b) AND k.second_id = greatest(a, b))
ORDER BY 1, 2
"""


# where a person was ever held or received
HELD = """(
  SELECT s.person_id, s.reception_prison_id AS prison_id FROM inmates_stay s WHERE s.reception_prison_id IS NOT NULL
  UNION ALL
  SELECT s.person_id, u.prison_id FROM inmates_stay s JOIN inmates_placement x ON x.stay_id = s.id
    JOIN corrections_bed b ON b.id = x.bed_id JOIN corrections_cell c ON c.id = b.cell_id
    JOIN corrections_unit u ON u.id = c.unit_id
  UNION ALL
  SELECT r.person_id, r.prison_id FROM inmates_reception r WHERE r.person_id IS NOT NULL
) AS held"""
REACHED = f"""(
EXISTS (SELECT FROM {HELD} WHERE held.person_id IN ({{one}}, {{other}}) AND held.prison_id = ANY(%s))
OR NOT EXISTS (SELECT FROM {HELD} WHERE held.person_id IN ({{one}}, {{other}})))"""  # noqa: S608  (constants of ours)
OF_PAIR = ("inmates_duplicatepair.first_id", "inmates_duplicatepair.second_id")
OF_MERGE = ("inmates_merge.winner_id", "inmates_merge.loser_id")
M = TypeVar("M", DuplicatePair, Merge)


@dataclass(frozen=True, slots=True)
class Pair:
    row: DuplicatePair
    cards: tuple[Card, Card]
    why: str


def found_in_the_register() -> Iterator[list[tuple[int, int, str]]]:
    """Pairs that nobody has been asked about, with the reason, in batches."""
    rows = fetch(EVERY, {})
    for start in range(0, len(rows), BATCH):
        batch = rows[start : start + BATCH]
        known = facts([*{row["a"] for row in batch}, *{row["b"] for row in batch}])
        judged = [
            (row["a"], row["b"], rung(known[row["a"]], known[row["b"]]))
            for row in batch
            if row["a"] in known and row["b"] in known
        ]
        yield [pair for pair in judged if pair[2]]


def in_reach(rows: QuerySet[M], access: Access, one: str, other: str) -> QuerySet[M]:
    """Those where one of the two was ever held or received in a prison of this user's; and those of people whom no
    prison has held."""
    prisons = sorted(access.prisons(ReceptionPerm.MERGE))
    where = REACHED.format(one=one, other=other)
    return rows.extra(where=[where], params=[prisons])  # noqa: S610  (constants of ours; values are parameters)


def open_pairs(at: datetime, access: Access) -> list[Pair]:
    """Those that wait for somebody to judge, strongest reason first. Two statements."""
    reached = in_reach(DuplicatePair.objects.filter(OPEN), access, *OF_PAIR)
    rows = list(reached.order_by("found_at", "pk")[:MOST])
    found = cards({pk for row in rows for pk in (row.first_id, row.second_id)}, at)
    rows.sort(key=lambda row: RUNGS.index(row.rung))
    return [pair(row, found) for row in rows]


def pair_of(pk: int, at: datetime, access: Access) -> Pair | None:
    """Also one that was decided: whoever comes second is told what was decided, and by whom."""
    found = in_reach(DuplicatePair.objects.filter(pk=pk).select_related("dismissed_by"), access, *OF_PAIR)
    row = found.order_by("pk").first()
    return pair(row, cards([row.first_id, row.second_id], at)) if row else None


def pair(row: DuplicatePair, found: dict[int, Card]) -> Pair:
    return Pair(row, (found[row.first_id], found[row.second_id]), str(MatchRung(row.rung).label))


def in_order(pair: Pair, winner_id: int) -> tuple[Person, Person]:
    """The record that remains, and the other."""
    ids = (pair.row.first_id, pair.row.second_id)
    loser_id = ids[1] if ids[0] == winner_id else ids[0]
    found = Person.objects.in_bulk([winner_id, loser_id])
    return found[winner_id], found[loser_id]


def merge_between(pair: DuplicatePair) -> int | None:
    """The record of the merge of these two."""
    both = (pair.first_id, pair.second_id)
    return Merge.objects.filter(loser__in=both, winner__in=both).order_by("pk").values_list("pk", flat=True).first()


def latest_merges(access: Access) -> list[Merge]:
    found = in_reach(Merge.objects.select_related("winner", "loser", "merged_by"), access, *OF_MERGE)
    return list(found.order_by("-merged_at", "-pk")[:20])


def merge_of(pk: int, access: Access) -> dict[str, Any] | None:
    """The record of a merge: what moved, by kind of thing."""
    row = Merge.objects.filter(pk=pk).select_related("winner", "loser", "merged_by")
    found = in_reach(row, access, *OF_MERGE).order_by("pk").first()
    if found is None:
        return None
    return {"merge": found, "moved": rows_of(found.moved), "left": rows_of(found.left)}


def rows_of(moved: dict[str, list[int]]) -> list[dict[str, Any]]:
    return [
        {
            "name": str(THINGS.get(label.rsplit(".", 1)[0], _("Other things"))),
            "count": len(ids),
            "ids": ", ".join(str(pk) for pk in ids[:30]) + (" …" if len(ids) > 30 else ""),  # noqa: PLR2004  (room)
        }
        for label, ids in sorted(moved.items())
    ]
