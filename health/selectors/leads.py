"""Who works at a clinic, who leads it, and what is proposed. Inside a context."""

from dataclasses import dataclass

from django.db.models import Count, Q, QuerySet
from django.http import Http404

from corrections.models import Prison, User
from health.models import ClinicianPrison, EndProposal, LeadProposal
from health.selectors.emergencies import full_name

ENOUGH = 3  # the person, who proposes, and who approves


@dataclass(frozen=True, slots=True)
class Member:
    """One who treats the patients there; ``proposal`` and ``end`` wait for somebody else than the proposer and them."""

    place: ClinicianPrison
    proposal: LeadProposal | None
    end: EndProposal | None = None

    @property
    def name(self) -> str:
        return full_name(self.place.clinician.user)

    @property
    def proposer(self) -> str:
        return full_name(self.proposal.proposed_by) if self.proposal else ""

    def may_approve(self, user: User) -> bool:
        return self.proposal is not None and user.pk not in (self.proposal.proposed_by_id, self.place.clinician.user_id)

    @property
    def end_proposer(self) -> str:
        return full_name(self.end.proposed_by) if self.end else ""

    def may_approve_end(self, user: User) -> bool:
        return self.end is not None and user.pk not in (self.end.proposed_by_id, self.place.clinician.user_id)

    def may_turn_down_end(self, user: User) -> bool:
        """Who it is about takes back what they asked themselves, and no more."""
        return self.end is not None and (user.pk == self.end.proposed_by_id or user.pk != self.place.clinician.user_id)


@dataclass(frozen=True, slots=True)
class Clinic:
    prison: Prison
    members: list[Member]

    @property
    def is_led(self) -> bool:
        return any(member.place.leads for member in self.members)


def clinics(prisons: list[Prison]) -> list[Clinic]:
    """The clinics of these prisons. Three queries, whatever their number."""
    now = Q(clinician__approved_at__isnull=False, clinician__ended_at__isnull=True)
    places = ClinicianPrison.objects.filter(now, prison__in=prisons).select_related("clinician__user")
    waiting = LeadProposal.objects.filter(decision__isnull=True, prison__in=prisons).select_related("proposed_by")
    asked = {(each.clinician_id, each.prison_id): each for each in waiting}
    ends = {each.clinician_id: each for each in open_ends().filter(clinician__prisons__prison__in=prisons)}
    members = [
        Member(place, asked.get((place.clinician_id, place.prison_id)), ends.get(place.clinician_id))
        for place in places
    ]
    members.sort(key=lambda member: (not member.place.leads, member.name))
    return [Clinic(prison, [each for each in members if each.place.prison_id == prison.pk]) for prison in prisons]


def open_ends() -> QuerySet[EndProposal]:
    found = EndProposal.objects.filter(decision__isnull=True, clinician__ended_at__isnull=True)
    return found.select_related("proposed_by", "clinician__user").distinct().order_by("pk")


def elsewhere(user: User, prisons: list[Prison]) -> list[Member]:
    """Proposals of other clinics that have too few people to decide alone, and that this clinician can approve."""
    enough = (
        ClinicianPrison.objects.filter(clinician__approved_at__isnull=False, clinician__ended_at__isnull=True)
        .values("prison")
        .annotate(number=Count("pk"))
        .filter(number__gte=ENOUGH)
        .values("prison")
    )
    found = LeadProposal.objects.filter(decision__isnull=True, clinician__ended_at__isnull=True)
    found = found.exclude(prison__in=prisons).exclude(prison__in=enough)
    found = found.exclude(proposed_by=user).exclude(clinician__user=user)
    asked = {(each.clinician_id, each.prison_id): each for each in found.select_related("proposed_by").order_by("pk")}
    places = ClinicianPrison.objects.filter(clinician__in=[pk for pk, _prison in asked]).select_related(
        "clinician__user", "prison"
    )
    rows = [(place, asked.get((place.clinician_id, place.prison_id))) for place in places.order_by("pk")]
    return [Member(place, proposal) for place, proposal in rows if proposal is not None]


def waiting_for(user: User, prisons: list[Prison]) -> int:
    """How many proposals about who leads these clinics this clinician can approve."""
    found = LeadProposal.objects.filter(decision__isnull=True, prison__in=prisons, clinician__ended_at__isnull=True)
    return found.exclude(proposed_by=user).exclude(clinician__user=user).count()


def place_of(pk: int, prisons: list[Prison]) -> ClinicianPrison:
    """Raises ``Http404`` for somebody of another clinic."""
    found = ClinicianPrison.objects.filter(pk=pk, prison__in=prisons).order_by("pk").first()
    if found is None:
        raise Http404
    return found


def proposal_of(pk: int) -> LeadProposal:
    found = LeadProposal.objects.filter(pk=pk).order_by("pk").first()
    if found is None:
        raise Http404
    return found
