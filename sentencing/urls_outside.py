"""Addresses of serving outside: the list of a prison, one person, one term with its acts, the home, a breach."""

from django.urls import URLPattern, path

from sentencing.views import outside as views

urlpatterns: list[URLPattern] = [
    path("prison/<slug:slug>/outside/", views.prison_outside, name="prison_outside"),
    path("people/<uuid:uuid>/outside/all/", views.person_outside, name="person_outside"),
    path("people/<uuid:uuid>/outside/home/", views.person_household, name="person_household"),
    path("outside/home/<int:pk>/<slug:act>/", views.household_act, name="household_act"),
    path("outside/breach/<int:pk>/", views.breach_follow_up, name="breach_follow_up"),
    path("outside/<int:pk>/", views.outside, name="outside"),
    path("outside/<int:pk>/<slug:act>/", views.outside_act, name="outside_act"),
]
