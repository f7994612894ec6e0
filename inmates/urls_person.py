"""Addresses of people: the list, the page of one, what can be done from it, and search. Never a number, only a uuid."""

from django.urls import URLPattern, path

from inmates.views import care, closeness, details, identity, move, people, person

urlpatterns: list[URLPattern] = [
    path("people/", people.people, name="people"),
    path("people/<uuid:uuid>/", person.person, name="person"),
    path("people/<uuid:uuid>/photo/", person.person_photo, name="person_photo"),
    path("people/<uuid:uuid>/timeline/", person.person_timeline, name="person_timeline"),
    path("people/<uuid:uuid>/move/", move.person_move, name="person_move"),
    path("people/<uuid:uuid>/alerts/", care.person_alert, name="person_alert"),
    path("people/<uuid:uuid>/alerts/<int:pk>/close/", care.person_alert_close, name="person_alert_close"),
    path("people/<uuid:uuid>/apart/", care.person_apart, name="person_apart"),
    path("people/<uuid:uuid>/contact-officer/", care.person_contact_officer, name="person_contact_officer"),
    path("people/<uuid:uuid>/close/", closeness.person_close, name="person_close"),
    path("people/<uuid:uuid>/close/<int:pk>/end/", closeness.person_close_end, name="person_close_end"),
    path("people/<uuid:uuid>/name/", details.person_name, name="person_name"),
    path("people/<uuid:uuid>/next-of-kin/", details.person_kin, name="person_kin"),
    path("people/<uuid:uuid>/numbers/", identity.person_number, name="person_number"),
    path("people/<uuid:uuid>/numbers/<int:pk>/correct/", identity.person_number_correct, name="person_number_correct"),
    path("people/<uuid:uuid>/legal-basis/", identity.person_legal, name="person_legal"),
    path(
        "people/<uuid:uuid>/legal-basis/<int:pk>/correct/", identity.person_legal_correct, name="person_legal_correct"
    ),
    path("people/<uuid:uuid>/first-hours/", details.person_first_hours, name="person_first_hours"),
    path("people/<uuid:uuid>/note/", care.person_note, name="person_note"),
    path("people/<uuid:uuid>/panels/<slug:key>/", person.person_panel, name="person_panel"),
    path("people/<uuid:uuid>/<slug:tab>/", person.person_tab, name="person_tab"),
    path("search/", people.search, name="search"),
]
