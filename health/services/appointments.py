"""Waiting for the clinic: a time that the unit sees as when and where, and what became of it."""

from datetime import datetime, timedelta

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import Place, User
from corrections.periods import between
from corrections.refusals import Conflict, Refusal, explained
from health.choices import ClosedAs, NotKept, Service, TimeOutcome, Urgency
from health.models import Appointment, AppointmentTime, Patient
from health.services import bridges


class AppointmentRefused(Refusal):
    code = "appointment_refused"


@explained()
@transaction.atomic
def ask_for(
    *,
    patient: Patient,
    service: Service | str,
    urgency: Urgency | str,
    reason: str,
    requested_at: datetime,
    by: User,
    at: datetime,
) -> Appointment:
    """On the waiting list of a part of the clinic, counted from ``requested_at``."""
    if not reason.strip():
        raise AppointmentRefused(_("Write what the appointment is about."), code="empty")
    if requested_at > at:
        raise AppointmentRefused(_("Waiting cannot begin later than now. Check the time."), code="later")
    return Appointment.objects.create(
        patient=patient,
        service=service,
        urgency=urgency,
        reason=reason.strip(),
        requested_at=requested_at,
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def give_time(
    *,
    appointment: Appointment,
    place: Place,
    start: datetime,
    minutes: int,
    clinician: User | None,
    by: User,
    at: datetime,
) -> AppointmentTime:
    """The unit sees when and where. Refused where the patient should be elsewhere, or the clinician is taken."""
    appointment = _locked(appointment)
    if AppointmentTime.objects.filter(appointment=appointment, outcome="").exists():
        raise Conflict(_("The patient already has a time for this. Cancel it first."), code="has_a_time")
    end = start + timedelta(minutes=minutes)
    slot = bridges.book_slot(patient=appointment.patient, place=place.pk, start=start, end=end)
    return AppointmentTime.objects.create(
        appointment=appointment,
        patient=appointment.patient,
        slot_id=slot,
        clinician=clinician,
        during=between(start, end),
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def cancel_time(*, time: AppointmentTime, comment: str = "", by: User, at: datetime) -> AppointmentTime:
    """The slot is given back and the patient waits on. Raises ``Conflict`` where it has an outcome already."""
    _locked(time.appointment)
    time = _pending(time)
    if time.during.upper <= at:
        raise AppointmentRefused(_("This time is over. Register whether it was kept."), code="past")
    bridges.give_back(patient=time.patient, slot=time.slot_id)
    return _ended(time, TimeOutcome.CANCELLED, comment=comment, by=by, at=at)


@explained()
@transaction.atomic
def keep_time(*, time: AppointmentTime, comment: str = "", by: User, at: datetime) -> AppointmentTime:
    """The patient came: the appointment is over, and so is the waiting."""
    appointment = _locked(time.appointment)
    time = _pending(time)
    _refuse_before(time, at)
    _ended(time, TimeOutcome.KEPT, comment=comment, by=by, at=at)
    _closed(appointment, ClosedAs.KEPT, by=by, at=at)
    return time


@explained()
@transaction.atomic
def miss_time(
    *, time: AppointmentTime, why_not: NotKept | str, comment: str = "", by: User, at: datetime
) -> AppointmentTime:
    """It was not kept. The patient waits on, counted from the day it was first asked for."""
    _locked(time.appointment)
    time = _pending(time)
    _refuse_before(time, at)
    if why_not not in NotKept.values:
        raise AppointmentRefused(_("Choose why it was not kept."), code="no_reason")
    if why_not == NotKept.OTHER and not comment.strip():
        raise AppointmentRefused(_("Write what the reason was."), code="no_comment")
    time.why_not = NotKept(why_not)
    return _ended(time, TimeOutcome.NOT_KEPT, comment=comment, by=by, at=at)


@explained()
@transaction.atomic
def close(*, appointment: Appointment, closed_as: ClosedAs | str, by: User, at: datetime) -> Appointment:
    """Off the waiting list without having been kept. A time that is given must be cancelled first."""
    appointment = _locked(appointment)
    if AppointmentTime.objects.filter(appointment=appointment, outcome="").exists():
        raise Conflict(_("The patient has a time for this. Cancel it first."), code="has_a_time")
    if closed_as not in (ClosedAs.WITHDRAWN, ClosedAs.NO_NEED):
        raise AppointmentRefused(_("Choose why nobody waits for it any more."), code="no_reason")
    return _closed(appointment, ClosedAs(closed_as), by=by, at=at)


def _locked(appointment: Appointment) -> Appointment:
    """Still waiting, and nobody else's to change until this is done."""
    found = Appointment.objects.select_for_update().get(pk=appointment.pk)
    if found.closed_at is not None:
        raise Conflict(_("This appointment is already closed."), code="an_appointment_is_closed_once")
    return found


def _pending(time: AppointmentTime) -> AppointmentTime:
    found = AppointmentTime.objects.select_for_update().get(pk=time.pk)
    if found.outcome:
        raise Conflict(
            _("A colleague has already registered what became of this time."), code="a_time_gets_one_outcome"
        )
    return found


def _refuse_before(time: AppointmentTime, at: datetime) -> None:
    if at < time.during.lower:
        raise AppointmentRefused(_("This time has not come yet. Cancel it instead."), code="not_come")


def _ended(time: AppointmentTime, outcome: TimeOutcome, *, comment: str, by: User, at: datetime) -> AppointmentTime:
    time.outcome, time.comment, time.outcome_at, time.outcome_by = outcome, comment.strip(), at, by
    time.save(update_fields=["outcome", "why_not", "comment", "outcome_at", "outcome_by"])
    return time


def _closed(appointment: Appointment, closed_as: ClosedAs, *, by: User, at: datetime) -> Appointment:
    appointment.closed_as, appointment.closed_at, appointment.closed_by = closed_as, at, by
    appointment.save(update_fields=["closed_as", "closed_at", "closed_by"])
    return appointment
