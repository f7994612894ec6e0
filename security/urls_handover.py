"""Addresses of the handover between shifts, of a unit's equipment and of its climate."""

from django.urls import URLPattern, path

from security.views import climate, equipment, handover, notes

urlpatterns: list[URLPattern] = [
    path("units/<int:pk>/handover/", handover.handover, name="handover"),
    path("units/<int:pk>/handover/give/", handover.handover_give, name="handover_give"),
    path("units/<int:pk>/handover/take/", handover.handover_take, name="handover_take"),
    path("units/<int:pk>/handover/take-alone/", handover.handover_take_alone, name="handover_take_alone"),
    path("units/<int:pk>/handover/note/", handover.handover_note, name="handover_note"),
    path("units/<int:pk>/handover/read/", handover.handover_read, name="handover_read"),
    path("units/<int:pk>/handover/equipment/", equipment.handover_equipment, name="handover_equipment"),
    path("units/<int:pk>/equipment/", equipment.unit_equipment, name="unit_equipment"),
    path("handover-notes/<int:pk>/verify/", notes.note_verify, name="note_verify"),
    path("handover-notes/<int:pk>/rely/", notes.note_rely, name="note_rely"),
    path("units/<int:pk>/climate/", climate.climate, name="climate"),
]
