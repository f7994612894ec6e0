"""Addresses of head counts and of their plans."""

from django.urls import URLPattern, path

from security.views import counts, plans

urlpatterns: list[URLPattern] = [
    path("counts/", counts.counts, name="counts"),
    path("counts/certify/", counts.counts_certify, name="counts_certify"),
    path("counts/plans/", plans.count_plans, name="count_plans"),
    path("counts/plans/units/<int:pk>/new/", plans.count_plan_form, name="count_plan_form"),
    path("counts/plans/<int:pk>/end/", plans.count_plan_end, name="count_plan_end"),
    path("counts/emergency/<slug:slug>/", counts.count_emergency, name="count_emergency"),
    path("counts/steps/<int:pk>/done/", counts.count_step, name="count_step"),
    path("counts/<uuid:uuid>/", counts.count, name="count"),
    path("counts/<uuid:uuid>/start/", counts.count_start, name="count_start"),
    path("counts/<uuid:uuid>/submit/", counts.count_submit, name="count_submit"),
    path("counts/<uuid:uuid>/recount/", counts.count_recount, name="count_recount"),
    path("counts/<uuid:uuid>/agree/", counts.count_agree, name="count_agree"),
    path("counts/<uuid:uuid>/certify/", counts.count_certify, name="count_certify"),
    path("counts/<uuid:uuid>/abandon/", counts.count_abandon, name="count_abandon"),
]
