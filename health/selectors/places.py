"""Clinicians of other prisons who could treat the patients here too, and who is proposed to. Inside a context."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.http import Http404

from corrections.choices import Role
from corrections.models import Posting, Prison, User
from health.models import Clinician, ClinicianPrison, PlaceProposal
from health.selectors.emergencies import full_name
from health.selectors.newcomers import with_at_least


@dataclass(frozen=True, slots=True)
class Place:
    """``clinician`` at ``prison``: could come, or is proposed. ``now``: whose patients they treat today."""

    clinician: Clinician
    prison: Prison
    now: list[Prison]
    proposal: PlaceProposal | None = None

    @property
    def name(self) -> str:
        return full_name(self.clinician.user)

    @property
    def proposer(self) -> str:
        return full_name(self.proposal.proposed_by) if self.proposal else ""


def waiting(user: User, prisons: list[Prison]) -> list[Place]:
    """For these clinics, and for those with nobody beside the proposer that this clinician can approve. Two queries."""
    few = ~Q(prison__in=with_at_least(2)) & ~Q(proposed_by=user) & ~Q(clinician__user=user)
    found = list(open_proposals().filter(Q(prison__in=prisons) | few))
    treats = prisons_of([each.clinician_id for each in found])
    return [Place(each.clinician, each.prison, treats.get(each.clinician_id, []), each) for each in found]


def could_come(prisons: list[Prison], at: datetime) -> list[Place]:
    """Clinicians elsewhere with a posting as health staff at one of these prisons. Four queries."""
    posted = Posting.objects.filter(role=Role.HEALTH_STAFF, prison__in=prisons, during__contains=at, unit=None)
    posts = list(posted.select_related("prison").order_by("prison__name", "pk"))
    approved = Clinician.objects.filter(approved_at__isnull=False, ended_at__isnull=True)
    people = approved.filter(user__in=[each.user_id for each in posts]).select_related("user")
    by_user = {each.user_id: each for each in people}
    treats = prisons_of([each.pk for each in by_user.values()])
    asked = set(open_proposals().filter(prison__in=prisons).values_list("clinician_id", "prison_id"))
    found: dict[tuple[int, int], Place] = {}
    for post in posts:
        who = by_user.get(post.user_id)
        if who and post.prison not in treats.get(who.pk, []) and (who.pk, post.prison_id) not in asked:
            found[who.pk, post.prison_id] = Place(who, post.prison, treats.get(who.pk, []))
    return list(found.values())


def to_answer(user: User, prisons: list[Prison]) -> int:
    """How many for these clinics this clinician can approve."""
    return open_proposals().filter(prison__in=prisons).exclude(proposed_by=user).exclude(clinician__user=user).count()


def proposal_of(pk: int) -> PlaceProposal:
    found = PlaceProposal.objects.filter(pk=pk).select_related("clinician__user").order_by("pk").first()
    if found is None:
        raise Http404
    return found


def candidate(pk: int, prison: str, prisons: list[Prison], at: datetime) -> Place:
    """Raises ``Http404`` for anybody who is not offered on the page."""
    for each in could_come(prisons, at):
        if each.clinician.pk == pk and str(each.prison.pk) == prison:
            return each
    raise Http404


def open_proposals() -> QuerySet[PlaceProposal]:
    found = PlaceProposal.objects.filter(decision__isnull=True, clinician__ended_at__isnull=True)
    return found.select_related("prison", "proposed_by", "clinician__user").order_by("proposed_at", "pk")


def prisons_of(clinicians: Iterable[int]) -> dict[int, list[Prison]]:
    found: dict[int, list[Prison]] = {}
    places = ClinicianPrison.objects.filter(clinician__in=list(clinicians)).select_related("prison")
    for place in places.order_by("prison__name"):
        found.setdefault(place.clinician_id, []).append(place.prison)
    return found
