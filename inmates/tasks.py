"""Work in the background: fetch what waits, call one service."""

from celery import shared_task

from corrections.access import access_of, now
from inmates.imports import runs
from inmates.models import ImportRun
from inmates.permissions import ImportPerm


@shared_task(name="inmates.run_import")
def run_import(run_id: int) -> None:
    """Carry out a run with what its user may do now: who has lost the role since, fills nothing more."""
    at = now()
    user = ImportRun.objects.select_related("started_by").get(pk=run_id).started_by
    prisons = access_of(user, at=at).prisons(ImportPerm.RUN) if user else None
    runs.carry_out(run_id=run_id, at=at, prisons=prisons)


@shared_task(name="inmates.resume_imports")
def resume_imports() -> None:
    """Take up the runs whose worker has died; each goes on behind its last batch."""
    for run_id in runs.waiting_runs(now()):
        run_import(run_id)
