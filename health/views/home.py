"""The first page of the clinical process: who is where now."""

from django.http import HttpResponse
from django.shortcuts import render

from health.doors import ClinicalRequest, clinician_only
from health.selectors import clinicians, people


@clinician_only
def clinical_home(request: ClinicalRequest) -> HttpResponse:
    prisons = [
        {"prison": prison, "units": people.of_prison(prison, request.at)}
        for prison in clinicians.prisons_of(request.clinician)
    ]
    return render(request, "health/home.html", {"prisons": prisons, "at": request.at})
