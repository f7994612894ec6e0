#!/usr/bin/env python
"""Django's command line for this project; PMS_PROCESS chooses which process it speaks for."""

import os
import secrets
import sys

# Pure calculations: they run on a machine with no database, no Redis and no settings.
OFFLINE = {"sentence_dates", "deadlines"}
NOWHERE = {"PMS_PROCESS": "web", "DATABASE_URL": "postgresql://nobody@nowhere/none", "REDIS_URL": "redis://nowhere/0"}


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrections.settings")
    if OFFLINE.intersection(sys.argv[1:2]) and "PMS_PROCESS" not in os.environ:
        os.environ.update(NOWHERE, SECRET_KEY=secrets.token_hex(32))
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (Django's own manage.py shape: settings first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
