"""The outbox: what must follow a commit is a row of that commit, and is queued by name after it."""

from datetime import datetime
from typing import Any

from celery import current_app
from django.db import transaction

from corrections.models import OutboxMessage

BATCH = 200


def enqueue(*, task: str, arguments: dict[str, Any], at: datetime) -> OutboxMessage:
    """Write a message in the caller's transaction. Ids only: arguments pass through Redis."""
    if not transaction.get_connection().in_atomic_block:
        raise RuntimeError("enqueue inside the transaction that the task belongs to")
    return OutboxMessage.objects.create(task=task, arguments=arguments, created_at=at)


def deliver(*, at: datetime) -> int:
    """Queue what waits, oldest first, at least once: marked only after the broker took it. Returns how many."""
    sent = 0
    with transaction.atomic():
        waiting = OutboxMessage.objects.select_for_update(skip_locked=True).filter(delivered_at__isnull=True)
        for message in waiting.order_by("pk")[:BATCH]:
            current_app.send_task(message.task, kwargs=message.arguments)
            message.delivered_at = at
            message.save(update_fields=["delivered_at"])
            sent += 1
    return sent
