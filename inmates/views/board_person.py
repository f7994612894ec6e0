"""The sheet beside the board: two taps move somebody. Each act answers with the board as it is now, and a way back."""

from collections.abc import Callable
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Place, Prison, Unit
from corrections.refusals import Conflict, Refusal
from inmates.forms.board import AtForm, DepartForm, MoveForm, ReturnForm
from inmates.models import Absence, Movement, Stay
from inmates.permissions import BoardPerm, CustodyPerm
from inmates.selectors import board_person as selector
from inmates.selectors import ident
from inmates.selectors.board import Viewer
from inmates.selectors.head import Head, NotVisible, head_of
from inmates.services import movements
from inmates.views.board import load, render_board
from inmates.views.person import record


@require_GET
@requires(BoardPerm.VIEW)
def board_person(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = on_a_board(request, uuid, BoardPerm.VIEW)
    return sheet(request, head)


@require_POST
@requires(BoardPerm.MOVE)
def board_move(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = on_a_board(request, uuid, BoardPerm.MOVE)
    form = MoveForm(request.POST, at=request.at)
    if not form.is_valid():
        return sheet(request, head, error=words_of(form), status=422)
    place = place_of(head, form.cleaned_data["place"])
    name = {"person": head.family_name, "place": place}
    text = _("%(person)s moved to %(place)s.") % name if place else _("%(person)s is back in the cell.") % name
    return carry_out(request, head, lambda: move(request, head, place, form), text)


@require_POST
@requires(BoardPerm.MOVE)
def board_arrived(request: StaffRequest, pk: int) -> HttpResponse:
    movement, head = movement_of(request, pk)
    text = _("%(person)s has arrived at %(place)s.") % {"person": head.family_name, "place": movement.to_place}
    return carry_out(
        request, head, lambda: movements.confirm_arrival(movement=movement, by=request.user, at=request.at), text
    )


@require_POST
@requires(BoardPerm.MOVE)
def board_undo(request: StaffRequest, pk: int) -> HttpResponse:
    movement, head = movement_of(request, pk)
    text = _("The movement of %(person)s is undone.") % {"person": head.family_name}
    return carry_out(
        request, head, lambda: movements.undo_movement(movement=movement, by=request.user, at=request.at), text
    )


@require_POST
@requires(CustodyPerm.DEPART)
def board_depart(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = on_a_board(request, uuid, CustodyPerm.DEPART)
    form = DepartForm(request.POST, at=request.at)
    if not form.is_valid():
        return sheet(request, head, error=words_of(form), status=422)
    data = form.cleaned_data

    def act() -> Absence:
        return movements.depart(
            stay=Stay(pk=head.subject.stay_id),
            kind=data["kind"],
            destination=data["destination"],
            departed_at=data["departed"],
            expected_return_at=data["back"],
            by=request.user,
            at=request.at,
        )

    return carry_out(request, head, act, _("%(person)s has left the prison.") % {"person": head.family_name})


@require_POST
@requires(CustodyPerm.DEPART)
def board_return(request: StaffRequest, pk: int) -> HttpResponse:
    absence = get_object_or_404(selector.absences(), pk=pk)
    head = on_a_board(request, absence.stay.person.uuid, CustodyPerm.DEPART)
    form = ReturnForm(request.POST, at=request.at)
    if not form.is_valid():
        return sheet(request, head, error=words_of(form), status=422)

    def act() -> Absence:
        returned_at = form.cleaned_data["returned"]
        return movements.return_from(absence=absence, returned_at=returned_at, by=request.user, at=request.at)

    return carry_out(request, head, act, _("%(person)s is back.") % {"person": head.family_name})


def move(request: StaffRequest, head: Head, place: Place | None, form: MoveForm) -> Movement:
    return movements.register_movement(
        stay=Stay(pk=head.subject.stay_id),
        to_place=place,
        left_at=form.cleaned_data["left"],
        expected_back_at=form.cleaned_data["back"] or booked_until(head, place, request),
        follows=form.cleaned_data["follows"],
        by=request.user,
        at=request.at,
    )


# ---- whom it is about --------------------------------------------------------------------------------------------
def on_a_board(request: StaffRequest, uuid: UUID, perm: BoardPerm | CustodyPerm) -> Head:
    """A person in sight with a cell on a unit where this user holds ``perm``. Anyone else is not there."""
    try:
        head = head_of(uuid, request.access, request.at)
    except NotVisible:
        raise Http404 from None
    if head.subject.stay_id is None or head.subject.unit_id is None or not head.subject.allows(request.access, perm):
        raise Http404
    request.prison = Prison(pk=head.subject.prison_id, name=head.prison_name)
    request.unit = Unit(pk=head.subject.unit_id, name=head.unit_name, prison=request.prison)
    return head


def movement_of(request: StaffRequest, pk: int) -> tuple[Movement, Head]:
    movement = get_object_or_404(selector.movements(), pk=pk)
    return movement, on_a_board(request, movement.stay.person.uuid, BoardPerm.MOVE)


def place_of(head: Head, value: str) -> Place | None:
    return None if value == "cell" else get_object_or_404(Place, pk=int(value), prison_id=head.subject.prison_id)


def booked_until(head: Head, place: Place | None, request: StaffRequest) -> Any:
    """Whoever goes where they are booked is expected back when that ends."""
    if place is None or head.subject.stay_id is None:
        return None
    return selector.booked_until(head.subject.stay_id, place.pk, request.at)


# ---- answers -----------------------------------------------------------------------------------------------------
def carry_out(request: StaffRequest, head: Head, act: Callable[[], Movement | Absence], text: str) -> HttpResponse:
    """Do it and show the board; or show the sheet again, as things are now, with why not."""
    try:
        result = act()
    except Refusal as refusal:
        return sheet(request, head, error=str(refusal), status=409 if isinstance(refusal, Conflict) else 422)
    if not request.htmx:
        messages.success(request, text)
        return redirect("board", head.subject.unit_id)
    shown = load(request, head.subject.unit_id or 0, request.at, Viewer())
    undo = isinstance(result, Movement) and result.undone_at is None and result.registered_at == request.at
    context = {
        "html": render_board(shown, request.access),
        "text": text,
        "about": text,
        "undo_url": reverse("board_undo", args=[result.pk]) if undo else "",
    }
    response = render(request, "inmates/_board_act.html", context)
    response["HX-Trigger"] = "close-sheet"
    return response


def sheet(request: StaffRequest, head: Head, *, error: str = "", status: int = 200) -> HttpResponse:
    """The sheet as a fragment for the board, or as a page of its own. Whoever is refused has looked, too."""
    record(request, head, "board")
    allows = head.subject.allows
    context = {
        "head": head,
        "person": {**ident.photo(head), "flags": ident.flags_of(head, request.access)},
        "facts": ident.facts(head, request.access, request.at),
        "sheet": selector.sheet_of(head, request.at, request.user.pk),
        "depart": DepartForm(at=request.at),
        "may_move": allows(request.access, BoardPerm.MOVE),
        "may_depart": allows(request.access, CustodyPerm.DEPART),
        "error": error,
    }
    template = "inmates/_board_person.html" if request.htmx else "inmates/board_person.html"
    response = render(request, template, context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def words_of(form: AtForm) -> str:
    """What is wrong with a form, in one paragraph."""
    return " ".join(str(message) for messages_ in form.errors.values() for message in messages_)
