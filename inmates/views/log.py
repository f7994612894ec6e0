"""The log of a unit: read it, add to it, correct it by adding, say what is verified and what a decision rests on."""

from typing import Any
from urllib.parse import urlencode
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.cache import patch_vary_headers
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.pages import form_page, posted, shown_on, status_of
from corrections.refusals import Refusal
from corrections.selectors import estate
from inmates.choices import LogKind
from inmates.forms.log import CorrectionForm, LogForm, RelyForm, VerifyForm
from inmates.models import LogEntry
from inmates.permissions import LogPerm
from inmates.rules.log_words import suggested_kind
from inmates.rules.wording import health_words
from inmates.selectors import log as selector
from inmates.selectors.board import Viewer
from inmates.services import log as service
from inmates.services import verifying
from inmates.views.board import in_scope, load, render_board

WRITTEN_KINDS = [kind.value for kind in LogKind if kind is not LogKind.CORRECTION]
UNVERIFIED = "unverified"
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
    if form.asks_about_health:
        verifying.count_nudge(unit=unit, at=request.at, kept=False)
    if request.htmx:
        return quick(request, unit, form)
    return page(request, unit, form, status=422)


@require_GET
@requires(LogPerm.WRITE)
def unit_log_names(request: StaffRequest, pk: int) -> HttpResponse:
    """Whom and what a line may name, for the list under the field."""
    in_scope(request, pk, LogPerm.WRITE)
    return JsonResponse({"names": selector.names_of(unit_of(request, pk).pk)})


@require_POST
@requires(LogPerm.WRITE)
def unit_log_reading(request: StaffRequest, pk: int) -> HttpResponse:
    """What the words say so far: a kind to suggest, and words of health. Nothing is kept."""
    in_scope(request, pk, LogPerm.WRITE)
    text = request.POST.get("text", "")[: service.LONGEST]
    kind = suggested_kind(text)
    return JsonResponse({"kind": kind, "label": str(kind.label), "words": health_words(text)})


@get_or_post
@requires(LogPerm.WRITE)
def log_correct(request: StaffRequest, pk: int) -> HttpResponse:
    entry, unit = entry_of(request, pk, LogPerm.WRITE)
    about = selector.about_choices(entry)
    initial = {"text": entry.text, "kind": entry.kind, "about": [mention for mention, _name in about]}
    form = CorrectionForm(posted(request), initial=initial, about=about)
    if form.is_valid():
        with shown_on(form):
            service.correct(entry=entry, **selector.corrected(form.cleaned_data, entry), by=request.user, at=request.at)
            messages.success(request, _("The correction stands beside the old entry."))
            return redirect("unit_log", unit.pk)
    context = {"unit": unit, "entry": entry, "form": form}
    return render(request, "inmates/log_correct.html", context, status=status_of(form))


@get_or_post
@requires(LogPerm.WRITE)
def log_verify(request: StaffRequest, pk: int) -> HttpResponse:
    entry, unit = entry_of(request, pk, LogPerm.WRITE)
    form = VerifyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            verifying.verify(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The line is verified."))
            return redirect("unit_log", unit.pk)
    context = {"title": _("Verify a line of the log"), "unit": unit, "entry": entry}
    back = reverse("unit_log", args=[unit.pk])
    return form_page(request, "inmates/log_act.html", form, submit=_("It is verified"), back=back, **context)


@get_or_post
@requires(LogPerm.RELY)
def log_rely(request: StaffRequest, pk: int) -> HttpResponse:
    entry, unit = entry_of(request, pk, LogPerm.RELY)
    form = RelyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            verifying.rely(entry=entry, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The line is kept for the decision."))
            return redirect("unit_log", unit.pk)
    context = {"title": _("A decision rests on this line"), "unit": unit, "entry": entry}
    back = reverse("unit_log", args=[unit.pk])
    return form_page(request, "inmates/log_act.html", form, submit=_("Keep the line"), back=back, **context)


# ---- parts -----------------------------------------------------------------------------------------------------
def unit_of(request: StaffRequest, pk: int) -> Unit:
    unit = get_object_or_404(estate.units(request.access, LogPerm.VIEW), pk=pk)
    request.unit, request.prison = unit, unit.prison
    return unit


def entry_of(request: StaffRequest, pk: int, perm: LogPerm) -> tuple[LogEntry, Unit]:
    entry = get_object_or_404(selector.entries(), pk=pk)
    in_scope(request, entry.unit_id, perm)
    return entry, unit_of(request, entry.unit_id)


def written(request: StaffRequest, unit: Unit, form: LogForm) -> bool:
    try:
        found = selector.mentioned(form.cleaned_data["text"], unit.pk)
        line: dict[str, Any] = {"text": found.text, "people": found.people, "cells": found.cells}
        service.write(unit=unit, **line, **form.facts, by=request.user, at=request.at)
    except Refusal as refusal:
        form.add_error("text", str(refusal))
        return False
    if form.kept_anyway:
        verifying.count_nudge(unit=unit, at=request.at, kept=True)
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
        "log_key": uuid4(),
        **addresses(unit.pk),
    }
    return render(request, "inmates/_board_act.html", context)


def addresses(unit_id: int) -> dict[str, str]:
    return {"log_url": reverse("unit_log", args=[unit_id]), "names_url": reverse("unit_log_names", args=[unit_id])}


def quick(request: StaffRequest, unit: Unit, form: LogForm) -> HttpResponse:
    """The one field on the board again, with what is wrong."""
    context = {
        **addresses(unit.pk),
        "text": request.POST.get("text", ""),
        "log_key": request.POST.get("key", ""),
        "error": " ".join(str(message) for errors in form.errors.values() for message in errors),
        "asks": form.asks_about_health,
    }
    return render(request, "inmates/_log_quick.html", context, status=422)


def page(request: StaffRequest, unit: Unit, form: LogForm, status: int = 200) -> HttpResponse:
    asked = narrowed(request)
    residents = [(str(uuid), f"{one.family}, {one.given}") for one, uuid in selector.residents_of(unit.pk)]
    context: dict[str, Any] = {
        "unit": unit,
        "page": selector.page_of(unit.pk, request.at, before=request.GET.get("before", ""), **asked),
        "form": form,
        "kinds": segments(reverse("unit_log", args=[unit.pk]), asked),
        "query": query_of(asked),
        "residents": residents,
        "person": str(asked["person"] or ""),
        "kind": next(iter(asked["kinds"]), UNVERIFIED if asked["unverified"] else ""),
        "may_write": request.access.may(LogPerm.WRITE, unit_id=unit.pk),
        "may_rely": request.access.may(LogPerm.RELY, unit_id=unit.pk),
    }
    response = render(request, "inmates/log.html", context, status=status)
    patch_vary_headers(response, ["HX-Request"])
    return response


def narrowed(request: StaffRequest) -> dict[str, Any]:
    """Which lines are asked for; what nobody offered asks for all of them."""
    kind = request.GET.get("kind", "")
    try:
        person = UUID(request.GET.get("person", ""))
    except ValueError:
        person = None
    return {"kinds": [kind] if kind in WRITTEN_KINDS else [], "unverified": kind == UNVERIFIED, "person": person}


def query_of(asked: dict[str, Any]) -> str:
    kind = next(iter(asked["kinds"]), UNVERIFIED if asked["unverified"] else "")
    query = urlencode({key: value for key, value in (("kind", kind), ("person", asked["person"])) if value})
    return f"{query}&" if query else ""


def segments(address: str, asked: dict[str, Any]) -> list[dict[str, Any]]:
    """All of the log, one kind of entry, or what is not verified; a person who is chosen stays chosen."""
    chosen = next(iter(asked["kinds"]), UNVERIFIED if asked["unverified"] else "")
    kinds = [("", _("Everything")), *((kind, LogKind(kind).label) for kind in WRITTEN_KINDS)]
    kinds.append((UNVERIFIED, pgettext("log entries", "Not verified")))
    return [
        {
            "href": f"{address}?{query_of(asked | {'kinds': [kind] if kind else [], 'unverified': False})}".rstrip(
                "?&"
            ),
            "text": text,
            "current": kind == chosen,
        }
        for kind, text in kinds
    ]
