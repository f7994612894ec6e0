"""Work in the background: fetch what waits, call one service."""

from celery import shared_task

from corrections.access import access_of, now
from inmates.imports import runs
from inmates.models import ImportRun
from inmates.permissions import ImportPerm
from inmates.selectors import pairs
from inmates.services import decision_ends, duplicates, first_hours, placement_reviews, substitutes, together, verifying


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


@shared_task(name="inmates.erase_unverified_log")
def erase_unverified_log() -> None:
    """Each night: what nobody verified in the time that rule G1 gives is emptied."""
    verifying.erase_unverified(by=None, at=now())


@shared_task(name="inmates.ask_for_substitutes")
def ask_for_substitutes() -> None:
    """A quiet task for each contact officer who has had no substitute for a week."""
    at = now()
    for stay_id in substitutes.waiting_stays(at):
        substitutes.ask_for_a_substitute(stay_id=stay_id, by=None, at=at)


@shared_task(name="inmates.find_duplicates")
def find_duplicates() -> None:
    """Each night: who in the register may be one person. A pair is listed once, whatever runs twice."""
    for batch in pairs.found_in_the_register():
        duplicates.list_pairs(pairs=batch, by=None, at=now())


@shared_task(name="inmates.follow_the_clinic")
def follow_the_clinic() -> None:
    """Whom health staff have seen since: their first hours say so."""
    first_hours.tick_who_was_seen_by_health(at=now())


@shared_task(name="inmates.finish_decisions")
def finish_decisions() -> None:
    """Each minute: decisions that nobody appealed in time are final."""
    decision_ends.finish_due(at=now())


@shared_task(name="inmates.review_placements")
def review_placements() -> None:
    """Each hour: who has been at particularly high security for long gets the look that the law asks for."""
    placement_reviews.call(by=None, at=now())


@shared_task(name="inmates.keep_meetings_apart")
def keep_meetings_apart() -> None:
    """Each night: who stands together although they may not, and what is to be looked at again."""
    at = now()
    together.sweep(person_ids=None, by=None, at=at)
    together.call_to_reviews(by=None, at=at)
