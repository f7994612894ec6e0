"""Addresses about a whole prison and its people."""

from django.urls import path

from inmates.views import overview

urlpatterns = [path("prison/<slug:slug>/", overview.prison, name="prison")]
