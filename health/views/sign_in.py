"""Signing in to health: the password, then the second factor that only schema health knows; enrolled the first time."""

from urllib.parse import quote

from allauth.mfa.adapter import get_adapter as get_mfa_adapter
from django.conf import settings
from django.contrib.auth import login, logout, update_session_auth_hash
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext_lazy as _
from django.views.decorators.debug import sensitive_post_parameters
from django.views.decorators.http import require_http_methods, require_POST

from corrections import throttling
from corrections.access import StaffRequest, public
from corrections.models import User
from corrections.redirects import safe_next
from health import pending
from health.context import clinical_context
from health.doors import SECOND_FACTOR, ClinicalRequest, clinician_only, no_access
from health.forms.sign_in import CodeForm, PasswordForm, SignInForm
from health.models import Clinician
from health.selectors import clinicians
from health.services import passwords, second_factor

ISSUER = "Prison health service"


@sensitive_post_parameters("password")
@require_http_methods(["GET", "POST"])
@public
def clinical_login(request: StaffRequest) -> HttpResponse:
    """The first step. Whoever is no clinician learns it here, after a right password, and nothing more."""
    form = SignInForm(request)
    target = safe_next(request, reverse("clinical_home"))
    if form.is_bound and form.is_valid() and form.user is not None:
        with clinical_context(form.user.pk, request.id):
            clinician = clinicians.of_user(form.user)
        if clinician is None:
            return no_access(request)
        pending.begin(request, form.user, target=target)
        return redirect("clinical_code")
    return render(request, "health/sign_in.html", {"form": form, "next": target}, status=422 if form.is_bound else 200)


@sensitive_post_parameters("code")
@require_http_methods(["GET", "POST"])
@public
def clinical_code(request: StaffRequest) -> HttpResponse:
    """The second step; the first time it shows the secret to put into the app."""
    waiting = pending.read(request)
    user = clinicians.account(waiting["user"]) if waiting else None
    if waiting is None or user is None:
        return redirect("clinical_login")
    form = CodeForm(request.POST or None)
    clinician, enrolling = show_code(request, user, waiting["secret"], form)
    if clinician is None:
        return no_access(request)
    if form.is_bound and not form.errors:
        return let_in(request, user, clinician, waiting["next"])
    context = {"form": form, "enrolling": qr_code(user, waiting["secret"]) if enrolling else None}
    return render(request, "health/code.html", context, status=422 if form.is_bound else 200)


def show_code(request: StaffRequest, user: User, secret: str, form: CodeForm) -> tuple[Clinician | None, bool]:
    """Check the code in a bound form, or enrol with it. What is wrong with it stands in the form afterwards."""
    attempt = throttling.take_code(request, user.pk) if form.is_valid() else None
    if form.is_valid() and attempt is None:
        form.add_error("code", _("Too many attempts. Wait a few minutes and try again."))
    with clinical_context(user.pk, request.id):
        clinician = clinicians.of_user(user)
        factor = clinicians.second_factor_of(clinician) if clinician else None
        if clinician is not None and attempt is not None:
            check_code(request, user, clinician, secret, form)
    if attempt is not None and not form.errors:
        attempt.give_back()
    return clinician, factor is None


def check_code(request: StaffRequest, user: User, clinician: Clinician, secret: str, form: CodeForm) -> None:
    code, factor = form.cleaned_data["code"], clinicians.second_factor_of(clinician)
    try:
        if factor is None:
            second_factor.enrol(clinician=clinician, secret=secret, code=code, by=user, at=request.at)
        else:
            second_factor.verify(factor=factor, code=code, by=user, at=request.at)
    except second_factor.CodeRefused as refusal:
        form.add_error("code", str(refusal))


def let_in(request: StaffRequest, user: User, clinician: Clinician, target: str) -> HttpResponse:
    request.session.flush()
    login(request, user, backend=settings.AUTHENTICATION_BACKENDS[0])
    request.session[SECOND_FACTOR] = clinician.pk
    response = redirect(target)
    throttling.remember_browser(request, response, user.username)
    return response


def qr_code(user: User, secret: str) -> dict[str, str]:
    address = f"otpauth://totp/{quote(ISSUER)}:{quote(user.username)}?secret={secret}&issuer={quote(ISSUER)}"
    picture = get_mfa_adapter().build_totp_svg(address)
    return {"secret": secret, "picture": "data:image/svg+xml;utf8," + quote(picture)}


@require_POST
@public
def clinical_logout(request: StaffRequest) -> HttpResponse:
    logout(request)
    return redirect("clinical_login")


@sensitive_post_parameters("old", "new", "again")
@require_http_methods(["GET", "POST"])
@clinician_only
def clinical_password(request: ClinicalRequest) -> HttpResponse:
    """Here and nowhere else: PostgreSQL refuses it to the web login."""
    form = PasswordForm(request)
    if form.is_bound and form.is_valid():
        passwords.change_password(user=request.user, password=form.cleaned_data["new"], by=request.user, at=request.at)
        update_session_auth_hash(request, request.user)
        return redirect("clinical_home")
    return render(request, "health/password.html", {"form": form}, status=422 if form.is_bound else 200)
