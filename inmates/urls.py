"""Addresses of this floor, one file a subject."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("inmates.urls_board")),
    path("", include("inmates.urls_imports")),
    path("", include("inmates.urls_person")),
    path("", include("inmates.urls_prison")),
]
