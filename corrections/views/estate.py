"""The buildings of a prison: units, cells, capacities, cells out of use, places."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from corrections.forms.estate import OperationalCapacityForm, PlaceForm, UnitForm
from corrections.models import Prison
from corrections.pages import form_page, posted, shown_on, tabs_of
from corrections.permissions import EstatePerm
from corrections.selectors import estate as selectors
from corrections.services import estate as services

FORM = "corrections/form.html"
get_or_post = require_http_methods(["GET", "POST"])


def prison_of(request: StaffRequest, slug: str, perm: EstatePerm, *, whole: bool = True) -> Prison:
    prison = get_object_or_404(selectors.prisons(request.access, perm, whole=whole), slug=slug)
    request.prison = prison
    return prison


@require_GET
@requires(EstatePerm.VIEW)
def estate(request: StaffRequest) -> HttpResponse:
    """The prisons in scope; straight to the only one."""
    shown = list(selectors.prisons(request.access, EstatePerm.VIEW).select_related("region"))
    if len(shown) == 1:
        return redirect("unit_list", shown[0].slug)
    return render(request, "corrections/estate.html", {"prisons": shown})


@require_GET
@requires(EstatePerm.VIEW)
def unit_list(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, EstatePerm.VIEW, whole=False)
    shown = selectors.units(request.access, EstatePerm.VIEW).filter(prison=prison)
    rows = selectors.capacities(shown, request.at)
    context = {
        "prison": prison,
        "rows": rows,
        "total": selectors.total(rows),
        "closed": selectors.closed_cells(shown, request.at),
        "tabs": tabs_of(request, prison, "units"),
        "may_manage": request.access.may(EstatePerm.MANAGE, prison_id=prison.pk),
    }
    return render(request, "corrections/unit_list.html", context)


@get_or_post
@requires(EstatePerm.MANAGE)
def unit_add(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, EstatePerm.MANAGE)
    form = UnitForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            unit = services.create_unit(prison=prison, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("%(unit)s is added.") % {"unit": unit})
            return redirect("unit_cells", unit.pk)
    back = reverse("unit_list", args=[prison.slug])
    return form_page(request, FORM, form, submit=_("Add the unit"), back=back, title=_("A new unit"), place=prison)


@get_or_post
@requires(EstatePerm.MANAGE)
def unit_edit(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(selectors.units(request.access, EstatePerm.MANAGE), pk=pk)
    request.prison = unit.prison
    form = UnitForm(posted(request), unit=unit)
    if form.is_valid():
        with shown_on(form):
            services.change_unit(unit=unit, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("%(unit)s is changed.") % {"unit": unit})
            return redirect("unit_cells", unit.pk)
    title = _("Change %(unit)s") % {"unit": unit}
    return form_page(
        request,
        FORM,
        form,
        submit=_("Save the unit"),
        back=reverse("unit_cells", args=[pk]),
        title=title,
        place=unit.prison,
    )


@get_or_post
@requires(EstatePerm.MANAGE)
def prison_capacity(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, EstatePerm.MANAGE)
    form = OperationalCapacityForm(posted(request), initial={"places": prison.operational_capacity})
    if form.is_valid():
        with shown_on(form):
            services.set_operational_capacity(prison=prison, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The operational capacity is set."))
            return redirect("unit_list", prison.slug)
    title, submit = _("Operational capacity"), _("Set the operational capacity")
    back = reverse("unit_list", args=[prison.slug])
    return form_page(request, FORM, form, submit=submit, back=back, title=title, place=prison)


# ---- places --------------------------------------------------------------------------------------------------
@require_GET
@requires(EstatePerm.VIEW)
def place_list(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, EstatePerm.VIEW, whole=False)
    context = {
        "prison": prison,
        "places": selectors.places_of(prison, request.access),
        "tabs": tabs_of(request, prison, "places"),
        "may_manage": request.access.may(EstatePerm.MANAGE, prison_id=prison.pk),
    }
    return render(request, "corrections/place_list.html", context)


@get_or_post
@requires(EstatePerm.MANAGE)
def place_add(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, EstatePerm.MANAGE)
    form = PlaceForm(posted(request), prison=prison)
    if form.is_valid():
        with shown_on(form):
            place = services.create_place(prison=prison, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("%(place)s is added.") % {"place": place})
            return redirect("place_list", prison.slug)
    back = reverse("place_list", args=[prison.slug])
    return form_page(request, FORM, form, submit=_("Add the place"), back=back, title=_("A new place"), place=prison)


@get_or_post
@requires(EstatePerm.MANAGE)
def place_edit(request: StaffRequest, pk: int) -> HttpResponse:
    place = get_object_or_404(selectors.places(request.access, EstatePerm.MANAGE), pk=pk)
    prison = request.prison = place.prison
    form = PlaceForm(posted(request), prison=prison, place=place)
    if form.is_valid():
        with shown_on(form):
            services.change_place(place=place, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("%(place)s is changed.") % {"place": place})
            return redirect("place_list", prison.slug)
    title, back = _("Change %(place)s") % {"place": place}, reverse("place_list", args=[prison.slug])
    return form_page(request, FORM, form, submit=_("Save the place"), back=back, title=title, place=prison)
