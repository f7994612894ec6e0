"""The addresses of the web process; in tests the clinical ones stand beside them."""

from django.conf import settings
from django.urls import include, path

from corrections.views.health_check import healthz

urlpatterns = [
    path("healthz", healthz, name="healthz"),
    path("", include("corrections.urls_staff")),
    path("", include("inmates.urls")),
    path("", include("sentencing.urls")),
    path("", include("security.urls")),
]
if settings.TESTING or settings.PROCESS == "all":
    urlpatterns.append(path("helse/", include("health.urls")))

handler400 = "corrections.views.errors.bad_request"
handler403 = "corrections.views.errors.forbidden"
handler404 = "corrections.views.errors.not_found"
handler500 = "corrections.views.errors.server_error"
