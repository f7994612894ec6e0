"""Addresses of decisions. Never a number, only a uuid."""

from django.urls import URLPattern, path

from inmates.views import decisions as views

urlpatterns: list[URLPattern] = [
    path("prison/<slug:slug>/decisions/", views.decisions_of_prison, name="decisions"),
    path("prison/<slug:slug>/decisions/statistics/", views.decision_statistics, name="decision_statistics"),
    path(
        "prison/<slug:slug>/decisions/statistics.csv", views.decision_statistics_file, name="decision_statistics_file"
    ),
    path("people/<uuid:uuid>/decisions/", views.person_decisions, name="person_decisions"),
    path("people/<uuid:uuid>/decisions/begin/<slug:kind>/", views.decision_begin, name="decision_begin"),
    path("decisions/<uuid:uuid>/", views.decision, name="decision"),
    path("decisions/<uuid:uuid>/save/", views.decision_save, name="decision_save"),
    path("decisions/<uuid:uuid>/letter.<slug:form>", views.decision_letter, name="decision_letter"),
    path("decisions/<uuid:uuid>/<slug:act>/", views.decision_act, name="decision_act"),
]
