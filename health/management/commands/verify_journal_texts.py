"""Find every text of a record that is not what was written here: changed, moved, planted there plain, emptied or gone.

Run it where the clinical process runs, after a restore; the worker does it each night (health/tasks.py). It says table,
column and row, never a word of the text; the leader of the clinic is told of each. It ends with an error when it finds
one.
"""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from health import secrets
from health.services import keys


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        if not secrets.masters():
            raise CommandError("JOURNAL_KEY is not set: run this where the clinical process runs.")
        found = list(keys.verify())
        for table, column, row in found:
            self.stdout.write(f"not genuine: {table} {row} {column}")
        if found:
            raise CommandError(f"{len(found)} texts are not what was written here.")
        self.stdout.write("Every text is what was written here.")
