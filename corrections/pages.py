"""What pages with forms and tabs have in common, so that a view says only what is its own."""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.forms import BaseForm
from django.http import HttpResponse, QueryDict
from django.shortcuts import render
from django.urls import reverse

from corrections.access import StaffRequest
from corrections.models import Prison
from corrections.refusals import Conflict, Refusal
from corrections.registries import prison_tabs

Context = dict[str, Any]


def posted(request: StaffRequest) -> QueryDict | None:
    """What a form is bound to: an empty POST is a mistake to explain, not a fresh form."""
    return request.POST if request.method == "POST" else None


@contextmanager
def shown_on(form: BaseForm) -> Iterator[None]:
    """A refusal inside becomes an error of the form; the view goes on and shows the form again."""
    try:
        yield
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        form.conflict = isinstance(refusal, Conflict)  # type: ignore[attr-defined]


def form_page(
    request: StaffRequest, template: str, form: BaseForm, *, submit: object, back: str, **context: Any
) -> HttpResponse:
    """The page of a form: 200 when it is fresh, 422 when it must be put right, 409 when someone else was first.

    htmx gets the form alone. ``submit`` is the act that the button names, ``back`` where cancelling leads.
    """
    context |= {"form": form, "id": "form", "action": request.get_full_path(), "submit": submit, "cancel_url": back}
    name = "ui/form.html" if request.htmx and form.is_bound else template
    return render(request, name, context, status=status_of(form))


def status_of(form: BaseForm) -> int:
    if not form.is_bound or form.is_valid():
        return 200
    return 409 if getattr(form, "conflict", False) else 422


def tabs_of(request: StaffRequest, prison: Prison, current: str) -> list[Context]:
    """The tabs over a prison's pages that this user may open."""
    return [
        {"href": reverse(tab.url_name, args=[prison.slug]), "text": tab.label, "current": key == current}
        for key, tab in prison_tabs.items()
        if not tab.perm or request.access.may(tab.perm, prison_id=prison.pk if tab.whole else None)
    ]


def query_without_page(request: StaffRequest) -> str:
    """The filter of a list, for the addresses of its other pages."""
    query = request.GET.copy()
    query.pop("page", None)
    return f"{query.urlencode()}&" if query else ""
