#!/usr/bin/env python
"""Django's command line for this project; PMS_PROCESS chooses which process it speaks for."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "corrections.settings")
    from django.core.management import execute_from_command_line  # noqa: PLC0415  (Django's own manage.py shape: settings first)

    execute_from_command_line(sys.argv)


if __name__ == "__main__":
    main()
