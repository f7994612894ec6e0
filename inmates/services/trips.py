"""To court, to hospital, to a funeral: a trip is planned with its officers, leaves with one tap, and comes back.

The person's time is claimed by a commitment, the officers' by their escorts; PostgreSQL refuses either twice.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.events import publish
from corrections.models import Prison, User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import CommitmentKind, TripKind, TripRisk
from inmates.events import CommitmentCancelled
from inmates.models import Escort, Stay, Trip
from inmates.rules.trips import escorts_needed
from inmates.services import commitments, escorts, movements, presence, transport
from inmates.services.movement_clocks import rule_on

BOOKED_AS = {TripKind.COURT: CommitmentKind.COURT}


class TripRefused(Refusal):
    code = "trip_refused"


@dataclass(frozen=True, slots=True)
class Plan:
    """What is known of a trip beforehand. ``officers`` go along, the first of them leads."""

    kind: str
    destination: str
    leaves_at: datetime
    expected_return_at: datetime
    risk: str = TripRisk.ORDINARY
    vehicle: str = ""
    note: str = ""
    officers: Sequence[User] = ()


@explained()
@transaction.atomic
def plan_trip(*, stay: Stay, plan: Plan, by: User, at: datetime) -> Trip:
    """Plan a trip and claim the time of the person and of the officers.

    Raises ``Conflict`` that names the other booking or the other trip, ``TripRefused`` for times that cannot be.
    """
    stay = presence.lock(stay)
    presence.refuse_if_not_here(stay, plan.leaves_at, at)
    refuse_bad_plan(plan, at)
    home = presence.current_placement(stay)
    transport.refuse_same_vehicle(stay, plan.vehicle, plan.leaves_at, plan.expected_return_at, by, at)
    commitment = commitments.book(
        stay=stay,
        kind=BOOKED_AS.get(TripKind(plan.kind), CommitmentKind.TRANSPORT),
        label=plan.destination,
        place=None,
        start=plan.leaves_at,
        end=plan.expected_return_at,
        source="inmates.trip",
        by=by,
        at=at,
    )
    trip = Trip.objects.create(
        stay=stay,
        prison=home.bed.cell.unit.prison,
        kind=plan.kind,
        destination=plan.destination.strip(),
        leaves_at=plan.leaves_at,
        expected_return_at=plan.expected_return_at,
        escorts_needed=needed(home.bed.cell.unit.security_level, plan.risk, at),
        risk=plan.risk,
        vehicle=plan.vehicle.strip(),
        note=plan.note.strip(),
        commitment=commitment,
        planned_at=at,
        planned_by=by,
    )
    escorts.send_along(trip=trip, officers=plan.officers, by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.plan_trip", subject=trip, detail={"stay": stay.pk})
    return trip


@explained()
@transaction.atomic
def change_officers(*, trip: Trip, officers: Sequence[User], by: User, at: datetime) -> Trip:
    """These officers go along, the first leads; who went before and does not now is free."""
    presence.lock(trip.stay)
    trip = read_again(trip)
    refuse_if_over(trip, at)
    escorts.send_along(trip=trip, officers=officers, by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.change_officers", subject=trip, detail={"stay": trip.stay_id})
    return trip


@explained()
@transaction.atomic
def depart(*, trip: Trip, departed_at: datetime, by: User, at: datetime) -> Trip:
    """One tap: the person leaves with the officers that the plan names."""
    presence.lock(trip.stay)
    trip = read_again(trip)
    refuse_if_over(trip, at)
    refuse_if_left(trip, at)
    refuse_without_officers(trip)
    trip.absence = movements.depart(
        stay=trip.stay,
        kind=trip.kind,
        destination=trip.destination,
        departed_at=departed_at,
        expected_return_at=trip.expected_return_at,
        by=by,
        at=at,
    )
    trip.save(update_fields=["absence"])
    audit.record_write(by=by, at=at, act="inmates.depart_trip", subject=trip, detail={"stay": trip.stay_id})
    return trip


@explained()
@transaction.atomic
def cancel_trip(*, trip: Trip, by: User, at: datetime) -> Trip:
    """The trip is off: the person's time and the officers are free again."""
    presence.lock(trip.stay)
    trip = read_again(trip)
    refuse_if_over(trip, at)
    refuse_if_left(trip, at)
    trip.cancelled_at, trip.cancelled_by = at, by
    trip.save(update_fields=["cancelled_at", "cancelled_by"])
    commitment = trip.commitment
    if commitment.cancelled_at is None:  # also one whose time has passed: nobody was there
        commitment.cancelled_at, commitment.cancelled_by = at, by
        commitment.save(update_fields=["cancelled_at", "cancelled_by"])
        publish(
            CommitmentCancelled(
                at=at, by_id=by.pk, stay_id=trip.stay_id, commitment_id=commitment.pk, kind=commitment.kind
            )
        )
    escorts.free(Escort.objects.filter(trip=trip), by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.cancel_trip", subject=trip, detail={"stay": trip.stay_id})
    return trip


@transaction.atomic
def take_over(*, stay_id: int, prison_id: int, by: User | None, at: datetime) -> None:
    """The person arrived in another prison: trips to come leave from there, with officers of its own."""
    coming = Trip.objects.select_for_update().filter(stay=stay_id, absence__isnull=True, cancelled_at__isnull=True)
    for trip in coming.order_by("pk"):
        trip.prison = Prison(pk=prison_id)
        trip.save(update_fields=["prison"])
        escorts.free(Escort.objects.filter(trip=trip), by=by, at=at)


@transaction.atomic
def end_with_the_stay(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The person was released: trips to come are off."""
    coming = Trip.objects.select_for_update().filter(stay=stay_id, absence__isnull=True, cancelled_at__isnull=True)
    for trip in coming.order_by("pk"):
        trip.cancelled_at, trip.cancelled_by = at, by
        trip.save(update_fields=["cancelled_at", "cancelled_by"])
        escorts.free(Escort.objects.filter(trip=trip), by=by, at=at)


# ---- what they ask first -----------------------------------------------------------------------------------------
def needed(level: str, risk: str, at: datetime) -> int:
    """How many officers the local rule asks for; none where the country has no such rule."""
    rule = rule_on("ESCORTS", at)
    return escorts_needed(level, risk, rule.parameters) if rule else 0


def read_again(trip: Trip) -> Trip:
    found = Trip.objects.select_for_update(of=("self",)).select_related(
        "stay__person", "commitment", "cancelled_by", "absence__departed_by"
    )
    return found.get(pk=trip.pk)


def refuse_bad_plan(plan: Plan, at: datetime) -> None:
    if plan.kind not in TripKind.values:
        raise TripRefused(_("Choose what the trip is for from the list."), code="unknown_kind")
    if plan.risk not in TripRisk.values:
        raise TripRefused(_("Choose how the trip is guarded from the list."), code="unknown_risk")
    if not plan.destination.strip():
        raise TripRefused(_("Write where the trip goes."), code="no_destination")
    if plan.expected_return_at <= plan.leaves_at:
        raise TripRefused(_("The return lies before the departure. Check the times."), code="return_before_departure")
    if plan.expected_return_at <= at:
        raise TripRefused(_("That time has passed. Choose a time that is still to come."), code="past")


def refuse_if_over(trip: Trip, at: datetime) -> None:
    if trip.cancelled_at is not None:
        raise Conflict(
            _("%(who)s has already cancelled the trip, at %(when)s.")
            % {"who": trip.cancelled_by or _("The system"), "when": display.moment(trip.cancelled_at, at)},
            code="already_cancelled",
        )
    if trip.absence is not None and trip.absence.returned_at is not None:
        raise Conflict(
            _("%(person)s came back at %(when)s.")
            % {"person": trip.stay.person, "when": display.moment(trip.absence.returned_at, at)},
            code="already_returned",
        )


def refuse_if_left(trip: Trip, at: datetime) -> None:
    if trip.absence is not None:
        raise Conflict(
            _("%(who)s has registered the departure, at %(when)s.")
            % {
                "who": trip.absence.departed_by or _("The system"),
                "when": display.moment(trip.absence.departed_at, at),
            },
            code="already_departed",
        )


def refuse_without_officers(trip: Trip) -> None:
    """The level the person lives under says how many go along; the trip leaves with no fewer."""
    named = Escort.objects.filter(trip=trip, removed_at__isnull=True).count()
    if named >= trip.escorts_needed:
        return
    raise TripRefused(
        ngettext(
            "%(needed)d officer goes along on this trip. Named so far: %(named)d. Name one first.",
            "%(needed)d officers go along on this trip. Named so far: %(named)d. Name the others first.",
            trip.escorts_needed,
        )
        % {"needed": trip.escorts_needed, "named": named},
        code="too_few_officers",
    )
