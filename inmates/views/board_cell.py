"""The sheet of a cell with nobody in it: free, kept for someone, or closed."""

from django.http import Http404, HttpResponse
from django.shortcuts import render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from corrections.permissions import EstatePerm
from inmates.permissions import BoardPerm
from inmates.selectors import board_cell as selector


@require_GET
@requires(BoardPerm.VIEW)
def board_cell(request: StaffRequest, pk: int) -> HttpResponse:
    shown = selector.cell_of(pk, request.at)
    if shown is None or not request.access.may(BoardPerm.VIEW, unit_id=shown.cell.unit_id):
        raise Http404
    request.unit, request.prison = shown.cell.unit, shown.cell.unit.prison
    context = {
        "shown": shown,
        "may_open": request.access.may(EstatePerm.VIEW, unit_id=shown.cell.unit_id),
    }
    template = "inmates/_board_cell.html" if request.htmx else "inmates/board_cell.html"
    response = render(request, template, context)
    patch_vary_headers(response, ["HX-Request"])
    return response
