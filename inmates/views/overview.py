"""A prison at a glance: its units, who they hold, what is left."""

from django.http import HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from corrections.pages import tabs_of
from corrections.permissions import EstatePerm
from corrections.selectors import estate
from inmates.permissions import BoardPerm
from inmates.selectors import overview


@require_GET
@requires(EstatePerm.VIEW)
def prison(request: StaffRequest, slug: str) -> HttpResponse:
    in_scope = estate.prisons(request.access, EstatePerm.VIEW).select_related("region")
    shown = get_object_or_404(in_scope, slug=slug)
    request.prison = shown
    units = estate.units(request.access, EstatePerm.VIEW).filter(prison=shown)
    rows = overview.rows(units, request.at)
    context = {
        "prison": shown,
        "rows": rows,
        **overview.counted(rows, shown, request.access, request.at),
        "capacity": sum((row.capacity for row in rows), estate.Capacity()),
        "closed": estate.closed_cells(units, request.at),
        "boards": request.access.units(BoardPerm.VIEW),
        "tabs": tabs_of(request, shown, "overview"),
    }
    return render(request, "inmates/prison.html", context)
