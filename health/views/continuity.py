"""The patient summary, the letter, and the plan before a release."""

from dataclasses import replace

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.choices import AccessBasis
from health.doors import ClinicalRequest, clinician_only, opens_record
from health.forms.continuity import StepForm, SummaryIssueForm
from health.models import SummaryIssued
from health.models.continuity import SummaryForm, SummaryReceiver
from health.selectors import clinicians, continuity, fhir, leaving, records, summaries
from health.services import continuity as acts

FHIR = "application/fhir+json"


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_summary(request: ClinicalRequest) -> HttpResponse:
    """What leaves, to whom, and what of it goes along. It is written down before it does."""
    form = SummaryIssueForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            made = acts.issue_summary(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            return _handed_out(request, made)
    every = [summaries.reach(request.patient, receiver, request.at) for receiver in SummaryReceiver]
    context = {"patient": request.patient, "form": form, "at": request.at, "reaches": every}
    context["summary"] = summaries.of(request.patient, every[0], request.at)
    context["issued"] = summaries.issued(request.patient)
    return render(request, "health/summary.html", context, status=status_of(form))


def _handed_out(request: ClinicalRequest, made: SummaryIssued) -> HttpResponse:
    if made.form == SummaryForm.LETTER:
        return redirect("summary_letter", uuid=request.patient.uuid, pk=made.pk)
    to = summaries.reach(request.patient, made.receiver, request.at)
    summary = summaries.of(request.patient, to, request.at)
    bundle = fhir.document(summary, author=request.user, hpr=request.clinician.hpr_number)
    response = HttpResponse(bundle.model_dump_json(exclude_none=True), content_type=FHIR)
    response["Content-Disposition"] = f'attachment; filename="summary-{made.pk}.json"'
    return response


@require_GET
@opens_record(AccessBasis.TREATMENT)
def summary_letter(request: ClinicalRequest, pk: int) -> HttpResponse:
    """The letter that was written down, to print. It says what the record says now."""
    made = next((row for row in summaries.issued(request.patient) if row.pk == pk), None)
    if made is None or made.form != SummaryForm.LETTER:
        raise Http404
    now = summaries.reach(request.patient, made.receiver, request.at)
    to = replace(now, free_text=now.free_text and made.free_text)  # never more than was written down
    context = {"patient": request.patient, "made": made, "at": request.at, "clinician": clinicians.of_user(made.by)}
    context["summary"] = summaries.of(request.patient, to, request.at)
    context["steps"] = continuity.steps(request.patient)
    return render(request, "health/summary_letter.html", context)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def discharge_plan(request: ClinicalRequest) -> HttpResponse:
    form = StepForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.take_step(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The step is signed."))
            return redirect("discharge_plan", uuid=request.patient.uuid)
    context = {"patient": request.patient, "form": form, "at": request.at}
    context["steps"] = continuity.steps(request.patient)
    stay = records.last_stay(request.patient)
    context["released"] = stay.during.upper if stay is not None else None
    context["release"] = continuity.release_of(request.patient, request.at)
    context["summary"] = summaries.of(
        request.patient, summaries.reach(request.patient, SummaryReceiver.PATIENT, request.at), request.at
    )
    return render(request, "health/discharge.html", context, status=status_of(form))


@require_GET
@clinician_only
def releases_ahead(request: ClinicalRequest) -> HttpResponse:
    """Who is released soon, and how much of each plan is left. No record is opened by it."""
    return render(
        request,
        "health/releases.html",
        {"rows": continuity.releases(request.at), "asked": leaving.asked(), "at": request.at},
    )
