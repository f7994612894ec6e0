"""The timetable of a term outside: booked ahead, so that nobody plans over it, and read at the gate."""

from contextlib import suppress
from datetime import date, datetime, time, timedelta
from typing import Any

from django.db import transaction
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections.models import User
from corrections.refusals import Conflict
from corrections.services import law
from inmates.choices import CommitmentKind
from inmates.models import Commitment
from inmates.rules import wall_clock
from inmates.services import commitments
from sentencing.choices import OutsideKind, OutsideState
from sentencing.models import OutsideTerm
from sentencing.rules import timetable

SOURCE = "sentencing.outside"
RULE = "OUTSIDE"
OPEN = (OutsideState.GRANTED, OutsideState.RUNNING)
BEFORE_THE_HOURS = timedelta(minutes=30)


@transaction.atomic
def book_ahead(*, term: OutsideTerm, by: User | None = None, at: datetime) -> int:
    """Claim the hours of the coming days, each once; where the person is taken already, that stands."""
    today = timezone.localtime(at).date()
    first, last = max(today, term.first_on), min(term.last_on, today + timedelta(days=ahead(at)))
    booked = Commitment.objects.filter(stay=term.stay_id, source__startswith=f"{SOURCE}:{term.pk}:")
    known = set(booked.values_list("source", flat=True))
    made = 0
    for day in timetable.days(first, last):
        for start_at, end_at in hours_on(term, day):
            source = f"{SOURCE}:{term.pk}:{start_at:%Y%m%dT%H%M}"
            if source in known or end_at <= at:
                continue
            with suppress(Conflict):
                commitments.book(
                    stay=term.stay,
                    kind=CommitmentKind.WORK,
                    label=str(OutsideKind(term.kind).label),
                    place=None,
                    start=start_at,
                    end=end_at,
                    source=source,
                    by=by or term.granted_by,
                    at=at,
                )
                made += 1
    return made


def book_all(*, by: User | None = None, at: datetime) -> int:
    """The hours of everybody on day release, as far ahead as the rule says; run as often as one likes."""
    today = timezone.localtime(at).date()
    found = OutsideTerm.objects.filter(kind=OutsideKind.DAY_RELEASE, state__in=OPEN, last_on__gte=today)
    return sum(
        book_ahead(term=term, by=by, at=at) for term in found.select_related("stay", "granted_by").order_by("pk")
    )


def free_hours(term: OutsideTerm, by: User | None, at: datetime) -> None:
    booked = Commitment.objects.select_for_update().filter(
        source__startswith=f"{SOURCE}:{term.pk}:", cancelled_at__isnull=True, during__startswith__gt=at
    )
    for one in booked.order_by("pk"):
        one.cancelled_at, one.cancelled_by = at, by
        one.save(update_fields=["cancelled_at", "cancelled_by"])


def ahead(at: datetime) -> int:
    return int(parameters_at(at)["book_days"])


def hours_on(term: OutsideTerm, day: date) -> list[tuple[datetime, datetime]]:
    """The hours of one day; on the night when the clocks change, only those that there are."""
    zone, found = timezone.get_current_timezone(), []
    for leaves, back in timetable.on(timetable.read(term.timetable), day):
        out, home = wall_clock.instants(day, leaves.time(), zone), wall_clock.instants(day, back.time(), zone)
        if out and home:
            found.append((out[0], home[-1]))
    return found


def hours_at(term: OutsideTerm, day: date, moment: datetime) -> tuple[datetime, datetime] | None:
    """The hours that somebody leaves for now: a little before they begin at the earliest."""
    return next((one for one in hours_on(term, day) if one[0] - BEFORE_THE_HOURS <= moment < one[1]), None)


def hours_in_words(term: OutsideTerm) -> str:
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    slots = timetable.read(term.timetable) if term.timetable else ()
    return ", ".join(f"{timetable.days_of(slot, names)} {timetable.hours_of(slot)}" for slot in slots)


def parameters_at(at: datetime) -> dict[str, Any]:
    parameters: dict[str, Any] = law.rule_in_force(RULE, timezone.localtime(at).date()).parameters
    return parameters


def back_by(day: date, at: datetime) -> datetime:
    """When somebody is back on the last day."""
    return timezone.make_aware(datetime.combine(day, time(int(parameters_at(at)["back_by"]))))
