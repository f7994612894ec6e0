"""Emergency access to a record of another clinic, and the second clinician who reviews it."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.doors import ClinicalRequest, clinician_only
from health.forms.journal import EmergencyForm, ReviewForm
from health.selectors import emergencies
from health.services import emergencies as acts


@require_GET
@clinician_only
def emergency_find(request: ClinicalRequest) -> HttpResponse:
    """Find somebody of another clinic: name and birth date, no more."""
    query = request.GET.get("q", "")
    return render(request, "health/emergency_find.html", {"query": query, "found": emergencies.find(query)})


@require_http_methods(["GET", "POST"])
@clinician_only
def emergency_open(request: ClinicalRequest, uuid: UUID) -> HttpResponse:
    """Say why and for how long. The record is read by the next request, behind the committed line of the log."""
    whom = emergencies.stranger_of(uuid)
    form = EmergencyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.open_emergency(record=uuid, **form.cleaned_data)
            messages.warning(request, _("The record is open. The clinic of the patient has been told."))
            return redirect("patient_record", uuid=uuid)
    return render(request, "health/emergency_open.html", {"whom": whom, "form": form}, status=status_of(form))


@require_GET
@clinician_only
def emergency_reviews(request: ClinicalRequest) -> HttpResponse:
    """What the clinic has been told of: waiting for review first, with the time left."""
    context = {"rows": emergencies.told(request.at), "at": request.at, "me": request.user}
    return render(request, "health/emergency_reviews.html", context)


@require_http_methods(["GET", "POST"])
@clinician_only
def emergency_review(request: ClinicalRequest, pk: int) -> HttpResponse:
    told = emergencies.one(pk, request.at)
    form = ReviewForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.review_emergency(emergency=told.emergency, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The review is signed."))
            return redirect("emergency_reviews")
    own = told.emergency.opened_by_id == request.user.pk
    context = {"told": told, "emergency": told.emergency, "form": form, "own": own}
    return render(request, "health/emergency_review.html", context, status=status_of(form))
