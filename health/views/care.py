"""Reception screening: who waits, and the conversation itself."""

from django.contrib import messages
from django.forms.models import model_to_dict
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on
from health.choices import AccessBasis
from health.doors import ClinicalRequest, clinician_only, opens_record
from health.forms.care import ScreeningForm
from health.selectors import care as selectors
from health.services import care


@require_GET
@clinician_only
def screenings_waiting(request: ClinicalRequest) -> HttpResponse:
    return render(request, "health/screenings.html", {"rows": selectors.waiting(request.at), "at": request.at})


@require_http_methods(["GET", "POST"])
@opens_record(AccessBasis.TREATMENT)
def patient_screening(request: ClinicalRequest) -> HttpResponse:
    stands = selectors.standing(request.patient, request.at)
    form = ScreeningForm(posted(request), initial=model_to_dict(stands) if stands else None, stands=stands)
    if form.is_valid():
        with shown_on(form):
            answers = care.Answers(**form.answers())
            corrects = stands if form.cleaned_data["corrects"] else None
            care.sign_screening(
                patient=request.patient, answers=answers, corrects=corrects, by=request.user, at=request.at
            )
            messages.success(request, _("The screening is signed."))
            return redirect("patient_screening", uuid=request.patient.uuid)
    context = {"patient": request.patient, "form": form, "stands": stands, "at": request.at}
    context["rows"] = selectors.screenings(request.patient)
    return render(request, "health/screening.html", context, status=422 if form.is_bound else 200)
