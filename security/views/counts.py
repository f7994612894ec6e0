"""Head counts: the list of a day, one count, and what may be done with it."""

from collections.abc import Callable
from datetime import date, timedelta
from uuid import UUID

from django.contrib import messages
from django.http import HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import form_page, posted, shown_on
from corrections.refusals import Conflict, Refusal
from corrections.selectors import estate
from security.forms.counts import AbandonForm, CertifyForm, CertifyRoundForm, EmergencyForm, StartForm, StepForm
from security.models import Count
from security.permissions import CountPerm
from security.selectors import certifying
from security.selectors import count_pages as selectors
from security.selectors.counts import workplace
from security.services import card, closing, counting, making

DAY = timedelta(days=1)


@require_GET
@requires(CountPerm.VIEW)
def counts(request: StaffRequest) -> HttpResponse:
    on = day_asked(request)
    context = {
        "groups": selectors.of_day(request.access, request.at, on),
        "on": on,
        "before": on - DAY,
        "after": on + DAY if on < timezone.localtime(request.at).date() else None,
        "to_certify": certifying.rounds(request.access, request.user.pk, request.at),
        "prisons": selectors.prisons_to_alarm(request.access),
        "may_plan": request.access.may(CountPerm.PLAN),
    }
    return render(request, "security/counts.html", context)


def day_asked(request: StaffRequest) -> date:
    """The day in the address; today for none, or for what is no day."""
    try:
        return date.fromisoformat(request.GET.get("day", ""))
    except ValueError:
        return timezone.localtime(request.at).date()


@require_GET
@requires(CountPerm.VIEW)
def count(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return page(request, get_object_or_404(selectors.visible(request.access), uuid=uuid))


def page(request: StaffRequest, of: Count, *, status: int = 200, **more: object) -> HttpResponse:
    request.prison, request.unit = of.unit.prison, of.unit
    context = selectors.page_of(of, request.access, request.user.pk, request.at)
    if "certify" in context["acts"]:
        alone = certifying.without_cell(request.access, {of.unit.prison_id}, request.at)
        context["without_cell"] = alone.get(of.unit.prison_id, ())
    forms = {"certify_form": CertifyForm(), "abandon_form": AbandonForm()}
    return render(request, "security/count.html", {**context, **forms, **more}, status=status)


def act(request: StaffRequest, uuid: UUID, perm: CountPerm, do: Callable[[Count], object]) -> HttpResponse:
    """Do it and go to the count; a refusal stands on top of the count as it is now."""
    found = get_object_or_404(selectors.visible(request.access, perm), uuid=uuid)
    try:
        do(found)
    except Refusal as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        fresh = get_object_or_404(selectors.visible(request.access, perm), uuid=uuid)
        return page(request, fresh, status=status, refusal=str(refusal), movement=refusal.code == "movement")
    found.refresh_from_db(fields=["state"])
    return redirect(workplace(found))


@require_POST
@requires(CountPerm.TAKE)
def count_start(request: StaffRequest, uuid: UUID) -> HttpResponse:
    form = StartForm(request.POST)
    despite = form.is_valid() and form.cleaned_data["despite_movement"]
    return act(
        request,
        uuid,
        CountPerm.TAKE,
        lambda of: counting.start(count=of, by=request.user, at=request.at, despite_movement=despite),
    )


@require_POST
@requires(CountPerm.TAKE)
def count_submit(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return act(request, uuid, CountPerm.TAKE, lambda of: counting.submit(count=of, by=request.user, at=request.at))


@require_POST
@requires(CountPerm.TAKE)
def count_recount(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return act(request, uuid, CountPerm.TAKE, lambda of: closing.recount(count=of, by=request.user, at=request.at))


@require_POST
@requires(CountPerm.TAKE)
def count_agree(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return act(request, uuid, CountPerm.TAKE, lambda of: closing.agree(count=of, by=request.user, at=request.at))


@require_POST
@requires(CountPerm.CERTIFY)
def count_certify(request: StaffRequest, uuid: UUID) -> HttpResponse:
    form = CertifyForm(request.POST)
    incident = form.cleaned_data["incident"] if form.is_valid() else ""
    return act(
        request,
        uuid,
        CountPerm.CERTIFY,
        lambda of: closing.certify(count=of, by=request.user, at=request.at, incident=incident),
    )


@require_POST
@requires(CountPerm.CERTIFY)
def count_abandon(request: StaffRequest, uuid: UUID) -> HttpResponse:
    form = AbandonForm(request.POST)
    reason = form.cleaned_data["reason"] if form.is_valid() else ""
    return act(
        request,
        uuid,
        CountPerm.CERTIFY,
        lambda of: closing.abandon(count=of, reason=reason, by=request.user, at=request.at),
    )


@require_POST
@requires(CountPerm.TAKE)
def count_step(request: StaffRequest, pk: int) -> HttpResponse:
    step = get_object_or_404(selectors.steps(request.access), pk=pk)
    form = StepForm(request.POST)
    note = form.cleaned_data["note"] if form.is_valid() else ""
    return act(
        request,
        step.count.uuid,
        CountPerm.TAKE,
        lambda _of: card.do_step(step=step, by=request.user, at=request.at, note=note),
    )


@require_POST
@requires(CountPerm.CERTIFY)
def counts_certify(request: StaffRequest) -> HttpResponse:
    """The counts that stood beside the button; one that somebody else has taken on since then is said."""
    form = CertifyRoundForm(request.POST)
    asked = set(form.cleaned_data["count"]) if form.is_valid() else set()
    found = certifying.chosen(request.access, request.user.pk, asked)
    done = closing.certify_all(counts=found, by=request.user, at=request.at)
    if done:
        text = ngettext("%(done)d count is certified.", "%(done)d counts are certified.", done)
        messages.success(request, text % {"done": done})
    if done < len(asked) or not asked:
        messages.error(request, _("Some counts were not certified: see below how they stand now."))
    return redirect("counts")


@require_http_methods(["GET", "POST"])
@requires(CountPerm.EMERGENCY)
def count_emergency(request: StaffRequest, slug: str) -> HttpResponse:
    prison = get_object_or_404(estate.prisons(request.access, CountPerm.EMERGENCY, whole=True), slug=slug)
    form = EmergencyForm(posted(request))
    if form.is_valid():
        with shown_on(form):
            ordered = making.order_emergency(prison=prison, by=request.user, at=request.at)
            text = ngettext("%(n)d unit is counted now.", "%(n)d units are counted now.", ordered)
            messages.success(request, text % {"n": ordered})
            return redirect("counts")
    title, submit, back = _("Emergency count"), _("Count everybody now"), reverse("counts")
    context = {"title": title, "place": prison, "level": "bad", "lead": _("Every unit is counted at this instant.")}
    return form_page(request, "corrections/form.html", form, submit=submit, back=back, **context)
