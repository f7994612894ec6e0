"""How calm a unit has been, beside what else happened there."""

from django.http import HttpResponse
from django.shortcuts import render
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from security.permissions import HandoverPerm
from security.selectors import climate as selector
from security.views.shared import unit_of


@require_GET
@requires(HandoverPerm.VIEW)
def climate(request: StaffRequest, pk: int) -> HttpResponse:
    unit = unit_of(request, pk, HandoverPerm.VIEW)
    days = selector.SPANS[-1] if request.GET.get("days") == str(selector.SPANS[-1]) else selector.SPANS[0]
    spans = [
        {
            "href": f"?days={count}",
            "text": ngettext("%(count)d day", "%(count)d days", count) % {"count": count},
            "current": count == days,
        }
        for count in selector.SPANS
    ]
    shown = selector.climate_of(unit.pk, request.access, days=days, at=request.at)
    context = {"unit": unit, "climate": shown, "spans": spans, "label": _("How far back")}
    return render(request, "security/climate.html", context)
