"""The decorators that every clinical page stands behind."""

from collections.abc import Callable, Iterable
from functools import wraps
from typing import Any
from uuid import UUID

from django.contrib.auth import logout
from django.contrib.auth.views import redirect_to_login
from django.http import HttpResponse
from django.shortcuts import render
from django.template.response import SimpleTemplateResponse
from django.urls import reverse

from corrections.access import StaffRequest
from health.choices import AccessBasis
from health.context import clinical_context
from health.models import Clinician, Patient
from health.selectors import clinicians, records
from health.services import journal

View = Callable[..., HttpResponse]
WORTH_KEEPING = 12  # characters: what somebody wrote, no choice from a list
SECOND_FACTOR = "clinician"  # of the session: the clinician row whose second factor was shown


class ClinicalRequest(StaffRequest):
    """A request inside a clinical context."""

    clinician: Clinician
    patient: Patient


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


def opens_record(basis: AccessBasis) -> Callable[[View], View]:
    """For pages about one patient: the line of the access log is committed first, then the record is read.

    A patient whom this clinic does not treat is not there (404), and the attempt stands in the log.
    """

    def decorator(view: View) -> View:
        @clinician_only
        def read(request: ClinicalRequest, *args: Any, uuid: UUID, **kwargs: Any) -> HttpResponse:
            request.patient = records.patient_of(uuid)
            return view(request, *args, **kwargs)

        @wraps(view)
        def guarded(request: ClinicalRequest, *args: Any, uuid: UUID, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and SECOND_FACTOR in request.session:
                try:
                    journal.open_record(user_id=request.user.pk, request_id=request.id, patient=uuid, basis=basis)
                except journal.RecordRefused:
                    return not_ours(request)
            return read(request, *args, uuid=uuid, **kwargs)

        guarded.access = ("clinician",)  # type: ignore[attr-defined]
        return guarded

    return decorator


def opens_records(whose: Callable[..., Iterable[UUID]]) -> Callable[[View], View]:
    """For pages about many patients, such as a round: the lines of the log are committed in one call, then all is read.

    ``whose(request, …)`` names the records, inside a context that shows none of them.
    """

    def decorator(view: View) -> View:
        read = clinician_only(view)

        @wraps(view)
        def guarded(request: ClinicalRequest, *args: Any, **kwargs: Any) -> HttpResponse:
            if request.user.is_authenticated and SECOND_FACTOR in request.session:
                with clinical_context(request.user.pk, request.id):
                    records_to_open = list(whose(request, *args, **kwargs))
                if records_to_open:
                    journal.open_records(
                        user_id=request.user.pk,
                        request_id=request.id,
                        patients=records_to_open,
                        basis=AccessBasis.TREATMENT,
                    )
            return read(request, *args, **kwargs)

        guarded.access = ("clinician",)  # type: ignore[attr-defined]
        return guarded

    return decorator


def finished(response: HttpResponse) -> HttpResponse:
    """Rendered now: what is evaluated after the context finds nothing, without an error."""
    if response.streaming:
        raise RuntimeError("a streaming response would read outside its clinical context")
    if isinstance(response, SimpleTemplateResponse) and not response.is_rendered:
        response.render()
    response["Cache-Control"] = "no-store"
    return response


def not_ours(request: StaffRequest) -> HttpResponse:
    """No patient of the own clinics, perhaps since a moment ago: what was typed comes back, nothing is kept."""
    hidden = {"csrfmiddlewaretoken", "nonce", "act", "patient"}
    sent = [str(value).strip() for name, value in request.POST.items() if name not in hidden]
    typed = [value for value in sent if len(value) >= WORTH_KEEPING]
    response = render(request, "health/not_ours.html", {"typed": typed}, status=404)
    response["Cache-Control"] = "no-store"
    return response


def no_access(request: StaffRequest) -> HttpResponse:
    response = render(request, "health/no_access.html", status=403)
    response["Cache-Control"] = "no-store"
    return response


def to_sign_in(request: StaffRequest) -> HttpResponse:
    return redirect_to_login(request.get_full_path(), reverse("clinical_login"))
