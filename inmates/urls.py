"""Addresses of this floor, one file a subject."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("inmates.urls_board")),
    path("", include("inmates.urls_decisions")),
    path("", include("inmates.urls_imports")),
    path("", include("inmates.urls_meetings")),
    path("", include("inmates.urls_moves")),
    path("", include("inmates.urls_property")),
    path("", include("inmates.urls_releases")),
    path("", include("inmates.urls_person")),
    path("", include("inmates.urls_prison")),
    path("", include("inmates.urls_reception")),
]
