"""What crosses the wall: signals and slots for the officers, and what the prison has registered for the clinic."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Refusal
from health.choices import AccessBasis
from health.doors import ClinicalRequest, clinician_only, opens_record
from health.forms.bridges import BasedSignalForm, SlotForm
from health.selectors import bridges
from health.services import bridges as acts


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_signals(request: ClinicalRequest) -> HttpResponse:
    form = BasedSignalForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            act = acts.set_signal_by_consent if form.cleaned_data.pop("basis") == "CONSENT" else acts.set_signal
            until = request.at + timedelta(days=form.cleaned_data.pop("days"))
            act(patient=request.patient, **form.cleaned_data, until=until)
            messages.success(request, _("The officers see it now."))
            return redirect("patient_signals", uuid=request.patient.uuid)
    rows = bridges.signals_of(request.patient, request.at)
    context = {"patient": request.patient, "rows": rows, "form": form, "at": request.at}
    return render(request, "health/signals.html", context, status=status_of(form))


@require_POST
@opens_record(AccessBasis.TREATMENT)
def signal_end(request: ClinicalRequest, pk: int) -> HttpResponse:
    try:
        acts.end_signal(patient=request.patient, signal=pk)
        messages.success(request, _("The signal is withdrawn."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("patient_signals", uuid=request.patient.uuid)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_slot(request: ClinicalRequest) -> HttpResponse:
    form = SlotForm(posted(request), prison_id=request.patient.prison_id)
    if form.is_valid():
        with shown_on(form):
            start, minutes = form.cleaned_data["start"], form.cleaned_data["minutes"]
            place, end = form.cleaned_data["place"].pk, start + timedelta(minutes=minutes)
            acts.book_slot(patient=request.patient, place=place, start=start, end=end)
            messages.success(request, _("The time is given. The unit sees when and where."))
            return redirect("patient_record", uuid=request.patient.uuid)
    slots = bridges.loose_slots_of(request.patient, request.at)
    context = {"patient": request.patient, "form": form, "slots": slots, "at": request.at}
    return render(request, "health/slot.html", context, status=status_of(form))


@require_GET
@clinician_only
def now_for_the_clinic(request: ClinicalRequest) -> HttpResponse:
    context = {"groups": bridges.now_for(request.at), "at": request.at}
    return render(request, "health/now.html", context)
