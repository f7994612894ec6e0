"""Addresses of handing over files."""

from django.urls import path

from inmates.views import imports

urlpatterns = [
    path("imports/", imports.imports, name="imports"),
    path("imports/<uuid:uuid>/", imports.import_run, name="import_run"),
    path("imports/<uuid:uuid>/report.csv", imports.import_report, name="import_report"),
]
