"""Making the counts that fall due: each exactly once for its unit and slot, whatever runs twice, stops or restarts.

PostgreSQL decides: a slot of a unit is unique, so a second beat, a repeated tick or a tick after a crash adds nothing.
What was missed while nothing ran is made late, up to ``CATCH_UP`` back. ``look_at`` of a plan only says when there is
something to make again; it moves in the transaction that makes the counts, so none is lost with it.
"""

from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any
from uuid import uuid4

from django.db import connection, transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.models import Prison, Unit, User
from corrections.refusals import explained
from corrections.rules import OSLO
from corrections.services import audit, clocks, law
from corrections.services.clocks import NewClock
from inmates.models import Placement
from security.choices import CountKind
from security.rules.slots import Slot, Times, next_slot, slots
from security.selectors.expected import COLUMNS, RESIDENTS
from security.services.states import SUBJECT, CountRefused

RULE = "COUNT"
CATCH_UP = timedelta(hours=24)
LOOK_AGAIN = timedelta(days=1)
EMERGENCY_MINUTES = timedelta(minutes=30)

WAITING = """
SELECT p.id, p.unit_id, p.kind, p.starts, p.ends, p.every_minutes, p.weekdays, p.secret::text AS secret,
       p.lead_minutes, p.allowed_minutes, lower(p.during) AS begins, upper(p.during) AS ends_at
FROM security_countplan p
WHERE (p.look_at IS NULL OR p.look_at <= %s) AND (upper(p.during) IS NULL OR upper(p.during) > %s)
ORDER BY p.id FOR UPDATE OF p SKIP LOCKED
"""

MAKE = f"""
WITH n AS (
  INSERT INTO security_count
    (uuid, unit_id, plan_id, kind, slot, on_date, due_at, finish_by, made_at, ordered_by_id, state, attempt,
     incident, abandon_reason)
  SELECT w.uuid, w.unit_id, w.plan_id, w.kind, w.slot, w.on_date, w.due_at, w.finish_by, %(at)s, %(by)s,
         CASE WHEN w.finish_by <= %(at)s THEN 'LATE' ELSE 'OPEN' END, 1, '', ''
  FROM unnest(%(uuids)s::uuid[], %(units)s::bigint[], %(plans)s::bigint[], %(kinds)s::text[], %(slots)s::text[],
              %(days)s::date[], %(dues)s::timestamptz[], %(finishes)s::timestamptz[])
       AS w(uuid, unit_id, plan_id, kind, slot, on_date, due_at, finish_by)
  ON CONFLICT {{conflict}}
  RETURNING id, uuid, unit_id, due_at, finish_by, state
),
lines AS (
  INSERT INTO security_countline (count_id, {COLUMNS}, mark, signs)
  SELECT count_id, {COLUMNS}, '', false FROM ({RESIDENTS}) AS here
),
changes AS (
  INSERT INTO security_countstatechange (count_id, attempt, event, from_state, to_state, at, by_id, reason)
  SELECT id, 1, 'make', '', state, %(at)s, %(by)s, '' FROM n
)
SELECT n.id, n.unit_id, u.prison_id, n.due_at, n.finish_by FROM n JOIN corrections_unit u ON u.id = n.unit_id
"""  # noqa: S608  (joined from constants; values are parameters)

LOOK = """
UPDATE security_countplan p SET look_at = w.look_at
FROM unnest(%(plans)s::bigint[], %(looks)s::timestamptz[]) AS w(plan_id, look_at) WHERE p.id = w.plan_id
"""


@dataclass(frozen=True, slots=True)
class New:
    """A count to be made."""

    unit_id: int
    kind: str
    slot: Slot
    finish_by: datetime
    plan_id: int | None = None


@explained()
@transaction.atomic
def make_counts(*, by: User | None = None, at: datetime) -> int:
    """Every count whose slot has come within the lead of its plan. Returns how many were made; again makes none."""
    plans = waiting(at)
    if not plans:
        return 0
    wanted = [new for plan in plans for new in due_of(plan, at)]
    made = make(wanted, by=None, at=at, conflict="DO NOTHING")
    with connection.cursor() as cursor:
        looks = [look_after(plan, at) for plan in plans]
        cursor.execute(LOOK, {"plans": [plan["id"] for plan in plans], "looks": looks})
    return made


@explained()
@transaction.atomic
def order_emergency(*, prison: Prison, by: User, at: datetime) -> int:
    """Everybody is counted now, in every unit of the prison with people. Refused while such a count waits or runs."""
    people: Any = Placement.objects.current().values("bed__cell__unit")
    units = Unit.objects.filter(prison=prison, pk__in=people).order_by("pk").values_list("pk", flat=True)
    local = timezone.localtime(at)
    slot = Slot(f"emergency {local:%Y-%m-%dT%H:%M:%S%z}", local.date(), at)
    wanted = [New(unit, CountKind.EMERGENCY, slot, at + EMERGENCY_MINUTES) for unit in units]
    if not wanted:
        raise CountRefused(_("Nobody lives in this prison now."), code="nobody")
    made = make(wanted, by=by, at=at, conflict="(unit_id, slot) DO NOTHING")
    audit.record_write(by=by, at=at, act="security.order_emergency", subject=prison, detail={"counts": made})
    return made


def make(wanted: list[New], *, by: User | None, at: datetime, conflict: str) -> int:
    """All of them with their lines in one statement, and a clock for each that escalates when it is late."""
    if not wanted:
        return 0
    values: dict[str, Any] = {
        "at": at,
        "by": by.pk if by else None,
        "uuids": [uuid4() for _new in wanted],
        "units": [new.unit_id for new in wanted],
        "plans": [new.plan_id for new in wanted],
        "kinds": [str(new.kind) for new in wanted],
        "slots": [new.slot.key for new in wanted],
        "days": [new.slot.on for new in wanted],
        "dues": [new.slot.due_at for new in wanted],
        "finishes": [new.finish_by for new in wanted],
    }
    with connection.cursor() as cursor:
        cursor.execute(MAKE.format(conflict=conflict), values)
        rows = cursor.fetchall()
    started = [
        NewClock(pk, prison, unit, min(at, due), finish, f"{RULE}:{pk}") for pk, unit, prison, due, finish in rows
    ]
    rule = law.rule_in_force(RULE, timezone.localtime(at).date())
    clocks.start_many(rule=rule, subject_type=SUBJECT, clocks=started, by=by, at=at)
    return len(rows)


# ---- plans ---------------------------------------------------------------------------------------------------------
def waiting(at: datetime) -> list[dict[str, Any]]:
    """The plans that have something to make; a second beat passes over those that the first one holds."""
    with connection.cursor() as cursor:
        cursor.execute(WAITING, [at, at - CATCH_UP])
        names = [column.name for column in cursor.description]
        return [dict(zip(names, row, strict=True)) for row in cursor.fetchall()]


def times_of(plan: dict[str, Any]) -> Times:
    return Times(
        plan["kind"], plan["starts"], plan["ends"], plan["every_minutes"], tuple(plan["weekdays"]), plan["secret"]
    )


def due_of(plan: dict[str, Any], at: datetime) -> list[New]:
    """What the plan has had due since the catch-up, and until its lead from now."""
    start, end = max(at - CATCH_UP, plan["begins"]), at + timedelta(minutes=plan["lead_minutes"])
    if plan["ends_at"] is not None:
        end = min(end, plan["ends_at"] - timedelta(microseconds=1))
    allowed = timedelta(minutes=plan["allowed_minutes"])
    return [
        New(plan["unit_id"], plan["kind"], slot, slot.due_at + allowed, plan["id"])
        for slot in (slots(times_of(plan), start, end, OSLO) if start <= end else [])
    ]


def look_after(plan: dict[str, Any], at: datetime) -> datetime:
    """When the plan has something to make again; daily at the least, whatever else happens."""
    lead = timedelta(minutes=plan["lead_minutes"])
    following = next_slot(times_of(plan), at + lead, OSLO)
    return min(following.due_at - lead, at + LOOK_AGAIN) if following else at + LOOK_AGAIN
