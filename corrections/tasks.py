"""Work in the background: fetch what is due, call one service."""

from celery import shared_task

from corrections.access import now
from corrections.services import outbox, reactions, work


@shared_task(name="corrections.escalate_clocks")
def escalate_clocks() -> None:
    work.escalate(at=now())


@shared_task(name="corrections.deliver_outbox")
def deliver_outbox() -> None:
    outbox.deliver(at=now())


@shared_task(name="corrections.retry_reactions")
def retry_reactions() -> None:
    reactions.retry(at=now())
