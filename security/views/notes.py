"""One note of a handover: it is verified, or a decision rests on it."""

from enum import StrEnum

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.pages import form_page, posted, shown_on
from inmates.forms.log import RelyForm, VerifyForm
from inmates.permissions import LogPerm
from security.models import HandoverNote
from security.permissions import HandoverPerm
from security.selectors import notes as selector
from security.services import notes as service
from security.views.shared import unit_of

get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(HandoverPerm.SIGN)
def note_verify(request: StaffRequest, pk: int) -> HttpResponse:
    note, unit = note_of(request, pk, HandoverPerm.SIGN)
    form = VerifyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            data = form.cleaned_data
            service.verify(note=note, how=data["how"], words=data["note"], by=request.user, at=request.at)
            messages.success(request, _("The note is verified."))
            return redirect("handover", unit.pk)
    context = {"title": _("Verify a note of a handover"), "unit": unit, "note": note}
    back = reverse("handover", args=[unit.pk])
    return form_page(request, "security/note_act.html", form, submit=_("It is verified"), back=back, **context)


@get_or_post
@requires(LogPerm.RELY)
def note_rely(request: StaffRequest, pk: int) -> HttpResponse:
    note, unit = note_of(request, pk, LogPerm.RELY)
    form = RelyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            service.rely(note=note, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The note is kept for the decision."))
            return redirect("handover", unit.pk)
    context = {"title": _("A decision rests on this note"), "unit": unit, "note": note}
    back = reverse("handover", args=[unit.pk])
    return form_page(request, "security/note_act.html", form, submit=_("Keep the note"), back=back, **context)


def note_of(request: StaffRequest, pk: int, perm: StrEnum) -> tuple[HandoverNote, Unit]:
    note = get_object_or_404(selector.notes(), pk=pk)
    return note, unit_of(request, note.handover.unit_id, perm)
