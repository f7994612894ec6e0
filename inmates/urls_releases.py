"""Addresses of releases: the list of a prison, the plan, and each step to the gate. Never a number, only a uuid."""

from django.urls import URLPattern, path

from inmates.views import releases as views

urlpatterns: list[URLPattern] = [
    path("prison/<slug:slug>/releases/", views.releases, name="releases"),
    path("people/<uuid:uuid>/release/", views.person_release, name="person_release"),
    path("releases/<uuid:uuid>/", views.release, name="release"),
    path("releases/<uuid:uuid>/mark/", views.release_mark, name="release_mark"),
    path("releases/<uuid:uuid>/override/", views.release_override, name="release_override"),
    path("releases/<uuid:uuid>/prepare/", views.release_prepare, name="release_prepare"),
    path("releases/<uuid:uuid>/confirm/", views.release_confirm, name="release_confirm"),
    path("releases/<uuid:uuid>/gate/", views.release_gate, name="release_gate"),
    path("releases/<uuid:uuid>/reopen/", views.release_reopen, name="release_reopen"),
    path("releases/<uuid:uuid>/cancel/", views.release_cancel, name="release_cancel"),
]
