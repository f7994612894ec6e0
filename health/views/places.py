"""A clinician who treats the patients of one prison more: one colleague proposes, another approves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_POST

from corrections.refusals import Refusal
from health.doors import ClinicalRequest, clinician_only
from health.selectors import clinicians, places
from health.services import places as acts


@require_POST
@clinician_only
def place_propose(request: ClinicalRequest, pk: int) -> HttpResponse:
    mine = clinicians.prisons_of(request.clinician)
    whom = places.candidate(pk, request.POST.get("prison", ""), mine, request.at)
    try:
        acts.propose_place(clinician=whom.clinician, prison=whom.prison, by=request.user, at=request.at)
        messages.success(request, _("It is proposed. A colleague must approve it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")


@require_POST
@clinician_only
def place_decide(request: ClinicalRequest, pk: int) -> HttpResponse:
    approved = request.POST.get("approve") == "1"
    try:
        acts.decide_place(proposal=places.proposal_of(pk), approved=approved, by=request.user, at=request.at)
        messages.success(request, _("It is approved.") if approved else _("The proposal is turned down."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")
