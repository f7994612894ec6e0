"""Groups of people: who belongs to them, and which groups must not meet."""

from datetime import date, datetime

from django.db import transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.periods import since
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import NonAssociationScope
from inmates.models import GroupMembership, GroupNonAssociation, Person, SecurityGroup
from inmates.services import together
from inmates.services.endings import end


class GroupRefused(Refusal):
    code = "group_refused"


@explained()
@transaction.atomic
def register(*, name: str, note: str = "", by: User, at: datetime) -> SecurityGroup:
    """A group that holds together. Raises ``Conflict`` where there is one of that name."""
    group = SecurityGroup.objects.create(name=name.strip(), note=note.strip(), registered_at=at, registered_by=by)
    audit.record_write(by=by, at=at, act="inmates.register_group", subject=group)
    return group


@explained()
@transaction.atomic
def join(*, group: SecurityGroup, person: Person, basis: str, by: User, at: datetime) -> GroupMembership:
    """The person belongs to the group from now on. Who stands together with a rival is found at once.

    Raises ``Conflict`` when it is registered already, ``GroupRefused`` without how it is known.
    """
    if not basis.strip():
        raise GroupRefused(_("Write how it is known that the person belongs to the group."), code="no_basis")
    row = GroupMembership.objects.create(
        group=group, person=person, basis=basis.strip(), during=since(at), registered_at=at, registered_by=by
    )
    audit.record_write(by=by, at=at, act="inmates.join_group", subject=row, detail={"person": person.pk})
    together.sweep(person_ids=[person.pk], by=by, at=at)
    return row


@explained()
@transaction.atomic
def leave(*, membership: GroupMembership, by: User, at: datetime) -> GroupMembership:
    """The person belongs to the group no more. Raises ``Conflict`` for the second who says so."""
    row = GroupMembership.objects.select_for_update().get(pk=membership.pk)
    if row.during.upper is not None:
        raise Conflict(
            _("This membership ended %(when)s.") % {"when": display.moment(row.during.upper, at)}, code="ended"
        )
    end(row, at)
    row.ended_by = by
    row.save(update_fields=["during", "ended_by"])
    audit.record_write(by=by, at=at, act="inmates.leave_group", subject=row, detail={"person": row.person_id})
    return row


@explained()
@transaction.atomic
def keep_apart(
    *,
    group: SecurityGroup,
    other: SecurityGroup,
    review_on: date,
    scope: NonAssociationScope | str = NonAssociationScope.PLACE,
    by: User,
    at: datetime,
) -> GroupNonAssociation:
    """Members of these two must not meet. Stored once, whichever is named first.

    Raises ``GroupRefused`` for a group and itself, ``Conflict`` when they are kept apart already.
    """
    if group.pk == other.pk:
        raise GroupRefused(_("Choose another group: no group is kept apart from itself."), code="same_group")
    first, second = sorted((group.pk, other.pk))
    row = GroupNonAssociation.objects.create(
        first_id=first,
        second_id=second,
        scope=scope,
        during=since(at),
        review_on=review_on,
        registered_at=at,
        registered_by=by,
    )
    audit.record_write(by=by, at=at, act="inmates.keep_groups_apart", subject=row)
    together.sweep(person_ids=None, by=by, at=at)
    return row
