"""When units are counted: the plans of the units in sight, a new one, the end of one."""

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.pages import form_page, posted, shown_on
from corrections.refusals import Refusal
from security.forms.counts import PlanForm
from security.permissions import CountPerm
from security.selectors import count_pages as selectors
from security.services import planning


@require_GET
@requires(CountPerm.PLAN)
def count_plans(request: StaffRequest) -> HttpResponse:
    return render(request, "security/count_plans.html", {"units": selectors.plans(request.access, request.at)})


@require_http_methods(["GET", "POST"])
@requires(CountPerm.PLAN)
def count_plan_form(request: StaffRequest, pk: int) -> HttpResponse:
    unit = get_object_or_404(Unit, pk=pk, pk__in=request.access.units(CountPerm.PLAN))
    form = PlanForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            planning.plan_count(unit=unit, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The count of %(unit)s is planned.") % {"unit": unit})
            return redirect("count_plans")
    title, submit, back = _("A new count"), _("Plan the count"), reverse("count_plans")
    return form_page(request, "corrections/form.html", form, submit=submit, back=back, title=title, place=unit)


@require_POST
@requires(CountPerm.PLAN)
def count_plan_end(request: StaffRequest, pk: int) -> HttpResponse:
    plan = get_object_or_404(selectors.plan_of(request.access), pk=pk)
    try:
        planning.end_plan(plan=plan, by=request.user, at=request.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The plan has ended. Counts that are made stay."))
    return redirect("count_plans")
