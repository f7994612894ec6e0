"""Write the documents of the records to an archive on standard output: ``back_up_documents | age -r KEY > file``.

Run it in the clinical process, right after the backup of the schema health (docs/backup.md). They stay encrypted.
"""

import sys
from typing import Any

from django.core.management.base import BaseCommand, CommandError

from health.services import file_backup


class Command(BaseCommand):
    help = __doc__

    def handle(self, *args: Any, **options: Any) -> None:
        done = file_backup.write(sys.stdout.buffer)
        sys.stdout.buffer.flush()
        self.stderr.write(f"{done.files} documents")
        if done.missing:
            raise CommandError(f"Missing in the folder, and so in the archive: {', '.join(done.missing)}")
