"""Evenings with too few officers: the list, a new one, the plan, a change by hand, and adopting it."""

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Prison
from corrections.pages import form_page, posted, shown_on, status_of, tabs_of
from corrections.selectors import estate
from security.forms.regime import AdoptForm, ChangeForm, EveningForm
from security.models import RegimePlan
from security.permissions import RegimePerm
from security.selectors import regime as facts
from security.selectors import regime_page as selector
from security.services import regime

get_or_post = require_http_methods(["GET", "POST"])


@require_GET
@requires(RegimePerm.VIEW)
def evenings(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, RegimePerm.VIEW)
    context = {
        "prison": prison,
        "tabs": tabs_of(request, prison, "evenings"),
        "plans": selector.plans(prison.pk, request.at),
        "may_plan": request.access.may(RegimePerm.PLAN, prison_id=prison.pk),
    }
    return render(request, "security/evenings.html", context)


@get_or_post
@requires(RegimePerm.PLAN)
def evening_new(request: StaffRequest, slug: str) -> HttpResponse:
    prison = prison_of(request, slug, RegimePerm.PLAN)
    first, last = selector.offered_times(prison, request.at)
    form = EveningForm(posted(request), at=request.at, first=first, last=last)
    if form.is_valid():
        said = {key: form.cleaned_data[key] for key in ("start", "end", "officers")}
        with shown_on(form):
            plan = regime.ask(prison=prison, **said, by=request.user, at=request.at)
            return redirect("evening", plan.pk)
    back, title = reverse("evenings", args=[slug]), _("Plan an evening with too few officers")
    return form_page(
        request, "corrections/form.html", form, submit=_("Work out a plan"), back=back, title=title, place=prison
    )


@require_GET
@requires(RegimePerm.VIEW)
def evening(request: StaffRequest, pk: int) -> HttpResponse:
    return shown(request, plan_of(request, pk, RegimePerm.VIEW), AdoptForm())


@require_POST
@requires(RegimePerm.PLAN)
def evening_adopt(request: StaffRequest, pk: int) -> HttpResponse:
    plan, form = plan_of(request, pk, RegimePerm.PLAN), AdoptForm(request.POST)
    if form.is_valid():
        with shown_on(form):
            regime.adopt(plan=plan, **form.cleaned_data, by=request.user, at=request.at)
            messages.success(request, _("The plan is adopted. What each loses by it is counted."))
            return redirect("evening", pk)
    return shown(request, plan_of(request, pk, RegimePerm.PLAN), form)


@get_or_post
@requires(RegimePerm.PLAN)
def evening_change(request: StaffRequest, pk: int) -> HttpResponse:
    plan = plan_of(request, pk, RegimePerm.PLAN)
    groups, known = selector.with_room(plan), facts.evening_of(plan)
    units = {person.id: person.unit for person in known.residents}
    form = ChangeForm(posted(request), groups=groups, slots=known.slots, units=units, version=plan.version)
    if form.is_valid():
        groups = form.chosen()
        with shown_on(form):
            regime.change(plan=plan, groups=groups, seen=form.cleaned_data["seen"], by=request.user, at=request.at)
            return redirect("evening", pk)
    context = selector.page(plan, request.access, request.at, groups=groups) | {"form": form}
    return render(request, "security/evening_change.html", context, status=status_of(form))


# ---- what they have in common ----------------------------------------------------------------------------------------
def shown(request: StaffRequest, plan: RegimePlan, form: AdoptForm) -> HttpResponse:
    context = selector.page(plan, request.access, request.at) | {"form": form}
    return render(request, "security/evening.html", context, status=status_of(form))


def prison_of(request: StaffRequest, slug: str, perm: RegimePerm) -> Prison:
    prison = get_object_or_404(estate.prisons(request.access, perm), slug=slug)
    if perm == RegimePerm.PLAN and not request.access.may(perm, prison_id=prison.pk):
        raise Http404
    request.prison = prison
    return prison


def plan_of(request: StaffRequest, pk: int, perm: RegimePerm) -> RegimePlan:
    plan = selector.find(pk, request.access, perm)
    if plan is None:
        raise Http404
    request.prison = plan.prison
    return plan
