"""The work list: what is due for my roles and places, worst first."""

from datetime import timedelta

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from corrections.forms.work import OutcomeForm
from corrections.pages import form_page, posted, shown_on
from corrections.permissions import WorkPerm
from corrections.selectors import work as selectors
from corrections.services import work as services

LATELY = timedelta(hours=24)
MOST = 300


@require_GET
@requires(WorkPerm.VIEW)
def tasks(request: StaffRequest) -> HttpResponse:
    found = selectors.open_tasks(request.access, request.at)[:MOST]
    context = {
        "rows": selectors.rows(found, request.at),
        "done": selectors.rows(selectors.done_lately(request.access, request.at - LATELY)[:MOST], request.at),
        "may_complete": request.access.may(WorkPerm.COMPLETE),
    }
    return render(request, "corrections/tasks.html", context)


@require_http_methods(["GET", "POST"])
@requires(WorkPerm.COMPLETE)
def task_complete(request: StaffRequest, pk: int) -> HttpResponse:
    task = get_object_or_404(selectors.tasks(request.access), pk=pk)
    form = OutcomeForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            services.complete_task(task=task, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The task is done."))
            return redirect("tasks")
    [row] = selectors.rows([task], request.at)
    submit, back = _("The task is done"), reverse("tasks")
    return form_page(request, "corrections/task_complete.html", form, submit=submit, back=back, row=row)
