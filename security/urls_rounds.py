"""Addresses of rounds: the doors of a unit, one look, and where an observation begins and ends."""

from django.urls import URLPattern, path

from security.views import rounds, rounds_tablet

urlpatterns: list[URLPattern] = [
    path("units/<int:pk>/rounds/", rounds.rounds, name="rounds"),
    path("units/<int:pk>/rounds/events/", rounds_tablet.rounds_events, name="rounds_events"),
    path("units/rounds-worker.js", rounds_tablet.rounds_worker, name="rounds_worker"),
    path("rounds/<int:pk>/check/", rounds.round_check, name="round_check"),
    path("people/<uuid:uuid>/observation/new/", rounds.observation_start, name="observation_start"),
    path("people/<uuid:uuid>/observation/<int:pk>/end/", rounds.observation_end, name="observation_end"),
]
