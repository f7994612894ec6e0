"""Addresses under /helse/: of the clinical process alone (and of the tests)."""

from django.urls import URLPattern, URLResolver, path

from health.views import home, sign_in

urlpatterns: list[URLPattern | URLResolver] = [
    path("", home.clinical_home, name="clinical_home"),
    path("sign-in/", sign_in.clinical_login, name="clinical_login"),
    path("sign-in/code/", sign_in.clinical_code, name="clinical_code"),
    path("sign-out/", sign_in.clinical_logout, name="clinical_logout"),
    path("password/", sign_in.clinical_password, name="clinical_password"),
]
