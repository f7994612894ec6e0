"""The real logins of the processes, on the database of this test run: what the wall says to them."""

import os
from pathlib import Path
from urllib.parse import urlsplit, urlunsplit

import psycopg
from django.db import connection

from corrections.launch.services import Services
from tests.servers import own_redis


def variables_of(process: str) -> dict[str, str]:
    """The environment of a process, pointed at the database under test."""
    folder = Path(os.environ["PMS_MEDIA"]).parent
    env = Services(folder, test=True).env(process)
    env["REDIS_URL"] = own_redis(env["REDIS_URL"])
    url = urlsplit(env["DATABASE_URL"])
    env["DATABASE_URL"] = urlunsplit(url._replace(path=f"/{connection.settings_dict['NAME']}"))
    return env


def connect(process: str) -> psycopg.Connection[tuple[object, ...]]:
    return psycopg.connect(variables_of(process)["DATABASE_URL"], autocommit=True)
