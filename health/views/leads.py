"""Who works at the clinic, who leads it, and the two pairs of eyes that decide it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corrections.refusals import Refusal
from health.doors import ClinicalRequest, clinician_only
from health.selectors import clinicians, leads, newcomers, places
from health.services import leads as acts


@require_GET
@clinician_only
def clinic_people(request: ClinicalRequest) -> HttpResponse:
    prisons = clinicians.prisons_of(request.clinician)
    found = leads.clinics(prisons)
    rows = [(clinic, [answers(each, request) for each in clinic.members], clinic.is_led) for clinic in found]
    context = {"clinics": rows, "me": request.clinician, "at": request.at, "newcomers": newcomers.waiting(prisons)}
    context |= {"places": places.waiting(request.user, prisons), "could_come": places.could_come(prisons, request.at)}
    context["elsewhere"] = leads.elsewhere(request.user, prisons)
    context["new_elsewhere"] = newcomers.elsewhere(request.user, prisons)
    context["ends_elsewhere"] = newcomers.endings_elsewhere(request.user, prisons)
    return render(request, "health/clinic_people.html", context)


def answers(member: leads.Member, request: ClinicalRequest) -> tuple[leads.Member, bool, bool, bool]:
    user = request.user
    return member, member.may_approve(user), member.may_approve_end(user), member.may_turn_down_end(user)


@require_POST
@clinician_only
def lead_propose(request: ClinicalRequest, pk: int) -> HttpResponse:
    """Ask that one who treats there shall lead the clinic (``leads=1``), or no longer."""
    place = leads.place_of(pk, clinicians.prisons_of(request.clinician))
    try:
        acts.propose_lead(place=place, leads=request.POST.get("leads") == "1", at=request.at)
        messages.success(request, _("It is proposed. A colleague must approve it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")


@require_POST
@clinician_only
def lead_decide(request: ClinicalRequest, pk: int) -> HttpResponse:
    approved = request.POST.get("approve") == "1"
    try:
        acts.decide_lead(proposal=leads.proposal_of(pk), approved=approved, at=request.at)
        messages.success(request, _("It is approved.") if approved else _("The proposal is turned down."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")
