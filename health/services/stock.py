"""The medicine cabinet: what comes in, what is destroyed, and the count that must agree. PostgreSQL sums."""

from datetime import datetime
from decimal import Decimal
from typing import TypedDict

from django.db import transaction
from django.utils.translation import gettext as _

from corrections.models import Prison, User
from corrections.refusals import Conflict, Refusal, explained
from health.choices import Form, StockKind, StrengthUnit
from health.models import MedicationOrder, StockItem, StockMove, StockSignature


class StockRefused(Refusal):
    code = "stock_refused"


class What(TypedDict):
    """A medicine of one form and strength."""

    atc: str
    drug: str
    form: str
    strength: Decimal
    strength_unit: str
    controlled: bool


@explained()
@transaction.atomic
def keep(
    *,
    prison: Prison,
    cabinet: str,
    atc: str,
    drug: str,
    form: Form | str,
    strength: Decimal,
    strength_unit: StrengthUnit | str,
    controlled: bool,
    by: User,
    at: datetime,
) -> StockItem:
    """Keep a medicine of one strength in the cabinet from now on."""
    return StockItem.objects.create(
        prison=prison,
        cabinet=cabinet.strip(),
        atc=atc,
        drug=drug.strip(),
        form=form,
        strength=strength,
        strength_unit=strength_unit,
        controlled=controlled,
        by=by,
        at=at,
    )


def as_ordered(order: MedicationOrder) -> What:
    """The medicine of an order, as ``keep`` wants it."""
    return What(
        atc=order.atc,
        drug=order.drug,
        form=order.form,
        strength=order.strength,
        strength_unit=order.strength_unit,
        controlled=order.controlled,
    )


@explained()
@transaction.atomic
def receive(*, item: StockItem, amount: Decimal, reason: str = "", by: User, at: datetime) -> StockMove:
    """What came in. Of a controlled medicine a colleague signs it before more is written."""
    _refuse_nothing(amount)
    return _moved(StockMove(item=item, kind=StockKind.RECEIVED, change=amount, reason=reason.strip(), by=by, at=at))


@explained()
@transaction.atomic
def discard(*, item: StockItem, amount: Decimal, reason: str, by: User, at: datetime) -> StockMove:
    """What is destroyed, and why. Of a controlled medicine a colleague signs it before more is written."""
    _refuse_nothing(amount)
    if not reason.strip():
        raise StockRefused(_("Write why it is destroyed."), code="no_reason")
    return _moved(StockMove(item=item, kind=StockKind.DISCARDED, change=-amount, reason=reason.strip(), by=by, at=at))


@explained()
@transaction.atomic
def count(*, item: StockItem, counted: Decimal, reason: str = "", by: User, at: datetime) -> StockMove:
    """What is there. Where it differs from the balance, the reason says why; else it is refused."""
    return _moved(StockMove(item=item, kind=StockKind.COUNTED, counted=counted, reason=reason.strip(), by=by, at=at))


@explained()
@transaction.atomic
def sign_second(*, move: StockMove, by: User, at: datetime) -> StockSignature:
    if StockSignature.objects.filter(move=move).exists():
        raise Conflict(_("A colleague has already signed this."), code="signed")
    return StockSignature.objects.create(move=move, by=by, at=at)


def _refuse_nothing(amount: Decimal) -> None:
    if amount <= 0:
        raise StockRefused(_("State an amount above nothing."), code="nothing")


def _moved(move: StockMove) -> StockMove:
    """Saved, with the number and the balance that PostgreSQL gave it."""
    move.save(force_insert=True)
    move.refresh_from_db(fields=["number", "change", "balance"])
    return move
