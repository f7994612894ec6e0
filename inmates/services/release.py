"""Letting a person go: everything that runs on the stay ends with it, in one transaction."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import Clock, Task, User
from corrections.periods import ended
from corrections.refusals import explained
from corrections.services import audit, work
from inmates.choices import ReleaseState
from inmates.events import PersonReleased
from inmates.models import Alert, ContactOfficer, LegalStatus, Placement, Release, Stay
from inmates.rules.releasing import OPEN
from inmates.services.placements import PlacementRefused, lock, refuse_if_gone


@explained()
@transaction.atomic
def release(
    *,
    stay: Stay,
    by: User,
    at: datetime,
    released_at: datetime | None = None,
    note: str = "",
    plan: int | None = None,
) -> Stay:
    """The stay ends, and with it the legal status, the bed, the absence, the contact officers, the alerts and what was
    booked. Who must not meet whom, and practical needs, belong to the person and stand.

    ``plan`` is the planned release that is carried out; any other falls away.

    The release stands whatever our software does with the news (``PersonReleased.must_stand``). Raises ``Conflict``
    when somebody has already released the person, ``PlacementRefused`` when something happened after ``released_at``.
    """
    end = released_at or at
    stay = lock(stay)
    refuse_if_gone(stay, end, at)
    refuse_if_something_happened_since(stay, end, at)
    for row in open_rows(stay):
        row.during = ended(row.during, end)
        row.save(update_fields=["during"])
    end_absence(stay, end, by)
    end_alerts(stay, end, by)
    cancel_commitments(stay, end, by)
    stay.during = ended(stay.during, end)
    stay.released_at, stay.released_by, stay.note = at, by, note.strip() or stay.note
    stay.save(update_fields=["during", "released_at", "released_by", "note"])
    audit.record_write(by=by, at=at, act="inmates.release", subject=stay, detail={"person": stay.person_id})
    publish(PersonReleased(at=end, by_id=by.pk, person_id=stay.person_id, stay_id=stay.pk))
    end_clocks(stay, at, by)
    drop_plans(stay, plan, at, by)
    return stay


def drop_plans(stay: Stay, plan: int | None, at: datetime, by: User) -> None:
    """The person has gone without it: a release that was only planned is not carried out any more."""
    for left in (
        Release.objects.select_for_update().filter(stay=stay, state__in=OPEN).exclude(pk=plan or 0).order_by("pk")
    ):
        left.state, left.cancelled_at, left.cancelled_by = ReleaseState.CANCELLED, at, by
        left.save()
        audit.record_write(by=by, at=at, act="inmates.cancel_release", subject=left, detail={"stay": stay.pk})


def open_rows(stay: Stay) -> list[LegalStatus | Placement | ContactOfficer]:
    """Legal status, bed and contact officers that still go on, locked."""
    return [
        *stay.legal_statuses.select_for_update().current().order_by("pk"),
        *stay.placements.select_for_update().current().order_by("pk"),
        *stay.contact_officers.select_for_update().current().order_by("pk"),
    ]


def refuse_if_something_happened_since(stay: Stay, end: datetime, at: datetime) -> None:
    begun = [row.during.lower for row in open_rows(stay)]
    begun += stay.absences.current().values_list("departed_at", flat=True)
    begun += stay.movements.filter(undone_at__isnull=True, left_at__gt=end).values_list("left_at", flat=True)
    latest = max(begun, default=None)
    if latest is not None and latest >= end:
        raise PlacementRefused(
            _("Something was registered on %(person)s %(when)s, after the time of release. Check the time.")
            % {"person": stay.person, "when": display.moment(latest, at)},
            code="something_since",
        )


def end_absence(stay: Stay, end: datetime, by: User) -> None:
    """Someone can be released from court or hospital: the absence ends there, at the instant of the release."""
    for absence in stay.absences.select_for_update().current().order_by("pk"):
        absence.during, absence.returned_at, absence.returned_by = ended(absence.during, end), end, by
        absence.save(update_fields=["during", "returned_at", "returned_by"])


def end_alerts(stay: Stay, end: datetime, by: User) -> None:
    for alert in Alert.objects.select_for_update().current().filter(person=stay.person).order_by("pk"):
        if alert.during.lower < end:
            alert.during, alert.closed_at, alert.closed_by = ended(alert.during, end), end, by
            alert.save(update_fields=["during", "closed_at", "closed_by"])


def end_clocks(stay: Stay, at: datetime, by: User) -> None:
    """What nobody else has closed on the news: no deadline runs on somebody who has left, and a breach is recorded."""
    subject = {"subject_type": audit.type_of(stay), "subject_id": stay.pk}
    for clock in Clock.objects.running().filter(**subject).order_by("pk"):
        if clock.due_at <= at:
            work.close_clock(clock=clock, by=by, at=at)
        else:
            work.cancel_clock(clock=clock, by=by, at=at, reason="released")
    for task in Task.objects.select_for_update().filter(done_at__isnull=True, **subject).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, "cancelled"
        task.save(update_fields=["done_at", "done_by", "outcome"])


def cancel_commitments(stay: Stay, end: datetime, by: User) -> None:
    """What was still to come is cancelled; what was going on ends with the stay."""
    booked = stay.commitments.select_for_update().filter(cancelled_at__isnull=True, during__endswith__gt=end)
    for commitment in booked.order_by("pk"):
        if commitment.during.lower < end:
            commitment.during = ended(commitment.during, end)
            commitment.save(update_fields=["during"])
        else:
            commitment.cancelled_at, commitment.cancelled_by = end, by
            commitment.save(update_fields=["cancelled_at", "cancelled_by"])
