"""Ordering medicines: a new order, a change that follows it, a stop, a hold. Inside a clinical context of ``by``."""

from dataclasses import asdict, dataclass, field
from datetime import datetime, time
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _
from psycopg.types.range import Range

from corrections import display
from corrections.models import User
from corrections.periods import between, ended, since
from corrections.refusals import Conflict, Refusal, explained
from health.choices import DoseUnit, Form, HandoutMode, Route, StrengthUnit
from health.models import MedicationHold, MedicationOrder, Patient


class OrderRefused(Refusal):
    code = "order_refused"


@dataclass(frozen=True, slots=True)
class Prescription:
    """What is ordered. Due at ``times`` of ``weekdays``, every ``interval_hours``, or ``as_needed``."""

    atc: str
    drug: str
    form: Form
    strength: Decimal
    strength_unit: StrengthUnit
    dose: Decimal
    dose_unit: DoseUnit
    route: Route
    mode: HandoutMode
    prescriber: str
    times: list[time] = field(default_factory=list)
    weekdays: list[int] = field(default_factory=list)
    interval_hours: int | None = None
    as_needed: bool = False
    min_interval_hours: int | None = None
    daily_max: Decimal | None = None
    controlled: bool = False
    instruction: str = ""
    look_for: str = ""
    cave_answer: str = ""  # why it is ordered although CAVE warns of it
    beside_others: bool = False  # it is meant to go beside another order of the drug


@explained()
@transaction.atomic
def order(
    *, patient: Patient, what: Prescription, start: datetime, end: datetime | None = None, by: User, at: datetime
) -> MedicationOrder:
    """Order ``what`` from ``start``.

    Raises ``Conflict`` where the patient has the same strength of it already, ``Refusal`` where CAVE warns of it, or
    another order of the drug stands, and ``what`` does not answer that.
    """
    return _make(patient, what, start, end, by, at, follows=None)


@explained()
@transaction.atomic
def change(
    *, order: MedicationOrder, what: Prescription, end: datetime | None = None, by: User, at: datetime
) -> MedicationOrder:
    """Another order from ``at`` on, which follows this one. Of an order that is still to start, from its start on."""
    before = _locked(order)
    start = max(at, before.during.lower)
    _end(before, by, at, _("Changed"))
    return _make(before.patient, what, start, end, by, at, follows=before)


@explained()
@transaction.atomic
def stop(*, order: MedicationOrder, reason: str, by: User, at: datetime) -> MedicationOrder:
    """The order ends now. Doses that were due stay as they were answered. Before its start it is taken back whole."""
    if not reason.strip():
        raise OrderRefused(_("Write why the medicine is stopped."), code="no_reason")
    locked = _locked(order)
    _end(locked, by, at, reason.strip())
    return locked


@explained()
@transaction.atomic
def hold(
    *, order: MedicationOrder, start: datetime, end: datetime | None, reason: str, by: User, at: datetime
) -> MedicationHold:
    """Hold the order back from ``start`` to ``end``, or until somebody resumes it. It goes on after."""
    if end is not None and end <= start:
        raise OrderRefused(_("The hold would end before it begins. Check the times."), code="backwards")
    locked = _locked(order)
    return MedicationHold.objects.create(
        order=locked,
        patient_id=locked.patient_id,
        during=since(start) if end is None else between(start, end),
        reason=reason.strip(),
        by=by,
        at=at,
    )


@explained()
@transaction.atomic
def resume(*, hold: MedicationHold, by: User, at: datetime) -> MedicationHold:
    """The medicine is given again from now on. Raises ``Conflict`` where the hold is over already."""
    found = MedicationHold.objects.select_for_update().get(pk=hold.pk)
    over = found.during.upper is not None and found.during.upper <= at
    if found.ended_at is not None or over:
        raise Conflict(_("The medicine is no longer on hold."), code="resumed")
    if found.during.lower >= at:
        raise OrderRefused(_("The hold would end before it begins. Check the times."), code="backwards")
    found.during, found.ended_at, found.ended_by = ended(found.during, at), at, by
    found.save(update_fields=["during", "ended_at", "ended_by"])
    return found


def _make(
    patient: Patient,
    what: Prescription,
    start: datetime,
    end: datetime | None,
    by: User,
    at: datetime,
    *,
    follows: MedicationOrder | None,
) -> MedicationOrder:
    if end is not None and end <= start:
        raise OrderRefused(_("The medicine would stop before it starts. Check the times."), code="backwards")
    return MedicationOrder.objects.create(
        patient=patient,
        **asdict(what) | {"cave_answer": what.cave_answer.strip()},
        during=since(start) if end is None else between(start, end),
        ordered_at=at,
        ordered_by=by,
        follows=follows,
    )


def _locked(order: MedicationOrder) -> MedicationOrder:
    found = MedicationOrder.objects.select_for_update().get(pk=order.pk)
    if found.stopped_at is not None:
        raise Conflict(_("This order has already ended. Look at the newer one."), code="ended")
    return found


def _end(order: MedicationOrder, by: User, at: datetime, reason: str) -> None:
    if order.during.lower >= at:
        start = display.moment(order.during.lower, at)
        reason = _("Taken back before its start %(start)s. %(reason)s") % {"start": start, "reason": reason}
        order.during = Range(empty=True)
    elif order.during.upper is None or order.during.upper > at:
        order.during = ended(order.during, at)
    else:
        raise Conflict(_("This order has already ended. Look at the newer one."), code="ended")
    order.stopped_at, order.stopped_by, order.stop_reason = at, by, reason
    order.save(update_fields=["during", "stopped_at", "stopped_by", "stop_reason"])
