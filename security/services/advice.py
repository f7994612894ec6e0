"""Rounds that a signal of the health service asks for: they begin, change and end with it, and say no reason."""

from datetime import datetime

from django.db import transaction

from corrections.refusals import Refusal
from inmates.models import Stay
from inmates.services import presence
from security.choices import EndOfRounds, Ground
from security.models import Observation
from security.selectors import advised
from security.services import observing


def follow(*, at: datetime) -> int:
    """Bring the rounds of everybody to what the signals ask now. Called again, it does nothing. Returns changes."""
    asked = advised.wanted(at)
    ours = Observation.objects.current().filter(ground=Ground.HEALTH_ADVICE)
    stands = {each.stay_id: each for each in ours.order_by("pk")}
    differs = [
        stay_id
        for stay_id in sorted(asked.keys() | stands.keys())
        if needs_change(stands.get(stay_id), asked.get(stay_id))
    ]
    return sum(tried(stay_id, at) for stay_id in differs)


def tried(stay_id: int, at: datetime) -> bool:
    """Somebody of whom no rounds can begin now does not keep the others waiting; the next turn tries again."""
    try:
        return follow_one(stay_id=stay_id, at=at)
    except Refusal:
        return False


@transaction.atomic
def follow_one(*, stay_id: int, at: datetime) -> bool:
    """Asked again behind the lock of the stay: whoever was first, has done it."""
    stay = presence.lock(Stay(pk=stay_id))
    if stay.during.upper is not None:
        return False
    minutes = advised.wanted(at, [stay_id]).get(stay_id)
    found = Observation.objects.current().filter(stay=stay, ground=Ground.HEALTH_ADVICE).order_by("pk").first()
    if not needs_change(found, minutes):
        return False
    if found is not None:
        why = EndOfRounds.ORDERED if minutes is None else EndOfRounds.CHANGED
        observing.finish(observing.lock(found), why, None, at, at, "")
    if minutes is not None:
        observing.start(stay=stay, interval=minutes, ground=Ground.HEALTH_ADVICE, by=None, at=at)
    return True


def needs_change(found: Observation | None, minutes: int | None) -> bool:
    """What an officer has ordered stands until the officers end it; it is only ever made closer."""
    if found is None:
        return minutes is not None
    if found.ordered_by_id is None:
        return minutes != found.interval_minutes
    return minutes is not None and minutes < found.interval_minutes
