"""Write docs/access.md, docs/events.md and docs/rules.md from the code; --check only says what is old."""

from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser

from corrections.documents import written


class Command(BaseCommand):
    help = __doc__

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("--check", action="store_true", help="write nothing; fail when a document is old")

    def handle(self, *args: Any, **options: Any) -> None:
        folder = Path(settings.BASE_DIR) / "docs"
        old = [name for name, text in written().items() if read(folder / name) != text]
        if options["check"]:
            if old:
                raise CommandError(f"Old: {', '.join(old)}. Run manage.py write_docs and commit what it wrote.")
            return
        for name, text in written().items():
            (folder / name).write_text(text, encoding="utf-8")
        self.stdout.write(f"written: {', '.join(old) or 'nothing new'}")


def read(path: Path) -> str:
    return path.read_text(encoding="utf-8") if path.exists() else ""
