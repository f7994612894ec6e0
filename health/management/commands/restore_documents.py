"""Put the documents of the records back from an archive on standard input: ``age -d file | restore_documents``.

Run it in the clinical process, after both databases are back (docs/backup.md). Run again, it changes nothing.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from corrections.refusals import Refusal
from health.services import file_backup


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        try:
            done = file_backup.read(sys.stdin.buffer)
        except Refusal as refused:
            raise CommandError(str(refused)) from refused
        self.stdout.write(f"{done.written} documents restored, {done.kept} were there")
        if done.missing:
            raise CommandError(f"Rows without a file: {', '.join(done.missing)}")
