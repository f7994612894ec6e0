"""Start-up of health, in every process but the web one."""

from django.apps import AppConfig


class HealthConfig(AppConfig):
    name = "health"

    def ready(self) -> None:
        from health import checks  # noqa: F401, PLC0415  (registers a system check; models are ready only here)
