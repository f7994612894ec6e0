"""Where the day begins, and what staff choose for their own screen."""

from django.conf import settings
from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, public, signed_in
from corrections.choices import ColourScheme, Role
from corrections.forms.preferences import PreferencesForm
from corrections.pages import form_page, posted, shown_on
from corrections.permissions import EstatePerm
from corrections.redirects import safe_next
from corrections.registries import landings
from corrections.selectors import estate
from corrections.services import preferences

ONE_YEAR = 365 * 24 * 3600


@require_GET
@signed_in
def home(request: StaffRequest) -> HttpResponse:
    """The first landing that has a place for this user; clinicians go to their own address."""
    address = next((found for _key, landing in landings.items() if (found := landing(request))), "")
    if address:
        return redirect(address)
    is_clinician = request.access.has_role(Role.HEALTH_STAFF)
    context = {"clinical": settings.CLINICAL_ADDRESS if is_clinician else ""}
    return render(request, "corrections/home.html", context)


@require_http_methods(["GET", "POST"])
@signed_in
def my_settings(request: StaffRequest) -> HttpResponse:
    form = PreferencesForm(
        posted(request), user=request.user, units=estate.units(request.access, EstatePerm.VIEW).order_by("name")
    )
    if form.is_valid():
        chosen = form.cleaned_data
        with shown_on(form):
            preferences.choose_home_unit(by=request.user, unit=chosen["home_unit"], at=request.at)
            preferences.choose_colour_scheme(by=request.user, scheme=chosen["colour_scheme"], at=request.at)
            preferences.choose_shortcuts(by=request.user, on=chosen["single_key_shortcuts"], at=request.at)
            messages.success(request, _("Your settings are saved."))
            return redirect("my_settings")
    title, submit = _("My settings"), _("Save my settings")
    return form_page(request, "corrections/my_settings.html", form, submit=submit, back=reverse("home"), title=title)


# ---- from the top bar: one button each, also on the sign-in page ------------------------------------------------
def keeps_choices(request: StaffRequest) -> bool:
    """The clinical login may not change an account: there a choice stays with the browser."""
    return request.user.is_authenticated and not settings.CLINICAL


@require_POST
@public
def set_language(request: StaffRequest) -> HttpResponse:
    language = request.POST.get("language", "")
    response = redirect(safe_next(request, settings.FRONT_DOOR))
    if keeps_choices(request):
        preferences.choose_language(by=request.user, language=language, at=request.at)
    if language in dict(settings.LANGUAGES):
        response.set_cookie(settings.LANGUAGE_COOKIE_NAME, language, max_age=ONE_YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
@public
def set_colour_scheme(request: StaffRequest) -> HttpResponse:
    scheme = request.POST.get("scheme", "")
    response = redirect(safe_next(request, settings.FRONT_DOOR))
    if keeps_choices(request):
        preferences.choose_colour_scheme(by=request.user, scheme=scheme, at=request.at)
    elif scheme in ColourScheme.values:
        response.set_cookie("scheme", scheme, max_age=ONE_YEAR, samesite="Lax", httponly=True)
    return response


@require_POST
@signed_in
def set_keyboard_shortcuts(request: StaffRequest) -> HttpResponse:
    preferences.choose_shortcuts(by=request.user, on=request.POST.get("on") == "1", at=request.at)
    return redirect(safe_next(request, "/"))
