"""Decisions: those of a person, one from its draft to its end, the letter, and what waits in a prison."""

import io
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404, redirect, render
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import tabs_of
from corrections.refusals import Refusal
from corrections.selectors import estate
from corrections.services import audit
from inmates.choices import DecisionState
from inmates.forms.decisions import DraftForm
from inmates.models import Decision
from inmates.permissions import DecisionPerm
from inmates.rules import decisions as rules
from inmates.rules import spans
from inmates.rules.decisions import OPEN_TEXT
from inmates.selectors import care, decision_figures, decision_letters
from inmates.selectors import decisions as selector
from inmates.selectors.decision_words import LEVEL_WHY, ground_names, kind_name, lapsed_why
from inmates.selectors.head import Head
from inmates.services import decisions
from inmates.services.decision_checks import kind_of
from inmates.services.decisions import Text
from inmates.views import letters
from inmates.views.care import allowed
from inmates.views.decision_acts import ACTS, form_of, shown
from inmates.views.person import page, record, visible


@require_GET
@requires(DecisionPerm.VIEW)
def decisions_of_prison(request: StaffRequest, slug: str) -> HttpResponse:
    """What waits for me, what waits for others, and what came to an end lately."""
    prison = get_object_or_404(estate.prisons(request.access, DecisionPerm.VIEW), slug=slug)
    request.prison = prison
    found = selector.queue(prison.pk, request.access, request.user.pk, request.at)
    tabs = tabs_of(request, prison, "decisions")
    figures = request.access.may(DecisionPerm.STATISTICS, prison_id=prison.pk)
    context = {"prison": prison, "found": found, "tabs": tabs, "figures": figures}
    return render(request, "inmates/decisions/queue.html", context)


@require_GET
@requires(DecisionPerm.STATISTICS)
def decision_statistics(request: StaffRequest, slug: str) -> HttpResponse:
    """How decisions fall on different groups, with small groups hidden."""
    prison = get_object_or_404(estate.prisons(request.access, DecisionPerm.STATISTICS), slug=slug)
    request.prison = prison
    span = spans.chosen(request.GET.get("period", ""), request.at)
    found = decision_figures.of_prisons(request.access.prisons(DecisionPerm.STATISTICS), prison.pk, span)
    fewer = [one for one in found if not one.parts]
    context = {"prison": prison, "found": found, "fewer": fewer, "tabs": tabs_of(request, prison, "decisions")}
    context |= {"span": span, "span_name": decision_figures.span_name(span)}
    context["segments"] = decision_figures.segments(request.at, span)
    return render(request, "inmates/decisions/statistics.html", context)


@require_GET
@requires(DecisionPerm.STATISTICS)
def decision_statistics_file(request: StaffRequest, slug: str) -> HttpResponse:
    """The same as a file, which says who made it and when, and of which prisons."""
    prison = get_object_or_404(estate.prisons(request.access, DecisionPerm.STATISTICS), slug=slug)
    reach = request.access.prisons(DecisionPerm.STATISTICS)
    audit.record_read(by=request.user, at=request.at, subject=prison, what="decisions.statistics")
    file = io.StringIO(newline="")
    span = spans.chosen(request.GET.get("period", ""), request.at)
    found = decision_figures.of_prisons(reach, prison.pk, span)
    made_by = decision_figures.made_by(prison, len(reach), request.user, span, request.at)
    decision_figures.written(file, found, made_by)
    name = f"{prison.slug}-{span.key or f'{request.at:%Y%m%d}'}.csv"
    headers = {"Content-Disposition": f'attachment; filename="{name}"'}
    return HttpResponse(file.getvalue(), content_type="text/csv; charset=utf-8", headers=headers)


@require_GET
@requires(DecisionPerm.VIEW)
def person_decisions(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, DecisionPerm.VIEW):
        raise Http404
    record(request, head, "decisions")
    begins = head.subject.stay_id is not None and head.subject.allows(request.access, DecisionPerm.PREPARE)
    context = {
        "lines": selector.of_person(head.subject.person_id, request.at),
        "kinds": selector.kinds_to_draft() if begins else [],
    }
    return page(request, head, "decisions", "inmates/decisions/person.html", context)


@require_POST
@requires(DecisionPerm.PREPARE)
def decision_begin(request: StaffRequest, uuid: UUID, kind: str) -> HttpResponse:
    head = allowed(request, uuid, DecisionPerm.PREPARE)
    if kind not in dict(selector.kinds_to_draft()):
        raise Http404
    try:
        row = decisions.draft(stay=care.stay_of(head.subject), kind=kind, by=request.user, at=request.at)
    except Refusal as refusal:
        messages.error(request, str(refusal))
        return redirect("person_decisions", uuid)
    return redirect("decision", row.uuid)


@require_GET
@requires(DecisionPerm.VIEW)
def decision(request: StaffRequest, uuid: UUID) -> HttpResponse:
    row, head = found(request, uuid, DecisionPerm.VIEW)
    return show(request, row, head)


@require_POST
@requires(DecisionPerm.PREPARE)
def decision_save(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The draft, by its button or by itself every ten seconds."""
    row, head = found(request, uuid, DecisionPerm.PREPARE)
    form = DraftForm(request.POST, decision=row, kind=kind_of(row.kind), at=request.at)
    if form.is_valid():
        try:
            written = Text(**text_of(form, row, request))
            decisions.save(
                decision=row, text=written, version=form.cleaned_data["version"], by=request.user, at=request.at
            )
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            return redirect("decision", uuid) if "button" in request.POST else HttpResponse(status=204)
    return show(request, row, head, draft=form)


@require_POST
@requires(*selector.ACTING)
def decision_act(request: StaffRequest, uuid: UUID, act: str) -> HttpResponse:
    """One step along the table; refused, the same page says why."""
    key = act.upper().replace("-", "_")
    if key not in ACTS:
        raise Http404
    row, head = found(request, uuid, *selector.PERMS[key])
    form = form_of(key, row, request.POST)
    if form.is_valid():
        try:
            ACTS[key].do(row, form.cleaned_data, request, head)
        except Refusal as refusal:
            form.add_error(None, str(refusal))
        else:
            messages.success(request, _("Done. See below where the decision stands."))
            return redirect("decision", uuid)
    return show(request, row, head, refused=(key, form))


@require_GET
@requires(DecisionPerm.VIEW)
def decision_letter(request: StaffRequest, uuid: UUID, form: str) -> HttpResponse:
    """The letter to the person, to look at or as PDF, in Bokmål or English."""
    row, head = found(request, uuid, DecisionPerm.VIEW)
    if row.decided_at is None or form not in ("html", "pdf"):
        raise Http404
    record(request, head, "decision")
    language = "en" if request.GET.get("lang") == "en" else "nb"
    context = decision_letters.facts(row, language, request.at) | {"decision": row}
    if form == "pdf":
        return letters.pdf("inmates/decisions/_letter.html", context, language, f"{head.number}-{row.uuid}.pdf")
    inner = letters.html("inmates/decisions/_letter.html", context, language)
    more = {"letter": inner, "decision": row, "language": language, "has_pdf": letters.can_draw()}
    return page(request, head, "", "inmates/decisions/letter.html", more)


# ---- what they share -------------------------------------------------------------------------------------------------
def found(request: StaffRequest, uuid: UUID, *perms: DecisionPerm) -> tuple[Decision, Head]:
    """A decision about somebody in sight, on whom this user may act so. Out of reach and not there are the same 404."""
    row = selector.find(uuid)
    if row is None:
        raise Http404
    head = visible(request, row.stay.person.uuid)
    if not any(head.subject.allows(request.access, perm) for perm in perms):
        raise Http404
    return row, head


def text_of(form: DraftForm, row: Decision, request: StaffRequest) -> dict[str, Any]:
    data = form.cleaned_data
    names = ["facts", "assessment", "milder_means", "affects_child", "child_interest", "conditions", "outcome"]
    names += ["withheld", "withheld_what"]
    talk = selector.conversation(row, data.get("conversation"), request.at)
    given = {name: data[name] for name in names}
    return given | {"grounds": tuple(data["grounds"]), "conversation": talk, "details": form.details()}


def show(
    request: StaffRequest,
    row: Decision,
    head: Head,
    *,
    draft: DraftForm | None = None,
    refused: tuple[str, Form] | None = None,
) -> HttpResponse:
    record(request, head, "decision")
    context = {**of_decision(request, row, head, draft), **of_acts(shown(row, head, request, refused))}
    context["refusal"] = "" if refused is None and draft is None else _("Not done. See what must be put right.")
    status = 422 if refused or draft else 200
    return page(request, head, "decisions", "inmates/decisions/decision.html", context, status=status)


def of_decision(request: StaffRequest, row: Decision, head: Head, draft: DraftForm | None) -> dict[str, Any]:
    """What the page says of the decision, with the draft for who writes it."""
    writes = row.state in OPEN_TEXT and head.subject.allows(request.access, DecisionPerm.PREPARE)
    kind = kind_of(row.kind)
    return {
        "decision": row,
        "title": kind_name(row.kind),
        "writes_on": row.state == DecisionState.HEARD and draft is None,
        "draft": draft or (DraftForm(decision=row, kind=kind, at=request.at) if writes else None),
        "stages": selector.stages(row, request.at),
        "grounds": ground_names(row),
        "own": selector.own_fields(row, kind, request.at),
        "level_why": LEVEL_WHY.get(row.level_why, ""),
        "lapsed_why": lapsed_why(row),
        "appeal": selector.appeal_of(row),
        "waits": rules.must_wait(suspensive=row.is_suspensive, suspension=row.suspension, is_final=False),
        "anew": row.followed_by.order_by("pk").first(),
        "heard_note": selector.heard_note(row),
        "proposal": kind.propose(row.stay_id, request.at) if kind.propose and writes else [],
    }


def of_acts(acts: list[Any]) -> dict[str, Any]:
    """What can be done next, and apart from it what ends the decision."""
    return {
        "main_acts": [one for one in acts if not one.act.is_end],
        "end_acts": [one for one in acts if one.act.is_end],
    }
