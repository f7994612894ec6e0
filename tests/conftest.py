"""Every test run gets real servers. With xdist the controller starts them, and its workers inherit the environment."""

import os

import pytest
from django.conf import settings
from django.test.signals import language_changed as reset_cache

from corrections.launch.services import Services
from tests.servers import own_redis, start_servers, variables

SERVICES = pytest.StashKey[Services]()


@pytest.hookimpl(tryfirst=True)
def pytest_configure(config: pytest.Config) -> None:
    if not hasattr(config, "workerinput"):
        services = start_servers()
        config.stash[SERVICES] = services
        config.add_cleanup(services.stop)
        os.environ.update(variables(services))
    os.environ["REDIS_URL"] = own_redis(os.environ["REDIS_URL"])
    _load_settings()


def _load_settings() -> None:
    """Only now: pytest-django sets Django up when it finds the settings loaded.

    Tests read the texts as the code says them, in English; ``test_messages`` watches over the catalogues.
    """
    assert settings.DATABASES
    settings.LOCALE_PATHS = []


@pytest.hookimpl(trylast=True)
def pytest_collection_modifyitems(config: pytest.Config, items: list[pytest.Item]) -> None:
    """A group that is not kept together seeds the demo twice and writes one folder from two sides, now and then."""
    if not getattr(config.option, "loadgroup", False):
        return
    for item in items:
        if item.get_closest_marker("xdist_group") and "@" not in item.nodeid:
            raise pytest.UsageError(f"{item.nodeid} is in a group, and this pytest-xdist does not say so to the others")


def pytest_sessionstart(session: pytest.Session) -> None:
    """Fixtures that import models, once Django stands; and no catalogue that was read before."""
    reset_cache(setting="LOCALE_PATHS", enter=True)
    session.config.pluginmanager.import_plugin("tests.fixtures")
    session.config.pluginmanager.import_plugin("tests.health.fixtures")
    session.config.pluginmanager.import_plugin("tests.journeys.fixtures")
    session.config.pluginmanager.import_plugin("tests.journeys.languages")
