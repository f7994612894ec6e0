"""The unit log: short, factual, in order, and only ever added to."""

from collections.abc import Sequence
from datetime import datetime
from typing import TypeVar
from uuid import UUID, uuid5

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import Cell, Unit, User
from corrections.refusals import Conflict, Refusal, explained, refusal_of
from corrections.services import audit
from inmates.choices import LogKind, LogSource
from inmates.models import LogEntry, Person

T = TypeVar("T", Person, Cell)
LONGEST = 1000
MOST_MENTIONS = 30
WRITTEN_ONCE = "a_log_form_is_written_once"


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
    people: Sequence[Person] = (),
    cells: Sequence[Cell] = (),
    person: Person | None = None,
    cell: Cell | None = None,
    source: LogSource | str = LogSource.OWN,
    is_verified: bool | None = None,
    form_key: UUID | None = None,
) -> LogEntry:
    """One line in the log of ``unit``. ``happened_at`` is now unless it was earlier.

    What somebody else told is not verified unless the writer says so. The same words under the same ``form_key`` again
    return the line that is there: a second tap writes nothing.
    """
    refuse_kind(kind, source)
    if happened_at is not None and happened_at > at:
        raise LogRefused(_("That time has not come yet. Enter when it happened."), code="future")
    people, cells = with_first(people, person), with_first(cells, cell)
    refuse_mentions(unit, people, cells)
    words = sound(text)
    entry = LogEntry(
        unit=unit,
        happened_at=happened_at or at,
        kind=kind,
        text=words,
        source=source,
        is_verified=source == LogSource.OWN or bool(is_verified),
        person=people[0] if people else None,
        cell=cells[0] if cells else None,
        written_at=at,
        written_by=by,
        form_key=uuid5(form_key, f"{by.pk} {unit.pk} {words}") if form_key else None,
    )
    earlier = added(entry, people, cells)
    if earlier is not None:
        return earlier
    audit.record_write(by=by, at=at, act="inmates.write_log", subject=entry, detail={"unit": unit.pk})
    return entry


@explained()
@transaction.atomic
def correct(
    *,
    entry: LogEntry,
    text: str,
    by: User,
    at: datetime,
    kind: LogKind | str | None = None,
    people: Sequence[Person] | None = None,
    cells: Sequence[Cell] | None = None,
) -> LogEntry:
    """Say it right in a new entry beside the old one, which stays. What is not given stays as it was.

    Corrections on a unit queue on the unit's row: nobody, not even our own login, may lock a row of the log.
    """
    unit = Unit.objects.select_for_update(no_key=True).get(pk=entry.unit_id)
    refuse_erased(entry)
    old_people, old_cells = mentioned_in(entry)
    people, cells = old_people if people is None else people, old_cells if cells is None else cells
    words, kind = sound(text), kind or entry.kind
    refuse_kind(kind, entry.source)
    refuse_mentions(unit, people, [cell for cell in cells if cell not in old_cells])
    if (words, kind, set(people), set(cells)) == (entry.text, entry.kind, set(old_people), set(old_cells)):
        raise LogRefused(_("The text is the same. Write what is right."), code="no_change")
    for newer in LogEntry.objects.filter(corrects=entry).select_related("written_by"):
        raise Conflict(
            _("%(who)s corrected this entry at %(when)s. Correct the newest version instead.")
            % {"who": newer.written_by or _("The system"), "when": display.moment(newer.written_at, at)},
            code="already_corrected",
        )
    correction = LogEntry(
        unit=unit,
        happened_at=entry.happened_at,
        kind=kind,
        text=words,
        source=entry.source,
        is_verified=entry.is_verified,
        person=people[0] if people else None,
        cell=cells[0] if cells else None,
        written_at=at,
        written_by=by,
        corrects=entry,
        root_id=entry.root_id or entry.pk,
    )
    added(correction, people, cells)
    audit.record_write(by=by, at=at, act="inmates.correct_log", subject=correction, detail={"corrects": entry.pk})
    return correction


# ---- what both ask and do ----------------------------------------------------------------------------------------
def added(entry: LogEntry, people: Sequence[Person], cells: Sequence[Cell]) -> LogEntry | None:
    """Write the line and all that it mentions (a trigger adds the first of each). Returns the line that was there."""
    try:
        with transaction.atomic():
            entry.save(force_insert=True)
    except IntegrityError as error:
        refusal = refusal_of(error)
        if refusal is None or refusal.code != WRITTEN_ONCE:
            raise
        return LogEntry.objects.get(form_key=entry.form_key)
    for person in people[1:]:
        entry.mentions.create(person=person, happened_at=entry.happened_at)
    for cell in cells[1:]:
        entry.mentions.create(cell=cell, happened_at=entry.happened_at)
    return None


def mentioned_in(entry: LogEntry) -> tuple[list[Person], list[Cell]]:
    rows = list(entry.mentions.select_related("person", "cell").order_by("pk"))
    return [row.person for row in rows if row.person], [row.cell for row in rows if row.cell]


def with_first(many: Sequence[T], first: T | None) -> list[T]:
    every: list[T] = [] if first is None else [first]
    return list(dict.fromkeys(every + list(many)))


def refuse_kind(kind: LogKind | str, source: LogSource | str) -> None:
    if kind not in LogKind.values or kind == LogKind.CORRECTION:
        raise LogRefused(_("Choose what kind of entry it is from the list."), code="unknown_kind")
    if source not in LogSource.values:
        raise LogRefused(_("Choose where it comes from in the list."), code="unknown_source")


def refuse_mentions(unit: Unit, people: Sequence[Person], cells: Sequence[Cell]) -> None:
    if any(cell.unit_id != unit.pk for cell in cells):
        raise LogRefused(
            _("That cell lies on another unit. Choose a cell of %(unit)s.") % {"unit": unit}, code="other_unit"
        )
    if len(people) + len(cells) > MOST_MENTIONS:
        raise LogRefused(_("The entry names too many. Make two entries of it."), code="too_many")


def refuse_erased(entry: LogEntry) -> None:
    if entry.erased_at is not None:
        raise LogRefused(
            _("This line was not verified in time and has been deleted. Write a new one of what is known now."),
            code="erased",
        )


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
