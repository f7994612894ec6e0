"""Transfers between prisons: ordered from the person's page, carried out from the page of the transfer."""

from typing import Any
from uuid import UUID

from django.forms import Form
from django.http import Http404, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.http import require_GET, require_http_methods, require_POST

from corrections.access import StaffRequest, requires
from inmates.forms.moves import ArriveForm, CancelForm, LeaveForm, OrderForm, TurnBackForm
from inmates.models import Stay, Transfer
from inmates.permissions import CustodyPerm
from inmates.registries import Change
from inmates.selectors import consequences, trips
from inmates.selectors import transfers as selector
from inmates.selectors.head import Head
from inmates.services import transfers
from inmates.views.acts import carry_out
from inmates.views.person import page, record, visible


@require_http_methods(["GET", "POST"])
@requires(CustodyPerm.TRANSFER)
def person_transfer(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head = visible(request, uuid)
    if head.subject.stay_id is None or not head.subject.allows(request.access, CustodyPerm.TRANSFER):
        raise Http404
    asked = (request.POST if request.method == "POST" else request.GET).get("to", "")
    goal = selector.destination(asked, head.subject.prison_id)
    talks = selector.talk_choices(head.subject.person_id, request.at)
    if request.method == "POST" and goal is not None:
        return ordered(request, head, goal, OrderForm(request.POST, talks=talks))
    form = OrderForm(initial={"planned_on": selector.today(request.at)}, talks=talks)
    return order_page(request, head, goal, form, status=422 if request.method == "POST" else 200)


def ordered(request: StaffRequest, head: Head, goal: selector.Goal, form: OrderForm) -> HttpResponse:
    made: list[Transfer] = []

    def act(data: dict[str, Any]) -> None:
        order = selector.order_of(goal, data, head.subject.person_id, request.at)
        stay = Stay(pk=head.subject.stay_id)
        made.append(transfers.order_transfer(stay=stay, order=transfers.Order(**order), by=request.user, at=request.at))

    def again(form: Form) -> HttpResponse:
        return order_page(request, head, goal, form, status=422)

    done = _("The transfer of %(name)s is ordered.") % {"name": head.name}
    return carry_out(request, form, act, done=done, to=lambda: reverse("transfer", args=[made[0].pk]), again=again)


def order_page(
    request: StaffRequest, head: Head, goal: selector.Goal | None, form: Form, status: int = 200
) -> HttpResponse:
    """First where to; then what it means there, and the order."""
    record(request, head, "transfer")
    stay_id = head.subject.stay_id or 0
    change = Change(stay_id, "transfer", request.at, to_prison_id=goal.prison.pk) if goal else None
    context = {
        "goal": goal,
        "form": form,
        "open": selector.open_of(stay_id),
        "destinations": selector.destinations(head.subject.prison_id),
        "consequences": consequences.of(change, request.access) if change else [],
    }
    return page(request, head, "", "inmates/person_transfer.html", context, status=status)


@require_GET
@requires(CustodyPerm.VIEW)
def transfer(request: StaffRequest, pk: int) -> HttpResponse:
    return transfer_page(request, in_sight(request, pk))


@require_POST
@requires(CustodyPerm.TRANSFER)
def transfer_depart(request: StaffRequest, pk: int) -> HttpResponse:
    found = held(request, pk, here=True)

    form = LeaveForm(request.POST, at=request.at, officers=trips.who_can_go(found.from_prison_id, request.at))

    def act(data: dict[str, Any]) -> None:
        when = {"departed_at": data["departed"], "expected_at": data["expected"]}
        officers = trips.users(form.in_order)
        transfers.depart(transfer=found, officers=officers, by=request.user, at=request.at, **when)

    done = _("%(person)s is on the way to %(prison)s.") % names(found)
    return answered(request, found, form, act, done, "leave")


@require_POST
@requires(CustodyPerm.TRANSFER)
def transfer_arrive(request: StaffRequest, pk: int) -> HttpResponse:
    found = held(request, pk, here=False)

    def act(data: dict[str, Any]) -> None:
        bed = selector.bed_of(data["bed"])
        transfers.arrive(transfer=found, arrived_at=data["arrived"], bed=bed, by=request.user, at=request.at)

    form = ArriveForm(request.POST, at=request.at, beds=selector.free_beds(found, request.at))
    done = _("%(person)s has arrived in %(prison)s.") % names(found)
    return answered(request, found, form, act, done, "arrive")


@require_POST
@requires(CustodyPerm.TRANSFER)
def transfer_turn_back(request: StaffRequest, pk: int) -> HttpResponse:
    found = held(request, pk, here=True)

    def act(data: dict[str, Any]) -> None:
        when, reason = data["returned"], data["reason"]
        transfers.turn_back(transfer=found, returned_at=when, reason=reason, by=request.user, at=request.at)

    form = TurnBackForm(request.POST, at=request.at)
    return answered(request, found, form, act, _("%(person)s is back.") % names(found), "turn_back")


@require_POST
@requires(CustodyPerm.TRANSFER)
def transfer_cancel(request: StaffRequest, pk: int) -> HttpResponse:
    found = held(request, pk, here=True)

    def act(data: dict[str, Any]) -> None:
        transfers.cancel_transfer(transfer=found, reason=data["reason"], by=request.user, at=request.at)

    form = CancelForm(request.POST)
    return answered(request, found, form, act, _("The transfer is cancelled."), "cancel")


# ---- parts -------------------------------------------------------------------------------------------------------
def in_sight(request: StaffRequest, pk: int) -> Transfer:
    found: Transfer = get_object_or_404(selector.in_sight(request.access), pk=pk)
    return found


def held(request: StaffRequest, pk: int, *, here: bool) -> Transfer:
    """A transfer out of a prison (``here``) or into one where this user carries transfers out."""
    found = in_sight(request, pk)
    prison_id = found.from_prison_id if here else found.to_prison_id
    if not request.access.may(CustodyPerm.TRANSFER, prison_id=prison_id):
        raise Http404
    return found


def names(found: Transfer) -> dict[str, str]:
    return {"person": found.stay.person.name, "prison": found.to_prison.name}


def answered(request: StaffRequest, found: Transfer, form: Form, act: Any, done: str, key: str) -> HttpResponse:
    def again(form: Form) -> HttpResponse:
        return transfer_page(request, found, {key: form}, status=422)

    return carry_out(request, form, act, done=done, to=reverse("transfer", args=[found.pk]), again=again)


def transfer_page(
    request: StaffRequest, found: Transfer, refused: dict[str, Form] | None = None, status: int = 200
) -> HttpResponse:
    """Where it stands and what this user can do about it now."""
    head = visible(request, found.stay.person.uuid)
    record(request, head, "transfer")
    shown = forms_of(request, found) | (refused or {})
    change = Change(found.stay_id, "transfer", request.at, to_prison_id=found.to_prison_id)
    context = {
        "transfer": found,
        "stands": selector.stands(found, request.at),
        "going": trips.officers_of(found),
        "fallen": selector.fallen_away(found, request.at),
        "forms": shown,
        "refused": set(refused or {}),
        "consequences": consequences.of(change, request.access) if "leave" in shown else [],
    }
    return page(request, head, "", "inmates/transfer.html", context, status=status)


def forms_of(request: StaffRequest, found: Transfer) -> dict[str, Form]:
    """Only what this user can do about it as it stands."""
    acts = selector.acts_of(found, request.access)
    beds = selector.free_beds(found, request.at) if "arrive" in acts else []
    officers = trips.who_can_go(found.from_prison_id, request.at) if "leave" in acts else []
    forms: dict[str, Form] = {
        "leave": LeaveForm(at=request.at, officers=officers),
        "arrive": ArriveForm(at=request.at, beds=beds),
        "turn_back": TurnBackForm(at=request.at, auto_id="id_back_%s"),
        "cancel": CancelForm(auto_id="id_cancel_%s"),
    }
    return {key: form for key, form in forms.items() if key in acts}
