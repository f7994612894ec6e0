"""Handing over an estate or a register on a page: the runs, how far each has come, and what became of its lines."""

import io
from uuid import UUID

from django.contrib import messages
from django.core.paginator import Paginator
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from corrections.pages import query_without_page, status_of
from inmates.forms.imports import HandOverForm
from inmates.imports import report, runs
from inmates.imports.words import sentence
from inmates.models import ImportRun
from inmates.permissions import ImportPerm
from inmates.selectors import imports as selectors

RUNS = 20
LINES = 100


@require_http_methods(["GET", "POST"])
@requires(ImportPerm.RUN)
def imports(request: StaffRequest) -> HttpResponse:
    form = HandOverForm(request.POST, request.FILES) if request.method == "POST" else HandOverForm()
    if form.is_valid():
        run = runs.start_run(**form.handed_over, by=request.user, at=request.at)
        messages.success(request, _("The file is handed over."))
        return redirect("import_run", run.uuid)
    page = Paginator(selectors.latest(request.user, request.access), RUNS).get_page(request.GET.get("page"))
    context = {"form": form, "page": page, "rows": [selectors.progress(run, request.at) for run in page]}
    return render(request, "inmates/imports.html", context, status=status_of(form))


@require_GET
@requires(ImportPerm.RUN)
def import_run(request: StaffRequest, uuid: UUID) -> HttpResponse:
    run = one(request, uuid)
    group = selectors.group_of(request.GET.get("show", ""), run)
    page = Paginator(selectors.lines(run, group), LINES).get_page(request.GET.get("page"))
    context = {
        "run": run,
        "progress": selectors.progress(run, request.at),
        "notes": [sentence(finding) for finding in runs.findings_of(run)],
        "segments": segments(request, group),
        "page": page,
        "query": query_without_page(request),
        "rows": [(line, report.verdict(line), report.reason(line)) for line in map(report.unpack, page)],
    }
    return render(request, "inmates/_import_run.html" if request.htmx else "inmates/import_run.html", context)


@require_GET
@requires(ImportPerm.RUN)
def import_report(request: StaffRequest, uuid: UUID) -> HttpResponse:
    run = one(request, uuid)
    name = f"import-{run.started_at:%Y%m%d-%H%M}.csv"
    file = io.StringIO(newline="")
    report.write_report(file, runs.outcomes_of(run))
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


def one(request: StaffRequest, uuid: UUID) -> ImportRun:
    return get_object_or_404(selectors.visible(request.user, request.access), uuid=uuid)


def segments(request: StaffRequest, group: str) -> list[dict[str, object]]:
    address = reverse("import_run", args=[request.resolver_match.kwargs["uuid"]]) if request.resolver_match else ""
    return [
        {"href": f"{address}?show={key}", "text": text, "current": key == group}
        for key, text in selectors.GROUPS.items()
    ]
