"""Who of the staff is close to somebody outside work: one's own, and all of them to who names contact officers."""

from dataclasses import dataclass
from datetime import datetime

from corrections import display
from corrections.access import Access
from corrections.models import User
from inmates.models import StaffConflict
from inmates.permissions import CustodyPerm
from inmates.registries import Subject


@dataclass(frozen=True, slots=True)
class Close:
    """``may_end``: one ends what one has said oneself; who names contact officers ends any."""

    id: int
    name: str
    since: str
    is_self: bool
    may_end: bool


def may_manage(subject: Subject, access: Access) -> bool:
    return subject.allows(access, CustodyPerm.CONTACT_OFFICER)


def standing(subject: Subject, user: User, access: Access, at: datetime) -> list[Close]:
    """What stands now and this user may know of. One query."""
    manages = may_manage(subject, access)
    found = StaffConflict.objects.current().filter(person=subject.person_id)
    found = found if manages else found.filter(user=user)
    return [
        Close(
            id=row.pk,
            name=str(row.user),
            since=display.moment(row.during.lower, at),
            is_self=row.user_id == user.pk,
            may_end=manages or row.registered_by_id == user.pk,
        )
        for row in found.select_related("user").order_by("during", "pk")
    ]


def row_of(subject: Subject, pk: int, user: User, access: Access) -> StaffConflict | None:
    """One that this user may end; also one that has just ended, so that it can be said."""
    found = StaffConflict.objects.filter(person=subject.person_id, pk=pk)
    if not may_manage(subject, access):
        found = found.filter(user=user, registered_by=user)
    return found.order_by("pk").first()


def names(person_id: int) -> list[str]:
    """Those who cannot be contact officer. For who names contact officers."""
    found = StaffConflict.objects.current().filter(person=person_id).select_related("user")
    return [str(row.user) for row in found.order_by("user__last_name", "pk")]


def staff_of(subject: Subject, at: datetime) -> list[tuple[int, str]]:
    """Everybody who works at the prison now."""
    posted = User.objects.filter(
        is_active=True, postings__prison=subject.prison_id, postings__during__contains=at
    ).distinct()
    return [(user.pk, user.short_name) for user in posted.order_by("last_name", "first_name", "pk")]
