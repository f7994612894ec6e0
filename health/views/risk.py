"""Who is at risk now, the assessment of one patient, the plan, and the visit of the day."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.choices import AccessBasis
from health.doors import ClinicalRequest, opens_record, opens_records
from health.forms.crisis import PlanForm, RiskForm, VisitForm
from health.selectors import crisis as selectors
from health.services import crisis
from health.services.crisis import Assessed, Measure


def whose(request: ClinicalRequest, *args: Any, **kwargs: Any) -> list[Any]:
    return selectors.addresses(request.at)


@require_GET
@opens_records(whose)
def at_risk(request: ClinicalRequest) -> HttpResponse:
    return render(request, "health/at_risk.html", {"groups": selectors.now_at_risk(request.at), "at": request.at})


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_risk(request: ClinicalRequest) -> HttpResponse:
    stands = selectors.standing(request.patient, request.at)
    form = RiskForm(posted(request), stands=stands)
    if form.is_valid():
        with shown_on(form):
            said = form.cleaned_data
            what = Assessed(said["occasion"], form.answers(), said["level"], said["judgement"], said["watch"])
            crisis.assess(patient=request.patient, what=what, follows=stands, by=request.user, at=request.at)
            messages.success(request, _("The assessment is signed."))
            return redirect("patient_risk", uuid=request.patient.uuid)
    context = {"patient": request.patient, "form": form, "stands": stands, "at": request.at}
    context["rows"] = selectors.assessments(request.patient)
    context["plan"] = selectors.plan_of(request.patient, request.at)
    return render(request, "health/risk.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_plan(request: ClinicalRequest) -> HttpResponse:
    found = selectors.plan_of(request.patient, request.at)
    stands, measures = (found.plan, found.measures) if found else (None, [])
    form = PlanForm(posted(request), stands=stands, measures=measures)
    if form.is_valid():
        with shown_on(form):
            wanted, by, at = [Measure(*each) for each in form.measures()], request.user, request.at
            signs = form.cleaned_data["signs"]
            crisis.write_plan(patient=request.patient, signs=signs, measures=wanted, follows=stands, by=by, at=at)
            messages.success(request, _("The plan is signed."))
            return redirect("patient_risk", uuid=request.patient.uuid)
    context = {"patient": request.patient, "form": form, "rows": selectors.plans(request.patient), "at": request.at}
    return render(request, "health/plan.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_visit(request: ClinicalRequest) -> HttpResponse:
    form = VisitForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            crisis.visit(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The visit of the day is registered."))
            return redirect("at_risk")
    context = {"patient": request.patient, "form": form, "rows": selectors.visits(request.patient), "at": request.at}
    return render(request, "health/visit.html", context, status=status_of(form))
