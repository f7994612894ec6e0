"""The web process as it runs, with the page of ``tests.health.injectable`` instead of its own."""

from corrections.settings import *  # noqa: F403

ROOT_URLCONF = "tests.health.injectable"
