"""Whether the access log of the health records is as it was sealed."""

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from health.services import seals

WORDS = {
    "chain": "the chain of seals is broken",
    "missing": "lines are missing, or were added",
    "changed": "a line was changed",
    "seal": "the seal itself was changed",
    "cut_off": "this seal was kept outside, and the database has it no more: the end of the log was cut off",
}


class Command(BaseCommand):
    help = "Hold the access log of the health records against its seals and against those kept outside (PMS_SEALS)."

    def handle(self, *args: Any, **options: Any) -> None:
        found = seals.faults()
        for fault in found:
            self.stderr.write(f"seal {fault.seal}: {WORDS[fault.code]}")
        if found:
            raise CommandError(
                f"{len(found)} faults in the access log. Keep the database as it is and tell the health service."
            )
        self.stdout.write("The access log is as it was sealed.")
