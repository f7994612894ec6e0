"""Reactions that failed on an event that must stand are tried again until they succeed."""

from datetime import datetime, timedelta

from django.db import transaction

from corrections import events
from corrections.models import FailedReaction

BATCH = 100
LONGEST_WAIT = timedelta(hours=1)


def retry(*, at: datetime) -> int:
    """Try every reaction whose time has come, each in a transaction of its own. Returns how many succeeded."""
    waiting = FailedReaction.objects.filter(resolved_at__isnull=True, next_try_at__lte=at).order_by("pk")
    return sum(retry_one(pk, at=at) for pk in waiting.values_list("pk", flat=True)[:BATCH])


@transaction.atomic
def retry_one(pk: int, *, at: datetime) -> bool:
    waiting = FailedReaction.objects.select_for_update(skip_locked=True).filter(pk=pk, resolved_at__isnull=True)
    reaction = waiting.order_by("pk").first()
    handler = events.handler_by_name(reaction.handler) if reaction else None
    if reaction is None or handler is None:
        return False
    try:
        with transaction.atomic():
            handler(events.from_payload(reaction.event, reaction.payload))
    except Exception as error:  # noqa: BLE001  (kept and shown, whatever it is)
        reaction.attempts += 1
        reaction.error = f"{type(error).__name__}: {error}"[:500]
        reaction.next_try_at = at + min(LONGEST_WAIT, timedelta(minutes=2**reaction.attempts))
        reaction.save(update_fields=["attempts", "error", "next_try_at"])
        return False
    reaction.resolved_at = at
    reaction.save(update_fields=["resolved_at"])
    return True
