"""The servers of a test run: embedded PostgreSQL and Redis, in the first free folder under ``var/test``.

The folders are kept, so that only the first run makes a cluster. Runs side by side take one each.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager

from corrections.launch import paths
from corrections.launch.redis import TEST_DATABASES
from corrections.launch.say import LaunchRefused
from corrections.launch.services import Services

SIDE_BY_SIDE = 12


def start_servers() -> Services:
    for place in range(SIDE_BY_SIDE):
        services = Services(paths.VAR / "test" / str(place), test=True)
        try:
            services.folder.claim()
        except LaunchRefused:
            if place == SIDE_BY_SIDE - 1:
                raise
            continue
        services.start()
        return services
    raise AssertionError("unreachable")


def variables(services: Services) -> dict[str, str]:
    static = paths.VAR / "test" / "static"  # empty: tests serve the sources, but the folder has to be there
    static.mkdir(parents=True, exist_ok=True)
    return {
        **services.env("test"),
        "DJANGO_SETTINGS_MODULE": "corrections.settings",
        "PMS_HTTPS": "0",
        "PMS_REQUIRE_MFA": "0",
        "PMS_STATIC": str(static),
        "PMS_HOSTS": "testserver,localhost,127.0.0.1",
    }


def own_redis(url: str) -> str:
    """The address of the Redis database of this worker of the run, so that none empties what another counts in."""
    number = int(os.environ.get("PYTEST_XDIST_WORKER", "gw0").removeprefix("gw"))
    assert number < TEST_DATABASES, "more workers than the Redis of the tests has databases"
    return url.replace("virtual_host=0", f"virtual_host={number}")


@contextmanager
def servers() -> Iterator[Services]:
    """For a script outside pytest (the benchmark, a check): the servers, and this process's environment set."""
    services = start_servers()
    try:
        os.environ.update(variables(services))
        yield services
    finally:
        services.stop()
