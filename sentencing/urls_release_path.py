"""Addresses of the way out: the list of a prison, the stairs of a person, a step, and what must be in place."""

from django.urls import URLPattern, path

from sentencing.views import release_path as views
from sentencing.views import work_list

urlpatterns: list[URLPattern] = [
    path("my-cases/", work_list.work_list, name="work_list"),
    path("prison/<slug:slug>/way-out/", views.way_out, name="way_out"),
    path("people/<uuid:uuid>/way-out/steps/", views.person_way_out, name="person_way_out"),
    path("people/<uuid:uuid>/way-out/step/<str:step>/", views.person_step, name="person_step"),
    path("people/<uuid:uuid>/way-out/item/<str:domain>/", views.person_release_item, name="person_release_item"),
]
