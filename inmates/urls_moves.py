"""Addresses of transfers, trips, swaps and of somebody outside."""

from django.urls import URLPattern, path

from inmates.views import absences, swap, transfers, trips

urlpatterns: list[URLPattern] = [
    path("people/<uuid:uuid>/swap/", swap.person_swap, name="person_swap"),
    path("people/<uuid:uuid>/transfer/", transfers.person_transfer, name="person_transfer"),
    path("people/<uuid:uuid>/trip/", trips.person_trip, name="person_trip"),
    path("transfers/<int:pk>/", transfers.transfer, name="transfer"),
    path("transfers/<int:pk>/depart/", transfers.transfer_depart, name="transfer_depart"),
    path("transfers/<int:pk>/arrive/", transfers.transfer_arrive, name="transfer_arrive"),
    path("transfers/<int:pk>/turn-back/", transfers.transfer_turn_back, name="transfer_turn_back"),
    path("transfers/<int:pk>/cancel/", transfers.transfer_cancel, name="transfer_cancel"),
    path("prison/<slug:slug>/trips/", trips.prison_trips, name="trips"),
    path("trips/<int:pk>/", trips.trip, name="trip"),
    path("trips/<int:pk>/depart/", trips.trip_depart, name="trip_depart"),
    path("trips/<int:pk>/officers/", trips.trip_officers, name="trip_officers"),
    path("trips/<int:pk>/cancel/", trips.trip_cancel, name="trip_cancel"),
    path("absences/<int:pk>/", absences.absence, name="absence"),
    path("absences/<int:pk>/return/", absences.absence_return, name="absence_return"),
    path("absences/<int:pk>/expected/", absences.absence_expect, name="absence_expect"),
    path("absences/<int:pk>/at-large/", absences.absence_at_large, name="absence_at_large"),
]
