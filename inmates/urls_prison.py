"""Addresses about a whole prison and its people."""

from django.urls import path

from inmates.views import contact_officers, overview, roll

urlpatterns = [
    path("prison/<slug:slug>/", overview.prison, name="prison"),
    path("prison/<slug:slug>/roll/", roll.roll, name="roll"),
    path("prison/<slug:slug>/roll/<slug:part>/", roll.roll_people, name="roll_people"),
    path("roll/", roll.national_roll, name="national_roll"),
    path("prison/<slug:slug>/contact-officers/", contact_officers.contact_officers, name="contact_officers"),
    path(
        "people/<uuid:uuid>/contact-officer/confirm/",
        contact_officers.contact_officer_confirm,
        name="contact_officer_confirm",
    ),
]
