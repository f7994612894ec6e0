"""Trips of a prison on a day, one trip with its officers, and who can go along."""

from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db.models import Prefetch, Q, QuerySet
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.choices import Role
from corrections.models import Posting, User
from inmates import icons
from inmates.choices import AbsenceKind, TripRisk
from inmates.models import Absence, Escort, Placement, Transfer, Trip
from inmates.permissions import CustodyPerm
from inmates.selectors import lateness

GO_ALONG = (Role.OFFICER, Role.CONTACT_OFFICER, Role.DUTY_MANAGER)


@dataclass(frozen=True, slots=True)
class Line:
    """A line of the movement list: who goes where and when, with whom, and where it stands."""

    key: str
    kind: str
    icon: str
    name: str
    number: str
    cell: str
    destination: str
    leaves: datetime | None
    back: datetime | None
    officers: str
    vehicle: str
    risk: str
    note: str
    state: str
    level: str
    late: str
    trip_id: int | None = None
    transfer_id: int | None = None
    absence_id: int | None = None


def in_sight(access: Access) -> QuerySet[Trip]:
    """Trips of those who live on the units in reach, or of the whole prison."""
    trips = Trip.objects.select_related("stay__person", "prison", "absence__continued_by", "cancelled_by", "planned_by")
    here = Placement.objects.current().filter(bed__cell__unit__in=access.units(CustodyPerm.VIEW)).values("stay")
    return trips.filter(Q(prison__in=access.prisons(CustodyPerm.VIEW)) | Q(stay__in=here))


def going() -> "Prefetch[Any, Any, Any]":
    escorts = Escort.objects.filter(removed_at__isnull=True).select_related("officer").order_by("-is_lead", "pk")
    return Prefetch("escorts", escorts)


def officers_of(way: Trip | Transfer) -> list[User]:
    escorts = way.escorts.filter(removed_at__isnull=True).select_related("officer")
    return [escort.officer for escort in escorts.order_by("-is_lead", "pk")]


def who_can_go(prison_id: int, at: datetime) -> list[tuple[int, str]]:
    """Officers with a duty in the prison now, by surname."""
    posted = Posting.objects.filter(prison=prison_id, role__in=GO_ALONG, during__contains=at).values("user")
    people = User.objects.filter(pk__in=posted, is_active=True).order_by("last_name", "first_name", "pk")
    return [(user.pk, user.short_name) for user in people]


def users(pks: list[int]) -> list[User]:
    """In the order that was asked for."""
    found = User.objects.in_bulk(pks)
    return [found[pk] for pk in pks if pk in found]


# ---- the list of a day -------------------------------------------------------------------------------------------
def day_of(prison_id: int, day: date, at: datetime) -> list[Line]:
    """Everybody who leaves the prison on ``day`` or is still out: trips, transfers, leaves. Six queries."""
    start = timezone.make_aware(datetime.combine(day, datetime.min.time()))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), datetime.min.time()))
    planned = Trip.objects.filter(prison=prison_id, cancelled_at__isnull=True)
    that_day = Q(leaves_at__lt=end, expected_return_at__gte=start)
    out = Q(absence__isnull=False, absence__returned_at__isnull=True) if start <= at < end else Q(pk__in=[])
    trips = planned.filter(that_day | out).select_related("stay__person", "absence__continued_by")
    trips = trips.prefetch_related(going())
    moving = transfers_of(prison_id, day, start, end)
    others = absences_of(prison_id, start, end)
    cells = cells_of([*(t.stay_id for t in trips), *(t.stay_id for t in moving), *(a.stay_id for a in others)])
    lines = [of_trip(trip, cells, at) for trip in trips]
    lines += [of_transfer(transfer, cells, prison_id, at) for transfer in moving]
    lines += [of_absence(absence, cells, at) for absence in others]
    return sorted(lines, key=lambda line: (line.leaves or start, line.name))


def transfers_of(prison_id: int, day: date, start: datetime, end: datetime) -> list[Transfer]:
    found = Transfer.objects.filter(Q(from_prison=prison_id) | Q(to_prison=prison_id, departed_at__isnull=False))
    ordered = Q(departed_at__isnull=True, cancelled_at__isnull=True, planned_on=day)
    left = Q(departed_at__lt=end) & (
        Q(arrived_at__isnull=True, turned_back_at__isnull=True) | Q(departed_at__gte=start)
    )
    found = found.filter(ordered | left).select_related("stay__person", "from_prison", "to_prison", "absence")
    return list(found.prefetch_related(going()))


def absences_of(prison_id: int, start: datetime, end: datetime) -> list[Absence]:
    """Leaves and other absences that no trip and no transfer stands for."""
    found = Absence.objects.touching(start, end).filter(
        trip__isnull=True, transfer__isnull=True, stay__placements__bed__cell__unit__prison=prison_id
    )
    here = found.filter(stay__placements__during__endswith__isnull=True, continued_by__isnull=True)
    return list(here.select_related("stay__person").order_by("departed_at").distinct())


def cells_of(stay_ids: list[int]) -> dict[int, str]:
    placed = Placement.objects.current().filter(stay__in=stay_ids)
    return dict(placed.values_list("stay_id", "bed__cell__code"))


def of_trip(trip: Trip, cells: dict[int, str], at: datetime) -> Line:
    names = [escort.officer.short_name for escort in trip.escorts.all()]
    absence = last_of(trip.absence)
    missing = trip.escorts_needed - len(names)
    state, level, late = standing(absence, at)
    if absence is None and missing > 0:
        state, level = _("Officers missing: %(number)d") % {"number": missing}, "warn"
    elif absence is None:
        state, level = (_("Should have left"), "warn") if trip.leaves_at <= at else (_("Planned"), "")
    return Line(
        key=f"trip-{trip.pk}",
        kind=trip.get_kind_display(),
        icon=icons.ABSENCES[trip.kind],
        destination=trip.destination,
        leaves=trip.absence.departed_at if trip.absence else trip.leaves_at,
        back=(absence.returned_at or absence.expected_return_at) if absence else trip.expected_return_at,
        officers=", ".join(names),
        vehicle=trip.vehicle,
        risk="" if trip.risk == TripRisk.ORDINARY else trip.get_risk_display(),
        note=trip.note,
        state=state,
        level=level,
        late=late,
        trip_id=trip.pk,
        absence_id=absence.pk if absence else None,
        **who(trip.stay, cells),
    )


def of_transfer(transfer: Transfer, cells: dict[int, str], prison_id: int, at: datetime) -> Line:
    coming = transfer.to_prison_id == prison_id
    state, level = _("Ordered"), ""
    if transfer.arrived_at is not None:
        state = _("Arrived %(when)s") % {"when": display.moment(transfer.arrived_at, at)}
    elif transfer.turned_back_at is not None:
        state = _("Turned back %(when)s") % {"when": display.moment(transfer.turned_back_at, at)}
    elif transfer.departed_at is not None:
        late = transfer.expected_at is not None and transfer.expected_at <= at
        state, level = (_("On the way, late"), "bad") if late else (_("On the way"), "warn")
    other = transfer.from_prison if coming else transfer.to_prison
    return Line(
        key=f"transfer-{transfer.pk}",
        kind=_("Transfer from") if coming else _("Transfer to"),
        icon=icons.ABSENCES["TRANSFER"],
        destination=other.name,
        leaves=transfer.departed_at,
        back=transfer.arrived_at or transfer.expected_at,
        officers=", ".join(escort.officer.short_name for escort in transfer.escorts.all()),
        vehicle="",
        risk="",
        note="",
        state=state,
        level=level,
        late="",
        transfer_id=transfer.pk,
        **who(transfer.stay, cells),
    )


def of_absence(absence: Absence, cells: dict[int, str], at: datetime) -> Line:
    state, level, late = standing(absence, at)
    return Line(
        key=f"absence-{absence.pk}",
        kind=absence.get_kind_display(),
        icon=icons.ABSENCES[absence.kind],
        destination=absence.destination,
        leaves=absence.departed_at,
        back=absence.returned_at or absence.expected_return_at,
        officers="",
        vehicle="",
        risk="",
        note="",
        state=state,
        level=level,
        late=late,
        absence_id=absence.pk,
        **who(absence.stay, cells),
    )


def who(stay: Any, cells: dict[int, str]) -> dict[str, Any]:
    return {"name": stay.person.name, "number": stay.person.number, "cell": cells.get(stay.pk, "")}


def last_of(absence: Absence | None) -> Absence | None:
    """The absence itself, or the time at large that it became: nobody came back before that."""
    return getattr(absence, "continued_by", absence) if absence else None


def standing(absence: Absence | None, at: datetime) -> tuple[str, str, str]:
    """Where an absence stands, its level, and by how much it is or was late."""
    if absence is None:
        return "", "", ""
    late = lateness.late_by(absence, at)
    if absence.kind == AbsenceKind.ESCAPE and absence.returned_at is None:
        return _("At large"), "bad", ""
    if absence.returned_at is not None:
        return _("Back %(when)s") % {"when": display.moment(absence.returned_at, at)}, "", late
    return (_("Not back"), "bad", late) if late else (_("Out"), "", "")
