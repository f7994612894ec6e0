"""The addresses of the clinical process: health and what its shell needs, nothing of the prison's."""

from django.urls import include, path

from corrections.views import home
from corrections.views.about import accessibility
from corrections.views.health_check import healthz
from corrections.views.lock import lock

urlpatterns = [
    path("helse/healthz", healthz, name="healthz"),
    path("helse/accessibility/", accessibility, name="accessibility"),
    path("helse/lock/", lock, name="lock"),
    path("helse/settings/language/", home.set_language, name="set_language"),
    path("helse/settings/colours/", home.set_colour_scheme, name="set_colour_scheme"),
    path("helse/", include("health.urls")),
]

handler400 = "corrections.views.errors.bad_request"
handler403 = "corrections.views.errors.forbidden"
handler404 = "corrections.views.errors.not_found"
handler500 = "corrections.views.errors.server_error"
