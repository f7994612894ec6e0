"""Two who must not meet are not taken in the same vehicle, and not sent from prison to prison on the same day."""

from datetime import date, datetime

from corrections.models import Prison, User
from inmates.meeting_choices import MeetingKind
from inmates.models import Stay, Transfer, Trip
from inmates.services import meetings


def refuse_same_vehicle(stay: Stay, vehicle: str, start: datetime, end: datetime, by: User, at: datetime) -> None:
    """A vehicle that is named holds nobody, on a trip at the same time, whom the person must not meet."""
    if not vehicle.strip() or end <= start:
        return
    others = meetings.partners(stay.person_id, MeetingKind.TRANSPORT, start, end)
    if others:
        trips = Trip.objects.filter(
            stay__person__in=others,
            vehicle__iexact=vehicle.strip(),
            cancelled_at__isnull=True,
            leaves_at__lt=end,
            expected_return_at__gt=start,
        )
        met = trips.order_by("leaves_at", "pk").values_list("stay__person", flat=True)
        meetings.refuse_bars([others[pk] for pk in met], by, at)


def refuse_same_transport(
    stay: Stay, from_prison: Prison, to_prison: Prison, planned_on: date, by: User, at: datetime
) -> None:
    """Those who go from one prison to the same other on one day go together."""
    others = meetings.partners(stay.person_id, MeetingKind.TRANSPORT, at, at)
    if others:
        same = Transfer.objects.open().filter(from_prison=from_prison, to_prison=to_prison, planned_on=planned_on)
        met = same.filter(stay__person__in=others).order_by("pk").values_list("stay__person", flat=True)
        meetings.refuse_bars([others[pk] for pk in met], by, at)
