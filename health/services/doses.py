"""What became of a dose. PostgreSQL keeps one entry standing for each; this asks, and says who is not there.

Inside a clinical context of ``by``, with the record open.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime
from decimal import Decimal
from uuid import UUID, uuid5

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from health.choices import DoseStatus
from health.models import Administration, Dose, MedicationOrder, SecondSignature
from health.selectors import presence

NOT_GIVEN = (DoseStatus.OFFERED, DoseStatus.REFUSED, DoseStatus.HELD, DoseStatus.ABSENT)


class DoseRefused(Refusal):
    code = "dose_refused"


@dataclass(frozen=True, slots=True)
class Checked:
    """The two points before a dose is handed over."""

    face: bool
    birth_date: bool


@explained()
@transaction.atomic
def give(
    *,
    dose: Dose,
    checked: Checked,
    reason: str = "",
    client_id: UUID,
    by: User,
    at: datetime,
) -> Administration:
    """The dose is given, now. A dose that was refused before may be given after all, in the same round.

    Raises ``DoseRefused`` when the patient is not in the prison, ``Conflict`` when somebody was first.
    """
    if found := sent_before(client_id):
        return found
    _refuse_if_away(dose.order, at)
    standing = standing_entry(dose)
    if standing is not None and standing.status == DoseStatus.GIVEN:
        raise Conflict(_already(standing), code="a_dose_is_given_once")
    return _enter(
        dose.order, dose, DoseStatus.GIVEN, dose.order.dose, reason, checked, client_id, by, at, instead_of=standing
    )


@explained()
@transaction.atomic
def not_given(
    *, dose: Dose, status: DoseStatus, reason: str, client_id: UUID, by: User, at: datetime
) -> Administration:
    """Offered, refused, held back or not there, and why."""
    if found := sent_before(client_id):
        return found
    if status not in NOT_GIVEN:
        raise DoseRefused(_("Choose why the dose was not given."), code="unknown_status")
    standing = standing_entry(dose)
    if standing is not None and standing.status == DoseStatus.GIVEN:
        raise Conflict(_already(standing), code="a_dose_is_given_once")
    nobody = Checked(face=False, birth_date=False)
    return _enter(dose.order, dose, status, Decimal(0), reason.strip(), nobody, client_id, by, at, instead_of=standing)


@explained()
@transaction.atomic
def not_given_together(
    *, doses: Sequence[Dose], status: DoseStatus | str, reason: str, press: UUID, by: User, at: datetime
) -> list[Administration]:
    """The same answer for several doses of one patient, all or none."""
    if not doses:
        raise Conflict(_("Every dose has been answered already. Nothing more was registered."), code="answered")
    return [
        not_given(
            dose=dose,
            status=DoseStatus(status),
            reason=reason,
            client_id=uuid5(press, str(dose.pk)),
            by=by,
            at=at,
        )
        for dose in doses
    ]


@explained()
@transaction.atomic
def give_as_needed(
    *, order: MedicationOrder, checked: Checked, reason: str = "", client_id: UUID, by: User, at: datetime
) -> Administration:
    """One dose of an as-needed medicine: refused before its interval has gone by and above its daily maximum."""
    if found := sent_before(client_id):
        return found
    _refuse_if_away(order, at)
    return _enter(order, None, DoseStatus.GIVEN, order.dose, reason, checked, client_id, by, at)


@explained()
@transaction.atomic
def take_back(*, entry: Administration, client_id: UUID, by: User, at: datetime) -> Administration:
    """Within five minutes it was as if nothing had been pressed; both entries can still be read."""
    if found := sent_before(client_id):
        return found
    nobody = Checked(face=False, birth_date=False)
    return _enter(
        entry.order, entry.dose, DoseStatus.UNDONE, Decimal(0), "", nobody, client_id, by, at, instead_of=entry
    )


@explained()
@transaction.atomic
def correct(
    *,
    entry: Administration,
    status: DoseStatus,
    amount: Decimal,
    reason: str,
    client_id: UUID,
    by: User,
    at: datetime,
) -> Administration:
    """What is entered stands instead of an older entry, about the same moment. The older one can still be read."""
    if found := sent_before(client_id):
        return found
    checked = Checked(face=status == DoseStatus.GIVEN, birth_date=status == DoseStatus.GIVEN)
    return Administration.objects.create(
        order=entry.order,
        patient_id=entry.patient_id,
        dose=entry.dose,
        status=status,
        amount=amount if status == DoseStatus.GIVEN else Decimal(0),
        reason=reason.strip(),
        face_checked=checked.face,
        birth_date_checked=checked.birth_date,
        at=entry.at,
        recorded_at=at,
        by=by,
        client_id=client_id,
        instead_of=entry,
    )


@explained()
@transaction.atomic
def sign_second(*, entry: Administration, by: User, at: datetime) -> SecondSignature:
    """The second pair of eyes on a controlled medicine. Raises ``Conflict`` where a colleague has signed already."""
    if SecondSignature.objects.filter(administration=entry).exists():
        raise Conflict(_("A colleague has already signed this dose."), code="signed")
    return SecondSignature.objects.create(administration=entry, patient_id=entry.patient_id, by=by, at=at)


def make_doses(*, start: datetime, end: datetime) -> int:
    """What is due in ``[start, end)``, made from the orders. Made again, it adds nothing. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.make_doses(%s, %s)", [start, end])
        return int(cursor.fetchone()[0])


def find_missed(*, at: datetime) -> int:
    """Doses whose time went by without an entry. Needs no context."""
    with transaction.atomic(), connection.cursor() as cursor:
        cursor.execute("SELECT health.find_missed(%s)", [at])
        return int(cursor.fetchone()[0])


def sent_before(client_id: UUID) -> Administration | None:
    """The entry that the same press of the button has made already."""
    return Administration.objects.filter(client_id=client_id).order_by("pk").first()


def standing_entry(dose: Dose) -> Administration | None:
    return Administration.objects.filter(dose=dose, stands=True).select_related("by").order_by("pk").first()


def _already(entry: Administration) -> str:
    return _("%(who)s has already given this dose. Nothing more was registered.") % {"who": entry.by.short_name}


def _refuse_if_away(order: MedicationOrder, at: datetime) -> None:
    away = presence.away(order.patient, at)
    if away is not None:
        raise DoseRefused(
            _("The patient is not in the prison now: %(where)s. Nothing was registered.") % {"where": away.place_name},
            code="away",
        )


def _enter(
    order: MedicationOrder,
    dose: Dose | None,
    status: DoseStatus,
    amount: Decimal,
    reason: str,
    checked: Checked,
    client_id: UUID,
    by: User,
    at: datetime,
    *,
    instead_of: Administration | None = None,
) -> Administration:
    return Administration.objects.create(
        order=order,
        patient_id=order.patient_id,
        dose=dose,
        status=status,
        amount=amount,
        reason=reason.strip(),
        face_checked=checked.face,
        birth_date_checked=checked.birth_date,
        at=at,
        recorded_at=at,
        by=by,
        client_id=client_id,
        instead_of=instead_of,
    )
