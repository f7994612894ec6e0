"""What happens to people in custody, as far as it bears on how long they may be held."""

from corrections.events import Event, handles
from corrections.models import User
from inmates.choices import LegalStatusKind
from inmates.events import (
    ContactOfficerNamed,
    LegalStatusChanged,
    PersonAtLarge,
    PersonPlaced,
    PersonReleased,
    PersonReturned,
)
from sentencing.services import (
    leave,
    leave_escorts,
    outside,
    outside_tasks,
    plan_tasks,
    probation,
    second_person,
    stairs,
    watch,
)


@handles(PersonReleased)
def close_the_clocks(event: PersonReleased) -> None:
    by = User.objects.get(pk=event.by_id) if event.by_id else None
    watch.end_watch(stay_id=event.stay_id, by=by, at=event.at)
    second_person.call(stay_ids=[event.stay_id], by=by, at=event.at)


@handles(LegalStatusChanged)
def watch_the_new_basis(event: LegalStatusChanged) -> None:
    watch.watch_stays(stay_ids=[event.stay_id], at=event.at)


@handles(PersonPlaced)
def let_the_clocks_follow(event: PersonPlaced) -> None:
    """A clock belongs to the unit where the person lives, and so do the tasks of dates and of the plan."""
    watch.watch_stays(stay_ids=[event.stay_id], at=event.at)
    second_person.call(stay_ids=[event.stay_id], by=None, at=event.at)
    plan_tasks.call(stay_ids=[event.stay_id], by=None, at=event.at)


@handles(PersonReleased)
def put_the_steps_away(event: PersonReleased) -> None:
    stairs.call(stay_ids=[event.stay_id], by=None, at=event.at)
    plan_tasks.call(stay_ids=[event.stay_id], by=None, at=event.at)


@handles(LegalStatusChanged)
def let_the_steps_follow(event: LegalStatusChanged) -> None:
    """On remand there is no way out to prepare (strgjfl. s. 52), and no sentence to plan."""
    stairs.call(stay_ids=[event.stay_id], by=None, at=event.at)
    plan_tasks.call(stay_ids=[event.stay_id], by=None, at=event.at)


@handles(ContactOfficerNamed)
def let_the_tasks_name_the_new_one(event: ContactOfficerNamed) -> None:
    """Two weeks before the release, what is empty alarms somebody by name: whoever it is now."""
    stairs.call(stay_ids=[event.stay_id], by=None, at=event.at)


@handles(PersonReleased)
def drop_the_leave_of_who_was_released(event: PersonReleased) -> None:
    leave.drop_planned(stay_id=event.stay_id, why="Released", by=None, at=event.at)


@handles(LegalStatusChanged)
def drop_the_leave_of_who_is_on_remand(event: LegalStatusChanged) -> None:
    if event.kind == LegalStatusKind.REMAND:
        leave.drop_planned(stay_id=event.stay_id, why="On remand", by=None, at=event.at)


@handles(PersonAtLarge)
def drop_the_leave_of_who_is_at_large(event: PersonAtLarge) -> None:
    leave.drop_planned(stay_id=event.stay_id, why="At large", by=None, at=event.at)


@handles(PersonReturned)
def free_who_accompanied_a_leave(event: PersonReturned) -> None:
    by = User.objects.get(pk=event.by_id) if event.by_id else None
    leave_escorts.back(absence_id=event.absence_id, by=by, at=event.at)


# ---- serving outside -------------------------------------------------------------------------------------------------
def who(event: Event) -> User | None:
    return User.objects.get(pk=event.by_id) if event.by_id else None


@handles(PersonReturned)
def end_what_was_served_outside(event: PersonReturned) -> None:
    """The days of an interruption are left out by themselves (fskr. s. 3-3)."""
    outside.came_back(absence_id=event.absence_id, returned_at=event.at, why=outside.BACK, by=who(event), at=event.at)


@handles(PersonAtLarge)
def end_the_term_of_who_is_at_large(event: PersonAtLarge) -> None:
    outside.drop(
        stay_id=event.stay_id, left_absence_id=event.left_absence_id, why=outside.AT_LARGE, by=who(event), at=event.at
    )


@handles(LegalStatusChanged)
def end_the_term_of_who_is_on_remand(event: LegalStatusChanged) -> None:
    if event.kind == LegalStatusKind.REMAND:
        outside.drop(stay_id=event.stay_id, why=outside.ON_REMAND, by=who(event), at=event.at)


@handles(PersonReleased)
def begin_probation(event: PersonReleased) -> None:
    probation.released(stay_id=event.stay_id, by=who(event), at=event.at)
    outside_tasks.call(stay_ids=[event.stay_id], by=None, at=event.at)
