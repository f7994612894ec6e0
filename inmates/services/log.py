"""The unit log: short, factual, in order, and only ever added to."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Cell, Unit, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import LogKind
from inmates.models import LogEntry, Person

LONGEST = 1000


class LogRefused(Refusal):
    code = "log_refused"


@explained()
@transaction.atomic
def write(
    *,
    unit: Unit,
    text: str,
    by: User,
    at: datetime,
    kind: LogKind | str = LogKind.NOTE,
    happened_at: datetime | None = None,
    person: Person | None = None,
    cell: Cell | None = None,
) -> LogEntry:
    """One line in the log of ``unit``. ``happened_at`` is now unless it was earlier."""
    if kind not in LogKind.values or kind == LogKind.CORRECTION:
        raise LogRefused(_("Choose what kind of entry it is from the list."), code="unknown_kind")
    if happened_at is not None and happened_at > at:
        raise LogRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if cell is not None and cell.unit_id != unit.pk:
        raise LogRefused(
            _("That cell lies on another unit. Choose a cell of %(unit)s.") % {"unit": unit}, code="other_unit"
        )
    entry = LogEntry.objects.create(
        unit=unit,
        happened_at=happened_at or at,
        kind=kind,
        text=sound(text),
        person=person,
        cell=cell,
        written_at=at,
        written_by=by,
    )
    audit.record_write(by=by, at=at, act="inmates.write_log", subject=entry, detail={"unit": unit.pk})
    return entry


@explained()
@transaction.atomic
def correct(*, entry: LogEntry, text: str, by: User, at: datetime) -> LogEntry:
    """Say it right in a new entry beside the old one, which stays.

    Corrections on a unit queue on the unit's row: nobody, not even our own login, may lock a row of the log.
    """
    Unit.objects.select_for_update(no_key=True).get(pk=entry.unit_id)
    words = sound(text)
    if words == entry.text:
        raise LogRefused(_("The text is the same. Write what is right."), code="no_change")
    for newer in LogEntry.objects.filter(corrects=entry).select_related("written_by"):
        raise Conflict(
            _("%(who)s corrected this entry at %(when)s. Correct the newest version instead.")
            % {"who": newer.written_by or _("The system"), "when": display.moment(newer.written_at, at)},
            code="already_corrected",
        )
    correction = LogEntry.objects.create(
        unit_id=entry.unit_id,
        happened_at=entry.happened_at,
        kind=entry.kind,
        text=words,
        person_id=entry.person_id,
        cell_id=entry.cell_id,
        written_at=at,
        written_by=by,
        corrects=entry,
    )
    audit.record_write(by=by, at=at, act="inmates.correct_log", subject=correction, detail={"corrects": entry.pk})
    return correction


def sound(text: str) -> str:
    """One line of text that says something and has room."""
    words = " ".join(text.split())
    if not words:
        raise LogRefused(_("Write what happened."), code="empty")
    if len(words) > LONGEST:
        raise LogRefused(
            _("The entry is %(length)d characters long. Keep it under %(most)d, or make two entries.")
            % {"length": len(words), "most": LONGEST},
            code="too_long",
        )
    return words
