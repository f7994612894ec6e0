"""Work in the background: the counts that fall due."""

from celery import shared_task

from corrections.access import now
from security.services import advice, closing, making, regime_solving


@shared_task(name="security.make_counts")
def make_counts() -> None:
    at = now()
    making.make_counts(at=at)
    closing.mark_late(at=at)


@shared_task(name="security.follow_signals")
def follow_signals() -> None:
    """The health service asks for rounds, or no longer does: they begin and end by themselves."""
    advice.follow(at=now())


@shared_task(name="security.work_out_evening", soft_time_limit=25, time_limit=30)
def work_out_evening(plan_id: int) -> None:
    """A short-staffed evening is worked out, within some ten seconds."""
    regime_solving.work_out(plan_id, now())
