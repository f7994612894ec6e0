"""Runs of imports, as far as a user may see them, and what became of the lines of one."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import datetime

from django.db.models import Q, QuerySet
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections import display
from corrections.access import Access
from corrections.models import User
from inmates.choices import ImportState
from inmates.models import ImportRun
from inmates.permissions import ImportPerm

LEVELS = {ImportState.WAITING: "", ImportState.RUNNING: "info", ImportState.DONE: "ok", ImportState.FAILED: "bad"}
GROUPS: dict[str, str | Promise] = {
    "refused": gettext_lazy("Refused"),
    "odd": gettext_lazy("Taken, with a warning"),
    "known": gettext_lazy("Already there"),
    "all": gettext_lazy("All lines"),
}


@dataclass(frozen=True, slots=True)
class Progress:
    """How far a run has come, ready to print."""

    run: ImportRun
    is_over: bool
    level: str
    headline: str
    done: str
    figures: list[tuple[str, int]]


def visible(user: User, access: Access) -> QuerySet[ImportRun]:
    """Those one has started oneself, and those of prisons where one may import."""
    mine = Q(started_by=user) | Q(prison__in=access.prisons(ImportPerm.RUN))
    return ImportRun.objects.filter(mine).select_related("started_by", "prison")


def latest(user: User, access: Access) -> QuerySet[ImportRun]:
    return visible(user, access).defer("outcome").order_by("-started_at", "-pk")


def progress(run: ImportRun, at: datetime) -> Progress:
    is_over = run.state in (ImportState.DONE, ImportState.FAILED)
    return Progress(
        run=run,
        is_over=is_over,
        level=LEVELS[ImportState(run.state)],
        headline=headline(run, at),
        done=_("%(done)s of %(total)s rows") % {"done": run.rows_done, "total": run.rows_total},
        figures=[
            (_("Would be taken") if run.is_dry_run else _("Taken"), run.rows_taken),
            (_("with a warning"), run.rows_odd),
            (_("Already there"), run.rows_known),
            (_("Refused"), run.rows_refused),
        ],
    )


def headline(run: ImportRun, at: datetime) -> str:
    """Where the run stands, in one sentence."""
    if run.state == ImportState.WAITING:
        return _("The file waits for a worker.")
    if run.state == ImportState.RUNNING:
        return _("The rows are being judged and stored, batch by batch.")
    when = {"when": display.moment(run.finished_at or at, at)}
    if run.state == ImportState.FAILED:
        return _("The file could not be taken (%(when)s).") % when
    if run.is_dry_run:
        return _("Tried %(when)s. Nothing was written.") % when
    return _("Finished %(when)s.") % when


def group_of(asked: str, run: ImportRun) -> str:
    """The lines that are shown: those asked for, else the first group that has any."""
    if asked in GROUPS:
        return asked
    counts = (("refused", run.rows_refused), ("odd", run.rows_odd), ("known", run.rows_known))
    return next((group for group, count in counts if count), "all")


def lines(run: ImportRun, group: str) -> Sequence[dict[str, object]]:
    """The lines of a group as they are kept; the page unpacks those that it shows."""
    return [packed for packed in run.outcome if group in ("all", packed["v"], "odd" if is_odd(packed) else "")]


def is_odd(packed: dict[str, object]) -> bool:
    return packed["v"] == "taken" and "w" in packed
