"""What this floor says of a change: bookings that fall away, officers left behind, people who must not meet."""

from django.db.models import Q
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.models import Posting, Prison, Unit
from corrections.rules import OSLO
from inmates.choices import CommitmentKind
from inmates.models import Commitment, ContactOfficer, Placement, Reservation, Stay, Trip
from inmates.registries import Change, Consequence
from inmates.selectors import whereabouts
from inmates.selectors.beds import apart_from
from inmates.selectors.signals import asks_health
from inmates.selectors.whereabouts import Bucket

MOST = 12


def home_of(change: Change) -> Placement | None:
    placed = Placement.objects.current().filter(stay=change.stay_id).select_related("bed__cell__unit")
    return placed.order_by("pk").first()


def leaves_the_unit(change: Change, home: Placement | None) -> bool:
    return home is not None and (change.kind != "move" or home.bed.cell.unit_id != change.to_unit_id)


# ---- bookings ----------------------------------------------------------------------------------------------------
def bookings(change: Change) -> list[Consequence]:
    """What was to happen where the person does not live any more. A move inside the unit breaks nothing."""
    home = home_of(change)
    if not leaves_the_unit(change, home):
        return []
    booked = Commitment.objects.filter(
        stay=change.stay_id, cancelled_at__isnull=True, during__endswith__gt=change.at
    ).exclude(kind__in=(CommitmentKind.COURT, CommitmentKind.TRANSPORT))
    if change.kind == "move" and home is not None:
        booked = booked.filter(place__unit=home.bed.cell.unit_id)
    found = list(booked.select_related("place").order_by("during"))
    shown = [Consequence(booking_text(commitment, change)) for commitment in found[:MOST]]
    more = len(found) - len(shown)
    if more:
        text = ngettext("%(n)d more booking falls away.", "%(n)d more bookings fall away.", more) % {"n": more}
        shown.append(Consequence(text))
    return shown


def booking_text(commitment: Commitment, change: Change) -> str:
    start = commitment.during.lower.astimezone(OSLO)
    place = str(commitment.place or _("outside"))
    what = commitment.label if place == commitment.label else f"{commitment.label} ({place})"
    values = {"what": what, "when": display.moment(start, change.at)}
    if change.kind == "move":
        return _("%(what)s, %(when)s, is on the unit that is left. Book it again elsewhere.") % values
    return _("%(what)s, %(when)s, will be cancelled.") % values


def trips(change: Change) -> list[Consequence]:
    """Trips to come: the prison that receives the person takes them over, with officers of its own."""
    if change.kind == "move":
        return []
    coming = Trip.objects.filter(
        stay=change.stay_id, absence__isnull=True, cancelled_at__isnull=True, expected_return_at__gt=change.at
    )
    taken_over = _("%(kind)s: %(where)s, %(when)s. The other prison takes the trip over and names officers of its own.")
    off = _("%(kind)s: %(where)s, %(when)s. The trip is off.")
    return [
        Consequence(
            (taken_over if change.kind == "transfer" else off)
            % {
                "kind": trip.get_kind_display(),
                "where": trip.destination,
                "when": display.moment(trip.leaves_at, change.at),
            },
            href=reverse("trip", args=[trip.pk]),
        )
        for trip in coming.order_by("leaves_at")[:MOST]
    ]


# ---- people ------------------------------------------------------------------------------------------------------
def contact_officers(change: Change) -> list[Consequence]:
    """Continuity: whoever does not work where the person goes can hardly stay their contact officer."""
    if change.kind == "release" or not leaves_the_unit(change, home_of(change)):
        return []
    officers = ContactOfficer.objects.current().filter(stay=change.stay_id).select_related("officer")
    found = list(officers.order_by("is_substitute", "pk"))
    if change.kind == "transfer":
        text = _("%(officer)s is contact officer no longer. The other prison names one.")
        return [Consequence(text % {"officer": row.officer.short_name}, level="quiet") for row in found]
    unit = Unit.objects.filter(pk=change.to_unit_id or 0).order_by("pk").first()
    here = at_work_on(unit, change) if unit else set()
    text = _("%(officer)s is contact officer and has no duty on %(unit)s. Name another, or agree that it goes on.")
    return [
        Consequence(text % {"officer": row.officer.short_name, "unit": unit.name if unit else ""})
        for row in found
        if row.officer_id not in here
    ]


def at_work_on(unit: Unit, change: Change) -> set[int]:
    posted = Posting.objects.filter(Q(unit=unit) | Q(unit__isnull=True, prison=unit.prison_id))
    return set(posted.filter(during__contains=change.at).values_list("user_id", flat=True))


def apart(change: Change) -> list[Consequence]:
    """Somebody not to be met lives in the prison that they are sent to."""
    if change.kind != "transfer" or change.to_prison_id is None:
        return []
    person_id = Stay.objects.values_list("person_id", flat=True).get(pk=change.stay_id)
    text = _("Must not meet %(name)s, who lives in that prison (%(cell)s): %(reason)s.")
    return [
        Consequence(text % {"name": o.name, "cell": o.cell_code, "reason": o.reason.lower()}, level="bad")
        for o in apart_from(person_id, change.at)
        if o.prison_id == change.to_prison_id
    ]


def on_the_way(change: Change) -> list[Consequence]:
    """A movement that nobody has confirmed: the person is found first, wherever they are to live."""
    here = whereabouts.of_stay(change.stay_id, change.at)
    values = {"place": here.in_a_sentence, "when": display.moment(here.since or change.at, change.at)}
    if here.on_the_way:
        text = _("On the way to %(place)s since %(when)s, arrival not confirmed. Tell those who wait for the person.")
        return [Consequence(text % values)]
    if here.bucket is Bucket.OUTSIDE and change.kind == "move":
        text = _("Outside (%(place)s) since %(when)s. The person comes back to the new cell.")
        return [Consequence(text % values, level="quiet")]
    if here.bucket in (Bucket.UNIT, Bucket.INSIDE) and change.kind == "move" and here.place_id is not None:
        text = _("At %(place)s since %(when)s, and goes back to the new cell from there.")
        return [Consequence(text % values, level="quiet")]
    return []


def health(change: Change) -> list[Consequence]:
    """Before somebody leaves for another prison: whether health staff are to be asked first, and never why."""
    asked = asks_health(change.stay_id) if change.kind == "transfer" else None
    if asked is None or asked.answered_at is not None:
        return []
    return [Consequence(_("Ask the health staff before the person leaves. They say what is needed, not why."))]


# ---- places ------------------------------------------------------------------------------------------------------
def room(change: Change) -> list[Consequence]:
    """How many free beds the other prison has; those kept for others do not count."""
    if change.kind != "transfer" or change.to_prison_id is None:
        return []
    taken = Placement.objects.current().filter(bed__cell__unit__prison=change.to_prison_id).count()
    kept = Reservation.objects.as_of(change.at).filter(bed__cell__unit__prison=change.to_prison_id).count()
    prison = Prison.objects.get(pk=change.to_prison_id)
    capacity = prison.operational_capacity
    if capacity is None:
        return []
    values = {"prison": prison.name, "free": max(capacity - taken - kept, 0), "capacity": capacity}
    text = _("%(prison)s has %(free)d of %(capacity)d places free.") % values
    return [Consequence(text, level="quiet" if capacity > taken + kept else "bad")]
