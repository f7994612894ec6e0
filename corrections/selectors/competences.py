"""Who has learnt what at a prison, until when, and who could step in."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import datetime, timedelta
from enum import StrEnum
from typing import Any

from django.db.models import Exists, OuterRef, QuerySet
from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from corrections import display
from corrections.access import Access
from corrections.choices import CompetenceKind
from corrections.models import Competence, Posting, Prison, Task, User
from corrections.permissions import CompetencePerm

SOON = timedelta(days=60)
MOST_NAMED = 5


def holds(competence: Competence, at: datetime) -> bool:
    return bool(competence.during.lower <= at and (competence.during.upper is None or at < competence.during.upper))


def last_of(*, user: User, kind: CompetenceKind | str, at: datetime) -> Competence | None:
    """The one that holds at ``at``, else the last that did."""
    begun = Competence.objects.filter(user=user, kind=kind, during__startswith__lte=at)
    return begun.order_by("-during").first()


def colleagues_with(*, user: User, kind: CompetenceKind | str, at: datetime) -> Sequence[User]:
    """Others with the competence who have a posting now at a prison where ``user`` has one."""
    prisons = Posting.objects.as_of(at).filter(user=user).values("prison")
    found = User.objects.filter(
        Exists(Posting.objects.as_of(at).filter(user=OuterRef("pk"), prison__in=prisons)),
        Exists(Competence.objects.as_of(at).filter(user=OuterRef("pk"), kind=kind)),
        is_active=True,
    )
    return list(found.exclude(pk=user.pk).order_by("last_name", "first_name", "pk")[:MOST_NAMED])


def is_kept(*, prison_id: int, kind: CompetenceKind | str) -> bool:
    """Whether anybody who works or worked at the prison was ever registered with such a competence."""
    staff = Posting.objects.filter(prison=prison_id).values("user")
    return Competence.objects.filter(kind=kind, user__in=staff).exists()


def competences(access: Access, perm: StrEnum, at: datetime) -> QuerySet[Competence]:
    """Of everyone with a posting now at a prison where ``perm`` is held as a whole."""
    staff = Posting.objects.as_of(at).filter(prison__in=access.prisons(perm)).values("user")
    return Competence.objects.filter(user__in=staff).select_related("user", "granted_by", "withdrawn_by")


def people_of(prison: Prison, at: datetime) -> QuerySet[User]:
    """Everyone with a posting at the prison now."""
    posted = Posting.objects.as_of(at).filter(prison=prison).values("user")
    return User.objects.filter(pk__in=posted, is_active=True).order_by("last_name", "first_name", "pk")


# ---- the page of a prison --------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Held:
    """The newest of a kind that somebody has, and how it stands: ok, soon, gone, withdrawn or later."""

    competence: Competence
    state: str

    @property
    def level(self) -> str:
        return {"soon": "warn", "gone": "bad", "withdrawn": "bad"}.get(self.state, "")


def state_of(competence: Competence, at: datetime) -> str:
    start, end = competence.during.lower, competence.during.upper
    if competence.withdrawn_at is not None:
        return "withdrawn"
    if start > at:
        return "later"
    if end is not None and end <= at:
        return "gone"
    return "soon" if end is not None and end - at <= SOON else "ok"


def newest_of(found: QuerySet[Competence], at: datetime) -> list[Held]:
    """The newest row of each person and kind; one to come counts where it goes on from one that holds."""
    rows = found.order_by("user__last_name", "user__first_name", "user", "kind", "-during")
    newest: dict[tuple[int, str], Held] = {}
    for row in rows:
        key = (row.user_id, row.kind)
        later = newest.get(key)
        if later is None:
            newest[key] = Held(row, state_of(row, at))
        elif later.state == "later":
            renewed = holds(row, at) and row.during.upper == later.competence.during.lower
            newest[key] = Held(later.competence, "ok") if renewed else Held(row, state_of(row, at))
    return list(newest.values())


def of_prison(prison: Prison, at: datetime, *, kind: str = "", state: str = "") -> list[Held]:
    """Two kinds of narrowing, one query."""
    found = Competence.objects.filter(
        Exists(Posting.objects.as_of(at).filter(user=OuterRef("user"), prison=prison)), user__is_active=True
    ).select_related("user", "granted_by")
    if kind in CompetenceKind.values:
        found = found.filter(kind=kind)
    return [held for held in newest_of(found, at) if not state or held.state in STATES.get(state, (state,))]


STATES = {"soon": ("soon",), "gone": ("gone", "withdrawn"), "ok": ("ok", "later")}


def own(user: User, at: datetime) -> list[Held]:
    return newest_of(Competence.objects.filter(user=user).select_related("user", "granted_by"), at)


def home_address(competence: Competence, access: Access, at: datetime) -> str:
    """The list of the prison, of those in sight, where the holder works."""
    posted = Posting.objects.as_of(at).filter(user=competence.user_id, prison__in=access.prisons(CompetencePerm.VIEW))
    slug = posted.order_by("prison__slug").values_list("prison__slug", flat=True).first()
    return reverse("competences", args=[slug]) if slug else ""


# ---- tasks -----------------------------------------------------------------------------------------------------
def codes(competence_id: int) -> dict[str, object]:
    """What a task about a competence that runs out carries."""
    row = Competence.objects.select_related("user").get(pk=competence_id)
    ends = row.during.upper
    return {"user": row.user.short_name, "kind": row.kind, "ends": display.iso(ends) if ends else ""}


def renew(detail: Mapping[str, Any]) -> str:
    """COMPETENCE: somebody must learn again what they once learnt."""
    kind = str(detail.get("kind", ""))
    what = CompetenceKind(kind).label if kind in CompetenceKind.values else kind
    ends = parse_datetime(str(detail.get("ends", "")))
    values = {"who": detail.get("user", ""), "what": what, "on": display.day(ends) if ends else ""}
    return gettext("%(who)s: “%(what)s” runs out on %(on)s. Plan the course, or find somebody else.") % values


def to_prison(task: Task) -> str:
    return reverse("competences", args=[task.prison.slug])
