"""Run by the tests as a process of its own: takes requests as lines of JSON, answers what a browser would see.

A line has a name for the browser, method, path, data, headers and cookies; browsers keep their own cookies. The method
``forget`` makes everything new between two tests.
"""

import json
import sys
import traceback
from collections import defaultdict
from typing import Any

import django
from django.conf import settings

settings.STORAGES["staticfiles"]["BACKEND"] = "django.contrib.staticfiles.storage.StaticFilesStorage"  # none collected
patience = {"socket_timeout": 20, "socket_connect_timeout": 20}  # a busy machine is no Redis that has died
settings.CACHES["default"]["OPTIONS"] |= patience
django.setup()

from django.core.cache import cache  # noqa: E402  (settings first)
from django.test import Client  # noqa: E402

browsers: dict[str, Client] = defaultdict(Client)


def answer(asked: dict[str, Any]) -> dict[str, Any]:
    if asked["method"] == "forget":
        browsers.clear()
        cache.clear()
        return {"status": 0}
    client = browsers[asked["browser"]]
    client.cookies.load(asked.get("cookies", {}))
    client.raise_request_exception = not asked.get("as_page")  # the page of an error, as a browser gets it
    send = getattr(client, asked["method"])
    try:
        response = send(asked["path"], asked.get("data") or {}, headers=asked.get("headers") or {})
    except Exception:  # noqa: BLE001  (whatever it is, the test shall show it)
        return {"status": 500, "body": traceback.format_exc()}
    return {
        "status": response.status_code,
        "location": response.headers.get("Location", ""),
        "cache": response.headers.get("Cache-Control", ""),
        "body": response.content.decode(),
        "cookies": {name: morsel.value for name, morsel in client.cookies.items()},
    }


for line in sys.stdin:
    sys.stdout.write(json.dumps(answer(json.loads(line))) + "\n")
    sys.stdout.flush()
