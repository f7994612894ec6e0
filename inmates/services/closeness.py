"""Staff who are close to somebody outside work never are their contact officer (norway.md 13): said, and ended."""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import Task, User
from corrections.periods import since
from corrections.refusals import Conflict, explained
from corrections.services import audit, work
from inmates.models import ContactOfficer, Person, Placement, StaffConflict, Stay
from inmates.services.endings import end

KIND = "inmates.name_another_officer"


@explained()
@transaction.atomic
def declare(*, user: User, person: Person, by: User, at: datetime) -> StaffConflict:
    """They know each other outside work. How is nobody's business here; that it is so is enough.

    Is ``user`` the contact officer or the substitute, they no longer are, and the duty manager is asked for another.
    """
    stay = Stay.objects.select_for_update(of=("self",)).current().filter(person=person).order_by("pk").first()
    row = StaffConflict.objects.create(user=user, person=person, during=since(at), registered_at=at, registered_by=by)
    detail = {"user": user.pk, "person": person.pk}
    audit.record_write(by=by, at=at, act="inmates.register_staff_conflict", subject=row, detail=detail)
    if stay is not None:
        relieve(stay, person, user, by, at)
    return row


@explained()
@transaction.atomic
def end_closeness(*, row: StaffConflict, by: User, at: datetime) -> StaffConflict:
    """It is so no longer, or never was."""
    row = StaffConflict.objects.select_for_update().get(pk=row.pk)
    if row.during.upper is not None:
        raise Conflict(_("Somebody has ended this already."), code="already_ended")
    end(row, at)
    row.save(update_fields=["during"])
    detail = {"user": row.user_id, "person": row.person_id}
    audit.record_write(by=by, at=at, act="inmates.end_staff_conflict", subject=row, detail=detail)
    return row


def stop_asking(*, stay_id: int, is_substitute: bool, by: User | None, at: datetime) -> None:
    """Another is named, or the person has left."""
    asked = Task.objects.select_for_update().filter(kind=KIND, subject_type="inmates.stay", subject_id=stay_id)
    for task in asked.filter(done_at__isnull=True, detail__substitute=is_substitute).order_by("pk"):
        task.done_at, task.done_by, task.outcome = at, by, "named"
        task.save(update_fields=["done_at", "done_by", "outcome"])


# ---- parts -----------------------------------------------------------------------------------------------------
def relieve(stay: Stay, person: Person, user: User, by: User, at: datetime) -> None:
    held = ContactOfficer.objects.select_for_update().current().filter(stay=stay, officer=user)
    for part in held.order_by("pk"):
        end(part, at)
        part.save(update_fields=["during"])
        detail = {"stay": stay.pk, "officer": user.pk, "substitute": part.is_substitute}
        audit.record_write(by=by, at=at, act="inmates.relieve_contact_officer", subject=part, detail=detail)
        ask_for_another(stay, person, part, by, at)


def ask_for_another(stay: Stay, person: Person, part: ContactOfficer, by: User, at: datetime) -> None:
    homes = Placement.objects.current().filter(stay=stay).select_related("bed__cell__unit__prison")
    home = homes.order_by("pk").first()
    prison = home.bed.cell.unit.prison if home else stay.reception_prison
    if prison is None:
        return
    work.create_task(
        kind=KIND,
        detail={"number": person.number, "person": str(person.uuid), "substitute": part.is_substitute},
        role="DUTY_MANAGER",
        prison=prison,
        unit=home.bed.cell.unit if home else None,
        dedupe_key=f"another:{part.pk}",
        subject_type="inmates.stay",
        subject_id=stay.pk,
        by=by,
        at=at,
    )
