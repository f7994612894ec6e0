"""The doors of a unit: how they stand and one tap to turn them, an exception for one person, what was wrong."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.pages import form_page, posted, shown_on
from corrections.refusals import Refusal
from inmates.selectors.care import stay_of
from inmates.views.care import allowed, answer, sent
from security.choices import DoorAct, DoorTurn
from security.forms.locks import CorrectionForm, ExceptionForm, OrderForm, TurnForm
from security.permissions import LockPerm
from security.selectors import doors as selector
from security.selectors import long_in_cell as long
from security.services import locking
from security.views.shared import unit_of

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@requires(LockPerm.VIEW)
def doors(request: StaffRequest, pk: int) -> HttpResponse:
    unit = unit_of(request, pk, LockPerm.VIEW)
    context = {
        "unit": unit,
        "stand": selector.stand(unit.pk, request.at),
        "people": selector.people(unit.pk, request.at),
        "written": selector.written(unit.pk, request.at),
        "order": selector.order(unit.pk),
        "may_turn": request.access.may(LockPerm.TURN, unit_id=unit.pk),
        "may_order": request.access.may(LockPerm.ORDER, unit_id=unit.pk),
    }
    return render(request, "security/doors.html", context)


@require_GET
@requires(LockPerm.VIEW)
def long_in_cell(request: StaffRequest) -> HttpResponse:
    """Who has been in the cell for 22 of the last 24 hours, in the units that the user sees."""
    return render(request, "security/long_in_cell.html", {"rows": long.in_reach(request.access, request.at)})


@require_POST
@requires(LockPerm.TURN)
def door_turn(request: StaffRequest, pk: int) -> HttpResponse:
    """One tap. What cannot be, and a time that may be either of two, come back as a form."""
    unit = unit_of(request, pk, LockPerm.TURN)
    form, back = TurnForm(request.POST, at=request.at), reverse("doors", args=[unit.pk])
    if form.is_valid():
        act = form.cleaned_data["act"]
        with shown_on(form):
            locking.turn(unit=unit, act=act, turned_at=form.cleaned_data["moment"], by=request.user, at=request.at)
            messages.success(request, done(act))
            return redirect(back)
    title, submit = _("Lock in, or unlock"), asked(form.data.get("act", ""))
    return form_page(request, "corrections/form.html", form, submit=submit, back=back, title=title, place=unit)


@get_or_post
@requires(LockPerm.TURN)
def door_person(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, LockPerm.TURN)
    if not head.is_placed:
        raise Http404

    def act(form: ExceptionForm) -> None:
        data = form.cleaned_data
        locking.except_person(
            stay=stay_of(head.subject),
            act=data["act"],
            reason=data["reason"],
            turned_at=data["moment"],
            by=request.user,
            at=request.at,
        )

    form = ExceptionForm(sent(request), at=request.at)
    return answer(request, head, form, act, gettext_lazy("Locked in, or out, by name"), gettext_lazy("Written down."))


@get_or_post
@requires(LockPerm.TURN)
def door_correct(request: StaffRequest, pk: int) -> HttpResponse:
    try:
        event = selector.find(pk, request.access, LockPerm.TURN)
    except selector.NoSuchEvent:
        raise Http404 from None
    form, back = CorrectionForm(posted(request), was=event.at, at=request.at), reverse("doors", args=[event.unit_id])
    if form.is_valid():
        data = form.cleaned_data
        moment = None if data["never"] else data["moment"]
        with shown_on(form):
            locking.correct(event=event, turned_at=moment, reason=data["reason"], by=request.user, at=request.at)
            messages.success(request, _("It is corrected. What stood before can still be seen."))
            return redirect(back)
    title = _("Correct: %(what)s") % {"what": selector.line(event, request.at).text}
    return form_page(
        request, "corrections/form.html", form, submit=_("Correct"), back=back, title=title, place=event.unit
    )


# ---- the daily order -----------------------------------------------------------------------------------------------
@get_or_post
@requires(LockPerm.ORDER)
def daily_order_new(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk, pk__in=request.access.units(LockPerm.ORDER))
    form, back = OrderForm(posted(request)), reverse("doors", args=[pk])
    if form.is_valid():
        with shown_on(form):
            locking.order(unit=unit, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("It stands in the daily order."))
            return redirect(back)
    title = _("A new line of the daily order")
    return form_page(request, "corrections/form.html", form, submit=_("Save"), back=back, title=title, place=unit)


@require_POST
@requires(LockPerm.ORDER)
def daily_order_end(request: StaffRequest, pk: int) -> HttpResponse:
    line = selector.order_line(pk, request.access)
    if line is None:
        raise Http404
    try:
        locking.end_order(line=line, by=request.user, at=request.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("It stands in the daily order no more."))
    return redirect("doors", line.unit_id)


# ---- words -----------------------------------------------------------------------------------------------------------
def asked(act: str) -> str:
    return str(DoorTurn(act).label) if act in DoorTurn.values else _("Save")


def done(act: str) -> str:
    if act == DoorAct.LOCK:
        return _("The doors are locked. It is written down.")
    return _("The doors are unlocked. It is written down.")
