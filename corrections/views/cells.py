"""The cells of a unit: what they are, what they hold, and when they are out of use."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.forms.estate import CapacityForm, CellForm, CloseCellForm, ExpectReturnForm, NewCellForm
from corrections.models import Cell, CellClosure
from corrections.pages import form_page, posted, shown_on
from corrections.permissions import EstatePerm
from corrections.selectors import estate as selectors
from corrections.services import estate as services

FORM = "corrections/form.html"
get_or_post = require_http_methods(["GET", "POST"])


def cell_of(request: StaffRequest, pk: int, perm: EstatePerm) -> Cell:
    cell = get_object_or_404(selectors.cells(request.access, perm), pk=pk)
    request.prison, request.unit = cell.unit.prison, cell.unit
    return cell


def closure_of(request: StaffRequest, pk: int) -> CellClosure:
    closure = get_object_or_404(selectors.closures(request.access, EstatePerm.CLOSE_CELL), pk=pk)
    request.prison, request.unit = closure.cell.unit.prison, closure.cell.unit
    return closure


@require_GET
@requires(EstatePerm.VIEW)
def unit_cells(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(selectors.units(request.access, EstatePerm.VIEW), pk=pk)
    request.prison, request.unit = unit.prison, unit
    context = {
        "unit": unit,
        "rows": selectors.cells_of(unit, request.at),
        "may_manage": request.access.may(EstatePerm.MANAGE, unit_id=unit.pk),
        "may_close": request.access.may(EstatePerm.CLOSE_CELL, unit_id=unit.pk),
    }
    return render(request, "corrections/unit_cells.html", context)


@require_GET
@requires(EstatePerm.VIEW)
def cell(request: StaffRequest, pk: int) -> HttpResponse:
    shown = cell_of(request, pk, EstatePerm.VIEW)
    context = {
        "cell": shown,
        "unit": shown.unit,
        "row": selectors.with_closures(selectors.cells(request.access, EstatePerm.VIEW).filter(pk=pk), request.at)[0],
        "closures": selectors.closures_of(shown),
        "may_manage": request.access.may(EstatePerm.MANAGE, unit_id=shown.unit_id),
        "may_close": request.access.may(EstatePerm.CLOSE_CELL, unit_id=shown.unit_id),
    }
    return render(request, "corrections/cell.html", context)


@get_or_post
@requires(EstatePerm.MANAGE)
def cell_add(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(selectors.units(request.access, EstatePerm.MANAGE), pk=pk)
    request.prison, request.unit = unit.prison, unit
    form = NewCellForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            added = services.create_cell(unit=unit, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("Cell %(cell)s is added.") % {"cell": added})
            return redirect("unit_cells", unit.pk)
    back, title = reverse("unit_cells", args=[pk]), _("A new cell")
    return form_page(request, FORM, form, submit=_("Add the cell"), back=back, title=title, place=unit)


@get_or_post
@requires(EstatePerm.MANAGE)
def cell_edit(request: StaffRequest, pk: int) -> HttpResponse:
    changed = cell_of(request, pk, EstatePerm.MANAGE)
    form = CellForm(posted(request), cell=changed)
    if form.is_valid():
        with shown_on(form):
            services.change_cell(cell=changed, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("Cell %(cell)s is changed.") % {"cell": changed})
            return redirect("cell", pk)
    back, title = reverse("cell", args=[pk]), _("Change cell %(cell)s") % {"cell": changed}
    return form_page(request, FORM, form, submit=_("Save the cell"), back=back, title=title, place=changed.unit)


@get_or_post
@requires(EstatePerm.MANAGE)
def cell_capacity(request: StaffRequest, pk: int) -> HttpResponse:
    changed = cell_of(request, pk, EstatePerm.MANAGE)
    form = CapacityForm(posted(request), cell=changed)
    if form.is_valid():
        with shown_on(form):
            services.change_capacity(cell=changed, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The capacity of cell %(cell)s is changed.") % {"cell": changed})
            return redirect("cell", pk)
    back, title = reverse("cell", args=[pk]), _("Capacity of cell %(cell)s") % {"cell": changed}
    return form_page(request, FORM, form, submit=_("Save the capacity"), back=back, title=title, place=changed.unit)


# ---- out of use ----------------------------------------------------------------------------------------------
@get_or_post
@requires(EstatePerm.CLOSE_CELL)
def cell_close(request: StaffRequest, pk: int) -> HttpResponse:
    closed = cell_of(request, pk, EstatePerm.CLOSE_CELL)
    form = CloseCellForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            services.close_cell(cell=closed, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("Cell %(cell)s is closed.") % {"cell": closed})
            return redirect("unit_cells", closed.unit_id)
    title, submit = _("Close cell %(cell)s") % {"cell": closed}, _("Close %(cell)s") % {"cell": closed}
    lead = _("Nobody can be placed in a closed cell, and its places do not count as in use.")
    back = reverse("cell", args=[pk])
    return form_page(request, FORM, form, submit=submit, back=back, title=title, lead=lead, place=closed.unit)


@get_or_post
@requires(EstatePerm.CLOSE_CELL)
def closure_return(request: StaffRequest, pk: int) -> HttpResponse:
    closure = closure_of(request, pk)
    form = ExpectReturnForm(posted(request), initial={"on": closure.expected_return_on})
    if form.is_valid():
        with shown_on(form):
            services.expect_return(closure=closure, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The expected return of cell %(cell)s is changed.") % {"cell": closure.cell})
            return redirect("cell", closure.cell_id)
    title = _("When cell %(cell)s is expected back in use") % {"cell": closure.cell}
    back, place = reverse("cell", args=[closure.cell_id]), closure.cell.unit
    return form_page(request, FORM, form, submit=_("Save the day"), back=back, title=title, place=place)


@require_POST
@requires(EstatePerm.CLOSE_CELL)
def cell_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    closure = closure_of(request, pk)
    services.reopen_cell(closure=closure, by=request.user, at=request.at)
    messages.success(request, _("Cell %(cell)s is in use again.") % {"cell": closure.cell})
    return redirect("unit_cells", closure.cell.unit_id)
