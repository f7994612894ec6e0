"""The decorator that every clinical page stands behind."""

from collections.abc import Callable
from functools import wraps
from typing import Any

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from corrections.access import StaffRequest
from health.context import clinical_context
from health.models import Clinician
from health.selectors import clinicians

View = Callable[..., HttpResponse]
SECOND_FACTOR = "clinician"  # of the session: the clinician row whose second factor was shown


class ClinicalRequest(StaffRequest):
    """A request inside a clinical context."""

    clinician: Clinician


def clinician_only(view: View) -> View:
    """For clinicians who have shown their second factor; the page is made, to its last query, inside one context."""

    @wraps(view)
    def guarded(request: ClinicalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
        if not request.user.is_authenticated:
            return to_sign_in(request)
        with clinical_context(request.user.pk, request.id):
            clinician = clinicians.of_user(request.user)
            if clinician is not None and request.session.get(SECOND_FACTOR) == clinician.pk:
                request.clinician = clinician
                return finished(view(request, *args, **kwargs))
        if clinician is None:
            return no_access(request)
        logout(request)
        return to_sign_in(request)

    guarded.access = ("clinician",)  # type: ignore[attr-defined]
    return guarded


def finished(response: HttpResponse) -> HttpResponse:
    """Rendered now: what is evaluated after the context finds nothing, without an error."""
    if response.streaming:
        raise RuntimeError("a streaming response would read outside its clinical context")
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    response["Cache-Control"] = "no-store"
    return response


def no_access(request: StaffRequest) -> HttpResponse:
    response = render(request, "health/no_access.html", status=403)
    response["Cache-Control"] = "no-store"
    return response


def to_sign_in(request: StaffRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), reverse("clinical_login"))
