"""Addresses of things and money in keeping. The tab itself is made of its boxes."""

from django.urls import URLPattern, path

from inmates.views import property as views

urlpatterns: list[URLPattern] = [
    path("people/<uuid:uuid>/property/receive/", views.property_receive, name="property_receive"),
    path("people/<uuid:uuid>/property/<int:pk>/move/", views.property_move, name="property_move"),
    path("people/<uuid:uuid>/property/hand-out/", views.property_hand_out, name="property_hand_out"),
    path("people/<uuid:uuid>/property/everything/", views.property_everything, name="property_everything"),
    path("people/<uuid:uuid>/property/sign/<slug:direction>/", views.property_sign, name="property_sign"),
    path("people/<uuid:uuid>/receipts/<int:pk>/", views.property_receipt, name="property_receipt"),
    path("people/<uuid:uuid>/money/receive/", views.money_receive, name="money_receive"),
    path("people/<uuid:uuid>/money/hand-out/", views.money_hand_out, name="money_hand_out"),
]
