"""The list of residents, and finding people, cells and things to do."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires, signed_in
from inmates.permissions import PersonPerm
from inmates.selectors import people as selector
from inmates.selectors import search as finder


@require_GET
@requires(PersonPerm.VIEW)
def people(request: StaffRequest) -> HttpResponse:
    units = selector.units_of(request.access)
    asked = next((unit for unit in units if str(unit.pk) == request.GET.get("unit")), None)
    if units:
        request.prison = (asked or units[0]).prison
    page = selector.residents(
        request.access, request.at, unit_id=asked.pk if asked else None, number=page_number(request.GET.get("page", ""))
    )
    query = f"unit={asked.pk}&" if asked else ""
    return render(request, "inmates/people.html", {"page": page, "units": units, "unit": asked, "query": query})


@require_GET
@signed_in
def search(request: StaffRequest) -> HttpResponse:
    query = request.GET.get("q", "")
    groups = finder.find(query, request.access, user_id=request.user.pk)
    template = "ui/_palette_results.html" if request.htmx else "inmates/search.html"
    response = render(request, template, {"groups": groups, "q": query.strip()})
    response["Vary"] = "HX-Request"
    return response


def page_number(text: str) -> int:
    return int(text) if text.isascii() and text.isdigit() and 0 < int(text) <= MOST_PAGES else 1


MOST_PAGES = 10_000
