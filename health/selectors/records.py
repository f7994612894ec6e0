"""A record that is open, and who has opened it. Asked inside a clinical context, behind a committed line of the log."""

from collections.abc import Iterable
from dataclasses import dataclass
from uuid import UUID

from django.db import connection
from django.http import Http404

from corrections.models import User
from health.choices import AccessBasis
from health.models import AccessEntry, Note, Patient
from health.models.sealed import place_of, shown
from inmates.models import Stay

LATEST_NOTES = 100
LATEST_LOOKS = 500


def patient_of(uuid: UUID) -> Patient:
    """A patient of a clinic that this clinician treats at. Raises ``Http404`` for any other.

    An address from before two rows of one person were joined leads to the record that goes on.
    """
    patients = Patient.objects.select_related("person__merged_into", "prison")
    found = patients.filter(uuid=uuid).order_by("pk").first()
    if found is None:
        raise Http404
    if found.person.merged_into_id is not None:
        return patients.filter(person=found.person.merged_into_id).order_by("pk").first() or found
    return found


def whole(patient: Patient) -> list[int]:
    """The records that are this person's: their own, and those of rows that were joined to theirs."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT health.same_person(%s)", [patient.pk])
        return list(cursor.fetchone()[0])


def last_stay(patient: Patient) -> Stay | None:
    """The stay that is open now, or was open last."""
    return Stay.objects.filter(person=patient.person_row).order_by("-during", "-pk").first()


def addresses(person_ids: Iterable[int]) -> dict[int, UUID]:
    """By person: the address of the record, for those in scope. One query."""
    return dict(Patient.objects.filter(person__in=list(person_ids)).values_list("person_id", "uuid"))


@dataclass(frozen=True, slots=True)
class NoteLine:
    """``corrected_by`` is the note that stands instead; a corrected note is shown struck."""

    note: Note
    corrected_by: Note | None


def notes(patient: Patient) -> list[NoteLine]:
    """The newest notes. Two queries at most, whatever their number."""
    found = list(
        Note.objects.filter(patient__in=whole(patient))
        .select_related("written_by")
        .order_by("-written_at", "-pk")[:LATEST_NOTES]
    )
    instead = {note.corrects_id: note for note in found if note.corrects_id is not None}
    return [NoteLine(note, instead.get(note.pk)) for note in found]


def note_of(patient: Patient, pk: int) -> Note:
    """A note of this record. Raises ``Http404`` for another's."""
    found = (
        Note.objects.filter(patient__in=whole(patient), pk=pk)
        .select_related("written_by", "patient")
        .order_by("pk")
        .first()
    )
    if found is None:
        raise Http404
    return found


@dataclass(frozen=True, slots=True)
class Look:
    """One line of "who opened my record"."""

    entry: AccessEntry
    who: User | None
    why: str = ""


def looks(patient: Patient, most: int = LATEST_LOOKS) -> list[Look]:
    """Who has opened the record, or tried to, newest first."""
    lines = AccessEntry.objects.filter(patient__in=whole(patient)).order_by("-at", "-pk")[: 2 * most]
    found: dict[object, AccessEntry] = {}
    for entry in lines:  # joined records open together: that is one look
        found.setdefault((entry.request_id, entry.user_id, entry.basis) if entry.request_id else entry.pk, entry)
    people = User.objects.in_bulk({entry.user_id for entry in found.values()})
    latest = list(found.values())[:most]
    reasons = emergency_reasons(patient) if any(entry.basis == AccessBasis.EMERGENCY for entry in latest) else {}
    return [Look(entry, people.get(entry.user_id), reasons.get(entry.reason, entry.reason)) for entry in latest]


def emergency_reasons(patient: Patient) -> dict[str, str]:
    """Why the record was opened in an emergency, by what its lines of the log say of it: ``emergency 7``."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT id, patient_id, reason FROM health.emergency_reasons(%s)", [patient.pk])
        rows = cursor.fetchall()
    return {
        f"emergency {pk}": shown(bytes(kept), patient_id=whose, place=place_of("emergency_access", pk, "reason"))
        for pk, whose, kept in rows
    }
