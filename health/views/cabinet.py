"""What waits for the second pair of eyes, what was missed, and the medicine cabinet."""

from collections.abc import Iterable
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.pages import posted, shown_on, status_of
from corrections.refusals import Refusal
from health.doors import ClinicalRequest, clinician_only, opens_records
from health.forms.medicines import DiscardForm, ReceiveForm, ShelfForm
from health.forms.rounds import CountForm
from health.selectors import clinicians, waiting
from health.services import doses, stock


def whose(request: ClinicalRequest, **more: object) -> Iterable[UUID]:
    clinician = clinicians.of_user(request.user)
    return waiting.records(clinicians.prisons_of(clinician)) if clinician else ()


@require_GET
@opens_records(whose)
def medicine_waiting(request: ClinicalRequest) -> HttpResponse:
    context = {
        "unsigned": waiting.unsigned(request.user.pk),
        "unsigned_moves": waiting.unsigned_moves(clinicians.prisons_of(request.clinician)),
        "twice": waiting.ordered_twice(request.at),
        "overdue": waiting.overdue(request.at),
        "at": request.at,
    }
    return render(request, "health/waiting.html", context)


@require_POST
@opens_records(whose)
def dose_sign(request: ClinicalRequest, pk: int) -> HttpResponse:
    """The second signature, each in their own name and session."""
    try:
        doses.sign_second(entry=waiting.entry_of(pk), by=request.user, at=request.at)
        messages.success(request, _("Signed."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("medicine_waiting")


@require_GET
@clinician_only
def medicine_stock(request: ClinicalRequest) -> HttpResponse:
    shelves = waiting.cabinet(clinicians.prisons_of(request.clinician))
    return render(request, "health/stock.html", {"shelves": shelves, "at": request.at})


@require_http_methods(["GET", "POST"])
@clinician_only
def stock_count(request: ClinicalRequest, pk: int) -> HttpResponse:
    item = waiting.item_of(pk)
    form = CountForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            stock.count(item=item, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The count is registered."))
            return redirect("medicine_stock")
    return render(request, "health/stock_count.html", {"item": item, "form": form}, status=status_of(form))


@require_http_methods(["GET", "POST"])
@clinician_only
def stock_receive(request: ClinicalRequest, pk: int) -> HttpResponse:
    return moved(request, pk, ReceiveForm(posted(request)))


@require_http_methods(["GET", "POST"])
@clinician_only
def stock_discard(request: ClinicalRequest, pk: int) -> HttpResponse:
    return moved(request, pk, DiscardForm(posted(request)))


def moved(request: ClinicalRequest, pk: int, form: ReceiveForm | DiscardForm) -> HttpResponse:
    """What came in, or is destroyed; of a controlled medicine a colleague signs it too."""
    item, comes = waiting.item_of(pk), isinstance(form, ReceiveForm)
    if form.is_valid():
        with shown_on(form):
            act = stock.receive if comes else stock.discard
            act(item=item, **form.cleaned_data, by=request.user, at=request.at)
            said = _("It is registered. A colleague signs it too.") if item.controlled else _("It is registered.")
            messages.success(request, said)
            return redirect("medicine_stock")
    context = {"item": item, "form": form, "comes": comes}
    return render(request, "health/stock_move.html", context, status=status_of(form))


@require_http_methods(["GET", "POST"])
@clinician_only
def stock_keep(request: ClinicalRequest) -> HttpResponse:
    form = ShelfForm(posted(request), prisons=clinicians.prisons_of(request.clinician))
    if form.is_valid():
        with shown_on(form):
            stock.keep(**form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The medicine has its place in the cabinet. Register what came in."))
            return redirect("medicine_stock")
    return render(request, "health/stock_keep.html", {"form": form}, status=status_of(form))


@require_POST
@clinician_only
def stock_sign(request: ClinicalRequest, pk: int) -> HttpResponse:
    try:
        stock.sign_second(move=waiting.move_of(pk), by=request.user, at=request.at)
        messages.success(request, _("Signed."))
    except Refusal as refusal:
        messages.error(request, str(refusal))
    return redirect("medicine_stock")
