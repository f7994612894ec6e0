"""The rounds of a unit, door by door, and one look at a person; where an observation begins and ends."""

from typing import Any
from uuid import UUID, uuid4

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect, render
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from corrections.models import Unit
from corrections.refusals import Conflict, Refusal
from inmates.selectors.care import stay_of
from inmates.views.care import allowed, answer, sent
from security.choices import CheckCode
from security.forms.rounds import CheckForm, EndForm, ObserveForm
from security.permissions import RoundPerm
from security.selectors import observed
from security.services import observing
from security.views.shared import unit_of

get_or_post = require_http_methods(["GET", "POST"])
BIG = (CheckCode.SPOKE, CheckCode.ASLEEP)  # the second is the wide one: what is seen most
SMALL = (CheckCode.AWAKE, CheckCode.RESTLESS, CheckCode.ELSEWHERE, CheckCode.HELP)


@require_GET
@requires(RoundPerm.VIEW)
def rounds(request: StaffRequest, pk: int) -> HttpResponse:
    """Late doors first. ``door`` chooses whom the dock shows, without scripts too."""
    return page(request, unit_of(request, pk, RoundPerm.VIEW), request.GET.get("door", ""))


@require_POST
@requires(RoundPerm.CHECK)
def round_check(request: StaffRequest, pk: int) -> HttpResponse:
    """One look, once, however often it is sent. A refusal stands above the doors, and what was typed stays."""
    try:
        observation, unit_id = observed.find(pk, request.access, RoundPerm.CHECK)
    except observed.NoSuchObservation:
        raise Http404 from None
    unit, form = unit_of(request, unit_id, RoundPerm.CHECK), CheckForm(request.POST)
    if not form.is_valid():
        return page(request, unit, str(pk), status=422, refusal=_("Choose what you saw from the list."))
    looked = {**form.cleaned_data, "event_id": form.cleaned_data["id"]}
    del looked["id"]
    try:
        made = observing.check(observation=observation, by=request.user, at=request.at, **looked)
    except Refusal as refusal:
        status = 409 if isinstance(refusal, Conflict) else 422
        return page(request, unit, str(pk), status=status, refusal=str(refusal))
    seen = {"who": observation.stay.person, "what": made.get_code_display()}
    messages.success(request, _("%(who)s: %(what)s. It is written down.") % seen)
    return redirect("rounds", unit_id)


@get_or_post
@requires(RoundPerm.START)
def observation_start(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = allowed(request, uuid, RoundPerm.START)
    if not head.is_placed:
        raise Http404

    def act(form: ObserveForm) -> None:
        observing.start(stay=stay_of(head.subject), by=request.user, at=request.at, **form.cleaned_data)

    form = ObserveForm(sent(request))
    done = gettext_lazy("The rounds have begun.")
    return answer(request, head, form, act, gettext_lazy("Put under observation"), done, "log")


@get_or_post
@requires(RoundPerm.END)
def observation_end(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = allowed(request, uuid, RoundPerm.END)
    observation = observed.of_person(pk, head.subject.stay_id)
    if observation is None:
        raise Http404

    def act(form: EndForm) -> None:
        observing.end(observation=observation, by=request.user, at=request.at, **form.cleaned_data)

    form, done = EndForm(sent(request)), gettext_lazy("The observation has ended.")
    return answer(request, head, form, act, gettext_lazy("End the observation"), done, "log")


# ---- parts -----------------------------------------------------------------------------------------------------
def page(request: StaffRequest, unit: Unit, asked: str, *, status: int = 200, refusal: str = "") -> HttpResponse:
    doors = observed.doors(unit.pk, request.at)
    may_check = request.access.may(RoundPerm.CHECK, unit_id=unit.pk)
    context: dict[str, Any] = {
        "unit": unit,
        "doors": doors,
        "scope": reverse("rounds", args=[unit.pk]),
        "chosen": observed.chosen(doors, asked) if may_check else None,
        "late": sum(door.is_late for door in doors),
        "words": observed.for_scripts() | observed.for_the_queue(),
        "made": int(request.at.timestamp() * 1000),
        "tap_id": observed.uuid_of(request.POST.get("id", "")) or uuid4(),
        "small": [(code.value, code.label) for code in SMALL],
        "big": [(code.value, code.label) for code in BIG],
        "refusal": refusal,
        "typed": {name: request.POST.get(name, "")[:200] for name in ("text", "late_reason")},
    }
    response = render(request, "security/rounds.html", context, status=status)
    response["Cache-Control"] = "private, no-store"
    return response
