"""What signals of the health service ask of the rounds now."""

from collections.abc import Iterable
from datetime import datetime

from django.db.models import Q

from inmates.choices import SignalFor
from inmates.models import Signal
from security.rules import advice as rules


def wanted(at: datetime, stays: Iterable[int] | None = None) -> dict[int, int]:
    """By stay: minutes between two looks. Of everybody who is in custody, or of these stays alone. One query."""
    found = Signal.objects.filter(
        Q(ended_at__isnull=True) | Q(ended_at__gt=at),
        code__in=rules.MINUTES,
        needed_by=SignalFor.UNIT,
        set_at__lte=at,
        expires_at__gt=at,
        stay__during__endswith__isnull=True,
    )
    if stays is not None:
        found = found.filter(stay__in=list(stays))
    codes: dict[int, list[str]] = {}
    for stay_id, code in found.order_by("stay_id", "pk").values_list("stay_id", "code"):
        codes.setdefault(stay_id, []).append(code)
    return {stay_id: minutes for stay_id, asked in codes.items() if (minutes := rules.interval(asked)) is not None}
