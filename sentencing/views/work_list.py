"""The work list of a case manager: due in two weeks, waiting for me, my people."""

from django.http import HttpResponse
from django.shortcuts import render
from django.views.decorators.http import require_GET

from corrections.access import StaffRequest, requires
from corrections.permissions import WorkPerm
from sentencing.permissions import WayOutPerm
from sentencing.selectors import work_list as selector


@require_GET
@requires(WayOutPerm.PREPARE)
def work_list(request: StaffRequest) -> HttpResponse:
    shown = selector.of_user(request.user.pk, request.access, request.at)
    context = {"list": shown, "may_complete": request.access.may(WorkPerm.COMPLETE)}
    return render(request, "sentencing/work_list.html", context)
