"""Work in the background: the watch over how long people are held."""

from celery import shared_task

from corrections.access import now
from sentencing.services import watch


@shared_task(name="sentencing.watch_custody")
def watch_custody() -> None:
    watch.watch_all(at=now())
