"""From one prison to another: ordered, out of the one, into the other. Nobody is in neither, nobody in both.

On the way the person keeps the bed that they left, so that they stand in the roll of the prison they came from until
the other prison says that they have come; who is turned back comes home to it.
"""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import Bed, Prison, Unit, User
from corrections.periods import ended
from corrections.refusals import Conflict, Refusal, explained
from corrections.rules import OSLO
from corrections.services import audit
from inmates.choices import AbsenceKind, CommitmentKind, LogKind, TransferGround
from inmates.events import PersonTransferred, TransferCalledOff, TransferDeparted, TransferOrdered
from inmates.models import Commitment, LogEntry, Stay, Transfer
from inmates.rules import transfers as rules
from inmates.selectors.transfers import holder_of
from inmates.services import commitments, escorts, meetings, movement_clocks, movements, placements, transport
from inmates.services.endings import end

STANDS = (CommitmentKind.COURT, CommitmentKind.TRANSPORT)  # a court does not move its hearing for us


class TransferRefused(Refusal):
    code = "transfer_refused"


@dataclass(frozen=True, slots=True)
class Order:
    """What an order says: where to, on which ground of the law, and what it rests on."""

    to_prison: Prison
    to_level: str
    ground: str
    facts: str
    planned_on: date
    necessity: str = ""
    conversation: LogEntry | None = None


# ---- the acts ----------------------------------------------------------------------------------------------------
@explained()
@transaction.atomic
def order_transfer(*, stay: Stay, order: Order, by: User, at: datetime) -> Transfer:
    """A decided transfer is to be carried out on ``planned_on``.

    Raises ``TransferRefused`` for the same prison, a ground that does not carry a stricter regime (strgjfl. s. 14), a
    ground without what it needs, a day that has passed; ``Conflict`` when a transfer is ordered already.
    """
    stay = placements.lock(stay)
    placements.refuse_if_gone(stay, at, at)
    refuse_second_order(stay, at)
    home = placements.current_placement(stay)
    from_prison = home.bed.cell.unit.prison if home else holder_of(stay.pk)
    from_level = home.bed.cell.unit.security_level if home else ""
    if from_prison is None:
        raise TransferRefused(_("No prison holds %(person)s.") % {"person": stay.person}, code="no_prison")
    refuse_destination(stay, order, from_prison, at)
    refuse_ground(stay, order, from_level, at)
    meetings.refuse_living_in(stay, order.to_prison.pk, by, at)
    transport.refuse_same_transport(stay, from_prison, order.to_prison, order.planned_on, by, at)
    transfer = Transfer.objects.create(
        stay=stay,
        from_prison=from_prison,
        to_prison=order.to_prison,
        from_level=from_level,
        to_level=order.to_level,
        ground=order.ground,
        facts=order.facts.strip(),
        necessity=order.necessity.strip(),
        conversation=order.conversation,
        planned_on=order.planned_on,
        ordered_at=at,
        ordered_by=by,
    )
    note_down(transfer, "order_transfer", by, at)
    publish(
        TransferOrdered(
            at=at, by_id=by.pk, stay_id=stay.pk, transfer_id=transfer.pk, to_prison_id=transfer.to_prison_id
        )
    )
    return transfer


@explained()
@transaction.atomic
def depart(
    *,
    transfer: Transfer,
    departed_at: datetime,
    expected_at: datetime,
    by: User,
    at: datetime,
    officers: Sequence[User] = (),
) -> Transfer:
    """Out through the gate: the absence opens, both prisons wait, and what was booked here is cancelled.

    Hearings and transports stand: the other prison takes them over. ``officers`` go along, the first of them leads.
    """
    stay = placements.lock(transfer.stay)
    transfer = read_again(transfer)
    refuse_unless_ordered(transfer, at)
    if expected_at <= departed_at:
        raise TransferRefused(
            _("The arrival lies before the departure. Check the times."), code="arrival_before_departure"
        )
    absence = movements.depart(
        stay=stay,
        kind=AbsenceKind.TRANSFER,
        destination=transfer.to_prison.name,
        departed_at=departed_at,
        expected_return_at=expected_at,
        by=by,
        at=at,
    )
    transfer.absence, transfer.departed_at, transfer.departed_by = absence, departed_at, by
    transfer.expected_at = expected_at
    transfer.save(update_fields=["absence", "departed_at", "departed_by", "expected_at"])
    escorts.leave_with(transfer=transfer, officers=officers, by=by, at=at)
    cancel_bookings(stay, departed_at, by, at)
    movement_clocks.await_arrival(transfer=transfer, by=by, at=at)
    note_down(transfer, "depart_transfer", by, at)
    publish(
        TransferDeparted(at=departed_at, by_id=by.pk, stay_id=stay.pk, transfer_id=transfer.pk, expected_at=expected_at)
    )
    return transfer


@explained()
@transaction.atomic
def arrive(*, transfer: Transfer, arrived_at: datetime, by: User, at: datetime, bed: Bed | None = None) -> Transfer:
    """The receiving prison has the person, in ``bed`` or with no cell yet. The other prison's bed is free from then on.

    Raises ``TransferRefused`` for an arrival before the departure, ``Conflict`` when somebody was first, and for the
    bed as ``placements.place`` does; then nothing of it has happened.
    """
    stay = placements.lock(transfer.stay)
    transfer = read_again(transfer)
    refuse_unless_en_route(transfer, at)
    refuse_bad_end(transfer, arrived_at, at)
    if bed is not None and bed.cell.unit.prison_id != transfer.to_prison_id:
        raise TransferRefused(
            _("%(bed)s belongs to another prison. Choose a cell here.") % {"bed": bed.cell.code}, code="other_prison"
        )
    come_in(transfer, arrived_at, by, at)
    leave_the_old_prison(stay, arrived_at)
    stay.reception_prison = transfer.to_prison
    stay.save(update_fields=["reception_prison"])
    transfer.arrived_at, transfer.arrived_by = arrived_at, by
    transfer.save(update_fields=["arrived_at", "arrived_by"])
    note_down(transfer, "arrive_transfer", by, at)
    publish(
        PersonTransferred(
            at=arrived_at,
            by_id=by.pk,
            stay_id=stay.pk,
            transfer_id=transfer.pk,
            from_prison_id=transfer.from_prison_id,
            to_prison_id=transfer.to_prison_id,
        )
    )
    if bed is not None:
        placements.place(stay=stay, bed=bed, by=by, at=at, since_at=arrived_at)
    return transfer


@explained()
@transaction.atomic
def turn_back(*, transfer: Transfer, returned_at: datetime, reason: str, by: User, at: datetime) -> Transfer:
    """The person is back where they came from, in the bed that they kept."""
    placements.lock(transfer.stay)
    transfer = read_again(transfer)
    refuse_unless_en_route(transfer, at)
    refuse_bad_end(transfer, returned_at, at)
    refuse_without_reason(reason)
    come_in(transfer, returned_at, by, at)
    transfer.turned_back_at, transfer.turned_back_by, transfer.note = returned_at, by, reason.strip()
    transfer.save(update_fields=["turned_back_at", "turned_back_by", "note"])
    note_down(transfer, "turn_back_transfer", by, at)
    publish(TransferCalledOff(at=returned_at, by_id=by.pk, stay_id=transfer.stay_id, transfer_id=transfer.pk))
    return transfer


@explained()
@transaction.atomic
def cancel_transfer(*, transfer: Transfer, reason: str, by: User, at: datetime) -> Transfer:
    """An order that is not carried out. Who has left can only arrive or be turned back."""
    placements.lock(transfer.stay)
    transfer = read_again(transfer)
    refuse_unless_ordered(transfer, at)
    refuse_without_reason(reason)
    transfer.cancelled_at, transfer.cancelled_by, transfer.note = at, by, reason.strip()
    transfer.save(update_fields=["cancelled_at", "cancelled_by", "note"])
    note_down(transfer, "cancel_transfer", by, at)
    publish(TransferCalledOff(at=at, by_id=by.pk, stay_id=transfer.stay_id, transfer_id=transfer.pk))
    return transfer


@transaction.atomic
def lost_on_the_way(*, stay_id: int, by: User | None, at: datetime) -> None:
    """Released on the way, or at large: whoever was on the way does not arrive."""
    for transfer in Transfer.objects.select_for_update().en_route().filter(stay=stay_id).order_by("pk"):
        transfer.turned_back_at, transfer.turned_back_by = at, by
        transfer.save(update_fields=["turned_back_at", "turned_back_by"])
        movement_clocks.close_arrival(transfer=transfer, by=by, at=at)


@transaction.atomic
def drop_orders(*, stay_id: int, by: User | None, at: datetime) -> None:
    """The person was released: an order that nobody has carried out falls away."""
    for transfer in Transfer.objects.select_for_update().waiting().filter(stay=stay_id).order_by("pk"):
        transfer.cancelled_at, transfer.cancelled_by = at, by
        transfer.save(update_fields=["cancelled_at", "cancelled_by"])


# ---- what they ask first -----------------------------------------------------------------------------------------
def read_again(transfer: Transfer) -> Transfer:
    found = Transfer.objects.select_for_update(of=("self",)).select_related(
        "stay__person",
        "from_prison",
        "to_prison",
        "departed_by",
        "arrived_by",
        "turned_back_by",
        "cancelled_by",
        "absence",
    )
    return found.get(pk=transfer.pk)


def refuse_second_order(stay: Stay, at: datetime) -> None:
    other = Transfer.objects.open().filter(stay=stay).select_related("to_prison", "ordered_by").order_by("pk").first()
    if other is not None:
        raise Conflict(
            _("%(who)s ordered a transfer of %(person)s to %(prison)s %(when)s. Look at that first.")
            % {
                "who": other.ordered_by or _("The system"),
                "person": stay.person,
                "prison": other.to_prison.name,
                "when": display.moment(other.ordered_at, at),
            },
            code="already_ordered",
        )


def refuse_destination(stay: Stay, order: Order, from_prison: Prison, at: datetime) -> None:
    if order.to_prison.pk == from_prison.pk:
        raise TransferRefused(
            _("%(person)s is in %(prison)s already. Choose another prison, or move cell.")
            % {"person": stay.person, "prison": from_prison.name},
            code="same_prison",
        )
    if not Unit.objects.filter(prison=order.to_prison, security_level=order.to_level).exists():
        raise TransferRefused(
            _("%(prison)s has no unit of that security level. Choose another.") % {"prison": order.to_prison.name},
            code="no_such_level",
        )
    if order.planned_on < at.astimezone(OSLO).date():
        raise TransferRefused(_("That day has passed. Choose a day that is still to come."), code="past")


def refuse_ground(stay: Stay, order: Order, from_level: str, at: datetime) -> None:
    """strgjfl. s. 14: the ground, what it rests on, and never more restrictive than necessary."""
    if order.ground not in TransferGround.values:
        raise TransferRefused(_("Choose the ground from the list."), code="unknown_ground")
    if not order.facts.strip():
        raise TransferRefused(_("Write what the transfer rests on."), code="no_facts")
    stricter = rules.is_stricter(from_level, order.to_level)
    if not rules.ground_carries(order.ground, stricter=stricter):
        raise TransferRefused(
            _(
                "Ground %(ground)s does not carry a transfer to a stricter security level. "
                "Grounds a to g, j, l and n do."
            )
            % {"ground": order.ground},
            code="ground_does_not_carry",
            source=rules.SOURCE,
        )
    if stricter and not order.necessity.strip():
        raise TransferRefused(_("Write why nothing less strict is enough."), code="no_necessity", source=rules.SOURCE)
    if order.ground == rules.BEHAVIOUR:
        refuse_conversation(stay, order.conversation, at)


def refuse_conversation(stay: Stay, entry: LogEntry | None, at: datetime) -> None:
    """Ground c: the conversation about the behaviour was had with this person, before the order."""
    had = entry is not None and entry.kind == LogKind.CONVERSATION and entry.happened_at <= at
    if not had or entry is None or entry.person_id != stay.person_id:
        raise TransferRefused(
            _("Ground c needs a conversation with %(person)s about the behaviour first. Choose it from the log.")
            % {"person": stay.person},
            code="no_conversation",
            source=rules.SOURCE,
        )


def refuse_unless_ordered(transfer: Transfer, at: datetime) -> None:
    refuse_if_ended(transfer, at)
    if transfer.departed_at is not None:
        raise Conflict(
            _("%(who)s has registered the departure, at %(when)s.")
            % {"who": transfer.departed_by or _("The system"), "when": display.moment(transfer.departed_at, at)},
            code="already_departed",
        )


def refuse_unless_en_route(transfer: Transfer, at: datetime) -> None:
    refuse_if_ended(transfer, at)
    if transfer.departed_at is None:
        raise TransferRefused(
            _("%(person)s has not left %(prison)s yet. The departure is registered there first.")
            % {"person": transfer.stay.person, "prison": transfer.from_prison.name},
            code="not_departed",
        )


def refuse_if_ended(transfer: Transfer, at: datetime) -> None:
    """Whoever is second is told who was first, and how it ended."""
    ends = (
        (transfer.arrived_at, transfer.arrived_by, _("%(who)s has registered the arrival, at %(when)s.")),
        (transfer.turned_back_at, transfer.turned_back_by, _("%(who)s has registered it as turned back, at %(when)s.")),
        (transfer.cancelled_at, transfer.cancelled_by, _("%(who)s has cancelled the transfer, at %(when)s.")),
    )
    for when, who, sentence in ends:
        if when is not None:
            raise Conflict(
                sentence % {"who": who or _("The system"), "when": display.moment(when, at)}, code="already_ended"
            )


def refuse_bad_end(transfer: Transfer, happened_at: datetime, at: datetime) -> None:
    if happened_at > at:
        raise TransferRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if transfer.departed_at is not None and happened_at <= transfer.departed_at:
        raise TransferRefused(
            _("%(person)s left %(prison)s at %(when)s. Nobody arrives before that. Check the time.")
            % {
                "person": transfer.stay.person,
                "prison": transfer.from_prison.name,
                "when": display.moment(transfer.departed_at, at),
            },
            code="arrival_before_departure",
        )


def refuse_without_reason(reason: str) -> None:
    if not reason.strip():
        raise TransferRefused(_("Write why."), code="no_reason")


# ---- the writes --------------------------------------------------------------------------------------------------
def cancel_bookings(stay: Stay, departed_at: datetime, by: User, at: datetime) -> None:
    """What was to come in the prison that is left is cancelled; what went on ended with the departure."""
    booked = Commitment.objects.filter(stay=stay, cancelled_at__isnull=True, during__endswith__gt=departed_at)
    for commitment in booked.exclude(kind__in=STANDS).order_by("pk"):
        if commitment.during.lower < departed_at:
            commitment.during = ended(commitment.during, departed_at)
            commitment.save(update_fields=["during"])
        elif commitment.during.upper > at:
            commitments.cancel(commitment=commitment, by=by, at=at, reason="transfer")


def come_in(transfer: Transfer, happened_at: datetime, by: User, at: datetime) -> None:
    """Inside again, here or there: the absence of the transfer ends, and nobody waits any more."""
    if transfer.absence is not None:
        movements.return_from(absence=transfer.absence, returned_at=happened_at, by=by, at=at)
    movement_clocks.close_arrival(transfer=transfer, by=by, at=happened_at)


def leave_the_old_prison(stay: Stay, arrived_at: datetime) -> None:
    """The bed is free and the contact officers there have nobody to follow any more."""
    home = placements.current_placement(stay)
    rows = [home] if home else []
    for row in [*rows, *stay.contact_officers.select_for_update().current().order_by("pk")]:
        end(row, arrived_at)
        row.save(update_fields=["during"])


def note_down(transfer: Transfer, act: str, by: User, at: datetime) -> None:
    detail = {"stay": transfer.stay_id, "from": transfer.from_prison_id, "to": transfer.to_prison_id}
    audit.record_write(by=by, at=at, act=f"inmates.{act}", subject=transfer, detail=detail)
