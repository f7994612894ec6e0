"""Opening a record and writing in it: PostgreSQL decides, this asks."""

from collections.abc import Iterable
from datetime import datetime
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health.choices import AccessBasis, NoteKind
from health.context import clinical_context
from health.models import Note, Patient


class RecordRefused(Refusal):
    code = "record_refused"


def open_record(*, user_id: int, request_id: UUID, patient: UUID, basis: AccessBasis, reason: str = "") -> None:
    """Commit a line of the access log, which opens the record for a quarter of an hour. Called outside any context.

    Raises ``RecordRefused`` when the patient is not one of this clinician's clinics; the attempt is logged.
    """
    try:
        with clinical_context(user_id, request_id), connection.cursor() as cursor:
            cursor.execute("SELECT health.open_journal(ARRAY[%s::uuid], %s, %s)", [patient, str(basis), reason])
    except ProgrammingError as error:
        with clinical_context(user_id, request_id), connection.cursor() as cursor:
            cursor.execute("SELECT health.log_denied(%s, %s)", [patient, str(basis)])
        raise RecordRefused(_("This is not a patient of your clinic."), code="out_of_scope") from error


def open_records(*, user_id: int, request_id: UUID, patients: Iterable[UUID], basis: AccessBasis) -> None:
    """Commit a line of the log for each of these at once, in one call whatever their number."""
    with clinical_context(user_id, request_id), connection.cursor() as cursor:
        cursor.execute("SELECT health.open_journal(%s::uuid[], %s, '')", [sorted(set(patients)), str(basis)])


@explained()
@transaction.atomic
def write_note(*, patient: Patient, kind: NoteKind | str, text: str, by: User, at: datetime) -> Note:
    """Written is signed: it stands as it is from now on."""
    said = text.strip()
    if not said:
        raise RecordRefused(_("Write what was said or done."), code="empty")
    return Note.objects.create(patient=patient, kind=kind, text=said, written_at=at, written_by=by)


@explained()
@transaction.atomic
def correct_note(*, note: Note, text: str, by: User, at: datetime) -> Note:
    """Another note stands instead; the first can still be read. Raises ``Conflict`` where somebody was first."""
    said = text.strip()
    if not said:
        raise RecordRefused(_("Write how it should read."), code="empty")
    if Note.objects.filter(corrects=note).exists():
        raise Conflict(
            _("This note has already been corrected. Correct the newer one."), code="a_note_is_corrected_once"
        )
    return Note.objects.create(
        patient=note.patient, kind=note.kind, text=said, written_at=at, written_by=by, corrects=note
    )
