"""Contact officers of a prison: who has whom, who has nobody, and whom to choose. A constant number of queries."""

from collections import Counter, defaultdict
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import UUID

from django.db import connection
from django.db.models import Count, Q
from django.utils.translation import gettext, ngettext

from corrections.choices import CompetenceKind, Role
from corrections.models import Competence, Posting
from inmates.choices import LogKind
from inmates.models import ContactOfficer, LogEntry, StaffConflict
from inmates.rules.continuity import Candidate, Recommended, propose, ranked

MAY_BE_CONTACT = (Role.OFFICER, Role.CONTACT_OFFICER)
LATELY = timedelta(days=7)
TALKS_WITHIN = timedelta(days=180)
RESIDENTS = """
SELECT s.id AS stay_id, n.id AS person_id, n.uuid, n.family_name, n.given_name, c.code AS cell, c.unit_id,
       u.code AS unit, m.id AS main_id, m.officer_id AS main_officer, x.id AS substitute_id,
       x.officer_id AS substitute_officer,
       lower(s.during) AS received_at
FROM corrections_unit u JOIN corrections_cell c ON c.unit_id = u.id JOIN corrections_bed b ON b.cell_id = c.id
JOIN inmates_placement p ON p.bed_id = b.id AND upper(p.during) IS NULL
JOIN inmates_stay s ON s.id = p.stay_id JOIN inmates_person n ON n.id = s.person_id
LEFT JOIN inmates_contactofficer m ON m.stay_id = s.id AND NOT m.is_substitute AND upper(m.during) IS NULL
LEFT JOIN inmates_contactofficer x ON x.stay_id = s.id AND x.is_substitute AND upper(x.during) IS NULL
WHERE u.prison_id = %(prison)s AND (%(unit)s::bigint IS NULL OR u.id = %(unit)s)
  AND (%(stay)s::bigint IS NULL OR s.id = %(stay)s)
ORDER BY lower(s.during), s.id
"""
TALKS = """
SELECT g.person_id, e.written_by_id, count(*) FROM inmates_logmention g JOIN inmates_logentry e ON e.id = g.entry_id
WHERE g.person_id = ANY(%s) AND g.happened_at >= %s AND g.happened_at <= %s AND e.kind = %s
  AND NOT EXISTS (SELECT FROM inmates_logentry c WHERE c.corrects_id = e.id)
GROUP BY 1, 2
"""


@dataclass(frozen=True, slots=True)
class Resident:
    """Somebody who lives at the prison, and who holds the two parts."""

    stay_id: int
    person_id: int
    uuid: UUID
    family_name: str
    given_name: str
    cell: str
    unit_id: int
    unit: str
    main_id: int | None
    main_officer: int | None
    substitute_id: int | None
    substitute_officer: int | None
    received_at: datetime

    @property
    def name(self) -> str:
        return f"{self.family_name}, {self.given_name}" if self.given_name else self.family_name


@dataclass(frozen=True, slots=True)
class Suggestion:
    """An officer for a person, in words."""

    officer_id: int
    name: str
    continuity: int
    reasons: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Waiting:
    resident: Resident
    suggestion: Suggestion | None


@dataclass(frozen=True, slots=True)
class Load:
    """An officer and what they carry; ``ends_at`` is when the last posting here runs out, ``gone`` that none counts."""

    name: str
    units: str
    main: int
    substitute: int
    ends_at: datetime | None
    gone: bool


@dataclass(frozen=True, slots=True)
class Overview:
    residents: int
    without: tuple[Waiting, ...]
    without_substitute: tuple[Waiting, ...]
    loads: tuple[Load, ...]


# ---- the page of a prison --------------------------------------------------------------------------------------
def overview(prison_id: int, at: datetime, *, unit_id: int | None = None) -> Overview:
    people = residents(prison_id, unit_id=unit_id)
    staff = Staff.of(prison_id, at)
    without = [one for one in people if one.main_id is None]
    single = [one for one in people if one.main_id is not None and one.substitute_id is None]
    candidates = staff.seen_from([*without, *single], at)
    main = propose(
        {one.stay_id: candidates[one.stay_id] for one in without}, {o.stay_id: o.substitute_officer for o in without}
    )
    other = propose(
        {one.stay_id: candidates[one.stay_id] for one in single}, {o.stay_id: o.main_officer for o in single}
    )
    return Overview(
        residents=len(people),
        without=tuple(Waiting(one, in_words(main.get(one.stay_id))) for one in without),
        without_substitute=tuple(Waiting(one, in_words(other.get(one.stay_id))) for one in single),
        loads=staff.loads(people, unit_id),
    )


def residents(prison_id: int, *, unit_id: int | None = None, stay_id: int | None = None) -> list[Resident]:
    with connection.cursor() as cursor:
        cursor.execute(RESIDENTS, {"prison": prison_id, "unit": unit_id, "stay": stay_id})
        return [Resident(*row) for row in cursor.fetchall()]


def suggestions(prison_id: int, stay_id: int, at: datetime) -> list[Suggestion]:
    """Everyone who may be contact officer of one person, the best first."""
    people = residents(prison_id, stay_id=stay_id)
    candidates = Staff.of(prison_id, at).seen_from(people, at).get(stay_id, [])
    return [words for one in ranked(candidates) if (words := in_words(one)) is not None]


# ---- the officers ----------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Staff:
    """Officers posted at a prison now, and everyone who holds a part for somebody there."""

    names: dict[int, str]
    units: dict[int, set[int | None]]
    unit_codes: dict[int, set[str]]
    ends: dict[int, datetime | None]
    carried: dict[int, Counter[bool]]
    on_duty: set[int]
    mappers: set[int]

    @classmethod
    def of(cls, prison_id: int, at: datetime) -> "Staff":
        names: dict[int, str] = {}
        units: dict[int, set[int | None]] = defaultdict(set)
        codes: dict[int, set[str]] = defaultdict(set)
        ends: dict[int, datetime | None] = {}
        posted = Posting.objects.as_of(at).filter(prison=prison_id, role__in=MAY_BE_CONTACT, user__is_active=True)
        for row in posted.select_related("user", "unit").order_by("pk"):
            names[row.user_id] = row.user.short_name
            units[row.user_id].add(row.unit_id)
            codes[row.user_id].add(row.unit.code if row.unit else "")
            ends[row.user_id] = later(ends[row.user_id], row.during.upper) if row.user_id in ends else row.during.upper
        held = ContactOfficer.objects.current().filter(officer__in=list(names)).values_list("officer", "is_substitute")
        carried: dict[int, Counter[bool]] = defaultdict(Counter)
        for officer, is_substitute in held.order_by("pk"):
            carried[officer][is_substitute] += 1
        wrote = LogEntry.objects.filter(unit__prison=prison_id, written_at__gte=at - LATELY, written_at__lte=at)
        mapping = Competence.objects.as_of(at).filter(kind=CompetenceKind.NEEDS_MAPPING, user__in=list(names))
        return cls(
            names, units, codes, ends, carried,
            on_duty=set(wrote.values_list("written_by", flat=True)),
            mappers=set(mapping.values_list("user", flat=True)),
        )  # fmt: skip

    def seen_from(self, people: Sequence[Resident], at: datetime) -> dict[int, list[Candidate]]:
        """Each officer as seen from each of these people. Three queries, whatever their number."""
        ids = [one.person_id for one in people]
        before, talks, close = held_before(ids), talks_with(ids, at), close_to(ids)
        return {
            one.stay_id: [
                Candidate(
                    officer_id=officer,
                    name=name,
                    load=sum(self.carried[officer].values()),
                    was_main_in=before.get((one.person_id, officer, False)),
                    was_substitute_in=before.get((one.person_id, officer, True)),
                    talks=talks.get((one.person_id, officer), 0),
                    same_unit=one.unit_id in self.units[officer],
                    on_duty_lately=officer in self.on_duty,
                    maps_needs=officer in self.mappers,
                    is_close=(one.person_id, officer) in close,
                )
                for officer, name in self.names.items()
            ]
            for one in people
        }

    def loads(self, people: Sequence[Resident], unit_id: int | None) -> tuple[Load, ...]:
        """The officers of the prison or unit, most residents first; above all those who work here no more."""
        gone = {o for one in people for o in (one.main_officer, one.substitute_officer) if o and o not in self.names}
        here = [pk for pk in self.names if unit_id is None or self.units[pk] & {unit_id, None} or self.carried[pk]]
        rows = [
            Load(
                name=self.names[pk],
                units=", ".join(sorted(code for code in self.unit_codes[pk] if code)),
                main=self.carried[pk][False],
                substitute=self.carried[pk][True],
                ends_at=self.ends[pk],
                gone=False,
            )
            for pk in here
        ]
        return (*gone_loads(gone), *sorted(rows, key=lambda row: (-row.main, -row.substitute, row.name)))


def gone_loads(ids: Iterable[int]) -> list[Load]:
    held = (
        ContactOfficer.objects.current()
        .filter(officer__in=list(ids))
        .values("officer", "officer__first_name", "officer__last_name", "officer__username")
    )
    counted = held.annotate(
        main=Count("pk", filter=Q(is_substitute=False)), other=Count("pk", filter=Q(is_substitute=True))
    )
    return [Load(name_of(row), "", row["main"], row["other"], None, gone=True) for row in counted.order_by("officer")]


def name_of(row: Mapping[str, Any]) -> str:
    first, last = row["officer__first_name"], row["officer__last_name"]
    return f"{first[:1]}. {last}" if first and last else last or row["officer__username"]


def later(one: datetime | None, other: datetime | None) -> datetime | None:
    return None if one is None or other is None else max(one, other)


def held_before(people: Sequence[int]) -> dict[tuple[int, int, bool], int]:
    """The last year in which each officer held each part for each person, of assignments that have ended."""
    rows = ContactOfficer.objects.filter(stay__person__in=people, during__endswith__isnull=False).order_by("during")
    return {
        (row.stay.person_id, row.officer_id, row.is_substitute): row.during.upper.year
        for row in rows.select_related("stay")
    }


def talks_with(people: Sequence[int], at: datetime) -> dict[tuple[int, int], int]:
    with connection.cursor() as cursor:
        cursor.execute(TALKS, [list(people), at - TALKS_WITHIN, at, LogKind.CONVERSATION])
        return {(person, officer): count for person, officer, count in cursor.fetchall()}


def close_to(people: Sequence[int]) -> set[tuple[int, int]]:
    return set(StaffConflict.objects.current().filter(person__in=people).values_list("person", "user"))


# ---- words -----------------------------------------------------------------------------------------------------
def in_words(found: Recommended | None) -> Suggestion | None:
    if found is None:
        return None
    return Suggestion(found.officer_id, found.name, found.continuity, tuple(reason(*one) for one in found.reasons))


def reason(code: str, value: int) -> str:
    if code == "was_main":
        return gettext("was contact officer until %(year)d") % {"year": value}
    if code == "was_substitute":
        return gettext("was substitute until %(year)d") % {"year": value}
    if code == "talks":
        words = ngettext("%(count)d conversation in half a year", "%(count)d conversations in half a year", value)
        return words % {"count": value}
    if code == "load":
        return ngettext("%(count)d resident now", "%(count)d residents now", value) % {"count": value}
    return {
        "same_unit": gettext("same unit"),
        "on_duty_lately": gettext("has been on duty this week"),
        "maps_needs": gettext("may map needs"),
    }[code]
