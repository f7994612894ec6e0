"""Work in the background: the watch over how long people are held."""

from celery import shared_task

from corrections.access import now
from sentencing.services import (
    outside_hours,
    outside_tasks,
    plan_tasks,
    probation,
    recalculation,
    second_person,
    stairs,
    steps_decided,
    watch,
)


@shared_task(name="sentencing.watch_custody")
def watch_custody() -> None:
    watch.watch_all(at=now())


@shared_task(name="sentencing.call_the_steps")
def call_the_steps() -> None:
    """Every step and every thing that must be in place, whose time has come, becomes a task by itself; dates that still
    wait for a second person remind of it, and a plan asks to be offered, looked at again and carried out."""
    at = now()
    stairs.call(stay_ids=None, by=None, at=at)
    second_person.call(stay_ids=None, by=None, at=at)
    plan_tasks.call(stay_ids=None, by=None, at=at)


@shared_task(name="sentencing.look_after_outside")
def look_after_outside() -> None:
    """Hours of day release are booked ahead, probation that is served ends, refused steps get their next look, and what
    a term outside asks for becomes a task by itself."""
    at = now()
    steps_decided.follow_refused(at=at)
    steps_decided.follow_placed(at=at)
    probation.end_served(at=at)
    outside_hours.book_all(at=at)
    outside_tasks.call(stay_ids=None, by=None, at=at)


@shared_task(name="sentencing.recalculate")
def recalculate() -> None:
    """Confirmed dates that no longer follow from what is entered become a task. Asked for several times a night: the
    first does it, the others find that it is done, or go on where a worker was killed."""
    recalculation.recalculate_all(at=now())
