"""What holds one stay: the dates of its judgments, its legal basis, its latest order."""

from datetime import date, datetime

from django.utils import timezone

from inmates.models import LegalStatus
from sentencing.calculation import dates_of, in_order
from sentencing.models import Judgment, RemandOrder
from sentencing.rules.dates import Dates


def dates_of_stay(stay_id: int, on: date) -> Dates | None:
    """The dates of what is entered, under the law of the day ``on``."""
    judgments = list(in_order(Judgment.objects.filter(stay=stay_id)).select_related("stay"))
    if not judgments:
        return None
    return dates_of(judgments, timezone.localtime(judgments[0].stay.during.lower).date(), on=on)


def basis_of(stay_id: int, at: datetime) -> str:
    basis = LegalStatus.objects.as_of(at).filter(stay=stay_id).order_by("pk").values_list("kind", flat=True)
    return next(iter(basis), "")


def latest_order(stay_id: int) -> RemandOrder | None:
    return RemandOrder.objects.filter(stay=stay_id).order_by("-expires_on", "-pk").first()
