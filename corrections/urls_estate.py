"""Addresses of the estate: the buildings and what they hold."""

from django.urls import path

from corrections.views import cells, estate

urlpatterns = [
    path("estate/", estate.estate, name="estate"),
    path("prison/<slug:slug>/units/", estate.unit_list, name="unit_list"),
    path("prison/<slug:slug>/units/add/", estate.unit_add, name="unit_add"),
    path("prison/<slug:slug>/capacity/", estate.prison_capacity, name="prison_capacity"),
    path("prison/<slug:slug>/places/", estate.place_list, name="place_list"),
    path("prison/<slug:slug>/places/add/", estate.place_add, name="place_add"),
    path("places/<int:pk>/", estate.place_edit, name="place_edit"),
    path("units/<int:pk>/cells/", cells.unit_cells, name="unit_cells"),
    path("units/<int:pk>/cells/add/", cells.cell_add, name="cell_add"),
    path("units/<int:pk>/change/", estate.unit_edit, name="unit_edit"),
    path("cells/<int:pk>/", cells.cell, name="cell"),
    path("cells/<int:pk>/change/", cells.cell_edit, name="cell_edit"),
    path("cells/<int:pk>/capacity/", cells.cell_capacity, name="cell_capacity"),
    path("cells/<int:pk>/close/", cells.cell_close, name="cell_close"),
    path("closures/<int:pk>/expected/", cells.closure_return, name="closure_return"),
    path("closures/<int:pk>/reopen/", cells.cell_reopen, name="cell_reopen"),
]
