"""What happens to a count after it was handed in: counted again by another, agreed, certified; or it is abandoned."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections.events import publish
from corrections.models import User
from corrections.refusals import explained
from corrections.services import audit
from security.choices import CountState, Expected, Mark
from security.events import CountCertified
from security.models import Count, CountLine
from security.services import card, counting, lines, states
from security.services.states import NUMBERS, CountRefused, advance, lock

MARK_LATE = """
WITH late AS (
  UPDATE security_count SET state = 'LATE' WHERE state = 'OPEN' AND finish_by <= %(at)s RETURNING id, attempt
)
INSERT INTO security_countstatechange (count_id, attempt, event, from_state, to_state, at, by_id, reason)
SELECT id, attempt, 'mark_late', 'OPEN', 'LATE', %(at)s, NULL, '' FROM late
"""

NO_NUMBERS: dict[str, Any] = dict.fromkeys(NUMBERS)

LOCK_MANY = """
SELECT id FROM security_count
WHERE id = ANY(%(counts)s) AND state = 'AGREED' AND missing = 0
  AND counter_id <> %(by)s AND recounter_id IS DISTINCT FROM %(by)s
ORDER BY id FOR UPDATE
"""

CERTIFY_MANY = """
WITH done AS (
  UPDATE security_count SET state = 'CERTIFIED', certified_at = %(at)s, certified_by_id = %(by)s
  WHERE id = ANY(%(counts)s)
  RETURNING id, attempt, expected, seen, accounted, missing
),
audited AS (
  INSERT INTO corrections_writerecord (at, by_id, act, subject_type, subject_id, detail, reason)
  SELECT %(at)s, %(by)s, 'security.certify', 'security.count', id, '{}', '' FROM done
)
INSERT INTO security_countstatechange
  (count_id, attempt, event, from_state, to_state, at, by_id, expected, seen, accounted, missing, reason)
SELECT id, attempt, 'certify', 'AGREED', 'CERTIFIED', %(at)s, %(by)s, expected, seen, accounted, missing, '' FROM done
"""


@explained()
@transaction.atomic
def recount(*, count: Count, by: User, at: datetime) -> Count:
    """Count again, from the beginning, by another officer. What was tapped before stays with its attempt."""
    lines.lock_stays(count.unit_id)
    count = lock(count)
    if count.state == CountState.DISCREPANCY and by.pk in (count.counter_id, count.taker_id):
        raise CountRefused(_("You counted yourself. A recount is by another officer."), code="same_officer")
    if count.state == CountState.DISCREPANCY:
        card.finish_recount_step(count, by, at)
    advance(
        count,
        "recount",
        by=by,
        at=at,
        attempt=count.attempt + 1,
        recounter=by,
        recount_at=at,
        submitted_by=None,
        submitted_at=None,
        **NO_NUMBERS,
    )
    lines.clear(count)
    lines.freeze(count, at)
    audit.record_write(by=by, at=at, act="security.recount", subject=count)
    return count


@explained()
@transaction.atomic
def agree(*, count: Count, by: User, at: datetime) -> Count:
    """Everybody who was missing has been found or confirmed. Escalation ends."""
    count = lock(count)
    if count.state == CountState.DISCREPANCY:
        states.renumber(count)
        if who := counting.names(unexplained(count)):
            raise CountRefused(_("Not accounted for yet: %(who)s.") % {"who": who}, code="still_missing")
    advance(count, "agree", by=by, at=at, agreed_by=by, agreed_at=at)
    states.close_clocks(count, by=by, at=at)
    states.close_tasks(count, by=by, at=at)
    audit.record_write(by=by, at=at, act="security.agree", subject=count)
    return count


@explained()
@transaction.atomic
def certify(*, count: Count, by: User, at: datetime, incident: str = "") -> Count:
    """Close the count for good: at nil difference, or with the incident that it has become. Never one's own."""
    count, incident = lock(count), " ".join(incident.split())
    if count.state in (CountState.AGREED, CountState.DISCREPANCY):
        refuse_own(count, by)
    if count.state == CountState.DISCREPANCY:
        states.renumber(count)
        if count.missing and not incident:
            text = _("Not accounted for yet: %(who)s. Find them first, or write which incident it is.")
            raise CountRefused(text % {"who": counting.names(unexplained(count))}, code="no_incident")
    advance(count, "certify", by=by, at=at, reason=incident, certified_by=by, certified_at=at, incident=incident[:300])
    states.close_clocks(count, by=by, at=at)
    states.close_tasks(count, by=by, at=at)
    audit.record_write(by=by, at=at, act="security.certify", subject=count, detail={"missing": count.missing})
    publish(CountCertified(at=at, by_id=by.pk, count_id=count.pk, unit_id=count.unit_id))
    return count


@explained()
@transaction.atomic
def certify_all(*, counts: Iterable[int], by: User, at: datetime) -> int:
    """Those of the counts (ids) that are agreed, with nobody missing, and not one's own. Returns how many."""
    values: dict[str, Any] = {"counts": list(counts), "by": by.pk, "at": at}
    with connection.cursor() as cursor:
        cursor.execute(LOCK_MANY, values)
        values["counts"] = [row[0] for row in cursor.fetchall()]
        cursor.execute(CERTIFY_MANY, values)
    for pk, unit_id in Count.objects.filter(pk__in=values["counts"]).order_by("pk").values_list("pk", "unit_id"):
        publish(CountCertified(at=at, by_id=by.pk, count_id=pk, unit_id=unit_id))
    return len(values["counts"])


@explained()
@transaction.atomic
def abandon(*, count: Count, reason: str, by: User, at: datetime) -> Count:
    """A count that nobody can take any more, such as one that was missed. It says why."""
    count, reason = lock(count), " ".join(reason.split())
    if not reason:
        raise CountRefused(_("Write why the count is abandoned."), code="no_reason")
    advance(
        count,
        "abandon",
        by=by,
        at=at,
        reason=reason,
        abandoned_by=by,
        abandoned_at=at,
        abandon_reason=reason[:200],
    )
    states.close_clocks(count, by=by, at=at, reason=reason[:200])
    audit.record_write(by=by, at=at, act="security.abandon", subject=count, reason=reason[:200])
    return count


@transaction.atomic
def mark_late(*, by: User | None = None, at: datetime) -> int:
    """Every count that should have been handed in and has not begun. Returns how many."""
    with connection.cursor() as cursor:
        cursor.execute(MARK_LATE, {"at": at})
        return int(cursor.rowcount)


# ---- who is still missing ------------------------------------------------------------------------------------------
def unexplained(count: Count) -> list[CountLine]:
    """The people who make the difference."""
    here = count.lines.exclude(expected=Expected.GONE)
    outside = {"mark": Mark.NONE, "expected": Expected.OUTSIDE}
    return list(here.exclude(mark__in=(Mark.SEEN, Mark.FOUND, Mark.ACCOUNTED)).exclude(**outside))


def refuse_own(count: Count, by: User) -> None:
    if by.pk in (count.counter_id, count.recounter_id):
        raise CountRefused(_("You counted yourself. Somebody else has to certify the count."), code="own_count")
