"""The plan of a person: the page, one goal at a time in a draft that saves itself, the offer, the answer, the steps."""

from http import HTTPStatus
from typing import Any
from uuid import UUID, uuid4

from django.forms import Form
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import reverse
from django.utils import translation
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.pages import posted
from corrections.refusals import Conflict, Refusal
from inmates.models import Stay
from inmates.selectors.head import Head
from inmates.selectors.property_boxes import language_of
from inmates.views.acts import carry_out
from inmates.views.person import form_page, page, record, visible
from sentencing.choices import PlanState
from sentencing.forms.plan import AnswerForm, DropForm, GoalForm, OfferForm, PlanStepForms, StepDoneForm
from sentencing.models import PlanVersion
from sentencing.permissions import PlanPerm
from sentencing.selectors import plan as selector
from sentencing.selectors import way_out
from sentencing.selectors.plan_drafts import GoalDraft, StepDraft, contents_of, fingerprint
from sentencing.services import plan

get_or_post = require_http_methods(["GET", "POST"])
TAB = "plan"
Goal = tuple[GoalForm, Any]


@require_GET
@requires(PlanPerm.VIEW)
def person_plan(request: StaffRequest, uuid: UUID) -> HttpResponse:
    return drawn(request, allowed(request, uuid, PlanPerm.VIEW), None)


@require_GET
@requires(PlanPerm.VIEW)
def person_plan_paper(request: StaffRequest, uuid: UUID) -> HttpResponse:
    """The plan that the person gets on paper, in their language."""
    head = allowed(request, uuid, PlanPerm.VIEW)
    record(request, head, "plan")
    asked = request.GET.get("language", "")
    language = asked if asked in ("nb", "en") else language_of(head.subject.person_id)
    with translation.override(language):
        shown = selector.of_person(head.subject, request.access, request.at)
        if shown is None or not (shown.open or shown.holding):
            raise Http404
        context = {"plan": shown, "sheet": shown.open or shown.holding, "language": language}
        return page(request, head, TAB, "sentencing/plan/paper.html", context)


@require_POST
@requires(PlanPerm.EDIT)
def person_plan_begin(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)

    def act(data: dict[str, Any]) -> None:
        plan.begin(stay=Stay(pk=head.subject.stay_id), by=request.user, at=request.at)

    return acted(request, head, Form(request.POST), act, _("The draft is begun. Nobody but you and colleagues see it."))


# ---- a goal --------------------------------------------------------------------------------------------------------
@get_or_post
@requires(PlanPerm.EDIT)
def person_plan_goal_new(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    return goal_page(request, head, draft_of(head), {"thread": uuid4(), "area": request.GET.get("area", "")}, [])


@get_or_post
@requires(PlanPerm.EDIT)
def person_plan_goal(request: StaffRequest, uuid: UUID, thread: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    version = draft_of(head)
    goal = next((one for one in contents_of(version) if one.thread == thread), None)
    if goal is None and request.method == "GET":
        raise Http404
    initial = {"thread": thread, "seen": fingerprint(goal), "area": goal.area, "words": goal.words} if goal else {}
    return goal_page(request, head, version, initial, list(goal.steps) if goal else [])


@require_POST
@requires(PlanPerm.EDIT)
def person_plan_goal_drop(request: StaffRequest, uuid: UUID, thread: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    version = draft_of(head)

    def act(data: dict[str, Any]) -> None:
        plan.drop_goal(version=version, thread=thread, seen=data["seen"], by=request.user, at=request.at)

    return acted(request, head, DropForm(request.POST), act, _("The goal is taken out of the draft."))


def goal_page(
    request: StaffRequest, head: Head, version: PlanVersion, initial: dict[str, Any], steps: list[StepDraft]
) -> HttpResponse:
    """The form of one goal. Sent with ``draft`` it is saved as it stands, and the answer is what to send next time."""
    forms = forms_of(request, head, initial, steps)
    if request.method == "POST":
        found = saved(request, version, forms)
        if "draft" in request.GET:
            return found
        if found.status_code == HTTPStatus.OK:
            return redirect(f"{to_plan(head)}#draft")
    record(request, head, "act")
    context = {"form": forms[0], "steps": forms[1], "version": version, "now": told(version, forms[0], request)}
    status = 200 if request.method == "GET" else 422
    return page(request, head, TAB, "sentencing/plan/goal.html", context, status=status)


def forms_of(request: StaffRequest, head: Head, initial: dict[str, Any], steps: list[StepDraft]) -> Goal:
    owners = {"owners": way_out.owners(head.subject.prison_id, request.at)}
    rows = [{name: getattr(step, name) for name in ("thread", "text", "due_on", "outside_owner")} for step in steps]
    rows = [row | {"owner": step.owner_id} for row, step in zip(rows, steps, strict=True)]
    return (
        GoalForm(posted(request), initial=initial),
        PlanStepForms(posted(request), initial=rows, form_kwargs=owners),
    )


def saved(request: StaffRequest, version: PlanVersion, forms: Goal) -> JsonResponse:
    goal, steps = forms
    if not (goal.is_valid() and steps.is_valid()):
        return JsonResponse({"said": _("Something must be put right before it can be saved.")}, status=422)
    data = goal.cleaned_data
    typed = GoalDraft(data["area"], data["words"], [step_of(row) for row in steps if row.is_said], data["thread"])
    try:
        seen = plan.save_goal(version=version, goal=typed, seen=data["seen"], by=request.user, at=request.at)
    except Refusal as refusal:
        goal.add_error(None, str(refusal))
        return JsonResponse({"said": str(refusal)}, status=409 if isinstance(refusal, Conflict) else 422)
    at = reverse("person_plan_goal", args=[version.stay.person.uuid, typed.thread])
    return JsonResponse({"seen": seen, "at": at})


def step_of(row: Any) -> StepDraft:
    names = ("text", "due_on", "outside_owner", "thread")
    return StepDraft(owner_id=row.cleaned_data["owner"], **{name: row.cleaned_data[name] for name in names})


def told(version: PlanVersion, form: GoalForm, request: HttpRequest) -> GoalDraft | None:
    """What stands in the draft now, beside a text that was typed over something else; saving again is then meant."""
    if request.method == "GET" or form.is_valid() or "thread" not in form.cleaned_data:
        return None
    now = next((one for one in contents_of(version) if one.thread == form.cleaned_data["thread"]), None)
    mark = fingerprint(now) if now else ""
    if mark == form.cleaned_data.get("seen"):
        return None
    form.data = {**form.data.dict(), "seen": mark}  # type: ignore[attr-defined]
    return now


# ---- offered, answered, done -----------------------------------------------------------------------------------------
@require_POST
@requires(PlanPerm.EDIT)
def person_plan_offer(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    version = draft_of(head)

    def act(data: dict[str, Any]) -> None:
        plan.offer(version=version, seen=data["seen"], by=request.user, at=request.at)

    done = _("The plan is offered. Give it to the person on paper, and write down what they say.")
    return acted(request, head, OfferForm(request.POST), act, done)


@get_or_post
@requires(PlanPerm.EDIT)
def person_plan_answer(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    version = get_object_or_404(selector.in_state(head.subject.stay_id, PlanState.OFFERED))

    def act(data: dict[str, Any]) -> None:
        plan.answer(version=version, by=request.user, at=request.at, **data)

    title, done = _("What the person says of the plan"), _("The answer is written down.")
    return answered(request, head, AnswerForm(posted(request)), act, title, done)


@get_or_post
@requires(PlanPerm.EDIT)
def person_plan_step(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, PlanPerm.EDIT)
    step = get_object_or_404(selector.steps_now(head.subject.stay_id), pk=pk)

    def act(data: dict[str, Any]) -> None:
        plan.finish_step(step=step, by=request.user, at=request.at, **data)

    title = _("Done: %(step)s") % {"step": step.text}
    return answered(request, head, StepDoneForm(posted(request)), act, title, _("It is written down."))


@require_GET
@requires(PlanPerm.VIEW)
def person_plan_version(request: StaffRequest, uuid: UUID, number: int) -> HttpResponse:
    """A version beside the one before it."""
    head = allowed(request, uuid, PlanPerm.VIEW)
    version = get_object_or_404(selector.versions_of(head.subject.stay_id), number=number)
    if version.number == 1:
        raise Http404
    record(request, head, "plan")
    before, rows = selector.compared(version)
    context = {"version": version, "before": before, "rows": rows}
    return page(request, head, TAB, "sentencing/plan/version.html", context)


# ---- parts -----------------------------------------------------------------------------------------------------------
def allowed(request: StaffRequest, uuid: UUID, perm: PlanPerm) -> Head:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, perm) or head.subject.stay_id is None:
        raise Http404
    return head


def draft_of(head: Head) -> PlanVersion:
    drafts = selector.in_state(head.subject.stay_id, PlanState.DRAFT)
    return get_object_or_404(drafts.select_related("stay__person"))


def to_plan(head: Head) -> str:
    return reverse("person_plan", args=[head.subject.uuid])


def drawn(request: StaffRequest, head: Head, form: Form | None) -> HttpResponse:
    record(request, head, "plan")
    shown = selector.of_person(head.subject, request.access, request.at)
    return page(
        request, head, TAB, "sentencing/plan/person.html", {"plan": shown, "form": form}, status=422 if form else 200
    )


def acted(request: StaffRequest, head: Head, form: Form, act: Any, done: str) -> HttpResponse:
    """A button on the page: refused, the page says why."""
    return carry_out(request, form, act, done=done, to=to_plan(head), again=lambda form: drawn(request, head, form))


def answered(
    request: StaffRequest, head: Head, form: Form, act: Any, title: str, done: str, submit: str = ""
) -> HttpResponse:
    """``submit`` is the word on the button where the title is no act."""

    def again(form: Form) -> HttpResponse:
        record(request, head, "act")
        return form_page(request, head, form, title, submit)

    return carry_out(request, form, act, done=done, to=to_plan(head), again=again)
