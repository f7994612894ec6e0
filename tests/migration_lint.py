"""Are the migrations safe to run under a system that is in use? ``python -m tests.migration_lint APP …``

The linter is a library here, so that its app need not be installed in ours.
"""

import logging
import sys

import django
from django_migration_linter import MigrationLinter

from corrections.launch import paths


def main(apps: list[str]) -> int:
    django.setup()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    linter = MigrationLinter(
        str(paths.ROOT), include_apps=apps, no_cache=True, analyser_string="postgresql", quiet=["ok", "ignore"]
    )
    linter.lint_all_migrations()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
