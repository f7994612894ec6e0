"""Moving somebody to another cell: choose on the map, read what it means, confirm."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.models import Bed
from corrections.refusals import Refusal
from inmates.forms.person import MoveForm, TransferForm
from inmates.permissions import CustodyPerm
from inmates.registries import Change
from inmates.selectors import consequences
from inmates.selectors import move as selector
from inmates.selectors.head import Head
from inmates.selectors.move import Move
from inmates.services import placements
from inmates.views.person import page, record, visible


@require_http_methods(["GET", "POST"])
@requires(CustodyPerm.PLACE)
def person_move(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, move = asked(request, uuid)
    if request.method == "POST":
        return moved(request, head, move)
    option = selector.chosen(move, request.GET.get("bed", ""))
    if option is not None:
        initial = {"bed": option.bed.pk, "seen": move.placement.pk if move.placement else None}
        return confirm(request, head, move, form_class(move)(initial=initial), request.GET["bed"])
    return chart(request, head, move)


def chart(request: StaffRequest, head: Head, move: Move, *, swap: bool = False, status: int = 200) -> HttpResponse:
    """The map to choose a bed on, or somebody to swap with."""
    record(request, head, "move")
    floors = selector.floors(move, head.subject, swap=swap)
    context = {"move": move, "floors": floors, "shared": [] if swap else selector.shared(move), "swap": swap}
    return page(request, head, "", "inmates/person_move.html", context, status=status)


def asked(request: StaffRequest, uuid: UUID) -> tuple[Head, Move]:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, CustodyPerm.PLACE):
        raise Http404
    data = request.POST if request.method == "POST" else request.GET
    move = selector.move_of(head.subject, request.access, request.at, data.get("unit", ""))
    if move is None or move.unit is None:
        raise Http404
    return head, move


def form_class(move: Move) -> type[MoveForm]:
    return TransferForm if selector.needs_decision(move) else MoveForm


def moved(request: StaffRequest, head: Head, move: Move) -> HttpResponse:
    form = form_class(move)(request.POST)
    bed = next((option.bed for option in move.beds if str(option.bed.pk) == request.POST.get("bed")), None)
    if bed is None:
        return chart(request, head, move, status=422)
    if form.is_valid():
        try:
            give(request, move, bed, form)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("%(name)s moved to %(bed)s.") % {"name": head.name, "bed": bed.cell.code})
            return redirect("person", head.subject.uuid)
    return confirm(request, head, move, form, str(bed.pk), status=422)


def give(request: StaffRequest, move: Move, bed: Bed, form: MoveForm) -> None:
    data = form.cleaned_data
    if move.placement is None:
        placements.place(stay=move.stay, bed=bed, by=request.user, at=request.at, reason=data["reason"])
        return
    placements.move_cell(
        stay=move.stay,
        bed=bed,
        seen=data["seen"],
        by=request.user,
        at=request.at,
        reason=data["reason"],
        decision=data.get("decision", ""),
    )


def confirm(
    request: StaffRequest, head: Head, move: Move, form: MoveForm, bed_id: str, status: int = 200
) -> HttpResponse:
    """What the move means, and the button that does it. A refused form goes back to htmx alone."""
    option = next(option for option in move.beds if str(option.bed.pk) == bed_id)
    context: dict[str, Any] = {"move": move, "option": option, "form": form, "head": head}
    if request.htmx and request.method == "POST":
        return render(request, "inmates/_person_move_form.html", context, status=status)
    record(request, head, "move")
    change = Change(move.stay.pk, "move", request.at, to_unit_id=option.bed.cell.unit_id)
    context["consequences"] = consequences.of(change, request.access) if move.placement else []
    return page(request, head, "", "inmates/person_move_confirm.html", context, status=status)
