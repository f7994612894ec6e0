"""What of the notes between shifts is verified, what a decision rests on, and what nobody could verify in time."""

from datetime import datetime

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import RuleVersion, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import VerifiedHow
from security.models import Handover, HandoverNote, NoteReliance, NoteVerification


class NoteRefused(Refusal):
    code = "note_refused"


@explained()
@transaction.atomic
def verify(*, note: HandoverNote, how: VerifiedHow | str, by: User, at: datetime, words: str = "") -> NoteVerification:
    """It turned out to be right. The note stays as it was written; this says who knows, and how."""
    note = standing(note)
    if note.is_verified:
        raise NoteRefused(_("This note was verified when it was written."), code="verified_at_once")
    for earlier in NoteVerification.objects.filter(note=note).select_related("verified_by"):
        raise Conflict(
            _("%(who)s verified this %(when)s.")
            % {"who": earlier.verified_by, "when": display.moment(earlier.verified_at, at)},
            code="already_verified",
        )
    if how not in VerifiedHow.values:
        raise NoteRefused(_("Choose how it was verified."), code="unknown_how")
    verified = NoteVerification.objects.create(note=note, how=how, words=words.strip(), verified_at=at, verified_by=by)
    audit.record_write(by=by, at=at, act="security.verify_note", subject=note, detail={"how": str(how)})
    return verified


@explained()
@transaction.atomic
def rely(*, note: HandoverNote, reference: str, by: User, at: datetime) -> NoteReliance:
    """A decision rests on the note: it is kept for as long as the decision may be tried (po-fskr. s. 6)."""
    note = standing(note)
    reference = " ".join(reference.split())
    if not reference:
        raise NoteRefused(_("Write the reference of the decision."), code="no_reference")
    relied = NoteReliance.objects.create(note=note, reference=reference, relied_at=at, relied_by=by)
    audit.record_write(by=by, at=at, act="security.rely_on_note", subject=note, detail={"reference": reference})
    return relied


def erase_unverified(*, rule: RuleVersion, by: User | None, at: datetime) -> int:
    """Empty every note whose time has run out. PostgreSQL knows which (security/sql/notes.sql); this only asks."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT public.erase_unverified_notes(%s, %s)", [rule.pk, at])
        erased = int(cursor.fetchone()[0])
    if erased:
        audit.record_write(by=by, at=at, act="security.erase_unverified_notes", subject=rule, detail={"notes": erased})
    return erased


def standing(note: HandoverNote) -> HandoverNote:
    """The note as it is now; of two who say something of it, one waits. What was deleted takes nothing more."""
    Handover.objects.select_for_update(no_key=True).get(pk=note.handover_id)
    found = HandoverNote.objects.get(pk=note.pk)
    if found.erased_at is not None:
        raise Conflict(
            _("This note was not verified in time and has been deleted. Write a new one of what is known now."),
            code="erased",
        )
    return found
