"""What this floor does when something has happened to a person: clocks of contact officers, of returns and arrivals."""

from corrections.events import Event, handles
from corrections.models import User
from inmates.events import (
    ContactOfficerNamed,
    PeopleKeptApart,
    PersonAdmitted,
    PersonAtLarge,
    PersonDeparted,
    PersonPlaced,
    PersonReleased,
    PersonReturned,
    PersonTransferred,
    RegisterTakenOver,
)
from inmates.services import (
    closeness,
    contact_clock,
    decision_ends,
    escorts,
    first_hours,
    movement_clocks,
    receptions,
    releasing,
    substitutes,
    together,
    transfers,
    trips,
)


def who(event: Event) -> User | None:
    return User.objects.get(pk=event.by_id) if event.by_id else None


@handles(PersonPlaced)
def wait_for_a_contact_officer(event: PersonPlaced) -> None:
    contact_clock.start(stay_ids=[event.stay_id], by=who(event), at=event.at)


@handles(RegisterTakenOver)
def wait_for_the_contact_officers(event: RegisterTakenOver) -> None:
    contact_clock.start(stay_ids=event.stay_ids, by=who(event), at=event.at)


@handles(ContactOfficerNamed)
def stop_waiting(event: ContactOfficerNamed) -> None:
    closeness.stop_asking(stay_id=event.stay_id, is_substitute=event.is_substitute, by=who(event), at=event.at)
    if event.is_substitute:
        substitutes.stop_asking(stay_id=event.stay_id, by=who(event), at=event.at, outcome="named")
    else:
        contact_clock.close(stay_id=event.stay_id, by=who(event), at=event.at)


@handles(PersonReleased)
def nobody_waits_any_more(event: PersonReleased) -> None:
    contact_clock.cancel(stay_id=event.stay_id, by=who(event), at=event.at)
    substitutes.stop_asking(stay_id=event.stay_id, by=who(event), at=event.at, outcome="released")
    for part in (False, True):
        closeness.stop_asking(stay_id=event.stay_id, is_substitute=part, by=who(event), at=event.at)
    decision_ends.drop_open(stay_id=event.stay_id, by=who(event), at=event.at)


# ---- out of the prison and back ----------------------------------------------------------------------------------
@handles(PersonDeparted)
def wait_for_the_return(event: PersonDeparted) -> None:
    movement_clocks.await_returns(stay_ids=[event.stay_id], by=who(event), at=event.at)


@handles(RegisterTakenOver)
def wait_for_the_returns(event: RegisterTakenOver) -> None:
    movement_clocks.await_returns(stay_ids=event.stay_ids, by=who(event), at=event.at)


@handles(PersonReturned)
def nobody_is_waited_for_who_is_back(event: PersonReturned) -> None:
    movement_clocks.close_return(absence_id=event.absence_id, by=who(event), at=event.at)
    escorts.back_with(absence_id=event.absence_id, by=who(event), at=event.at)


@handles(PersonAtLarge)
def whoever_is_at_large_does_not_arrive(event: PersonAtLarge) -> None:
    transfers.lost_on_the_way(stay_id=event.stay_id, by=who(event), at=event.at)


@handles(PersonTransferred)
def trips_leave_from_the_new_prison(event: PersonTransferred) -> None:
    trips.take_over(stay_id=event.stay_id, prison_id=event.to_prison_id, by=who(event), at=event.at)


@handles(PersonReleased)
def nothing_is_planned_for_the_released(event: PersonReleased) -> None:
    movement_clocks.cancel_all(stay_id=event.stay_id, by=who(event), at=event.at)
    transfers.lost_on_the_way(stay_id=event.stay_id, by=who(event), at=event.at)
    transfers.drop_orders(stay_id=event.stay_id, by=who(event), at=event.at)
    trips.end_with_the_stay(stay_id=event.stay_id, by=who(event), at=event.at)


@handles(PersonPlaced)
def the_release_goes_along_to_the_new_cell(event: PersonPlaced) -> None:
    releasing.follow(stay_id=event.stay_id, by=who(event), at=event.at)


@handles(PersonTransferred)
def the_new_prison_takes_over(event: PersonTransferred) -> None:
    releasing.follow(stay_id=event.stay_id, by=who(event), at=event.at)
    contact_clock.cancel(stay_id=event.stay_id, by=who(event), at=event.at, reason="transferred")


@handles(PersonAdmitted)
def start_the_first_hours(event: PersonAdmitted) -> None:
    if event.prison_id is not None:
        first_hours.start(stay_id=event.stay_id, prison_id=event.prison_id, by=who(event), at=event.at)


@handles(PersonReleased)
def nobody_waits_for_the_first_hours(event: PersonReleased) -> None:
    first_hours.cancel(stay_id=event.stay_id, by=who(event), at=event.at)
    receptions.end_with_the_stay(stay_id=event.stay_id, by=who(event), at=event.at)


@handles(PeopleKeptApart)
def find_whether_they_stand_together(event: PeopleKeptApart) -> None:
    together.sweep(person_ids=[event.first_id, event.second_id], by=who(event), at=event.at)
