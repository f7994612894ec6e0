"""Emergency access to a record of another clinic: opened, logged and announced at once, reviewed by somebody else."""

from datetime import datetime
from uuid import UUID

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health import secrets
from health.choices import Finding
from health.models import EmergencyAccess, EmergencyReview, PatientKey
from health.models.emergency import SHORTEST
from health.models.sealed import FIRST, place_of, sealed


class EmergencyRefused(Refusal):
    code = "emergency_refused"


@explained()
def open_emergency(*, record: UUID, reason: str, minutes: int) -> datetime:
    """Open the record for ``minutes`` from now, as whom the context says; returns when it closes.

    The record is read in a later transaction: PostgreSQL shows it only once the line of the log is committed. A refused
    attempt stands in the log.
    """
    said = reason.strip()
    if len(said) < SHORTEST:
        raise EmergencyRefused(
            _("Write in at least 10 characters why the record must be opened now."), code="an_emergency_has_a_reason"
        )
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute("SELECT patient, emergency FROM health.begin_emergency(%s)", [record])
            patient, number = cursor.fetchone()
            place = place_of("emergency_access", number, "reason")
            why = sealed(said, key_of(record, patient), place)
            cursor.execute("SELECT health.open_emergency(%s, %s, %s, %s::int)", [record, number, why, minutes])
            closes: datetime = cursor.fetchone()[0]
            return closes
    except ProgrammingError as error:
        with connection.cursor() as cursor:
            cursor.execute("SELECT health.log_denied(%s, 'emergency')", [record])
        raise EmergencyRefused(_("This record cannot be opened in an emergency."), code="denied") from error


def key_of(record: UUID, patient: int) -> PatientKey:
    """The newest key of a patient whose record is not open yet; made now if there is none."""
    found = _newest(record)
    if found is None:
        first = PatientKey(patient_id=patient, number=FIRST).wrap(secrets.new_key())
        with connection.cursor() as cursor:
            cursor.execute("SELECT health.make_emergency_key(%s, %s, %s)", [record, first.master, bytes(first.wrapped)])
        found = _newest(record)
    if found is None:
        raise AssertionError("the key that was made is not there")
    return found


def _newest(record: UUID) -> PatientKey | None:
    for row in PatientKey.objects.raw("SELECT * FROM health.emergency_key(%s)", [record]):
        return row
    return None


@explained()
@transaction.atomic
def review_emergency(
    *, emergency: EmergencyAccess, finding: Finding | str, comment: str, by: User, at: datetime
) -> EmergencyReview:
    """Say whether there was a reason. Once, and never about oneself."""
    if emergency.opened_by_id == by.pk:
        raise EmergencyRefused(
            _("You opened this record yourself. Another clinician must review it."), code="another_clinician_reviews"
        )
    if EmergencyReview.objects.filter(emergency=emergency).exists():
        raise Conflict(_("This has already been reviewed."), code="reviewed")
    return EmergencyReview.objects.create(
        emergency=emergency,
        patient_id=emergency.patient_id,
        finding=finding,
        comment=comment.strip(),
        reviewed_by=by,
        reviewed_at=at,
    )


def call_to_reviews(*, at: datetime) -> int:
    """Who must know by ``at`` of the emergencies that nobody has reviewed, each once. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.call_to_reviews(%s)", [at])
        return int(cursor.fetchone()[0])
