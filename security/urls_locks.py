"""Addresses of the doors of a unit: one turn, one person's exception, a correction, the daily order."""

from django.urls import URLPattern, path

from security.views import locks

urlpatterns: list[URLPattern] = [
    path("units/<int:pk>/doors/", locks.doors, name="doors"),
    path("units/<int:pk>/doors/turn/", locks.door_turn, name="door_turn"),
    path("units/<int:pk>/doors/order/new/", locks.daily_order_new, name="daily_order_new"),
    path("doors/long/", locks.long_in_cell, name="long_in_cell"),
    path("doors/order/<int:pk>/end/", locks.daily_order_end, name="daily_order_end"),
    path("doors/<int:pk>/correct/", locks.door_correct, name="door_correct"),
    path("people/<uuid:uuid>/doors/turn/", locks.door_person, name="door_person"),
]
