"""What both import commands share: reading the file, running it, and telling what became of each line."""

from argparse import ArgumentParser
from contextlib import ExitStack
from pathlib import Path
from typing import IO, Any, ClassVar

from django.core.management.base import BaseCommand, CommandError
from django.utils import translation
from django.utils.translation import gettext as _

from corrections.access import now
from corrections.models import User
from corrections.services import work
from inmates.choices import ImportState
from inmates.imports import report, runs
from inmates.imports.findings import found
from inmates.imports.table import MOST_BYTES
from inmates.imports.words import sentence
from inmates.models import ImportRun


class HandOver(BaseCommand):
    """Take over a file. Sound rows go in; the rest is refused line by line, with its reason."""

    kind: ClassVar[str]

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("file", help="the CSV file")
        parser.add_argument("--dry-run", action="store_true", help="judge every row and write nothing")
        parser.add_argument("--report", metavar="OUT.csv", help="write a line for each row of the file")
        parser.add_argument("--language", choices=["nb", "en"], default="nb", help="of what is told (nb)")
        parser.add_argument("--by", metavar="USERNAME", help="on whose behalf")

    def handle(self, *args: Any, **options: Any) -> None:
        with translation.override(options["language"]), ExitStack() as stack:
            data = read(Path(options["file"]))
            out = stack.enter_context(open_report(Path(options["report"]))) if options["report"] else None
            self.take(data, out, options)

    def take(self, data: bytes, out: IO[str] | None, options: dict[str, Any]) -> None:
        at = now()
        run = runs.start_run(
            kind=self.kind,
            file_name=Path(options["file"]).name,
            data=data,
            is_dry_run=options["dry_run"],
            by=find_user(options["by"]),
            at=at,
            in_background=False,
        )
        run = runs.carry_out(run_id=run.pk, data=data, at=at)
        for finding in runs.findings_of(run):
            if run.state == ImportState.FAILED:
                raise CommandError(sentence(finding))
            self.stdout.write(sentence(finding))
        outcomes = runs.outcomes_of(run)
        for line in report.told(outcomes):
            self.stdout.write(line)
        if out is not None:
            report.write_report(out, outcomes)
        if not run.is_dry_run:
            work.escalate(at=at)
        self.stdout.write(summary(run))


def read(path: Path) -> bytes:
    """At most one byte more than is allowed, whatever the file is."""
    try:
        with path.open("rb") as file:
            return file.read(MOST_BYTES + 1)
    except OSError:
        raise CommandError(sentence(found("not_found", name=str(path)))) from None


def open_report(path: Path) -> IO[str]:
    """Opened before anything is written, so that nothing is taken when the report cannot be."""
    try:
        return path.open("w", encoding="utf-8", newline="")
    except OSError as error:
        values = {"name": path, "why": error.strerror}
        raise CommandError(_("The report %(name)s cannot be written: %(why)s.") % values) from None


def find_user(username: str | None) -> User | None:
    if username is None:
        return None
    try:
        return User.objects.get(username=username, is_active=True)
    except User.DoesNotExist:
        raise CommandError(_("There is no user called %(name)s.") % {"name": username}) from None


def summary(run: ImportRun) -> str:
    values = {
        "rows": run.rows_total,
        "taken": run.rows_taken,
        "odd": run.rows_odd,
        "known": run.rows_known,
        "refused": run.rows_refused,
    }
    if run.is_dry_run:
        return (
            _(
                "%(rows)s rows: %(taken)s would be taken (%(odd)s with a warning), %(known)s are there already, "
                "%(refused)s would be refused. Nothing was written."
            )
            % values
        )
    return (
        _("%(rows)s rows: %(taken)s taken (%(odd)s with a warning), %(known)s were there already, %(refused)s refused.")
        % values
    )
