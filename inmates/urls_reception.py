"""Addresses of receiving people, and of two records of one person."""

from django.urls import URLPattern, path

from inmates.views import desks, duplicates, receptions

urlpatterns: list[URLPattern] = [
    path("receptions/", receptions.receptions, name="receptions"),
    path("receptions/new/", receptions.arrival_add, name="arrival_add"),
    path("receptions/arrivals/<uuid:uuid>/begin/", receptions.arrival_begin, name="arrival_begin"),
    path("receptions/arrivals/<uuid:uuid>/departed/", receptions.arrival_departed, name="arrival_departed"),
    path("receptions/arrivals/<uuid:uuid>/call-off/", receptions.arrival_call_off, name="arrival_call_off"),
    path("receptions/<uuid:uuid>/", receptions.reception, name="reception"),
    path("receptions/<uuid:uuid>/complete/", receptions.reception_complete, name="reception_complete"),
    path("receptions/<uuid:uuid>/call-off/", receptions.reception_call_off, name="reception_call_off"),
    path("receptions/<uuid:uuid>/faces/<uuid:person>/", desks.reception_photo, name="reception_photo"),
    path("receptions/<uuid:uuid>/<slug:desk>/", desks.reception_desk, name="reception_desk"),
    path("receptions/<uuid:uuid>/<slug:desk>/undo/", desks.reception_undo, name="reception_undo"),
    path("duplicates/", duplicates.duplicates, name="duplicates"),
    path("duplicates/<int:pk>/", duplicates.duplicate_pair, name="duplicate_pair"),
    path("duplicates/<int:pk>/two-people/", duplicates.duplicate_dismiss, name="duplicate_dismiss"),
    path("duplicates/<int:pk>/again/", duplicates.duplicate_reopen, name="duplicate_reopen"),
    path("duplicates/merges/<int:pk>/", duplicates.merge, name="merge"),
]
