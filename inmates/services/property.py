"""Taking things and money into the prison's keeping, moving them, and handing them out against a signature.

Every act locks the stay first, so that two officers at the same person queue. Money is counted by two.
"""

from collections.abc import Sequence
from datetime import datetime
from typing import Any

from django.db import connection, transaction
from django.utils.translation import gettext as _

from corrections import display
from corrections.models import User
from corrections.refusals import Conflict, Refusal, explained
from corrections.services import audit
from inmates.choices import (
    HandlingDirection,
    MoneyMethod,
    PropertyCategory,
    PropertyPlace,
    SignatureKind,
)
from inmates.models import MoneyHandling, PropertyItem, PropertyMove, PropertyReceipt, ReceiptLine, Stay
from inmates.models.property import KRONER
from inmates.rules import money as amounts
from inmates.selectors import property as selector
from inmates.services.placements import lock, refuse_if_gone

IN, OUT = HandlingDirection.RECEIVED, HandlingDirection.HANDED_OUT


class PropertyRefused(Refusal):
    code = "property_refused"


@explained()
@transaction.atomic
def receive_item(
    *,
    stay: Stay,
    description: str,
    category: PropertyCategory | str,
    by: User,
    at: datetime,
    quantity: int = 1,
    container: str = "",
    seal: str = "",
    condition: str = "",
    in_cell: bool = False,
) -> PropertyItem:
    """A thing comes into keeping: the store, or the person's cell. Signed for by ``sign`` with the rest."""
    stay = lock(stay)
    refuse_if_gone(stay, at, at)
    place = PropertyPlace.IN_CELL if in_cell else PropertyPlace.IN_STORE
    item = PropertyItem.objects.create(
        stay=stay,
        description=description.strip(),
        category=category,
        quantity=quantity,
        condition=condition.strip(),
        container=container.strip(),
        seal=seal.strip(),
        place=place,
        received_at=at,
        received_by=by,
    )
    moved(item, by=by, at=at)
    audit.record_write(by=by, at=at, act="inmates.receive_item", subject=item, detail={"stay": stay.pk})
    return item


@explained()
@transaction.atomic
def receive_money(
    *,
    stay: Stay,
    amount: int,
    by: User,
    witnessed_by: User,
    at: datetime,
    currency: str = KRONER,
    method: MoneyMethod | str = MoneyMethod.CASH,
    note: str = "",
) -> MoneyHandling:
    """Money comes into keeping; ``amount`` in øre, or in hundredths of the currency. Two have counted it."""
    stay = lock(stay)
    refuse_if_gone(stay, at, at)
    return handle_money(
        IN, stay=stay, amount=amount, currency=currency, method=method, note=note, by=by, witness=witnessed_by, at=at
    )


@explained()
@transaction.atomic
def move_item(
    *,
    item: PropertyItem,
    to_place: PropertyPlace | str,
    by: User,
    at: datetime,
    container: str = "",
    seal: str = "",
    note: str = "",
) -> PropertyItem:
    """From the store to the cell, or back; into another bag. Handing out is ``hand_out_items``."""
    lock(item.stay)
    item = read_again([item])[0]
    if to_place not in (PropertyPlace.IN_STORE, PropertyPlace.IN_CELL):
        raise PropertyRefused(_("Choose the store or the cell. Handing out has its own form."), code="not_a_place")
    refuse_if_out([item], at)
    if (item.place, item.container, item.seal) == (to_place, container.strip(), seal.strip()):
        raise PropertyRefused(_("It is there already. Choose where it goes."), code="no_change")
    item.place, item.container, item.seal = to_place, container.strip(), seal.strip()
    item.save(update_fields=["place", "container", "seal"])
    moved(item, by=by, at=at, note=note)
    audit.record_write(by=by, at=at, act="inmates.move_item", subject=item, detail={"to": str(to_place)})
    return item


@explained()
@transaction.atomic
def hand_out_items(
    *, stay: Stay, items: Sequence[PropertyItem], by: User, at: datetime, note: str = ""
) -> list[PropertyItem]:
    """Things leave the prison's keeping, all of them or none. Raises ``Conflict`` when one of them is out already."""
    lock(stay)
    found = read_again(items)
    if not found or any(item.stay_id != stay.pk for item in found):
        raise PropertyRefused(_("Choose what is handed out."), code="nothing_chosen")
    refuse_if_out(found, at)
    for item in found:
        item.place, item.handed_out_at, item.handed_out_by = PropertyPlace.HANDED_OUT, at, by
        item.save(update_fields=["place", "handed_out_at", "handed_out_by"])
        moved(item, by=by, at=at, note=note)
        audit.record_write(by=by, at=at, act="inmates.hand_out_item", subject=item, detail={"stay": stay.pk})
    return found


@explained()
@transaction.atomic
def hand_out_money(
    *,
    stay: Stay,
    amount: int,
    by: User,
    witnessed_by: User,
    at: datetime,
    currency: str = KRONER,
    method: MoneyMethod | str = MoneyMethod.CASH,
    note: str = "",
) -> MoneyHandling:
    """Money leaves the prison's keeping, counted by two. Never more than there is, also for two at once."""
    stay = lock(stay)
    held = selector.balances(stay.pk).get(currency, 0)
    if amount > held:
        raise PropertyRefused(
            _("%(person)s has %(held)s in keeping. No more than that can be handed out.")
            % {"person": stay.person, "held": amounts.written(held, currency)},
            code="below_nil",
        )
    return handle_money(
        OUT, stay=stay, amount=amount, currency=currency, method=method, note=note, by=by, witness=witnessed_by, at=at
    )


@explained()
@transaction.atomic
def hand_out_all(
    *, stay: Stay, by: User, witnessed_by: User | None, at: datetime, method: MoneyMethod | str = MoneyMethod.CASH
) -> None:
    """Everything that is left, things and money. ``witnessed_by`` is needed where there is money."""
    lock(stay)
    kept = list(selector.kept_items(stay.pk))
    held = {currency: amount for currency, amount in selector.balances(stay.pk).items() if amount}
    if not kept and not held:
        raise Conflict(_("Everything is handed out already."), code="nothing_left")
    if kept:
        hand_out_items(stay=stay, items=kept, by=by, at=at)
    if held and witnessed_by is None:
        raise PropertyRefused(_("Money is counted by two. Choose a colleague as the second."), code="no_witness")
    for currency, amount in sorted(held.items()):
        if witnessed_by is not None:
            hand_out_money(
                stay=stay,
                amount=amount,
                currency=currency,
                method=method if currency == KRONER else MoneyMethod.CASH,
                by=by,
                witnessed_by=witnessed_by,
                at=at,
            )


@explained()
@transaction.atomic
def sign(
    *,
    stay: Stay,
    direction: HandlingDirection | str,
    signature: SignatureKind | str,
    by: User,
    at: datetime,
    signed_name: str = "",
    witnessed_by: User | None = None,
    note: str = "",
) -> PropertyReceipt:
    """One receipt for everything received (or handed out) that nobody has signed for yet.

    The person writes their name, signs on paper, or refuses before two officers. Raises ``Conflict`` when there is
    nothing left to sign for.
    """
    lock(stay)
    items = list(selector.unsigned_items(stay.pk, direction))
    money = list(selector.unsigned_money(stay.pk, direction))
    if not items and not money:
        raise Conflict(_("Everything is signed for already."), code="nothing_to_sign")
    receipt = PropertyReceipt.objects.create(
        stay=stay,
        direction=direction,
        number=next_number(),
        signature=signature,
        signed_name=signed_name.strip(),
        witnessed_by=witnessed_by,
        note=note.strip(),
        signed_at=at,
        taken_by=by,
    )
    for item in items:
        ReceiptLine.objects.create(receipt=receipt, direction=direction, item=item)
    for handling in money:
        ReceiptLine.objects.create(receipt=receipt, direction=direction, money=handling)
    audit.record_write(by=by, at=at, act="inmates.sign_receipt", subject=receipt, detail={"stay": stay.pk})
    return receipt


# ---- what the acts have in common --------------------------------------------------------------------------------
def read_again(items: Sequence[PropertyItem]) -> list[PropertyItem]:
    wanted = PropertyItem.objects.select_for_update(of=("self",)).filter(pk__in=[item.pk for item in items])
    return list(wanted.select_related("handed_out_by").order_by("pk"))


def refuse_if_out(items: Sequence[PropertyItem], at: datetime) -> None:
    for item in items:
        if item.handed_out_at is not None:
            raise Conflict(
                _("%(who)s handed out %(what)s %(when)s. Look at the list again.")
                % {
                    "who": item.handed_out_by or _("The system"),
                    "what": item.description,
                    "when": display.moment(item.handed_out_at, at),
                },
                code="handed_out",
            )


def moved(item: PropertyItem, *, by: User, at: datetime, note: str = "") -> None:
    PropertyMove.objects.create(
        item=item,
        to_place=item.place,
        container=item.container,
        seal=item.seal,
        note=note.strip(),
        moved_at=at,
        moved_by=by,
    )


def handle_money(
    direction: HandlingDirection,
    *,
    stay: Stay,
    amount: int,
    currency: str,
    method: MoneyMethod | str,
    note: str,
    by: User,
    witness: User,
    at: datetime,
) -> MoneyHandling:
    handling = MoneyHandling.objects.create(
        stay=stay,
        direction=direction,
        amount=amount,
        currency=currency,
        method=method,
        number=next_number(),
        note=note.strip(),
        handled_at=at,
        handled_by=by,
        witnessed_by=witness,
    )
    detail: dict[str, Any] = {"stay": stay.pk, "witness": witness.pk}
    act = "inmates.receive_money" if direction == IN else "inmates.hand_out_money"
    audit.record_write(by=by, at=at, act=act, subject=handling, detail=detail)
    return handling


def next_number() -> int:
    with connection.cursor() as cursor:
        cursor.execute("SELECT nextval('inmates_receipt_number')")
        return int(cursor.fetchone()[0])
