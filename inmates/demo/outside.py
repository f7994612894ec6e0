"""Out of the prison with staff, and between prisons: two trips to come, one person on the way to another prison, and
the clocks of everyone who is waited for."""

from collections.abc import Iterator
from datetime import timedelta

from django.db import transaction

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Unit, User
from corrections.refusals import Refusal
from inmates.choices import TripKind
from inmates.demo.day import Hands
from inmates.models import Absence, Placement, Stay, Transfer, Trip
from inmates.services import movement_clocks, transfers, trips
from inmates.services.transfers import Order
from inmates.services.trips import Plan

HOUR = timedelta(hours=1)
UNIT = "A1"
TO_COME = ((TripKind.COURT, "Tingretten", 1, 4), (TripKind.HOSPITAL, "Fjordvik sykehus", 2, 4))


def go_out(stage: Stage, hands: Hands) -> None:
    """Once a start; what is planned or on the way already stays as it is."""
    by = User.objects.get(pk=hands.staff["dale"])
    free = at_home(stage)
    if not Transfer.objects.open().exists():
        send_away(stage, free, by)
    officers = list(User.objects.filter(pk__in=hands.officers[UNIT]).order_by("pk"))
    if not Trip.objects.filter(cancelled_at__isnull=True, expected_return_at__gt=stage.at).exists():
        plan_trips(stage, free, officers, by)
    out = Absence.objects.current().filter(expected_return_at__isnull=False)
    movement_clocks.await_returns(stay_ids=list(out.values_list("stay_id", flat=True)), by=None, at=stage.at)


def come_back(stage: Stage, hands: Hands) -> None:
    """Whoever was on the way at the last start was turned back, so that the story has its traveller again."""
    by = User.objects.get(pk=hands.staff["dale"])
    for transfer in Transfer.objects.en_route().filter(expected_at__lte=stage.at).select_related("stay"):
        back = (transfer.expected_at or stage.at) - timedelta(minutes=5)
        transfers.turn_back(transfer=transfer, returned_at=back, reason="Stengt fjellovergang", by=by, at=stage.at)


def at_home(stage: Stage) -> Iterator[Stay]:
    """Residents of one unit who are inside, the last cells first."""
    out = Absence.objects.current().values("stay")
    placed = Placement.objects.current().filter(bed__cell__unit__code=UNIT, bed__cell__unit__prison__slug=SLUG)
    rows = placed.exclude(stay__in=out).exclude(stay__absences__departed_at__gt=stage.at - 20 * HOUR)
    for row in rows.select_related("stay").order_by("-bed__cell__position", "pk"):
        yield row.stay


def send_away(stage: Stage, free: Iterator[Stay], by: User) -> None:
    unit = Unit.objects.exclude(prison__slug=SLUG).select_related("prison").order_by("prison__name", "position").first()
    if unit is None:
        return
    for stay in free:
        order = Order(unit.prison, unit.security_level, "e", "Avdelingen er full.", stage.today)
        try:
            depart_at_once(stage, stay, order, by)
        except Refusal:
            continue
        return


@transaction.atomic
def depart_at_once(stage: Stage, stay: Stay, order: Order, by: User) -> None:
    """Whoever was moved since cannot have left an hour ago: then there is no order either."""
    transfer = transfers.order_transfer(stay=stay, order=order, by=by, at=stage.at - 3 * HOUR)
    left, there = stage.at - HOUR, stage.at + HOUR
    transfers.depart(transfer=transfer, departed_at=left, expected_at=there, by=by, at=stage.at)


def plan_trips(stage: Stage, free: Iterator[Stay], officers: list[User], by: User) -> None:
    for number, (kind, where, leaves, back) in enumerate(TO_COME):
        going = officers[2 * number : 2 * number + 2]
        plan = Plan(kind, where, stage.at + leaves * HOUR, stage.at + back * HOUR, vehicle="Bil 2", officers=going)
        for stay in free:
            try:
                trips.plan_trip(stay=stay, plan=plan, by=by, at=stage.at)
            except Refusal:
                continue
            break
