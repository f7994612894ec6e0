"""The log of a unit: read it, add to it, correct it by adding."""

from typing import Any

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.views.decorators.http import require_http_methods

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.refusals import Refusal
from corrections.selectors import estate
from inmates.choices import LogKind
from inmates.forms.board import CorrectionForm, LogForm
from inmates.models import LogEntry
from inmates.permissions import LogPerm
from inmates.selectors import log as selector
from inmates.selectors.board import Viewer
from inmates.services import log as service
from inmates.views.board import in_scope, load, render_board

WRITTEN_KINDS = [kind.value for kind in LogKind if kind is not LogKind.CORRECTION]
get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(LogPerm.VIEW)
def unit_log(request: StaffRequest, pk: int) -> HttpResponse:
    in_scope(request, pk, LogPerm.WRITE if request.method == "POST" else LogPerm.VIEW)
    unit = unit_of(request, pk)
    if request.method != "POST":
        return page(request, unit, LogForm(at=request.at))
    form = LogForm(request.POST, at=request.at)
    if form.is_valid() and written(request, unit, form):
        return answer(request, unit)
    if request.htmx:
        return quick(request, unit, form)
    return page(request, unit, form, status=422)


@get_or_post
@requires(LogPerm.WRITE)
def log_correct(request: StaffRequest, pk: int) -> HttpResponse:
    entry = get_object_or_404(selector.entries(), pk=pk)
    in_scope(request, entry.unit_id, LogPerm.WRITE)
    unit = unit_of(request, entry.unit_id)
    form = CorrectionForm(request.POST if request.method == "POST" else None, initial={"text": entry.text})
    if request.method == "POST" and form.is_valid() and corrected(request, entry, form):
        messages.success(request, _("The correction stands beside the old entry."))
        return redirect("unit_log", unit.pk)
    context = {"unit": unit, "entry": entry, "form": form}
    return render(request, "inmates/log_correct.html", context, status=422 if form.errors else 200)


# ---- parts -----------------------------------------------------------------------------------------------------
def unit_of(request: StaffRequest, pk: int) -> Unit:
    unit = get_object_or_404(estate.units(request.access, LogPerm.VIEW), pk=pk)
    request.unit, request.prison = unit, unit.prison
    return unit


def written(request: StaffRequest, unit: Unit, form: LogForm) -> bool:
    data = form.cleaned_data
    try:
        found = selector.mentioned(data["text"], unit.pk)
        service.write(
            unit=unit,
            text=found.text,
            kind=data["kind"] or LogKind.NOTE,
            happened_at=data["happened"],
            person=found.person,
            cell=found.cell,
            by=request.user,
            at=request.at,
        )
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return False
    return True


def corrected(request: StaffRequest, entry: LogEntry, form: CorrectionForm) -> bool:
    try:
        service.correct(entry=entry, text=form.cleaned_data["text"], by=request.user, at=request.at)
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return False
    return True


def answer(request: StaffRequest, unit: Unit) -> HttpResponse:
    """From the board: the board with the new line. From the log: the log."""
    text = _("Logged.")
    if not request.htmx:
        messages.success(request, text)
        return redirect("board" if request.POST.get("from") == "board" else "unit_log", unit.pk)
    shown = load(request, unit.pk, request.at, Viewer())
    context = {
        "html": render_board(shown, request.access),
        "text": text,
        "quick": True,
        "log_url": reverse("unit_log", args=[unit.pk]),
    }
    return render(request, "inmates/_board_act.html", context)


def quick(request: StaffRequest, unit: Unit, form: LogForm) -> HttpResponse:
    """The one field on the board again, with what is wrong."""
    context = {
        "log_url": reverse("unit_log", args=[unit.pk]),
        "text": request.POST.get("text", ""),
        "error": " ".join(str(message) for errors in form.errors.values() for message in errors),
        "asks": form.asks_about_health,
    }
    return render(request, "inmates/_log_quick.html", context, status=422)


def page(request: StaffRequest, unit: Unit, form: LogForm, status: int = 200) -> HttpResponse:
    kind = request.GET.get("kind", "")
    kinds = [kind] if kind in WRITTEN_KINDS else []
    context: dict[str, Any] = {
        "unit": unit,
        "page": selector.page_of(unit.pk, request.at, kinds=kinds, before=request.GET.get("before", "")),
        "form": form,
        "kinds": segments(reverse("unit_log", args=[unit.pk]), kind if kinds else ""),
        "query": f"kind={kind}&" if kinds else "",
        "may_write": request.access.may(LogPerm.WRITE, unit_id=unit.pk),
    }
    response = render(request, "inmates/log.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def segments(address: str, chosen: str) -> list[dict[str, Any]]:
    """All of the log, or one kind of entry."""
    kinds = [("", _("Everything")), *((kind, LogKind(kind).label) for kind in WRITTEN_KINDS)]
    return [
        {"href": f"{address}?kind={kind}" if kind else address, "text": text, "current": kind == chosen}
        for kind, text in kinds
    ]
