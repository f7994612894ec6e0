"""Two people swap beds: choose with whom on the map, read what it means for both, confirm."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.refusals import Refusal
from inmates.forms.person import SwapForm
from inmates.permissions import CustodyPerm
from inmates.registries import Change
from inmates.selectors import consequences
from inmates.selectors import move as selector
from inmates.selectors.head import Head
from inmates.selectors.move import Move, Swap
from inmates.services import swaps
from inmates.services.swaps import Side
from inmates.views.move import asked, chart
from inmates.views.person import page, record


@require_http_methods(["GET", "POST"])
@requires(CustodyPerm.PLACE)
def person_swap(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, move = asked(request, uuid)
    if move.placement is None:
        raise Http404
    chosen = (request.POST if request.method == "POST" else request.GET).get("other", "")
    swap = found_swap(move, chosen, request)
    if swap is None:
        return chart(request, head, move, swap=True, status=422 if request.method == "POST" else 200)
    if request.method == "POST":
        return swapped(request, head, move, swap)
    initial = {"other": chosen, "seen": swap.own.pk, "other_seen": swap.other.pk}
    return confirm(request, head, move, swap, SwapForm(initial=initial, decided=swap.needs_decision))


def found_swap(move: Move, chosen: str, request: StaffRequest) -> Swap | None:
    try:
        return selector.swap_of(move, UUID(chosen), request.at)
    except ValueError:
        return None


def swapped(request: StaffRequest, head: Head, move: Move, swap: Swap) -> HttpResponse:
    form = SwapForm(request.POST, decided=swap.needs_decision)
    if form.is_valid():
        try:
            carry_out(request, move, swap, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            names = {"one": head.name, "two": swap.other.stay.person.name}
            messages.success(request, _("%(one)s and %(two)s have swapped cells.") % names)
            return redirect("person", head.subject.uuid)
    return confirm(request, head, move, swap, form, status=422)


def carry_out(request: StaffRequest, move: Move, swap: Swap, form: SwapForm) -> None:
    data = form.cleaned_data
    decision = data.get("decision", "")
    swaps.swap_cells(
        first=Side(move.stay, data["seen"], decision),
        second=Side(swap.other.stay, data["other_seen"], decision),
        reason=data["reason"],
        by=request.user,
        at=request.at,
    )


def confirm(
    request: StaffRequest, head: Head, move: Move, swap: Swap, form: SwapForm, status: int = 200
) -> HttpResponse:
    record(request, head, "move")
    ways = ((swap.own, swap.other), (swap.other, swap.own))
    breaks = [
        consequences.of(Change(goes.stay_id, "move", request.at, to_unit_id=to.bed.cell.unit_id), request.access)
        for goes, to in ways
    ]
    context = {"move": move, "swap": swap, "form": form, "breaks": breaks}
    return page(request, head, "", "inmates/person_swap.html", context, status=status)
