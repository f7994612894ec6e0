"""Where a person was taken and is to go: trips and transfers in one list, each line leading to its page."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.models import Transfer, Trip
from inmates.registries import Subject
from inmates.selectors import transfers, trips
from inmates.selectors.person import MOST_ROWS, table


def outings(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any]:
    """Trips with staff and transfers, planned and over, each leading to its page."""
    planned = Trip.objects.filter(stay__person=subject.person_id).select_related("absence")
    moves = Transfer.objects.filter(stay__person=subject.person_id).select_related("from_prison", "to_prison")
    found = [(trip.leaves_at, outing_of_trip(trip, at)) for trip in planned.order_by("-leaves_at")[:MOST_ROWS]]
    found += [(move.ordered_at, outing_of_transfer(move, at)) for move in moves.order_by("-ordered_at")[:MOST_ROWS]]
    rows = [cells for _moment, cells in sorted(found, key=lambda row: row[0], reverse=True)]
    box = table(_("Trips and transfers"), [_("What"), _("Where"), _("Leaves"), _("State")], [])
    return box | {"rows": [{"cells": cells} for cells in rows]}


def outing_of_trip(trip: Trip, at: datetime) -> list[dict[str, str]]:
    state = _("Cancelled") if trip.cancelled_at else trips.standing(trip.absence, at)[0] or _("Planned")
    first = {"text": trip.get_kind_display(), "href": reverse("trip", args=[trip.pk])}
    return [first, *({"text": text} for text in (trip.destination, display.moment(trip.leaves_at, at), state))]


def outing_of_transfer(move: Transfer, at: datetime) -> list[dict[str, str]]:
    leaves = display.moment(move.departed_at, at) if move.departed_at else display.day(move.planned_on)
    first = {"text": _("Transfer"), "href": reverse("transfer", args=[move.pk])}
    return [first, *({"text": text} for text in (move.to_prison.name, leaves, transfers.state_of(move)))]
