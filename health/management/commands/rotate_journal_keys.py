"""Change the key that wraps the keys of the records, in the clinical process:

1. give the new key as JOURNAL_KEY and the one before it as JOURNAL_KEY_BEFORE, restart clinical and its worker
2. manage.py rotate_journal_keys
3. when it says so, take JOURNAL_KEY_BEFORE away

With ``--keys-before 2026-11-22T20:00Z`` every patient whose key was made before that time gets another, and the texts
are encrypted anew. Stopped in the middle, run it again.

With ``--take-plain`` it also encrypts texts from before texts were encrypted, once, at that upgrade: whoever runs it
answers for them. Otherwise a plain text is one that somebody planted: it is told, and never read.
"""

from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError, CommandParser

from health import secrets
from health.services import keys


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--keys-before", type=moment, help="a time; older keys of patients are replaced")
        parser.add_argument("--take-plain", action="store_true", help="at the upgrade that begins to encrypt texts")
        parser.add_argument("--batch", type=int, default=keys.BATCH, help="keys in one transaction")

    def handle(self, *args: Any, **options: Any) -> None:
        if not secrets.masters():
            raise CommandError("JOURNAL_KEY is not set: run this where the clinical process runs.")
        wrapped = 0
        for number in keys.rewrap(batch=options["batch"]):
            wrapped += number
            self.stdout.write(f"{wrapped} keys wrapped anew")
            self.stdout.flush()
        texts = sum(keys.reseal(keys_before=options["keys_before"], take_plain=options["take_plain"]))
        self.stdout.write(f"{texts} texts encrypted anew, {keys.drop_unused()} keys that nothing needs taken away")
        self._say_what_is_left()

    def _say_what_is_left(self) -> None:
        newest, *before = secrets.masters()
        used = keys.masters_in_use()
        if unknown := sorted(set(used) - {newest, *before}):
            raise CommandError(f"Keys are wrapped by {', '.join(unknown)}, which this process does not have.")
        for old in before:
            if old in used:
                raise CommandError(f"{used[old]} keys still need JOURNAL_KEY_BEFORE ({old}). Run this again.")
            self.stdout.write(f"No key needs JOURNAL_KEY_BEFORE ({old}) any more: take it away.")


def moment(text: str) -> datetime:
    found = datetime.fromisoformat(text)
    if found.tzinfo is None:
        raise ValueError("a time with its zone, such as 2026-11-22T20:00Z")
    return found
