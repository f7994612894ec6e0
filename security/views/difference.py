"""A count that does not add up: what is known of who is missing, and the action card."""

from typing import Any
from uuid import UUID

from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.cache import patch_vary_headers
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from security.choices import CountState
from security.permissions import CountPerm
from security.rules.counts import BEING_COUNTED, WAITING
from security.selectors import counts
from security.selectors import difference as differences
from security.selectors.difference import Difference
from security.selectors.round_page import under
from security.views.round import find, way_back


@require_GET
@requires(CountPerm.VIEW)
def count_difference(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The page; to htmx what stands inside it, every few seconds."""
    count = find(request, uuid, CountPerm.VIEW)
    if count.state in WAITING or count.state in BEING_COUNTED - {CountState.RECOUNT}:
        return redirect("count_round", count.uuid)
    shown = differences.load(count, request.user, request.access, request.at)
    template = "security/_difference.html" if request.htmx else "security/difference.html"
    response = render(request, template, page_of(request, shown))
    patch_vary_headers(response, ["HX-Request"])
    return response


def page_of(request: StaffRequest, shown: Difference) -> dict[str, Any]:
    count = shown.count
    return {
        "shown": shown,
        "count": count,
        "leads": way_back(request, count),
        "title": counts.title(count),
        "under": under(count),
        "is_open": count.state == CountState.DISCREPANCY,
        "is_recount": count.state == CountState.RECOUNT,
        "adds_up": not shown.missing and count.state != CountState.RECOUNT,
        "incident": count.incident,
    }
