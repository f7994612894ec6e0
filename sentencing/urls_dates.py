"""Addresses of the dates of a stay."""

from django.urls import URLPattern, path

from sentencing.views import dates

urlpatterns: list[URLPattern] = [
    path("people/<uuid:uuid>/sentence/dates/", dates.person_dates, name="person_dates"),
    path("people/<uuid:uuid>/sentence/dates/work-out/", dates.person_dates_work_out, name="person_dates_work_out"),
    path(
        "people/<uuid:uuid>/sentence/dates/<int:number>/confirm/",
        dates.person_dates_confirm,
        name="person_dates_confirm",
    ),
    path(
        "people/<uuid:uuid>/sentence/dates/<int:number>/withdraw/",
        dates.person_dates_withdraw,
        name="person_dates_withdraw",
    ),
    path(
        "people/<uuid:uuid>/sentence/dates/<int:number>/letter/", dates.person_dates_letter, name="person_dates_letter"
    ),
    path("people/<uuid:uuid>/sentence/dates/<int:number>/letter.pdf", dates.person_dates_pdf, name="person_dates_pdf"),
    path("people/<uuid:uuid>/sentence/days-left-out/", dates.person_left_out, name="person_left_out"),
    path(
        "people/<uuid:uuid>/sentence/days-left-out/<int:pk>/annul/",
        dates.person_left_out_annul,
        name="person_left_out_annul",
    ),
]
