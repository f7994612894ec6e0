"""Receiving people: who is expected, who is being received, and the page of one reception with its desks."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Prison
from corrections.refusals import Refusal
from inmates.forms.reception import ArrivalForm
from inmates.models import ExpectedArrival, Reception
from inmates.permissions import ReceptionPerm
from inmates.selectors import receptions as selector
from inmates.services import arrivals
from inmates.services import receptions as service


@require_GET
@requires(ReceptionPerm.RUN)
def receptions(request: StaffRequest) -> HttpResponse:
    prisons = selector.prisons_of(request.access)
    prison = next((p for p in prisons if p.slug == request.GET.get("prison")), prisons[0] if prisons else None)
    if prison is None:
        raise Http404
    request.prison = prison
    context = {
        "prison": prison,
        "prisons": prisons,
        "transfers": selector.on_the_way(prison.pk, request.access),
        "groups": selector.expected(prison.pk, request.at),
        "later": selector.later(prison.pk, request.at),
        "open": selector.in_reception(prison.pk, request.at),
    }
    return render(request, "inmates/receptions.html", context)


@require_http_methods(["GET", "POST"])
@requires(ReceptionPerm.RUN)
def arrival_add(request: StaffRequest) -> HttpResponse:
    """Announce somebody, or begin at once with somebody who stands at the door."""
    prisons = selector.prisons_of(request.access)
    form = ArrivalForm(request.POST if request.method == "POST" else None, prisons=prisons)
    if form.is_valid():
        try:
            prison = next(p for p in prisons if p.pk == form.cleaned_data["prison"])
            return added(request, form, prison)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
    return render(request, "inmates/arrival_add.html", {"form": form}, status=422 if form.is_bound else 200)


def added(request: StaffRequest, form: ArrivalForm, prison: Prison) -> HttpResponse:
    arrival = arrivals.expect(prison=prison, by=request.user, at=request.at, **form.announced(request.at))
    if form.cleaned_data["is_here"]:
        reception = service.begin(arrival=arrival, by=request.user, at=request.at)
        return redirect("reception_desk", reception.uuid, "identity")
    messages.success(request, _("%(name)s is expected.") % {"name": arrival.name})
    return redirect("receptions")


@require_POST
@requires(ReceptionPerm.RUN)
def arrival_begin(request: StaffRequest, uuid: UUID) -> HttpResponse:
    reception = service.begin(arrival=arrival_of(request, uuid), by=request.user, at=request.at)
    return redirect("reception_desk", reception.uuid, "identity")


@require_POST
@requires(ReceptionPerm.RUN)
def arrival_departed(request: StaffRequest, uuid: UUID) -> HttpResponse:
    arrivals.depart(arrival=arrival_of(request, uuid), by=request.user, at=request.at)
    return redirect("receptions")


@require_POST
@requires(ReceptionPerm.RUN)
def arrival_call_off(request: StaffRequest, uuid: UUID) -> HttpResponse:
    arrival = arrivals.call_off(arrival=arrival_of(request, uuid), by=request.user, at=request.at)
    messages.success(request, _("%(name)s is no longer expected.") % {"name": arrival.name})
    return redirect("receptions")


@require_GET
@requires(ReceptionPerm.RUN)
def reception(request: StaffRequest, uuid: UUID) -> HttpResponse:
    found = reception_of(request, uuid)
    return render(request, "inmates/reception.html", context_of(request, found))


@require_POST
@requires(ReceptionPerm.RUN)
def reception_complete(request: StaffRequest, uuid: UUID) -> HttpResponse:
    found = service.complete(reception=reception_of(request, uuid), by=request.user, at=request.at)
    messages.success(request, _("The reception of %(name)s is complete.") % {"name": found.person})
    return redirect("receptions")


@require_POST
@requires(ReceptionPerm.RUN)
def reception_call_off(request: StaffRequest, uuid: UUID) -> HttpResponse:
    service.call_off(reception=reception_of(request, uuid), by=request.user, at=request.at)
    messages.success(request, _("The reception is called off. Nobody was admitted."))
    return redirect("receptions")


# ---- what every page of a reception does first -------------------------------------------------------------------
def arrival_of(request: StaffRequest, uuid: UUID) -> ExpectedArrival:
    found = selector.arrival_of(uuid, request.access)
    if found is None:
        raise Http404
    return found


def reception_of(request: StaffRequest, uuid: UUID) -> Reception:
    found = selector.reception_of(uuid, request.access)
    if found is None:
        raise Http404
    request.prison = found.prison
    request.nav = "receptions"  # type: ignore[attr-defined]
    return found


def context_of(request: StaffRequest, reception: Reception) -> dict[str, object]:
    desks = selector.desks(reception, request.access, request.at)
    left = [desk for desk in desks if not desk.done]
    return {
        "reception": reception,
        "name": reception.person.name if reception.person else reception.arrival.name,
        "minutes": int((request.at - reception.started_at).total_seconds() // 60),
        "desks": desks,
        "next": next((desk for desk in left if desk.is_open and desk.may), None),
        "done": sum(1 for desk in desks if desk.closes and desk.done),
        "total": sum(1 for desk in desks if desk.closes),
        "is_over": bool(reception.completed_at or reception.cancelled_at),
        "may_end": not [desk for desk in left if desk.closes],
    }
