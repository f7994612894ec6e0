"""Addresses of the ground floor: signing in, own settings, the estate, postings, work, the gallery."""

from django.urls import URLPattern, URLResolver, include, path

from corrections.views.about import accessibility
from corrections.views.lock import lock

urlpatterns: list[URLPattern | URLResolver] = [
    path("", include("corrections.urls_work")),
    path("account/", include("corrections.urls_account")),
    path("accessibility/", accessibility, name="accessibility"),
    path("lock/", lock, name="lock"),
    path("", include("corrections.urls_estate")),
]
