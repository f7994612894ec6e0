"""Work in the background: the counts that fall due."""

from celery import shared_task

from corrections.access import now
from security.services import advice, closing, making


@shared_task(name="security.make_counts")
def make_counts() -> None:
    at = now()
    making.make_counts(at=at)
    closing.mark_late(at=at)


@shared_task(name="security.follow_signals")
def follow_signals() -> None:
    """The health service asks for rounds, or no longer does: they begin and end by themselves."""
    advice.follow(at=now())
