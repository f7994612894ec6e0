"""Addresses of this floor, one file a subject."""

from django.urls import URLPattern, URLResolver, include, path

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("sentencing.urls_dates")),
    path("", include("sentencing.urls_leave")),
    path("", include("sentencing.urls_outside")),
    path("", include("sentencing.urls_courts")),
    path("", include("sentencing.urls_release_path")),
    path("", include("sentencing.urls_plan")),
]
