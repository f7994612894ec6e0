"""The first page of the clinical process: who is where now."""

from django.http import HttpResponse
from django.shortcuts import render

from health.doors import ClinicalRequest, clinician_only
from health.selectors import (
    altered,
    care,
    clinicians,
    crisis,
    emergencies,
    leads,
    leaving,
    looks,
    newcomers,
    nightly,
    people,
    places,
)
from health.selectors import requests as asked
from health.selectors import waiting as missed

ASKED_BY_COLLEAGUES = (leads.waiting_for, newcomers.to_answer, places.to_answer)


@clinician_only
def clinical_home(request: ClinicalRequest) -> HttpResponse:
    treats = clinicians.prisons_of(request.clinician)
    prisons = [{"prison": prison, "units": people.of_prison(prison, request.at)} for prison in treats]
    context = {"prisons": prisons, "at": request.at, "waiting": emergencies.waiting_for(request.user)}
    context |= {"called": emergencies.called(request.user), "looks": looks.waiting()}
    context |= {"late_looks": looks.called(), "altered": altered.waiting()}
    context["nightly"] = nightly.newest(request.at)
    context["leads_asked"] = sum(each(request.user, treats) for each in ASKED_BY_COLLEAGUES)
    calls = missed.calls(request.at)
    context |= {"calls": calls, "call_lines": missed.together(calls)}
    context["asked"] = asked.counted(treats, request.at)
    context["came"] = leaving.came(request.at)
    context |= {"care_late": crisis.waiting(request.at), "screenings": care.counted(request.at)}
    return render(request, "health/home.html", context)
