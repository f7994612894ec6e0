"""Receiving people, giving them a bed, moving them to another cell, and letting them go.

Every act locks the stay first, then the bed: two officers queue, and the second is told who was first and when.
"""

from datetime import datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.events import publish
from corrections.models import Bed, Cell, Prison, User
from corrections.periods import since
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import LegalStatusKind
from inmates.events import LegalStatusChanged, PersonAdmitted, PersonPlaced
from inmates.models import LegalStatus, Person, Placement, Stay
from inmates.selectors import beds
from inmates.selectors.beds import BedOption
from inmates.services.endings import end


class PlacementRefused(Refusal):
    code = "placement_refused"


@explained()
@transaction.atomic
def admit(
    *,
    person: Person,
    legal_status: LegalStatusKind | str,
    prison: Prison,
    by: User | None,
    at: datetime,
    since_at: datetime | None = None,
    basis: str = "",
    bed: Bed | None = None,
    note: str = "",
) -> Stay:
    """Reception: a stay begins at ``since_at`` (``at`` when left out), on a legal basis, and in a bed if there is one.

    Raises ``Conflict`` when the person is in custody already, ``PlacementRefused`` for a time to come or an unknown
    legal status, and for the bed as ``place`` does.
    """
    start = since_at or at
    if start > at:
        raise PlacementRefused(_("The reception lies in the future. Enter when it happened."), code="future")
    if legal_status not in LegalStatusKind.values:
        raise PlacementRefused(_("Choose the legal basis from the list."), code="unknown_legal_status")
    person = Person.objects.select_for_update().get(pk=person.pk)
    refuse_if_in_custody(person, start, at)
    stay = Stay.objects.create(
        person=person, during=since(start), admitted_at=at, admitted_by=by, reception_prison=prison, note=note.strip()
    )
    LegalStatus.objects.create(
        stay=stay,
        kind=legal_status,
        during=since(start),
        basis=basis.strip(),
        registered_at=at,
        registered_by=by,
    )
    audit.record_write(
        by=by, at=at, act="inmates.admit", subject=stay, detail={"person": person.pk, "prison": prison.pk}
    )
    publish(
        PersonAdmitted(at=start, by_id=by.pk if by else None, person_id=person.pk, stay_id=stay.pk, prison_id=prison.pk)
    )
    if bed is not None:
        place(stay=stay, bed=bed, by=by, at=at, since_at=start)
    return stay


@explained()
@transaction.atomic
def place(
    *, stay: Stay, bed: Bed, by: User | None, at: datetime, since_at: datetime | None = None, reason: str = ""
) -> Placement:
    """The first bed of a stay. Raises ``Conflict`` when the person has one, or the bed has been taken."""
    start = since_at or at
    stay = lock(stay)
    refuse_if_gone(stay, start, at)
    current = current_placement(stay)
    if current is not None:
        raise Conflict(already_moved(stay, current, at), code="already_placed")
    lock_beds(bed)
    refuse_bed(the_option(stay, None, bed, start, decided=True), stay, at)
    return give(stay=stay, bed=bed, left=None, start=start, reason=reason, by=by, at=at)


@explained()
@transaction.atomic
def move_cell(
    *, stay: Stay, bed: Bed, seen: int | None, by: User, at: datetime, reason: str = "", decision: str = ""
) -> Placement:
    """Another bed from now on. ``seen`` is the placement that the officer saw when choosing.

    ``decision`` is the reference of a decision on transfer, needed where the new unit has another security level.
    Raises ``Conflict`` when someone has moved the person since or taken the bed, ``PlacementRefused`` with the reason
    otherwise (closed, full, kept, for the other sex, another level, somebody whom the person must not meet).
    """
    stay = lock(stay)
    refuse_if_gone(stay, at, at)
    current = current_placement(stay)
    if current is None:
        raise PlacementRefused(
            _("%(person)s has no cell yet. Choose the first one.") % {"person": stay.person}, code="no_cell"
        )
    if current.pk != seen or at <= current.during.lower:
        raise Conflict(already_moved(stay, current, at), code="moved_since")
    if current.bed_id == bed.pk:
        raise PlacementRefused(
            _("%(person)s lives there already. Choose another cell.") % {"person": stay.person}, code="already_there"
        )
    lock_beds(current.bed, bed)
    refuse_bed(the_option(stay, current, bed, at, decided=bool(decision.strip())), stay, at)
    close(current, at)
    return give(stay=stay, bed=bed, left=current, start=at, reason=reason or decision, by=by, at=at)


@explained()
@transaction.atomic
def change_legal_status(
    *,
    stay: Stay,
    kind: LegalStatusKind | str,
    basis: str,
    by: User | None,
    at: datetime,
    since_at: datetime | None = None,
) -> LegalStatus:
    """From one legal basis to the next, with no instant between: the old ends where the new begins."""
    start = since_at or at
    stay = lock(stay)
    refuse_if_gone(stay, start, at)
    if kind not in LegalStatusKind.values:
        raise PlacementRefused(_("Choose the legal basis from the list."), code="unknown_legal_status")
    if not basis.strip():
        raise PlacementRefused(_("State the document that the legal basis rests on."), code="no_basis")
    current = stay.legal_statuses.select_for_update().current().order_by("pk").get()
    if start <= current.during.lower:
        raise PlacementRefused(
            _("The present legal basis began %(when)s. The new one must begin after that.")
            % {"when": display.moment(current.during.lower, at)},
            code="before_the_present",
        )
    close(current, start)
    status = LegalStatus.objects.create(
        stay=stay, kind=kind, during=since(start), basis=basis.strip(), registered_at=at, registered_by=by
    )
    audit.record_write(
        by=by, at=at, act="inmates.change_legal_status", subject=status, detail={"stay": stay.pk, "kind": str(kind)}
    )
    publish(
        LegalStatusChanged(
            at=start, by_id=by.pk if by else None, stay_id=stay.pk, legal_status_id=status.pk, kind=str(kind)
        )
    )
    return status


# ---- what every act asks first ---------------------------------------------------------------------------------
def lock(stay: Stay) -> Stay:
    return Stay.objects.select_for_update(of=("self",)).select_related("person").get(pk=stay.pk)


def lock_beds(*beds: Bed) -> None:
    """Whoever wants one of these beds queues here: beds first, then their cells, each in the order of their keys.

    The trigger of the placement locks the cell of the bed that is left and of the one that is taken. Two people who
    move into each other's cells would each hold one and wait for the other, were the cells not locked in one order.
    """
    list(Bed.objects.select_for_update(no_key=True).filter(pk__in=[bed.pk for bed in beds]).order_by("pk"))
    list(Cell.objects.select_for_update(no_key=True).filter(pk__in=[bed.cell_id for bed in beds]).order_by("pk"))


def current_placement(stay: Stay) -> Placement | None:
    placed = Placement.objects.select_for_update(of=("self",)).current().filter(stay=stay)
    return placed.select_related("bed__cell__unit", "placed_by").order_by("pk").first()


def the_option(stay: Stay, current: Placement | None, bed: Bed, at: datetime, *, decided: bool) -> BedOption:
    return beds.options(stay, current, at, bed_ids=[bed.pk], transfer_decision=decided)[0]


def refuse_if_in_custody(person: Person, start: datetime, at: datetime) -> None:
    latest = person.stays.select_related("admitted_by").order_by("-during").first()
    if latest is None or (latest.during.upper is not None and latest.during.upper <= start):
        return
    if latest.during.upper is None:
        raise Conflict(
            _("%(person)s is in custody already, received by %(who)s %(when)s.")
            % {
                "person": person,
                "who": latest.admitted_by or _("the system"),
                "when": display.moment(latest.during.lower, at),
            },
            code="in_custody",
        )
    raise PlacementRefused(
        _("%(person)s was in custody until %(when)s. The new stay must begin after that.")
        % {"person": person, "when": display.moment(latest.during.upper, at)},
        code="overlap",
    )


def refuse_if_gone(stay: Stay, start: datetime, at: datetime) -> None:
    if start > at:
        raise PlacementRefused(_("That time has not come yet. Enter when it happened."), code="future")
    if start < stay.during.lower:
        raise PlacementRefused(
            _("%(person)s came to the prison %(when)s. Check the time.")
            % {"person": stay.person, "when": display.moment(stay.during.lower, at)},
            code="before_the_stay",
        )
    if stay.during.upper is not None:
        raise Conflict(
            _("%(person)s was released %(when)s, registered by %(who)s.")
            % {
                "person": stay.person,
                "when": display.moment(stay.during.upper, at),
                "who": stay.released_by or _("the system"),
            },
            code="released",
        )


def refuse_bed(option: BedOption, stay: Stay, at: datetime) -> None:
    """The worst objection as a refusal; a bed that somebody was given is a conflict that says who and when."""
    if not option.objections:
        return
    worst, reason = option.objections[0], option.reasons[0]
    if worst.code == "taken":
        raise Conflict(
            _("%(occupant)s was given %(bed)s %(when)s by %(who)s. Choose another bed for %(person)s.")
            % {
                "occupant": option.occupant,
                "bed": option.bed.cell.code,
                "when": display.moment(option.placed_at or at, at),
                "who": option.placed_by or _("the system"),
                "person": stay.person,
            },
            code="taken",
        )
    raise PlacementRefused(
        _("%(person)s cannot move to %(bed)s. %(reason)s")
        % {"person": stay.person, "bed": option.bed.cell.code, "reason": reason},
        code=worst.code,
        source=worst.source,
    )


def already_moved(stay: Stay, current: Placement, at: datetime) -> str:
    return _("%(who)s moved %(person)s to %(bed)s %(when)s. Look at that before you move anybody.") % {
        "who": current.placed_by or _("The system"),
        "person": stay.person,
        "bed": current.bed.cell.code,
        "when": display.moment(current.placed_at, at),
    }


# ---- the writes ------------------------------------------------------------------------------------------------
def close(row: Placement | LegalStatus, at: datetime) -> None:
    end(row, at)
    row.save(update_fields=["during"])


def give(
    *, stay: Stay, bed: Bed, left: Placement | None, start: datetime, reason: str, by: User | None, at: datetime
) -> Placement:
    placement = Placement.objects.create(
        stay=stay, bed=bed, during=since(start), reason=reason.strip(), placed_at=at, placed_by=by
    )
    left_bed_id = left.bed_id if left else None
    audit.record_write(
        by=by,
        at=at,
        act="inmates.move_cell" if left else "inmates.place",
        subject=placement,
        detail={"stay": stay.pk, "bed": bed.pk, "left_bed": left_bed_id},
    )
    publish(
        PersonPlaced(
            at=start,
            by_id=by.pk if by else None,
            person_id=stay.person_id,
            stay_id=stay.pk,
            placement_id=placement.pk,
            bed_id=bed.pk,
            left_bed_id=left_bed_id,
        )
    )
    return placement
