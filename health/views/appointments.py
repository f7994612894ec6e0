"""Waiting for the clinic: who waits and how long, the time that is given, and what became of it."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Refusal
from health.choices import AccessBasis, TimeOutcome
from health.doors import ClinicalRequest, opens_record, opens_records
from health.forms.fields import LOCAL
from health.forms.record import AppointmentForm, CloseForm, OutcomeForm, TimeForm
from health.models import AppointmentTime
from health.selectors import bridges, clinicians
from health.selectors import requests as asked
from health.services import appointments as acts
from health.services import bridges as crossings


def whose(request: ClinicalRequest) -> Iterable[UUID]:
    clinician = clinicians.of_user(request.user)
    return asked.records_waiting(clinicians.prisons_of(clinician), "appointment") if clinician else ()


@require_GET
@opens_records(whose)
def clinic_appointments(request: ClinicalRequest) -> HttpResponse:
    prisons = clinicians.prisons_of(request.clinician)
    clinics = [(prison, asked.waiting_list(prison, request.at)) for prison in prisons]
    return render(request, "health/appointments.html", {"clinics": clinics, "at": request.at})


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def appointment_new(request: ClinicalRequest) -> HttpResponse:
    form = AppointmentForm(posted(request), initial={"requested_at": localtime(request.at).strftime(LOCAL)})
    if form.is_valid():
        with shown_on(form):
            made = acts.ask_for(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The patient is on the waiting list."))
            return redirect("appointment", uuid=request.patient.uuid, pk=made.pk)
    context = {"patient": request.patient, "form": form}
    return render(request, "health/appointment_new.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def appointment(request: ClinicalRequest, pk: int) -> HttpResponse:
    """One appointment: what became of the time that is given; else whether anybody still waits."""
    row = asked.appointment_of(request.patient, pk, request.at)
    form = OutcomeForm(posted(request)) if row.time else CloseForm(posted(request))
    if row.appointment.closed_at is None and form.is_valid():
        with shown_on(form):
            said = register(request, row, form.cleaned_data)
            messages.success(request, said)
            return redirect("appointment", uuid=request.patient.uuid, pk=pk)
    times = asked.times_of(row.appointment)
    context = {"patient": request.patient, "row": row, "times": times, "form": form, "at": request.at}
    return render(request, "health/appointment.html", context, status=status_of(form))


def register(request: ClinicalRequest, row: asked.Waits, said: dict[str, str]) -> str:
    if row.time is None:
        acts.close(appointment=row.appointment, closed_as=said["closed_as"], by=request.user, at=request.at)
        return _("The patient is off the waiting list.")
    return register_outcome(request, row.time, said)


def register_outcome(request: ClinicalRequest, time: AppointmentTime, said: dict[str, str]) -> str:
    comment, by, at = said["comment"], request.user, request.at
    if said["outcome"] == TimeOutcome.KEPT:
        acts.keep_time(time=time, comment=comment, by=by, at=at)
        return _("The appointment is kept.")
    if said["outcome"] == TimeOutcome.CANCELLED:
        acts.cancel_time(time=time, comment=comment, by=by, at=at)
        return _("The time is cancelled. The patient waits on.")
    acts.miss_time(time=time, why_not=said["why_not"], comment=comment, by=by, at=at)
    return _("The patient waits on, from the first day.")


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def appointment_time(request: ClinicalRequest, pk: int) -> HttpResponse:
    """Give a time; beside it stands where the patient is supposed to be the next two weeks."""
    row = asked.appointment_of(request.patient, pk, request.at)
    colleagues = clinicians.users_of(request.patient.prison_id)
    form = TimeForm(posted(request), prison_id=request.patient.prison_id, clinicians=colleagues)
    if form.is_valid():
        with shown_on(form):
            acts.give_time(appointment=row.appointment, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The time is given. The unit sees when and where."))
            return redirect("appointment", uuid=request.patient.uuid, pk=pk)
    busy = bridges.commitments_of(request.patient, request.at)
    context = {"patient": request.patient, "row": row, "form": form, "busy": busy, "at": request.at}
    return render(request, "health/appointment_time.html", context, status=status_of(form))


@require_POST
@opens_record(AccessBasis.TREATMENT)
def slot_cancel(request: ClinicalRequest, pk: int) -> HttpResponse:
    """Give back a time that was given without an appointment."""
    try:
        crossings.cancel_slot(patient=request.patient, slot=pk)
        messages.success(request, _("The time is given back. The unit no longer sees it."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("patient_slot", uuid=request.patient.uuid)
