"""What the level of a decision and a placement must know of somebody's sentences (``inmates.decision_kinds``)."""

from datetime import datetime

from django.utils import timezone

from inmates.decision_kinds import SentenceFacts
from sentencing.calculation import in_order
from sentencing.models import Judgment
from sentencing.selectors.dates import dates_of_stay


def facts(stay_id: int, at: datetime) -> SentenceFacts | None:
    """The judgments together, in months rounded up; nothing where none is entered."""
    judgments = list(in_order(Judgment.objects.filter(stay=stay_id)))
    dates = dates_of_stay(stay_id, timezone.localtime(at).date())
    if not judgments or dates is None:
        return None
    days = sum(judgment.days for judgment in judgments)
    months = sum(12 * judgment.years + judgment.months for judgment in judgments) + -(-days // 30)
    return SentenceFacts(
        months=months,
        is_preventive=any(judgment.kind == "PREVENTIVE" for judgment in judgments),
        earliest_probation=dates.probation,
        ends_on=dates.full,
    )
