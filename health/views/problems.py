"""Problems, consents, referrals and documents of one patient: a list each, with the form that adds to it."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.timezone import localtime
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Refusal
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record
from health.forms.fields import LOCAL
from health.forms.record import (
    DocumentForm,
    GivenConsentForm,
    ProblemChangeForm,
    ProblemForm,
    ReferralAnswerForm,
    ReferralForm,
)
from health.models import Consent, Document, Problem, Referral
from health.selectors import problems as found
from health.selectors import records
from health.services import consents, documents, referrals
from health.services import problems as acts


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_problems(request: ClinicalRequest) -> HttpResponse:
    form = ProblemForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.note_problem(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The problem is noted."))
            return redirect("patient_problems", uuid=request.patient.uuid)
    lines = found.problems(records.whole(request.patient))
    context = {"patient": request.patient, "lines": lines, "form": form, "at": request.at}
    return render(request, "health/problems.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def problem_change(request: ClinicalRequest, pk: int) -> HttpResponse:
    problem = found.one(Problem, request.patient, pk)
    first = {name: getattr(problem, name) for name in ("status", "text", "onset", "resolved_on")}
    form = ProblemChangeForm(posted(request), initial=first)
    if form.is_valid():
        with shown_on(form):
            acts.change_problem(problem=problem, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The problem is changed. How it stood before can still be read."))
            return redirect("patient_problems", uuid=request.patient.uuid)
    context = {"patient": request.patient, "problem": problem, "form": form}
    return render(request, "health/problem_change.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_consents(request: ClinicalRequest) -> HttpResponse:
    form = GivenConsentForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            consents.give_consent(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The consent stands from now."))
            return redirect("patient_consents", uuid=request.patient.uuid)
    lines = found.consents(records.whole(request.patient), request.at)
    context = {"patient": request.patient, "lines": lines, "form": form, "at": request.at}
    return render(request, "health/consents.html", context, status=status_of(form))


@require_POST
@opens_record(AccessBasis.TREATMENT)
def consent_withdraw(request: ClinicalRequest, pk: int) -> HttpResponse:
    try:
        consent = found.one(Consent, request.patient, pk)
        consents.withdraw_consent(consent=consent, by=request.user, at=request.at)
        messages.success(request, _("The consent is withdrawn. Signals that stood on it are gone."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("patient_consents", uuid=request.patient.uuid)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_referrals(request: ClinicalRequest) -> HttpResponse:
    form = ReferralForm(posted(request), initial={"sent_at": localtime(request.at).strftime(LOCAL)})
    if form.is_valid():
        with shown_on(form):
            referrals.send_referral(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The referral is registered, and its clock runs."))
            return redirect("patient_referrals", uuid=request.patient.uuid)
    lines = found.referrals(records.whole(request.patient), request.at)
    context = {"patient": request.patient, "lines": lines, "form": form, "at": request.at}
    return render(request, "health/referrals.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def referral_answer(request: ClinicalRequest, pk: int) -> HttpResponse:
    referral = found.one(Referral, request.patient, pk)
    form = ReferralAnswerForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            referrals.answer_referral(referral=referral, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The answer is registered."))
            return redirect("patient_referrals", uuid=request.patient.uuid)
    context = {"patient": request.patient, "referral": referral, "form": form, "at": request.at}
    return render(request, "health/referral_answer.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_documents(request: ClinicalRequest) -> HttpResponse:
    form = DocumentForm(posted(request), request.FILES or None)
    if form.is_valid():
        with shown_on(form):
            documents.file_document(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The document is in the record."))
            return redirect("patient_documents", uuid=request.patient.uuid)
    rows = found.documents(records.whole(request.patient))
    context = {"patient": request.patient, "rows": rows, "form": form, "at": request.at}
    return render(request, "health/documents.html", context, status=status_of(form))


@require_GET
@opens_record(AccessBasis.TREATMENT)
def document_file(request: ClinicalRequest, pk: int) -> HttpResponse:
    """The file itself, to be saved and never shown inside a page of ours: who knows what a PDF does."""
    document = found.one(Document, request.patient, pk)
    try:
        data = documents.content(document)
    except documents.DocumentRefused as refused:
        messages.error(request, str(refused))
        return redirect("patient_documents", uuid=request.patient.uuid)
    response = HttpResponse(data, content_type=document.content_type)
    response["Content-Disposition"] = f'attachment; filename="{documents.file_name(document)}"'
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "sandbox; default-src 'none'"
    return response
