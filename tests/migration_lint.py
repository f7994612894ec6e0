"""Are the migrations safe to run under a system that is in use? ``python -m tests.migration_lint APP …``

The linter is a library here, so that its app need not be installed in ours.
"""

import logging
import sys

import django
from django_migration_linter import MigrationLinter

from corrections.launch import paths

SEEN = [
    # the unique key is on a column that is new in the same migration, so no row can break it
    "0005_log_mentions",
    "0006_medicine_chart",
    "0018_escorts_on_leave",
    # columns of a table that no version in use has written yet
    "0004_leave_rests_on_decisions",
    # what a judgment says besides its term is empty in every row before, and only this version's pages enter judgments
    "0005_restrictions_and_extension",
    # a unique key over fewer rows than before, and constraints that no row of a version in use breaks
    "0014_decisions_reopened",
    # texts become sealed bytes: the clinical process stands still while its rows are rewritten (docs/adr 5)
    "0008_sealed_texts",
    "0011_sealed_requests_and_chart",
    "0013_told_and_led",
]


def main(apps: list[str]) -> int:
    django.setup()
    logging.getLogger("django_migration_linter").setLevel(logging.WARNING)
    linter = MigrationLinter(
        str(paths.ROOT),
        include_apps=apps,
        no_cache=True,
        analyser_string="postgresql",
        quiet=["ok", "ignore"],
        ignore_name=SEEN,
    )
    linter.lint_all_migrations()
    return 1 if linter.has_errors else 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
