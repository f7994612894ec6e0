"""CAVE and measurements of one patient. Both are corrected by another entry; the first can still be read."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.choices import MEASURES, AccessBasis, MeasureKind
from health.doors import ClinicalRequest, opens_record
from health.forms.medicines import AllergyForm, MeasureForm, RefuteForm
from health.selectors import charts
from health.services import bedside
from health.views.medicines import page


def to_cave(request: ClinicalRequest) -> HttpResponse:
    return redirect("patient_cave", uuid=request.patient.uuid)


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_cave(request: ClinicalRequest) -> HttpResponse:
    form = AllergyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            bedside.note_allergy(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("It stands under CAVE from now on."))
            return to_cave(request)
    standing, former = charts.allergies(request.patient), charts.former_allergies(request.patient)
    return page(request, "health/cave.html", form=form, standing=standing, former=former, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def cave_correct(request: ClinicalRequest, pk: int) -> HttpResponse:
    allergy = charts.allergy_of(request.patient, pk)
    form = AllergyForm.of(posted(request), allergy)
    if form.is_valid():
        with shown_on(form):
            said = form.cleaned_data
            bedside.note_allergy(patient=request.patient, **said, instead_of=allergy, by=request.user, at=request.at)
            messages.success(request, _("The correction is signed. What stood before can still be read."))
            return to_cave(request)
    return page(request, "health/cave_act.html", form=form, allergy=allergy, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def cave_refute(request: ClinicalRequest, pk: int) -> HttpResponse:
    allergy = charts.allergy_of(request.patient, pk)
    form = RefuteForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            bedside.refute_allergy(allergy=allergy, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("It warns nobody from now on. It can still be read."))
            return to_cave(request)
    return page(request, "health/cave_act.html", form=form, allergy=allergy, refute=True, status=status_of(form))


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_measurements(request: ClinicalRequest) -> HttpResponse:
    form = MeasureForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            bedside.measure(patient=request.patient, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The value is registered."))
            return redirect("patient_measurements", uuid=request.patient.uuid)
    found = charts.measurements(request.patient)
    limits = [(kind.label, *MEASURES[kind]) for kind in MeasureKind]
    return page(
        request, "health/measurements.html", form=form, measurements=found, limits=limits, status=status_of(form)
    )


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def measurement_correct(request: ClinicalRequest, pk: int) -> HttpResponse:
    measured = charts.measurement_of(request.patient, pk)
    form = MeasureForm.of(posted(request), measured)
    if form.is_valid():
        with shown_on(form):
            said = form.cleaned_data
            bedside.measure(patient=request.patient, **said, instead_of=measured, by=request.user, at=request.at)
            messages.success(request, _("The correction is signed. What stood before can still be read."))
            return redirect("patient_measurements", uuid=request.patient.uuid)
    return page(request, "health/measurement_correct.html", form=form, measured=measured, status=status_of(form))
