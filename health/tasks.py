"""Work in the background of the clinical process: call one service."""

from datetime import timedelta

from celery import shared_task
from django.utils import timezone

from health.services import crisis, doses, emergencies, looks, missed, nightly, seals, statistics

AHEAD = timedelta(hours=36)  # a worker that stood still for a day leaves no round without its doses


@shared_task(name="health.seal_access_log")
def seal_access_log() -> None:
    seals.seal_and_keep()


@shared_task(name="health.make_doses")
def make_doses() -> None:
    """The rounds of today and tomorrow. Made again, it adds nothing."""
    now = timezone.now()
    doses.make_doses(start=now - timedelta(hours=2), end=now + AHEAD)


@shared_task(name="health.find_missed")
def find_missed() -> None:
    """Doses that nobody answered in their time, and who must know of them by now."""
    missed.escalate(at=timezone.now())


@shared_task(name="health.find_late_care")
def find_late_care() -> None:
    """Reviews, visits and examinations whose time is out."""
    crisis.find_late(at=timezone.now())


@shared_task(name="health.call_to_reviews")
def call_to_reviews() -> None:
    """Emergency openings and looks that wait too long for their review call more people."""
    now = timezone.now()
    emergencies.call_to_reviews(at=now)
    looks.call_to_reviews(at=now)


@shared_task(name="health.find_looks")
def find_looks() -> None:
    """Looks at records that somebody must ask about. Run again, it adds nothing."""
    looks.find(at=timezone.now())


@shared_task(name="health.check_the_log")
def check_the_log() -> None:
    """The access log against its seals."""
    nightly.check_log(at=timezone.now())


@shared_task(name="health.check_the_texts")
def check_the_texts() -> None:
    """Every text of every record against what was written."""
    nightly.check_texts(at=timezone.now())


@shared_task(name="health.count_months")
def count_months() -> None:
    """What may leave of the months that are over. Counted once, it is never counted again."""
    statistics.count_months(at=timezone.now())
