"""Addresses of evenings with too few officers."""

from django.urls import URLPattern, path

from security.views import regime

urlpatterns: list[URLPattern] = [
    path("prison/<slug:slug>/evenings/", regime.evenings, name="evenings"),
    path("prison/<slug:slug>/evenings/new/", regime.evening_new, name="evening_new"),
    path("evenings/<int:pk>/", regime.evening, name="evening"),
    path("evenings/<int:pk>/change/", regime.evening_change, name="evening_change"),
    path("evenings/<int:pk>/adopt/", regime.evening_adopt, name="evening_adopt"),
]
