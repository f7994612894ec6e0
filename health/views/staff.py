"""A new clinician, and the end of one: one colleague proposes, another approves."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Refusal
from health.doors import ClinicalRequest, clinician_only
from health.forms.staff import NewcomerForm
from health.selectors import clinicians, leads, newcomers
from health.services import clinicians as acts


@require_http_methods(["GET", "POST"])
@clinician_only
def clinician_new(request: ClinicalRequest) -> HttpResponse:
    prisons = clinicians.prisons_of(request.clinician)
    people = newcomers.candidates(prisons, request.at)
    form = NewcomerForm(posted(request), people=people, prisons=prisons)
    if form.is_valid():
        with shown_on(form):
            acts.propose_clinician(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("It is proposed. A colleague must approve it."))
            return redirect("clinic_people")
    context = {"form": form, "nobody": not people.exists()}
    return render(request, "health/clinician_new.html", context, status=status_of(form))


@require_POST
@clinician_only
def clinician_decide(request: ClinicalRequest, pk: int) -> HttpResponse:
    clinician, approved = newcomers.newcomer(pk), request.POST.get("approve") == "1"
    act = acts.approve_clinician if approved else acts.turn_down_clinician
    try:
        act(clinician=clinician, by=request.user, at=request.at)
        messages.success(request, _("It is approved.") if approved else _("The proposal is turned down."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")


@require_POST
@clinician_only
def end_propose(request: ClinicalRequest, pk: int) -> HttpResponse:
    """Ask that the access of one who treats there ends."""
    place = leads.place_of(pk, clinicians.prisons_of(request.clinician))
    try:
        acts.propose_end(clinician=place.clinician, by=request.user, at=request.at)
        messages.success(request, _("It is proposed. A colleague must approve it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")


@require_POST
@clinician_only
def end_decide(request: ClinicalRequest, pk: int) -> HttpResponse:
    proposal, approved = newcomers.ending(pk), request.POST.get("approve") == "1"
    try:
        acts.decide_end(proposal=proposal, approved=approved, by=request.user, at=request.at)
        messages.success(request, _("It is approved.") if approved else _("The proposal is turned down."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("clinic_people")
