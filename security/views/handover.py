"""The handover of a unit: read it, sign it on either side, add a word."""

from collections.abc import Callable
from typing import Any

from django.contrib import messages
from django.forms import BaseForm, Form
from django.http import HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.pages import shown_on, status_of
from inmates.permissions import LogPerm
from security.forms.handover import AloneForm, CheckForm, GiveForm, NoteForm
from security.permissions import HandoverPerm
from security.rules.handover import Slot
from security.selectors import handovers
from security.services import handovers as service
from security.views.shared import slot_of, unit_of


@require_GET
@requires(HandoverPerm.VIEW)
def handover(request: StaffRequest, pk: int) -> HttpResponse:
    unit = unit_of(request, pk, HandoverPerm.VIEW)
    return page(request, unit, slot_of(request, request.GET.get("slot", "")))


@require_POST
@requires(HandoverPerm.SIGN)
def handover_give(request: StaffRequest, pk: int) -> HttpResponse:
    form = GiveForm(request.POST, auto_id="give-%s")

    def give(signer: dict[str, Any]) -> None:
        service.give(calm=form.cleaned_data["calm"], access=request.access, **form.note, **signer)

    return act(request, pk, "give", form, give, _("You have handed the unit over."))


@require_POST
@requires(HandoverPerm.SIGN)
def handover_take(request: StaffRequest, pk: int) -> HttpResponse:
    form = BareForm(request.POST)

    def take(signer: dict[str, Any]) -> None:
        service.take(ticked=request.POST.getlist("done"), access=request.access, **signer)

    return act(request, pk, "take", form, take, _("You have taken the unit over."))


@require_POST
@requires(HandoverPerm.SIGN)
def handover_take_alone(request: StaffRequest, pk: int) -> HttpResponse:
    form = AloneForm(request.POST, auto_id="alone-%s")

    def take(signer: dict[str, Any]) -> None:
        data = form.cleaned_data
        ticked = request.POST.getlist("done")
        service.take_alone(reason=data["reason"], calm=data["calm"], ticked=ticked, access=request.access, **signer)

    return act(request, pk, "alone", form, take, _("You have taken the unit over."))


@require_POST
@requires(HandoverPerm.SIGN)
def handover_note(request: StaffRequest, pk: int) -> HttpResponse:
    form = NoteForm(request.POST, auto_id="note-%s")

    def write(signer: dict[str, Any]) -> None:
        service.write_note(**form.note, **signer)

    return act(request, pk, "note", form, write, _("The note stands in the handover."))


@require_POST
@requires(HandoverPerm.SIGN)
def handover_read(request: StaffRequest, pk: int) -> HttpResponse:
    def read(signer: dict[str, Any]) -> None:
        service.mark_read(**signer)

    return act(request, pk, "read", BareForm(request.POST), read, _("Marked as read."))


WITHOUT_A_PLACE = ("take", "read")


def on_the_page(shown: handovers.Page) -> tuple[str, ...]:
    """The acts whose forms stand on the page, and so can say themselves what they were refused for."""
    return ("give", "alone", "check") if shown.state == "OPEN" else ("note", "check")


# ---- parts -----------------------------------------------------------------------------------------------------
class BareForm(Form):
    """A button: no field, but a place for what the service refuses."""


def act(
    request: StaffRequest, pk: int, name: str, form: BaseForm, do: Callable[[dict[str, Any]], None], said: str
) -> HttpResponse:
    """One act on the handover that the button stood on; refused, the page again with the reason."""
    unit = unit_of(request, pk, HandoverPerm.SIGN)
    slot = slot_of(request, request.POST.get("slot", ""))
    if form.is_valid():
        with shown_on(form):
            do({"unit": unit, "slot": slot, "by": request.user, "at": request.at})
    if form.errors:
        return page(request, unit, slot, name, form)
    messages.success(request, said)
    return redirect("handover", unit.pk)


def page(request: StaffRequest, unit: Unit, slot: Slot, name: str = "", form: BaseForm | None = None) -> HttpResponse:
    """``name`` is the act that ``form`` belongs to; the others stand on the page fresh."""
    whole = request.GET.get("since") == "handover"
    shown = handovers.page_of(unit, slot, request.user, request.access, request.at, whole=whole)
    forms = fresh(shown) | ({name: form} if name and form is not None else {})
    context = {
        "unit": unit,
        "page": shown,
        "forms": forms,
        "form": form,
        "refused": name if form is not None else "",
        "at_the_top": form is not None and (name in WITHOUT_A_PLACE or name not in on_the_page(shown)),
        "ticked": request.POST.getlist("done"),
        **allowed(request, unit, shown),
        "has_read": any(reading.reader_id == request.user.pk for reading in shown.readings),
        "whole": whole,
    }
    return render(request, "security/handover.html", context, status=status_of(form) if form is not None else 200)


def allowed(request: StaffRequest, unit: Unit, shown: handovers.Page) -> dict[str, bool]:
    """The acts that this user may do here."""
    signs = request.access.may(HandoverPerm.SIGN, unit_id=unit.pk)
    return {
        "may_sign": shown.is_now and signs,
        "may_verify": signs,
        "may_rely": request.access.may(LogPerm.RELY, unit_id=unit.pk),
        "may_equip": request.access.may(HandoverPerm.EQUIPMENT, unit_id=unit.pk),
    }


def fresh(shown: handovers.Page) -> dict[str, BaseForm]:
    return {
        "give": GiveForm(auto_id="give-%s"),
        "note": NoteForm(auto_id="note-%s"),
        "alone": AloneForm(auto_id="alone-%s"),
        "check": CheckForm(items=shown.equipment),
    }
