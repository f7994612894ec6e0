"""Postings: who has which role where, for how long."""

from collections.abc import Iterable
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.contrib.auth.models import Group, Permission
from django.contrib.contenttypes.models import ContentType
from django.db import IntegrityError, transaction
from django.db.models import F
from django.utils.translation import gettext_lazy as _

from corrections.choices import Role
from corrections.models import Posting, Prison, PrisonGroupPermission, Unit, UnitGroupPermission, User
from corrections.periods import between, ended, since
from corrections.refusals import Refusal
from corrections.registries import permissions
from corrections.services import audit

SHORTEST = timedelta(microseconds=1)


class PostingRefused(Refusal):
    code = "posting_refused"


def roles_table() -> dict[StrEnum, frozenset[Role]]:
    """Every permission of every installed app and the roles that hold it."""
    return {perm: roles for _key, table in permissions.items() for perm, roles in table.items()}


def perms_of(role: Role | str) -> list[str]:
    return sorted(str(perm) for perm, roles in roles_table().items() if role in roles)


@transaction.atomic
def group_for(*, role: Role | str, prison: Prison, unit: Unit | None = None) -> Group:
    """The group that holds this role's object permissions at this place; made on first use, kept in step after."""
    place = unit or prison
    kind = "unit" if unit else "prison"
    group, _made = Group.objects.get_or_create(name=f"{role}@{kind}:{place.pk}")
    give(group=group, place=place, codenames=perms_of(role))
    return group


def give(*, group: Group, place: Prison | Unit, codenames: Iterable[str]) -> None:
    """Set exactly these object permissions for ``group`` on ``place``."""
    table: Any = UnitGroupPermission if isinstance(place, Unit) else PrisonGroupPermission
    wanted = set(codenames)
    held = dict(table.objects.filter(group=group, content_object=place).values_list("permission__codename", "pk"))
    table.objects.filter(pk__in=[pk for name, pk in held.items() if name not in wanted]).delete()
    content_type = ContentType.objects.get_for_model(type(place))
    found = Permission.objects.filter(content_type=content_type, codename__in=wanted - set(held))
    table.objects.bulk_create([table(group=group, permission=perm, content_object=place) for perm in found])


@transaction.atomic
def grant_posting(
    *,
    user: User,
    role: Role | str,
    prison: Prison,
    unit: Unit | None = None,
    start: datetime,
    end: datetime | None = None,
    by: User | None,
    at: datetime,
    reason: str = "",
) -> Posting:
    """Give ``user`` a role at a prison, or at one of its units, from ``start`` to ``end`` (open when ``None``).

    Raises ``PostingRefused`` for a unit of another prison, an end before the start, a grant to oneself, or the same
    role at the same place twice.
    """
    if unit is not None and unit.prison_id != prison.pk:
        raise PostingRefused(
            _("That unit belongs to another prison. Choose a unit of %(prison)s.") % {"prison": prison}
        )
    if by is not None and by.pk == user.pk:
        raise PostingRefused(_("You cannot give yourself a role. Ask someone else who may."), code="own_posting")
    if end is not None and end <= start:
        raise PostingRefused(_("The posting ends before it begins. Check the dates."), code="empty_period")
    group = group_for(role=role, prison=prison, unit=unit)
    try:
        with transaction.atomic():
            posting = Posting.objects.create(
                user=user,
                role=role,
                prison=prison,
                unit=unit,
                group=group,
                during=between(start, end) if end else since(start),
                granted_at=at,
                granted_by=by,
                reason=reason,
            )
    except IntegrityError as error:
        raise PostingRefused(_("This person already has that role there in that period."), code="overlap") from error
    touch(user)
    audit.record_write(
        by=by,
        at=at,
        act="corrections.grant_posting",
        subject=posting,
        detail={"user": user.pk, "role": str(role)},
        reason=reason,
    )
    return posting


@transaction.atomic
def end_posting(*, posting: Posting, by: User, at: datetime) -> Posting:
    """End a posting now. One that has not begun is ended at its first instant, so that it never counts."""
    posting = Posting.objects.select_for_update().get(pk=posting.pk)
    if posting.during.upper is not None and posting.during.upper <= at:
        raise PostingRefused(_("This posting has already ended."), code="already_ended")
    if at <= posting.during.lower:
        posting.during = between(posting.during.lower, posting.during.lower + SHORTEST)
    else:
        posting.during = ended(posting.during, at)
    posting.ended_at, posting.ended_by = at, by
    posting.save(update_fields=["during", "ended_at", "ended_by"])
    touch(posting.user)
    audit.record_write(by=by, at=at, act="corrections.end_posting", subject=posting, detail={"user": posting.user_id})
    return posting


def touch(user: User) -> None:
    """Tell every process that what they keep about this user's access is old."""
    User.objects.filter(pk=user.pk).update(access_version=F("access_version") + 1)
    user.access_version += 1


def touch_prison(prison: Prison) -> None:
    """The same for everyone posted to the whole of a prison: it has other units than they have seen."""
    posted = Posting.objects.filter(prison=prison, unit__isnull=True).values("user")
    User.objects.filter(pk__in=posted).update(access_version=F("access_version") + 1)


@transaction.atomic
def sync_roles() -> int:
    """After a migrate: the permission rows exist, every group holds what its role holds today. Returns the groups."""
    for model in (Prison, Unit):
        content_type = ContentType.objects.get_for_model(model)
        names = {str(perm) for perm in roles_table()}
        held = set(Permission.objects.filter(content_type=content_type).values_list("codename", flat=True))
        Permission.objects.bulk_create(
            [Permission(content_type=content_type, codename=name, name=name) for name in sorted(names - held)]
        )
    seen = set()
    for posting in Posting.objects.select_related("group", "prison", "unit").order_by("group_id").distinct("group_id"):
        give(group=posting.group, place=posting.unit or posting.prison, codenames=perms_of(posting.role))
        seen.add(posting.group_id)
    return len(seen)
