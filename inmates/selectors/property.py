"""What the prison keeps for a person: things, money, and what nobody has signed for yet."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q, QuerySet, Sum

from inmates.choices import HandlingDirection
from inmates.models import MoneyHandling, PropertyItem

IN, OUT = HandlingDirection.RECEIVED, HandlingDirection.HANDED_OUT


def kept_items(stay_id: int) -> QuerySet[PropertyItem]:
    """What is not handed out, bag by bag."""
    return PropertyItem.objects.kept().filter(stay=stay_id).order_by("container", "category", "description", "pk")


def balances(stay_id: int, *, before: datetime | None = None) -> dict[str, int]:
    """What is left of each currency that was ever there, in hundredths."""
    handled = MoneyHandling.objects.filter(stay=stay_id)
    if before is not None:
        handled = handled.filter(handled_at__lt=before)
    sums = handled.values("currency").annotate(
        received=Sum("amount", filter=Q(direction=IN), default=0), out=Sum("amount", filter=Q(direction=OUT), default=0)
    )
    return {row["currency"]: row["received"] - row["out"] for row in sums.order_by("currency")}


def unsigned_items(stay_id: int, direction: HandlingDirection | str) -> Iterable[PropertyItem]:
    """Things received, or handed out, that no receipt has a line for."""
    items = PropertyItem.objects.filter(stay=stay_id)
    if direction == OUT:
        items = items.filter(handed_out_at__isnull=False)
    return items.exclude(receipt_lines__direction=direction).order_by("container", "category", "description", "pk")


def unsigned_money(stay_id: int, direction: HandlingDirection | str) -> Iterable[MoneyHandling]:
    handled = MoneyHandling.objects.filter(stay=stay_id, direction=direction, receipt_lines__isnull=True)
    return handled.order_by("handled_at", "pk")


def all_handed_out(stay_id: int) -> bool:
    """Nothing is left, and everything that went out is signed for."""
    return (
        not kept_items(stay_id).exists()
        and not any(balances(stay_id).values())
        and not unsigned_items(stay_id, OUT)
        and not unsigned_money(stay_id, OUT)
    )
