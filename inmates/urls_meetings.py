"""Addresses of who must not meet, and of groups of people."""

from django.urls import URLPattern, path

from inmates.views import groups, meetings

urlpatterns: list[URLPattern] = [
    path("prison/<slug:slug>/apart/", meetings.apart, name="apart"),
    path("people/<uuid:uuid>/apart/<int:pk>/end/", meetings.person_apart_end, name="person_apart_end"),
    path("people/<uuid:uuid>/apart/allow/", meetings.person_apart_allow, name="person_apart_allow"),
    path("people/<uuid:uuid>/alerts/<int:pk>/review/", meetings.person_alert_review, name="person_alert_review"),
    path("groups/", groups.group_list, name="groups"),
    path("groups/new/", groups.group_new, name="group_new"),
    path("groups/<int:pk>/", groups.group, name="group"),
    path("groups/<int:pk>/members/", groups.group_member, name="group_member"),
    path("groups/<int:pk>/apart/", groups.group_apart, name="group_apart"),
    path("groups/apart/<int:pk>/", groups.group_apart_review, name="group_apart_review"),
    path("groups/members/<int:pk>/end/", groups.membership_end, name="membership_end"),
]
