"""Looks at records that the leader of the clinic asks about, and the review of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.pages import posted, shown_on, status_of
from health.doors import ClinicalRequest, clinician_only
from health.forms.journal import ReviewForm
from health.selectors import looks
from health.services import looks as acts


@require_GET
@clinician_only
def found_looks(request: ClinicalRequest) -> HttpResponse:
    """What waits for review first, then what was reviewed."""
    context = {"rows": looks.asked(request.at), "at": request.at, "reviews": looks.may_review_any()}
    return render(request, "health/found_looks.html", context)


@require_http_methods(["GET", "POST"])
@clinician_only
def found_look(request: ClinicalRequest, pk: int) -> HttpResponse:
    asked = looks.one(pk, request.at)
    form = ReviewForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            acts.review_look(look=asked.look, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The review is signed."))
            return redirect("found_looks")
    context = {"asked": asked, "look": asked.look, "form": form}
    return render(request, "health/found_look.html", context, status=status_of(form))
