"""What is open when somebody leaves or comes: the hand-over, and taking over."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Refusal
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record
from health.forms.continuity import HandoverForm
from health.selectors import leaving
from health.services import handover as acts


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_handover(request: ClinicalRequest) -> HttpResponse:
    patient, form = request.patient, HandoverForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.hand_over(patient=patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The hand-over is signed. The prison sees that you have answered, not what."))
            return redirect("patient_handover", uuid=patient.uuid)
    context = {"patient": patient, "form": form, "at": request.at, "open": leaving.open_of(patient, request.at)}
    context |= {"asked": leaving.asked_of(patient), "came": leaving.came_of(patient, request.at)}
    context |= {"handovers": leaving.handovers(patient), "taken": leaving.taken(patient)}
    return render(request, "health/handover.html", context, status=status_of(form))


@require_POST
@opens_record(AccessBasis.TREATMENT)
def patient_take_over(request: ClinicalRequest) -> HttpResponse:
    try:
        acts.take_over(patient=request.patient, by=request.user, at=request.at)
        messages.success(request, _("You have taken over."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("patient_handover", uuid=request.patient.uuid)
