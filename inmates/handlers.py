"""What this floor does when something has happened to a person: the clock of the contact officer."""

from corrections.events import Event, handles
from corrections.models import User
from inmates.events import ContactOfficerNamed, PersonPlaced, PersonReleased, RegisterTakenOver
from inmates.services import contact_clock


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
    if not event.is_substitute:
        contact_clock.close(stay_id=event.stay_id, by=who(event), at=event.at)


@handles(PersonReleased)
def nobody_waits_any_more(event: PersonReleased) -> None:
    contact_clock.cancel(stay_id=event.stay_id, by=who(event), at=event.at)
