"""Start-up of the ground floor: upper apps fill the slots, and grants and roles follow every migrate."""

from django.apps import AppConfig
from django.utils.module_loading import autodiscover_modules


class CorrectionsConfig(AppConfig):
    name = "corrections"

    def ready(self) -> None:
        from corrections import checks  # noqa: F401, PLC0415  (registers system checks; apps are ready only here)

        autodiscover_modules("refusals", "permissions", "handlers", "panels", "navigation")
