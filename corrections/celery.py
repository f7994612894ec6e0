"""The Celery application of this process; tasks are queued by name, so no floor imports another to do it."""

import os

from celery import Celery

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrections.settings")
app = Celery("corrections")
app.config_from_object("django.conf:settings", namespace="CELERY")
app.autodiscover_tasks()
