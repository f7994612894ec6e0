"""Who may do what where: one small query a sign-in, then set membership.

A posting gives a role at a place for a period; the group of that role at that place holds guardian's object
permissions. Both are read in one statement, kept until the user's ``access_version`` changes or a period begins
or ends, and asked as sets. A posting that ended a second ago opens nothing, in the same session.
"""

from collections.abc import Callable
from dataclasses import dataclass, field
from datetime import datetime, timedelta
from enum import StrEnum
from functools import wraps
from typing import Any, Concatenate, ParamSpec
from uuid import UUID

from django.contrib.auth.views import redirect_to_login
from django.core.exceptions import PermissionDenied
from django.db import connection
from django.http import HttpRequest, HttpResponse
from django.utils import timezone

from corrections.choices import Role
from corrections.models import Prison, Unit, User

P = ParamSpec("P")
View = Callable[Concatenate[HttpRequest, P], HttpResponse]
CACHE_SECONDS = 300
NOBODY_SECONDS = 5  # a first posting may begin any moment
MOST_CACHED = 5_000

QUERY = """
WITH p AS (
  SELECT group_id, role, prison_id, unit_id, upper(during) AS ends
  FROM corrections_posting WHERE user_id = %(user)s AND during @> %(at)s::timestamptz
), g AS (
  SELECT p.role, p.prison_id, p.unit_id, p.ends, perm.codename
  FROM p JOIN corrections_prisongrouppermission o ON o.group_id = p.group_id
         JOIN auth_permission perm ON perm.id = o.permission_id
  WHERE p.unit_id IS NULL
  UNION ALL
  SELECT p.role, p.prison_id, p.unit_id, p.ends, perm.codename
  FROM p JOIN corrections_unitgrouppermission o ON o.group_id = p.group_id
         JOIN auth_permission perm ON perm.id = o.permission_id
  WHERE p.unit_id IS NOT NULL
  UNION ALL
  SELECT role, prison_id, unit_id, ends, NULL FROM p
), n AS (
  SELECT min(lower(during)) AS begins FROM corrections_posting
  WHERE user_id = %(user)s AND lower(during) > %(at)s::timestamptz
)
SELECT g.role, g.codename, g.prison_id, g.unit_id IS NULL AS whole_prison,
       coalesce(array_agg(DISTINCT u.id) FILTER (WHERE u.id IS NOT NULL), '{}') AS units,
       least(min(g.ends), min(n.begins)) AS boundary
FROM n LEFT JOIN g ON true
       LEFT JOIN corrections_unit u ON u.prison_id = g.prison_id AND (g.unit_id IS NULL OR u.id = g.unit_id)
GROUP BY 1, 2, 3, 4
"""


@dataclass(frozen=True)
class Access:
    """What one member of staff may do at one instant. Asking costs no query.

    ``posts`` are the postings themselves: role, prison, and the unit or ``None`` for the whole prison.
    """

    roles: frozenset[str] = frozenset()
    _units: dict[str, frozenset[int]] = field(default_factory=dict)
    _prisons: dict[str, frozenset[int]] = field(default_factory=dict)
    prisons_of_duty: frozenset[int] = frozenset()
    posts: frozenset[tuple[str, int, int | None]] = frozenset()
    until: datetime | None = None

    def may(self, perm: StrEnum | str, *, unit_id: int | None = None, prison_id: int | None = None) -> bool:
        """Whether ``perm`` is held anywhere, or at this unit, or in the whole of this prison."""
        if unit_id is not None:
            return unit_id in self.units(perm)
        if prison_id is not None:
            return prison_id in self.prisons(perm)
        return bool(self.units(perm) or self.prisons(perm))

    def units(self, perm: StrEnum | str) -> frozenset[int]:
        """The units where ``perm`` is held, through the unit itself or its whole prison."""
        return self._units.get(str(perm), frozenset())

    def prisons(self, perm: StrEnum | str) -> frozenset[int]:
        """The prisons where ``perm`` is held as a whole."""
        return self._prisons.get(str(perm), frozenset())

    def held_at(self, unit_id: int) -> list[str]:
        """Every permission held at this unit, in order: two users with the same may be shown the same."""
        return sorted(perm for perm, units in self._units.items() if unit_id in units)

    def has_role(self, *roles: Role) -> bool:
        return not self.roles.isdisjoint(roles)


NOBODY = Access()
_cache: dict[tuple[int, int], tuple[datetime, Access]] = {}


def access_of(user: User, *, at: datetime) -> Access:
    """The access of ``user`` at ``at``; inactive accounts have none."""
    if not user.is_active:
        return NOBODY
    key = (user.pk, user.access_version)
    kept = _cache.get(key)
    if kept is not None and at < kept[0]:
        return kept[1]
    access = load_access(user.pk, at=at)
    if len(_cache) > MOST_CACHED:
        _cache.clear()
    keep = timedelta(seconds=CACHE_SECONDS if access.roles else NOBODY_SECONDS)
    _cache[key] = (min(access.until or at + keep, at + keep), access)
    return access


def load_access(user_id: int, *, at: datetime) -> Access:
    """The one query. Public for tests and for the report of who may do what."""
    units: dict[str, set[int]] = {}
    prisons: dict[str, set[int]] = {}
    roles: set[str] = set()
    duty: set[int] = set()
    posts: set[tuple[str, int, int | None]] = set()
    until: datetime | None = None
    with connection.cursor() as cursor:
        cursor.execute(QUERY, {"user": user_id, "at": at})
        for role, codename, prison_id, whole, unit_ids, boundary in cursor.fetchall():
            if boundary is not None and (until is None or boundary < until):
                until = boundary
            if role is None:  # no posting counts now
                continue
            roles.add(role)
            duty.add(prison_id)
            if codename is None:  # the postings themselves, also of a role that opens nothing here
                posts.update((role, prison_id, unit_id) for unit_id in ([None] if whole else unit_ids))
            else:
                units.setdefault(codename, set()).update(unit_ids)
                prisons.setdefault(codename, set()).update([prison_id] if whole else [])
    return Access(
        roles=frozenset(roles),
        _units={perm: frozenset(ids) for perm, ids in units.items()},
        _prisons={perm: frozenset(ids) for perm, ids in prisons.items()},
        prisons_of_duty=frozenset(duty),
        posts=frozenset(posts),
        until=until,
    )


def forget_access() -> None:
    """Drop what this process has kept; other processes notice by ``access_version``."""
    _cache.clear()


class StaffRequest(HttpRequest):
    """A request as views see it after the middleware: signed in, with access and the instant it arrived."""

    access: Access
    at: datetime
    id: UUID
    user: User
    htmx: Any
    prison: Prison  # set by a view about one prison or unit; the top bar names it
    unit: Unit


def requires(*perms: StrEnum) -> Callable[[Callable[..., HttpResponse]], Callable[..., HttpResponse]]:
    """Only for those who hold one of ``perms`` somewhere; which place is for the selector (out of scope: 404)."""

    def decorate(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
        @wraps(view)
        def guarded(request: StaffRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if not request.user.is_authenticated:
                return redirect_to_login(request.get_full_path())
            if perms and not any(request.access.may(perm) for perm in perms):
                raise PermissionDenied
            return view(request, *args, **kwargs)

        guarded.access = perms or ("signed in",)  # type: ignore[attr-defined]
        return guarded

    return decorate


signed_in = requires()


def public(view: Callable[..., HttpResponse]) -> Callable[..., HttpResponse]:
    """For anyone, signed in or not."""
    view.access = ("public",)  # type: ignore[attr-defined]
    return view


def now() -> datetime:
    """The clock at the door: middleware, commands and tasks read it here; nothing below does."""
    return timezone.now()  # noqa: TID251  (this is the door)
