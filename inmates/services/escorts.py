"""The officers who go along: named, exchanged, and free again when the trip is over or off."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.db.models import Q, QuerySet
from django.utils.translation import gettext as _

from corrections import display
from corrections.choices import CompetenceKind
from corrections.models import User
from corrections.periods import between, ended
from corrections.refusals import Conflict
from corrections.services import audit, competences
from inmates.models import Commitment, Escort, Transfer, Trip


@dataclass(frozen=True, slots=True)
class Way:
    """What officers go along on: a trip, a transfer or a leave, through the gate of a prison, from then to then."""

    prison_id: int
    start: datetime
    end: datetime
    trip: Trip | None = None
    transfer: Transfer | None = None
    commitment: Commitment | None = None

    def rows(self) -> QuerySet[Escort]:
        return Escort.objects.filter(trip=self.trip, transfer=self.transfer, commitment=self.commitment)


@transaction.atomic
def send_along(*, trip: Trip, officers: Sequence[User], by: User, at: datetime) -> None:
    """These officers and no others go along on a trip; the first leads.

    Raises ``Conflict`` that names the other trip of an officer, ``CompetenceMissing`` for a lead who may not lead,
    where the prison keeps such competences.
    """
    way = Way(trip.prison_id, trip.leaves_at, trip.expected_return_at, trip=trip)
    name(way, officers, by, at)


@transaction.atomic
def leave_with(*, transfer: Transfer, officers: Sequence[User], by: User, at: datetime) -> None:
    """These officers bring somebody who leaves now to the other prison. Raises as ``send_along``."""
    if transfer.departed_at is not None and transfer.expected_at is not None:
        way = Way(transfer.from_prison_id, transfer.departed_at, transfer.expected_at, transfer=transfer)
        name(way, officers, by, at)


@transaction.atomic
def accompany(*, commitment: Commitment, prison_id: int, officers: Sequence[User], by: User, at: datetime) -> None:
    """These officers and no others accompany somebody in booked time, such as a leave. Raises as ``send_along``."""
    way = Way(prison_id, commitment.during.lower, commitment.during.upper, commitment=commitment)
    name(way, officers, by, at)


def name(way: Way, officers: Sequence[User], by: User, at: datetime) -> None:
    wanted = {officer.pk: officer for officer in officers}
    going = {row.officer_id: row for row in way.rows().filter(removed_at__isnull=True)}
    lead = next(iter(wanted), None)
    stays = [pk for pk, row in going.items() if pk in wanted and row.is_lead == (pk == lead)]
    free(way.rows().exclude(officer__in=stays), by=by, at=at)
    if lead is not None and lead not in stays:
        competences.require_where_kept(
            wanted[lead], CompetenceKind.DRIVING_ESCORT, prison_id=way.prison_id, at=way.start
        )
    for pk, officer in sorted(wanted.items()):
        if pk in stays:
            continue
        refuse_if_busy(way, officer, at)
        Escort.objects.create(
            trip=way.trip,
            transfer=way.transfer,
            commitment=way.commitment,
            officer=officer,
            is_lead=pk == lead,
            during=between(way.start, way.end),
            added_at=at,
            added_by=by,
        )


@transaction.atomic
def free(rows: QuerySet[Escort], *, by: User | None, at: datetime) -> None:
    """They do not go along after all."""
    for row in rows.filter(removed_at__isnull=True).select_for_update().order_by("pk"):
        row.removed_at, row.removed_by = at, by
        row.save(update_fields=["removed_at", "removed_by"])


@transaction.atomic
def back_with(*, absence_id: int, by: User | None, at: datetime) -> None:
    """Back, or there: the officers are free from then on, when that is earlier than planned."""
    free_from_now(Escort.objects.filter(Q(trip__absence=absence_id) | Q(transfer__absence=absence_id)), by=by, at=at)


@transaction.atomic
def free_from_now(rows: QuerySet[Escort], *, by: User | None, at: datetime) -> None:
    """They went along until now, which is earlier than planned."""
    for row in rows.filter(removed_at__isnull=True).order_by("pk"):
        if row.during.lower < at < row.during.upper:
            row.during = ended(row.during, at)
            row.save(update_fields=["during"])
            audit.record_write(by=by, at=at, act="inmates.back_with", subject=row)


def refuse_if_busy(way: Way, officer: User, at: datetime) -> None:
    other = (
        Escort.objects.touching(way.start, way.end)
        .filter(officer=officer, removed_at__isnull=True)
        .exclude(pk__in=way.rows().values("pk"))
        .select_related("trip", "transfer__to_prison", "commitment")
        .order_by("during")
        .first()
    )
    if other is None:
        return
    values = {
        "officer": officer.short_name,
        "destination": other.trip.destination if other.trip else destination(other),
        "start": display.moment(other.during.lower, at),
        "end": display.clock(other.during.upper),
    }
    raise Conflict(
        _("%(officer)s goes with another trip then: %(destination)s, %(start)s–%(end)s. Choose another officer.")
        % values,
        code="officer_busy",
    )


def destination(escort: Escort) -> str:
    if escort.commitment is not None:
        return escort.commitment.label
    return escort.transfer.to_prison.name if escort.transfer else _("another prison")
