"""Things and money of one person: received, moved, handed out, signed for, and the receipt on paper."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpResponse
from django.shortcuts import redirect
from django.utils import translation
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_GET, require_http_methods

from corrections.access import StaffRequest, requires
from inmates.choices import HandlingDirection
from inmates.forms.property import EverythingForm, HandOutForm, ItemForm, MoneyForm, MoveItemForm, SignForm
from inmates.models import Stay
from inmates.permissions import PropertyPerm
from inmates.selectors import property as kept
from inmates.selectors import property_boxes as selector
from inmates.selectors.care import officer_of
from inmates.selectors.head import Head
from inmates.services import property as services
from inmates.views.care import allowed, answer, carried_out, sent
from inmates.views.person import page, record, visible

TAB = "property"
get_or_post = require_http_methods(["GET", "POST"])


@get_or_post
@requires(PropertyPerm.HANDLE)
def property_receive(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = handled(request, uuid)

    def act(form: ItemForm) -> None:
        services.receive_item(stay=stay, by=request.user, at=request.at, **form.cleaned_data)

    title, done = gettext_lazy("Receive a thing"), gettext_lazy("It is in keeping. The person signs for it.")
    return answer(request, head, ItemForm(sent(request)), act, title, done, TAB)


@get_or_post
@requires(PropertyPerm.HANDLE)
def property_move(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head, _stay = handled(request, uuid)
    item = selector.item_of(head.subject, pk)
    if item is None:
        raise Http404

    def act(form: MoveItemForm) -> None:
        services.move_item(item=item, by=request.user, at=request.at, **form.cleaned_data)

    initial = {"to_place": item.place, "container": item.container, "seal": item.seal}
    form = MoveItemForm(sent(request), initial=initial)
    return answer(request, head, form, act, gettext_lazy("Move a thing"), gettext_lazy("It is moved."), TAB)


@get_or_post
@requires(PropertyPerm.HANDLE)
def property_hand_out(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = handled(request, uuid)
    items = selector.choices_of(stay)

    def act(form: HandOutForm) -> None:
        chosen = [item for item in kept.kept_items(stay.pk) if item.pk in form.cleaned_data["items"]]
        note = form.cleaned_data["note"]
        services.hand_out_items(stay=stay, items=chosen, note=note, by=request.user, at=request.at)

    form = HandOutForm(sent(request), items=items)
    title, done = gettext_lazy("Hand out things"), gettext_lazy("They are handed out. The person signs for them.")
    return answer(request, head, form, act, title, done, TAB)


@get_or_post
@requires(PropertyPerm.HANDLE)
def property_everything(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = handled(request, uuid)

    def act(form: EverythingForm) -> None:
        data = form.cleaned_data
        witness = officer_of(data["witness"]) if data.get("witness") else None
        method = data.get("method") or "CASH"
        services.hand_out_all(stay=stay, witnessed_by=witness, method=method, by=request.user, at=request.at)

    has_money = any(kept.balances(stay.pk).values())
    colleagues = selector.colleagues(head.subject, request.user, request.at)
    form = EverythingForm(sent(request), colleagues=colleagues, has_money=has_money)
    title, done = (
        gettext_lazy("Hand out everything"),
        gettext_lazy("Everything is handed out. The person signs for it."),
    )
    return answer(request, head, form, act, title, done, TAB)


@get_or_post
@requires(PropertyPerm.HANDLE)
def money_receive(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = handled(request, uuid)

    def act(form: MoneyForm) -> None:
        services.receive_money(stay=stay, by=request.user, at=request.at, **money_in(form))

    title, done = gettext_lazy("Receive money"), gettext_lazy("The money is in keeping. The person signs for it.")
    return answer(request, head, money_form(request, head), act, title, done, TAB)


@get_or_post
@requires(PropertyPerm.HANDLE)
def money_hand_out(request: StaffRequest, uuid: UUID) -> HttpResponse:
    head, stay = handled(request, uuid)

    def act(form: MoneyForm) -> None:
        services.hand_out_money(stay=stay, by=request.user, at=request.at, **money_in(form))

    title, done = gettext_lazy("Hand out money"), gettext_lazy("The money is handed out. The person signs for it.")
    return answer(request, head, money_form(request, head), act, title, done, TAB)


@get_or_post
@requires(PropertyPerm.HANDLE)
def property_sign(request: StaffRequest, uuid: UUID, direction: str) -> HttpResponse:
    head, stay = handled(request, uuid)
    way = selector.DIRECTIONS.get(direction)
    if way is None:
        raise Http404
    form = SignForm(sent(request), colleagues=selector.colleagues(head.subject, request.user, request.at))
    if form.is_valid() and signed(request, stay, way, form):
        return to_receipts(request, head)
    record(request, head, "property")
    things, sums = selector.unsigned(stay, way)
    context = {"form": form, "things": things, "sums": sums, "direction": direction}
    return page(request, head, TAB, "inmates/property_sign.html", context, status=422 if form.is_bound else 200)


@require_GET
@requires(PropertyPerm.VIEW)
def property_receipt(request: StaffRequest, uuid: UUID, pk: int) -> HttpResponse:
    head = visible(request, uuid)
    if not head.subject.allows(request.access, PropertyPerm.VIEW):
        raise Http404
    paper = selector.paper(head.subject, pk)
    if paper is None:
        raise Http404
    record(request, head, "property")
    asked = request.GET.get("language", "")
    language = asked if asked in ("nb", "en") else selector.language_of(head.subject.person_id)
    with translation.override(language):
        return page(request, head, TAB, "inmates/property_receipt.html", {"paper": paper, "language": language})


# ---- what they share -------------------------------------------------------------------------------------------------
def handled(request: StaffRequest, uuid: UUID) -> tuple[Head, Stay]:
    head = allowed(request, uuid, PropertyPerm.HANDLE)
    stay = selector.stay_of(head.subject)
    if stay is None:
        raise Http404
    return head, stay


def money_form(request: StaffRequest, head: Head) -> MoneyForm:
    return MoneyForm(sent(request), colleagues=selector.colleagues(head.subject, request.user, request.at))


def money_in(form: MoneyForm) -> dict[str, Any]:
    """What the service is told: the colleague as somebody, not as a number."""
    data = dict(form.cleaned_data)
    witness = officer_of(data.pop("witness"))
    return {**data, "witnessed_by": witness}


def signed(request: StaffRequest, stay: Stay, way: HandlingDirection, form: SignForm) -> bool:
    data = form.cleaned_data
    witness = officer_of(data["witness"]) if data["witness"] else None

    def act(form: SignForm) -> None:
        services.sign(
            stay=stay,
            direction=way,
            signature=data["signature"],
            signed_name=data["signed_name"],
            note=data["note"],
            witnessed_by=witness,
            by=request.user,
            at=request.at,
        )

    return carried_out(form, act)


def to_receipts(request: StaffRequest, head: Head) -> HttpResponse:
    messages.success(request, _("The receipt is signed for. Print it for the person if they want it."))
    return redirect("person_tab", head.subject.uuid, TAB)
