"""Where everybody stands on the stairs: one statement for the facts, one for the judgments, one for the leaders."""

import json
from collections.abc import Collection, Iterable
from dataclasses import dataclass, field
from datetime import date, datetime
from functools import cached_property
from typing import Any
from uuid import UUID

from django.db import connection
from django.utils import timezone

from corrections.access import Access
from corrections.choices import Role
from corrections.models import Posting
from corrections.services import law
from inmates.models.person import HOLDER
from inmates.selectors.whereabouts import SHORT_NAME
from sentencing.calculation import dates_of, in_order
from sentencing.choices import ItemState, TermKind
from sentencing.models import Judgment
from sentencing.permissions import WayOutPerm
from sentencing.rules import guarantee
from sentencing.rules.dates import Dates
from sentencing.rules.stairs import Facts, Rung, Said, next_rung, stairs

STAIRS = "STAIRS"
GUARANTEE = "GUARANTEE"
# Who is asked must still be here: somebody whose account is closed, or who works here no more, answers for nothing.
WORKS_HERE = f"""
o.is_active AND EXISTS (SELECT FROM corrections_posting w WHERE w.user_id = o.id AND w.during @> %(at)s::timestamptz
                          AND w.prison_id = coalesce(u.prison_id, {HOLDER}))"""
QUERY = f"""
SELECT s.id AS stay_id, p.uuid, p.number, p.family_name, p.given_name, lower(s.during) AS admitted_at,
       u.id AS unit_id, u.code AS unit_code, c.code AS cell, coalesce(u.security_level, '') AS level,
       coalesce(u.prison_id, {HOLDER}) AS prison_id, coalesce(l.kind, '') AS basis,
       (SELECT coalesce(jsonb_object_agg(r.step, jsonb_build_array(r.outcome, r.look_again_on, r.id)), '{{}}') FROM (
          SELECT DISTINCT ON (r.step) r.* FROM sentencing_stepreview r WHERE r.stay_id = s.id
          ORDER BY r.step, r.reviewed_at DESC, r.id DESC) r) AS said,
       (SELECT coalesce(jsonb_object_agg(i.domain, jsonb_build_array(i.state, o.id IS NOT NULL OR i.outside_owner <> '', {SHORT_NAME.format("o")})), '{{}}')
          FROM sentencing_releaseitem i LEFT JOIN corrections_user o ON o.id = i.owner_id AND {WORKS_HERE}
         WHERE i.stay_id = s.id) AS items,
       EXISTS (SELECT FROM sentencing_victimduty d WHERE d.stay_id = s.id) AS victim_said,
       (SELECT r.planned_at FROM inmates_release r WHERE r.stay_id = s.id
          AND r.state IN ('PLANNED', 'PREPARED', 'CONFIRMED')) AS planned_at,
       (SELECT jsonb_build_array(r.uuid, r.kind, r.state, {SHORT_NAME.format("g")}, {SHORT_NAME.format("f")})
          FROM inmates_release r LEFT JOIN corrections_user g ON g.id = r.registered_by_id
               LEFT JOIN corrections_user f ON f.id = r.prepared_by_id
         WHERE r.stay_id = s.id AND r.state IN ('PLANNED', 'PREPARED', 'CONFIRMED')) AS going,
       (SELECT {SHORT_NAME.format("o")} FROM inmates_contactofficer k JOIN corrections_user o ON o.id = k.officer_id
         WHERE k.stay_id = s.id AND upper_inf(k.during) AND NOT k.is_substitute LIMIT 1) AS officer,
       (SELECT coalesce(jsonb_agg({SHORT_NAME.format("o")} ORDER BY k.is_substitute, k.id), '[]')
          FROM inmates_contactofficer k JOIN corrections_user o ON o.id = k.officer_id
         WHERE k.stay_id = s.id AND upper_inf(k.during) AND {WORKS_HERE}) AS officers
FROM inmates_stay s
JOIN inmates_person p ON p.id = s.person_id
LEFT JOIN inmates_placement h ON h.stay_id = s.id AND upper_inf(h.during)
LEFT JOIN corrections_bed b ON b.id = h.bed_id
LEFT JOIN corrections_cell c ON c.id = b.cell_id
LEFT JOIN corrections_unit u ON u.id = c.unit_id
LEFT JOIN LATERAL (SELECT x.kind FROM inmates_legalstatus x WHERE x.stay_id = s.id AND upper_inf(x.during) LIMIT 1) l ON true
WHERE upper(s.during) IS NULL AND (%(stays)s::bigint[] IS NULL OR s.id = ANY(%(stays)s::bigint[]))
  AND (%(prison)s::bigint IS NULL OR coalesce(u.prison_id, {HOLDER}) = %(prison)s::bigint)
ORDER BY s.id
"""  # noqa: S608, E501  (joined from constants; values are parameters)


@dataclass(frozen=True, slots=True)
class Going:
    """A release that is planned: its page, why, how far it is, who planned it and who has prepared it, if anybody."""

    uuid: UUID
    kind: str
    state: str
    planned_by: str
    prepared_by: str


@dataclass
class Case:
    """One person in custody: where, on which basis, by which judgments, and what has been said and arranged."""

    stay_id: int
    uuid: UUID
    number: str
    name: str
    admitted_at: datetime
    prison_id: int | None
    unit_id: int | None
    unit_code: str
    cell: str
    level: str
    basis: str
    officer: str
    officers: tuple[str, ...]
    today: date
    said: dict[str, Said]
    items: dict[str, guarantee.Item]
    victim_said: bool
    planned: date | None
    said_ids: dict[str, int]
    owners: dict[str, str]
    leader: str = ""
    going: Going | None = None
    judgments: list[Judgment] = field(default_factory=list)

    @cached_property
    def dates(self) -> Dates | None:
        if not self.judgments:
            return None
        return dates_of(self.judgments, timezone.localtime(self.admitted_at).date(), on=self.today)

    def named(self, domain: str = "") -> tuple[str, ...]:
        """Who is asked by name: who took it on, else the contact officer and the substitute, else the leader.

        Of those who have left none is named; where nobody at all is left, the role alone is called.
        """
        owner = self.owners.get(domain)
        return (owner,) if owner else self.officers or tuple(filter(None, (self.leader,)))

    @property
    def facts(self) -> Facts:
        settled = {domain for domain, item in self.items.items() if item.is_settled}
        terms = [judgment for judgment in self.judgments if judgment.kind in (TermKind.PRISON, TermKind.COMMUNITY)]
        return Facts(
            today=self.today,
            basis=self.basis,
            level=self.level,
            term_months=sum(12 * judgment.years + judgment.months for judgment in terms),
            dates=self.dates,
            said=self.said,
            in_place=frozenset(settled | ({"VICTIM"} if self.victim_said else set())),
        )

    @property
    def target(self) -> date | None:
        """The day that everything must be in place by."""
        if self.planned is not None or self.dates is None or self.basis == "REMAND":
            return self.planned
        if self.dates.frame_expires is not None:
            return None  # preventive detention ends by a decision of the court, never by a date alone
        refused = self.said.get("PROBATION")
        return guarantee.target_of(
            full=self.dates.full,
            probation=self.dates.probation,
            eligible=self.dates.eligible,
            refused=refused is not None and refused.outcome == "REFUSED",
        )


def gather(*, at: datetime, stay_ids: Collection[int] | None = None, prison_id: int | None = None) -> list[Case]:
    """The open stays (all of them without a limit) with what bears on their way out. Three statements."""
    given = {"stays": None if stay_ids is None else list(stay_ids), "prison": prison_id, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(QUERY, given)
        names = [column.name for column in cursor.description or ()]
        cases = {row[0]: case_of(dict(zip(names, row, strict=True)), at) for row in cursor.fetchall()}
    for judgment in in_order(Judgment.objects.filter(stay_id__in=list(cases))):
        cases[judgment.stay_id].judgments.append(judgment)
    leaders = leaders_of({case.prison_id for case in cases.values()}, at)
    for case in cases.values():
        case.leader = leaders.get(case.prison_id, "")
    return list(cases.values())


def leaders_of(prison_ids: Collection[int | None], at: datetime) -> dict[int | None, str]:
    """One leader of each prison by name: who has led it longest."""
    led = Posting.objects.as_of(at).filter(role=Role.LEADER, prison__in=prison_ids, user__is_active=True)
    rows = led.select_related("user").order_by("prison", "during", "pk")
    found: dict[int | None, str] = {}
    for row in rows:
        found.setdefault(row.prison_id, row.user.short_name)
    return found


def case_of(row: dict[str, Any], at: datetime) -> Case:
    said, items, planned_at = json.loads(row.pop("said")), json.loads(row.pop("items")), row.pop("planned_at")
    family, given, officers = row.pop("family_name"), row.pop("given_name"), json.loads(row.pop("officers"))
    going = json.loads(row.pop("going") or "null")
    for name in ("unit_code", "cell", "officer"):
        row[name] = row[name] or ""
    return Case(
        **row,
        name=f"{family}, {given}" if given else family,
        today=timezone.localtime(at).date(),
        said={step: Said(outcome, date.fromisoformat(on) if on else None) for step, (outcome, on, _) in said.items()},
        said_ids={step: pk for step, (_outcome, _on, pk) in said.items()},
        officers=tuple(officers),
        owners={domain: name for domain, (_state, _has_owner, name) in items.items() if name},
        items={
            domain: guarantee.Item(domain, has_owner, state != ItemState.OPEN)
            for domain, (state, has_owner, _name) in items.items()
        },
        planned=timezone.localtime(planned_at).date() if planned_at else None,
        going=Going(UUID(going[0]), going[1], going[2], going[3] or "", going[4] or "") if going else None,
    )


# ---- rules ---------------------------------------------------------------------------------------------------------
def parameters_on(rule_id: str, at: datetime) -> dict[str, Any]:
    parameters: dict[str, Any] = law.rule_in_force(rule_id, timezone.localtime(at).date()).parameters
    return parameters


def rungs_of(case: Case, parameters: dict[str, Any]) -> tuple[Rung, ...]:
    return stairs(case.facts, parameters)


# ---- the list of a prison --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Line:
    """One person on the list: all rungs, the one that comes next, and how far the preparation has come."""

    case: Case
    rungs: tuple[Rung, ...]
    next: Rung | None
    settled: int
    days_left: int | None
    asked: tuple[guarantee.Due, ...]


def of_prison(prison_id: int, access: Access, at: datetime) -> list[Line]:
    """Everybody serving here whom this user may know, whose next step comes first at the top. Four statements."""
    units, prisons = access.units(WayOutPerm.VIEW), access.prisons(WayOutPerm.VIEW)
    cases = [case for case in gather(at=at, prison_id=prison_id) if prison_id in prisons or case.unit_id in units]
    steps, stages = parameters_on(STAIRS, at), parameters_on(GUARANTEE, at)["stages"]
    lines = [line_of(case, steps, stages) for case in cases if case.basis != "REMAND" and case.dates is not None]
    return sorted(lines, key=order)


def line_of(case: Case, steps: dict[str, Any], stages: list[int]) -> Line:
    rungs = rungs_of(case, steps)
    target = case.target
    return Line(
        case,
        rungs,
        next_rung(rungs),
        sum(1 for item in case.items.values() if item.is_settled),
        (target - case.today).days if target else None,
        tuple(asked_of(case, stages)),
    )


def asked_of(case: Case, stages: list[int]) -> Iterable[guarantee.Due]:
    return guarantee.due(case.today, case.target, stages, case.items) if case.target else ()


def order(line: Line) -> tuple[bool, date, str]:
    """Whose release is planned first, by its day; then the others by the day of their next step."""
    rung = line.next
    day = line.case.planned or ((rung.look_again_on or rung.on) if rung else None)
    return line.case.planned is None, day or date.max, line.case.name


def of_stay(stay_id: int, at: datetime) -> Case | None:
    found = gather(at=at, stay_ids=[stay_id])
    return found[0] if found else None
