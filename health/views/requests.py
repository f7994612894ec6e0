"""What patients ask the clinic for: the queue, one request and its answer, and the receipt that the patient keeps."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record, opens_records
from health.forms.fields import LOCAL
from health.forms.record import AnswerForm, RequestForm
from health.selectors import clinicians
from health.selectors import requests as asked
from health.services import requests as acts


def whose(request: ClinicalRequest) -> Iterable[UUID]:
    clinician = clinicians.of_user(request.user)
    return asked.records_waiting(clinicians.prisons_of(clinician), "request") if clinician else ()


@require_GET
@opens_records(whose)
def clinic_requests(request: ClinicalRequest) -> HttpResponse:
    rows = asked.queue(clinicians.prisons_of(request.clinician), request.at)
    overdue = sum(row.is_overdue for row in rows)
    return render(request, "health/requests.html", {"rows": rows, "overdue": overdue, "at": request.at})


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def request_new(request: ClinicalRequest) -> HttpResponse:
    """Register what the patient asks for, and go on to the receipt."""
    form = RequestForm(posted(request), initial={"asked_at": localtime(request.at).strftime(LOCAL)})
    if form.is_valid():
        with shown_on(form):
            made = acts.register_request(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The request is in the queue. Print the receipt for the patient."))
            return redirect("request_receipt", uuid=request.patient.uuid, pk=made.pk)
    return render(
        request, "health/request_new.html", {"patient": request.patient, "form": form}, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def request_answer(request: ClinicalRequest, pk: int) -> HttpResponse:
    found = asked.request_of(request.patient, pk)
    form = AnswerForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.answer_request(request=found, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The answer is signed, and the request is out of the queue."))
            return redirect("clinic_requests")
    context = {"patient": request.patient, "asked": found, "form": form, "at": request.at}
    return render(request, "health/request_answer.html", context, status=status_of(form))


@require_GET
@opens_record(AccessBasis.TREATMENT)
def request_receipt(request: ClinicalRequest, pk: int) -> HttpResponse:
    """Number, time and the date of the answer. What it was about is left out: others may see the paper."""
    context = {"patient": request.patient, "asked": asked.request_of(request.patient, pk), "at": request.at}
    return render(request, "health/request_receipt.html", context)
