"""Addresses of the counting screen. The tablet keeps the page of one round, so all of it stands under ``counts/``."""

from django.urls import path

from security.views import difference
from security.views import round as rounds

urlpatterns = [
    path("counts/worker.js", rounds.count_worker, name="count_worker"),
    path("counts/<uuid:uuid>/round/", rounds.count_round, name="count_round"),
    path("counts/<uuid:uuid>/events/", rounds.count_events, name="count_events"),
    path("counts/<uuid:uuid>/tap/", rounds.count_tap, name="count_tap"),
    path("counts/<uuid:uuid>/difference/", difference.count_difference, name="count_difference"),
]
