"""Addresses of what courts decide."""

from django.urls import URLPattern, path

from sentencing.views import conversions, courts, preventive

urlpatterns: list[URLPattern] = [
    path("people/<uuid:uuid>/courts/judgment/", courts.person_judgment, name="person_judgment"),
    path("people/<uuid:uuid>/courts/order/", courts.person_remand_order, name="person_remand_order"),
    path(
        "people/<uuid:uuid>/courts/judgment/<int:pk>/filed/",
        courts.person_extension_filed,
        name="person_extension_filed",
    ),
    path(
        "people/<uuid:uuid>/courts/judgment/<int:pk>/fulfilled/",
        conversions.person_fulfilled,
        name="person_fulfilled",
    ),
    path(
        "people/<uuid:uuid>/courts/fulfilled/<int:pk>/annul/",
        conversions.person_fulfilled_annul,
        name="person_fulfilled_annul",
    ),
    path(
        "people/<uuid:uuid>/courts/judgment/<int:pk>/extension/", preventive.person_extension, name="person_extension"
    ),
    path(
        "people/<uuid:uuid>/courts/judgment/<int:pk>/final/",
        preventive.person_judgment_final,
        name="person_judgment_final",
    ),
    path("people/<uuid:uuid>/courts/judgment/<int:pk>/petition/", preventive.person_petition, name="person_petition"),
    path(
        "people/<uuid:uuid>/courts/petition/<int:pk>/prosecutor/",
        preventive.person_petition_answer,
        name="person_petition_answer",
    ),
    path(
        "people/<uuid:uuid>/courts/petition/<int:pk>/outcome/",
        preventive.person_petition_outcome,
        name="person_petition_outcome",
    ),
    path(
        "people/<uuid:uuid>/courts/petition/<int:pk>/region/",
        preventive.person_petition_region,
        name="person_petition_region",
    ),
    path(
        "people/<uuid:uuid>/courts/petition/<int:pk>/final/",
        preventive.person_petition_final,
        name="person_petition_final",
    ),
    path(
        "people/<uuid:uuid>/courts/restriction/<int:pk>/lift/",
        courts.person_restriction_lift,
        name="person_restriction_lift",
    ),
]
