"""Error pages: a plain sentence about what happened and what to do, and never a detail of the database."""

from django.http import HttpRequest, HttpResponse
from django.shortcuts import render

from corrections.access import public
from corrections.refusals import Conflict, Refusal


@public
def bad_request(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "400.html", status=400)


@public
def forbidden(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "403.html", status=403)


@public
def not_found(request: HttpRequest, exception: Exception | None = None) -> HttpResponse:
    return render(request, "404.html", status=404)


@public
def server_error(request: HttpRequest) -> HttpResponse:
    return render(request, "500.html", status=500)


@public
def csrf_failure(request: HttpRequest, reason: str = "") -> HttpResponse:
    return render(request, "403_csrf.html", status=403)


def refused(request: HttpRequest, refusal: Refusal) -> HttpResponse:
    """A refusal as a page or a fragment: 409 where someone else was first, 422 otherwise."""
    status = 409 if isinstance(refusal, Conflict) else 422
    template = "corrections/_refused.html" if getattr(request, "htmx", False) else "corrections/refused.html"
    return render(request, template, {"refusal": refusal}, status=status)
