"""Pages about the system itself, for anyone."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corrections.access import public


@require_GET
@public
def accessibility(request: HttpRequest) -> HttpResponse:
    """What we know of how the system can be used, and what we do not know yet (WCAG 2.2 AA is the goal)."""
    return render(request, "corrections/accessibility.html")
