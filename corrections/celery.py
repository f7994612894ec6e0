"""The Celery application of this process; tasks are queued by name, so no floor imports another to do it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrections.settings")
app = Celery("corrections")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
# Celery keeps its "current app" per thread: without this line, a thread of a process that asked for it before this
# module came would send its messages to a broker on localhost.
app.set_default()
