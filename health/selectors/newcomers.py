"""Who is proposed as a clinician, whose access is asked to end, and who could be proposed. Inside a context."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Exists, OuterRef, QuerySet
from django.http import Http404

from corrections.choices import Role
from corrections.models import Posting, Prison, User
from health.models import Clinician, ClinicianPrison, EndProposal
from health.selectors.emergencies import full_name
from health.selectors.leads import open_ends


@dataclass(frozen=True, slots=True)
class Newcomer:
    """One who is proposed and waits for somebody else than the proposer."""

    clinician: Clinician
    prisons: list[Prison]

    @property
    def name(self) -> str:
        return full_name(self.clinician.user)

    @property
    def proposer(self) -> str:
        return full_name(self.clinician.proposed_by)


@dataclass(frozen=True, slots=True)
class Ending:
    """One whose access is asked to end, at a clinic that has too few to decide it."""

    proposal: EndProposal

    @property
    def name(self) -> str:
        return full_name(self.proposal.clinician.user)

    @property
    def proposer(self) -> str:
        return full_name(self.proposal.proposed_by)


def waiting(prisons: list[Prison]) -> list[Newcomer]:
    """The newcomers of these clinics. Two queries."""
    return with_prisons(open_proposals().filter(prisons__prison__in=prisons))


def elsewhere(user: User, prisons: list[Prison]) -> list[Newcomer]:
    """Newcomers of clinics where the proposer works alone, and that this clinician can approve."""
    found = open_proposals().exclude(prisons__prison__in=prisons).exclude(prisons__prison__in=with_at_least(2))
    return with_prisons(found.exclude(proposed_by=user).exclude(user=user))


def endings_elsewhere(user: User, prisons: list[Prison]) -> list[Ending]:
    """Asked by a clinic that has nobody beside the proposer and the person."""
    found = open_ends().exclude(clinician__prisons__prison__in=[*prisons])
    found = found.exclude(clinician__prisons__prison__in=with_at_least(3))
    return [Ending(each) for each in found.exclude(proposed_by=user).exclude(clinician__user=user)]


def to_answer(user: User, prisons: list[Prison]) -> int:
    """How many newcomers and ends of these clinics this clinician can approve."""
    new = open_proposals().filter(prisons__prison__in=prisons).exclude(proposed_by=user)
    ends = open_ends().filter(clinician__prisons__prison__in=prisons).exclude(proposed_by=user)
    return new.exclude(user=user).count() + ends.exclude(clinician__user=user).count()


def open_proposals() -> QuerySet[Clinician]:
    found = Clinician.objects.filter(approved_at__isnull=True, ended_at__isnull=True)
    return found.select_related("user", "proposed_by").distinct().order_by("proposed_at", "pk")


def with_prisons(found: QuerySet[Clinician]) -> list[Newcomer]:
    people = list(found)
    places = list(
        ClinicianPrison.objects.filter(clinician__in=people).select_related("prison").order_by("prison__name")
    )
    return [Newcomer(each, [place.prison for place in places if place.clinician_id == each.pk]) for each in people]


def with_at_least(number: int) -> QuerySet[ClinicianPrison, Any]:
    """The prisons where so many clinicians work."""
    now = ClinicianPrison.objects.filter(clinician__approved_at__isnull=False, clinician__ended_at__isnull=True)
    return now.values("prison").annotate(number=Count("pk")).filter(number__gte=number).values("prison")


def candidates(prisons: list[Prison], at: datetime) -> QuerySet[User]:
    """Health staff of these prisons who are no clinicians and not proposed."""
    posted = Posting.objects.filter(
        user=OuterRef("pk"), role=Role.HEALTH_STAFF, prison__in=prisons, during__contains=at
    )
    known = Clinician.objects.filter(user=OuterRef("pk"), ended_at__isnull=True)
    found = User.objects.filter(Exists(posted), ~Exists(known), is_active=True)
    return found.order_by("last_name", "first_name", "pk")


def newcomer(pk: int) -> Clinician:
    found = Clinician.objects.filter(pk=pk).select_related("user").order_by("pk").first()
    if found is None:
        raise Http404
    return found


def ending(pk: int) -> EndProposal:
    found = EndProposal.objects.filter(pk=pk).select_related("clinician__user").order_by("pk").first()
    if found is None:
        raise Http404
    return found
