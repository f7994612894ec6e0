"""Who has which role where, as those may see it who look after a prison's staff."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime
from enum import StrEnum

from django.db.models import F, Q, QuerySet

from corrections.access import Access
from corrections.choices import Role
from corrections.models import Posting, User
from corrections.permissions import StaffPerm
from corrections.registries import permission_texts, permissions
from corrections.rules import roles_given_by


def postings(access: Access, perm: StrEnum = StaffPerm.VIEW) -> QuerySet[Posting]:
    """Postings at prisons where ``perm`` is held as a whole."""
    found = Posting.objects.filter(prison__in=access.prisons(perm))
    return found.select_related("user", "prison", "unit", "granted_by", "ended_by")


WHEN = ("now", "later", "ended", "all")


def chosen(
    found: QuerySet[Posting], *, at: datetime, when: str = "now", role: str = "", q: str = ""
) -> QuerySet[Posting]:
    """A filtered list, by surname. ``when``: counting now, beginning later, ended, or all of them."""
    periods = {
        "now": Q(during__contains=at),
        "later": Q(during__startswith__gt=at),
        "ended": Q(during__endswith__lte=at),
    }
    narrowed = found.filter(periods.get(when, Q()))
    if role in Role.values:
        narrowed = narrowed.filter(role=role)
    for word in q.split():
        name = Q(user__first_name__icontains=word) | Q(user__last_name__icontains=word)
        narrowed = narrowed.filter(name | Q(user__username__icontains=word))
    return narrowed.order_by(
        "user__last_name", "user__first_name", "prison", F("unit__position").asc(nulls_first=True), "pk"
    )


@dataclass(frozen=True, slots=True)
class PostingRow:
    """A posting, and whether this user may end it."""

    posting: Posting
    may_end: bool


def rows(found: Iterable[Posting], *, access: Access, at: datetime) -> list[PostingRow]:
    return [PostingRow(posting, may_end(posting, access) and not has_ended(posting, at)) for posting in found]


def may_end(posting: Posting, access: Access) -> bool:
    """Who could have given it may end it: a leader cannot send away those who watch over leaders."""
    return posting.role in roles_to_give(access, posting.prison_id)


def roles_to_give(access: Access, prison_id: int) -> frozenset[Role]:
    """The roles that this user may give and end at a prison, by their postings to the whole of it."""
    held = {role for role, prison, unit_id in access.posts if prison == prison_id and unit_id is None}
    return roles_given_by(held)


def has_ended(posting: Posting, at: datetime) -> bool:
    return posting.ended_at is not None or (posting.during.upper is not None and posting.during.upper <= at)


def accounts() -> QuerySet[User]:
    """Those who can be posted: active accounts."""
    return User.objects.filter(is_active=True).order_by("last_name", "first_name", "username")


def staff_of(access: Access, perm: StrEnum) -> QuerySet[User]:
    """Everyone who has, or has had, a posting at a prison where ``perm`` is held as a whole."""
    posted = Posting.objects.filter(prison__in=access.prisons(perm)).values("user")
    return User.objects.filter(pk__in=posted).order_by("last_name", "first_name", "username")


# ---- who may do what -----------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class PermissionRow:
    """One permission, and whether each role holds it, in the order of ``Role``."""

    code: str
    text: str
    held: tuple[bool, ...]


def who_may_do_what() -> list[PermissionRow]:
    texts = {str(perm): str(text) for _key, table in permission_texts.items() for perm, text in table.items()}
    return [
        PermissionRow(str(perm), texts.get(str(perm), str(perm)), tuple(role in roles for role in Role))
        for _key, table in permissions.items()
        for perm, roles in table.items()
    ]
