"""What of the log is verified, what a decision rests on, and what is deleted because nobody could verify it."""

from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import RuleVersion, Unit, User
from corrections.refusals import Conflict, explained
from corrections.rules import OSLO
from corrections.services import audit, law
from inmates.choices import VerifiedHow
from inmates.models import LogEntry, LogReliance, LogVerification
from inmates.registries import unverified_keepers
from inmates.services.log import LogRefused, refuse_erased

RULE = "G1"
COUNT = """
INSERT INTO inmates_healthnudge (unit_id, "on", asked, kept) VALUES (%(unit)s, %(on)s, %(asked)s, %(kept)s)
ON CONFLICT ON CONSTRAINT one_count_of_nudges_a_day
DO UPDATE SET asked = inmates_healthnudge.asked + excluded.asked, kept = inmates_healthnudge.kept + excluded.kept
"""


@explained()
@transaction.atomic
def verify(*, entry: LogEntry, how: VerifiedHow | str, by: User, at: datetime, note: str = "") -> LogVerification:
    """It turned out to be right. The line stays as it was written; this says who knows, and how."""
    Unit.objects.select_for_update(no_key=True).get(pk=entry.unit_id)
    root = root_of(entry)
    refuse_erased(root)
    if root.is_verified:
        raise LogRefused(_("This line was verified when it was written."), code="verified_at_once")
    for earlier in LogVerification.objects.filter(entry=root).select_related("verified_by"):
        raise Conflict(
            _("%(who)s verified this %(when)s.")
            % {"who": earlier.verified_by, "when": display.moment(earlier.verified_at, at)},
            code="already_verified",
        )
    if how not in VerifiedHow.values:
        raise LogRefused(_("Choose how it was verified."), code="unknown_how")
    verified = LogVerification.objects.create(entry=root, how=how, note=note.strip(), verified_at=at, verified_by=by)
    audit.record_write(by=by, at=at, act="inmates.verify_log", subject=root, detail={"how": str(how)})
    return verified


@explained()
@transaction.atomic
def rely(*, entry: LogEntry, reference: str, by: User, at: datetime) -> LogReliance:
    """A decision rests on the line: it is kept for as long as the decision may be tried (po-fskr. s. 6)."""
    Unit.objects.select_for_update(no_key=True).get(pk=entry.unit_id)
    root = root_of(entry)
    refuse_erased(root)
    reference = " ".join(reference.split())
    if not reference:
        raise LogRefused(_("Write the reference of the decision."), code="no_reference")
    relied = LogReliance.objects.create(entry=root, reference=reference, relied_at=at, relied_by=by)
    audit.record_write(by=by, at=at, act="inmates.rely_on_log", subject=root, detail={"reference": reference})
    return relied


@transaction.atomic
def erase_unverified(*, by: User | None, at: datetime) -> int:
    """Empty what has run out of time, here and in other apps. PostgreSQL knows which (inmates/sql/log.sql)."""
    try:
        rule = law.rule_in_force(RULE, at.astimezone(OSLO).date())
    except RuleVersion.DoesNotExist:
        return 0
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.erase_unverified_log(%s, %s)", [rule.pk, at])
        erased = int(cursor.fetchone()[0])
    if erased:
        audit.record_write(by=by, at=at, act="inmates.erase_unverified_log", subject=rule, detail={"lines": erased})
    return erased + sum(keeper(rule=rule, by=by, at=at) for keeper in unverified_keepers.values())


def count_nudge(*, unit: Unit, at: datetime, kept: bool) -> None:
    """That the log asked about words of health once more, or that a line was kept. Nothing of who or what."""
    values: dict[str, Any] = {"unit": unit.pk, "on": at.astimezone(OSLO).date()}
    values |= {"asked": int(not kept), "kept": int(kept)}
    with connection.cursor() as cursor:
        cursor.execute(COUNT, values)


def root_of(entry: LogEntry) -> LogEntry:
    return LogEntry.objects.get(pk=entry.root_id or entry.pk)
