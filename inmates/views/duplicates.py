"""Two records that may be one person: the list, the two side by side, and what was joined."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.refusals import Refusal
from inmates.forms.reception import MergeForm
from inmates.permissions import ReceptionPerm
from inmates.selectors import pairs as selector
from inmates.services import duplicates as service
from inmates.views.desks import record_looks


@require_GET
@requires(ReceptionPerm.MERGE)
def duplicates(request: StaffRequest) -> HttpResponse:
    rows = selector.open_pairs(request.at, request.access)
    context = {"rows": rows, "merges": selector.latest_merges(request.access)}
    return render(request, "inmates/duplicates.html", context)


@require_http_methods(["GET", "POST"])
@requires(ReceptionPerm.MERGE)
def duplicate_pair(request: StaffRequest, pk: int) -> HttpResponse:
    pair = pair_of(request, pk)
    choices = [(card.person_id, f"{card.name} ({card.number})") for card in pair.cards]
    form = MergeForm(request.POST if request.method == "POST" else None, choices=choices)
    if form.is_valid() and (row := joined(request, pair, form)):
        messages.success(request, _("The two records are one."))
        return redirect("merge", row)
    record_looks(request, [*pair.cards])
    context = {"pair": pair, "form": form, "merge": selector.merge_between(pair.row) if pair.row.merged_at else None}
    return render(request, "inmates/duplicate_pair.html", context, status=422 if form.is_bound else 200)


def joined(request: StaffRequest, pair: Any, form: MergeForm) -> int | None:
    try:
        winner, loser = selector.in_order(pair, form.cleaned_data["winner"])
        reason = form.cleaned_data["reason"]
        return service.merge(loser=loser, winner=winner, reason=reason, by=request.user, at=request.at).pk
    except Refusal as refusal:
        form.add_error(None, str(refusal))
        return None


@require_POST
@requires(ReceptionPerm.MERGE)
def duplicate_dismiss(request: StaffRequest, pk: int) -> HttpResponse:
    pair = pair_of(request, pk)
    note = request.POST.get("note", "")[:160]
    service.dismiss(pair=pair.row, note=note, by=request.user, at=request.at)
    messages.success(request, _("They are two people. Nobody is asked about it again."))
    return redirect("duplicates")


@require_POST
@requires(ReceptionPerm.MERGE)
def duplicate_reopen(request: StaffRequest, pk: int) -> HttpResponse:
    service.reopen(pair=pair_of(request, pk).row, by=request.user, at=request.at)
    messages.success(request, _("The two wait for a decision again."))
    return redirect("duplicate_pair", pk)


@require_GET
@requires(ReceptionPerm.MERGE)
def merge(request: StaffRequest, pk: int) -> HttpResponse:
    found = selector.merge_of(pk, request.access)
    if found is None:
        raise Http404
    return render(request, "inmates/merge.html", found)


def pair_of(request: StaffRequest, pk: int) -> selector.Pair:
    pair = selector.pair_of(pk, request.at, request.access)
    if pair is None:
        raise Http404
    return pair
