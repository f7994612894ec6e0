"""What the health service tells the officers: a signal or a slot. Functions of PostgreSQL write, keep who it was."""

from collections.abc import Sequence
from datetime import datetime

from django.db import ProgrammingError, connection, transaction
from django.utils.translation import gettext as _

from corrections.refusals import Conflict, Refusal, explained
from health.models import Patient


class CrossingRefused(Refusal):
    code = "crossing_refused"


@explained()
@transaction.atomic
def set_signal(*, patient: Patient, code: str, needed_by: str, until: datetime) -> int:
    """Let the signal stand until ``until``. PostgreSQL takes codes alone, of a patient of one's own clinic."""
    return _ask("SELECT health.set_signal(%s, %s, %s, %s)", patient, code, needed_by, until)


@explained()
@transaction.atomic
def set_signal_by_consent(*, patient: Patient, code: str, needed_by: str, until: datetime) -> int:
    """The same because the patient consents to it: refused without a consent that stands, and withdrawn with it."""
    return _ask("SELECT health.set_signal_by_consent(%s, %s, %s, %s)", patient, code, needed_by, until)


@explained()
@transaction.atomic
def end_signal(*, patient: Patient, signal: int) -> None:
    """Withdraw it. The second who does is told that it no longer stands."""
    if not _ask("SELECT health.end_signal(%s, %s::bigint)", patient, signal):
        raise Conflict(_("This signal no longer stands."), code="ended")


@explained()
@transaction.atomic
def book_slot(*, patient: Patient, place: int, start: datetime, end: datetime) -> int:
    """A time and a place that the unit sees. Refused where the person is already supposed to be elsewhere."""
    return _ask("SELECT health.book_slot(%s, %s::bigint, %s, %s)", patient, place, start, end)


@explained()
@transaction.atomic
def cancel_slot(*, patient: Patient, slot: int) -> None:
    """Give the time back, so that the unit no longer sees it. The second who does is told that it is gone."""
    if not give_back(patient=patient, slot=slot):
        raise Conflict(_("This time is over or already given back."), code="gone")


def give_back(*, patient: Patient, slot: int) -> bool:
    """Whether there was something to give back: the prison may have cancelled it already, as at a release."""
    return bool(_ask("SELECT health.cancel_slot(%s, %s::bigint)", patient, slot))


def _ask(sql: str, patient: Patient, *values: str | int | datetime | list[str]) -> int:
    try:
        with transaction.atomic(), connection.cursor() as cursor:
            cursor.execute(sql, [patient.uuid, *values])
            found: int = cursor.fetchone()[0]
            return found
    except ProgrammingError as error:
        raise CrossingRefused(_("This person is not in custody at your clinic now."), code="out_of_scope") from error


@explained()
@transaction.atomic
def replace_signals(*, patient: Patient, family: Sequence[str], codes: Sequence[str], days: int) -> int:
    """Of ``family`` these stand from now on, for the officers of the unit, and no others."""
    of, stand = [str(code) for code in family], [str(code) for code in codes]
    return _ask("SELECT health.replace_signals(%s, %s::text[], %s::text[], %s::int)", patient, of, stand, days)
