"""The roll of a prison and of the country: numbers, and the people behind each."""

from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, render
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from corrections.models import Prison
from corrections.pages import tabs_of
from corrections.permissions import EstatePerm
from corrections.selectors import estate
from inmates.forms.past import PastForm
from inmates.permissions import CustodyPerm
from inmates.rules.roll import Part
from inmates.selectors import roll as selectors
from inmates.selectors import roll_words


@require_GET
@requires(EstatePerm.VIEW)
def roll(request: StaffRequest, slug: str) -> HttpResponse:
    shown = prison_of(request, slug)
    past = PastForm(request.GET, at=request.at)
    at = past.moment or request.at
    view = selectors.of_prison(shown, request.access, at)
    links = roll_words.Links(shown.slug, request.access, past.moment)
    context = {
        "prison": shown,
        "tally": roll_words.tally(view.whole, links),
        "rows": [roll_words.row(row, links) for row in view.rows],
        "coming": roll_words.coming(view.whole, links) if view.is_whole and not past.moment else [],
        "titles": roll_words.titles(),
        "past": past,
        "at": at,
        "tabs": tabs_of(request, shown, "roll"),
    }
    return render(request, "inmates/roll.html", context)


@require_GET
@requires(CustodyPerm.VIEW)
def roll_people(request: StaffRequest, slug: str, part: str) -> HttpResponse:
    shown = prison_of(request, slug)
    if part not in list(Part):
        raise Http404
    past = PastForm(request.GET, at=request.at)
    unit = request.GET.get("unit", "")
    at = past.moment or request.at
    rows = roll_words.people(
        shown, Part(part), request.access, at, unit_id=int(unit) if unit.isascii() and unit.isdigit() else None
    )
    context = {"prison": shown, "title": roll_words.TITLES[Part(part)], "rows": rows, "at": at, "past": past}
    return render(request, "inmates/roll_people.html", context)


@require_GET
@requires(EstatePerm.VIEW)
def national_roll(request: StaffRequest) -> HttpResponse:
    past = PastForm(request.GET, at=request.at)
    at = past.moment or request.at
    shown = estate.prisons(request.access, EstatePerm.VIEW, whole=True).select_related("region")
    rows = selectors.of_prisons(shown, at)
    regions = roll_words.by_region(rows, request.access, past.moment)
    context = {"regions": regions, "titles": roll_words.titles(), "at": at, "past": past, "live": not past.moment}
    return render(request, "inmates/national_roll.html", context)


def prison_of(request: StaffRequest, slug: str) -> Prison:
    """A prison in reach: as a whole, or by one of its units."""
    shown = get_object_or_404(estate.prisons(request.access, EstatePerm.VIEW).select_related("region"), slug=slug)
    request.prison = shown
    return shown
