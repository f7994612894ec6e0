"""The web process as it stands, with the peers beside it: Django's admin, a plain build of the board, and the floors.

``BENCH_DATABASES`` names the databases to compare, ``{alias: url}``; a request is sent to one by ``bench.browser.on``.
"""

import json

from corrections.settings import *  # noqa: F403  (these are the settings, with additions)
from corrections.settings import BASE_DIR, DATABASES, INSTALLED_APPS, MIDDLEWARE, TEMPLATES, database, env

INSTALLED_APPS = [*INSTALLED_APPS, "django.contrib.admin"]
MIDDLEWARE = [*MIDDLEWARE[:1], "bench.middleware.StillClock", *MIDDLEWARE[1:]]
TEMPLATES = [TEMPLATES[0] | {"DIRS": [*TEMPLATES[0]["DIRS"], BASE_DIR / "bench" / "templates"]}]
ROOT_URLCONF = "bench.urls"
DATABASES |= {alias: database(url) for alias, url in json.loads(env("BENCH_DATABASES", "{}")).items()}
SESSION_COOKIE_AGE = 400 * 24 * 3600  # the clock of the set stands still, that of the session does not
