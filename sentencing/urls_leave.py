"""Addresses of leave: the list of a prison, what somebody was granted, each time, and the notice beforehand."""

from django.urls import URLPattern, path

from sentencing.views import leave as views

urlpatterns: list[URLPattern] = [
    path("prison/<slug:slug>/leave/", views.prison_leaves, name="leaves"),
    path("people/<uuid:uuid>/leave/all/", views.person_leave, name="person_leave"),
    path("people/<uuid:uuid>/leave/told/", views.person_victim, name="person_victim"),
    path("people/<uuid:uuid>/leave/told-of-release/", views.release_notice, name="release_notice"),
    path("leave/permissions/<int:pk>/plan/", views.leave_plan, name="leave_plan"),
    path("leave/permissions/<int:pk>/withdraw/", views.leave_withdraw, name="leave_withdraw"),
    path("leave/<int:pk>/", views.leave, name="leave"),
    path("leave/<int:pk>/start/", views.leave_start, name="leave_start"),
    path("leave/<int:pk>/call-back/", views.leave_call_back, name="leave_call_back"),
    path("leave/<int:pk>/cancel/", views.leave_cancel, name="leave_cancel"),
    path("leave/<int:pk>/officers/", views.leave_officers, name="leave_officers"),
    path("leave/<int:pk>/notice/", views.leave_notice, name="leave_notice"),
]
