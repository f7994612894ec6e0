"""What happens to people in custody, as far as it bears on how long they may be held."""

from corrections.events import handles
from corrections.models import User
from inmates.events import LegalStatusChanged, PersonPlaced, PersonReleased
from sentencing.services import watch


@handles(PersonReleased)
def close_the_clocks(event: PersonReleased) -> None:
    by = User.objects.get(pk=event.by_id) if event.by_id else None
    watch.end_watch(stay_id=event.stay_id, by=by, at=event.at)


@handles(LegalStatusChanged)
def watch_the_new_basis(event: LegalStatusChanged) -> None:
    watch.watch_stays(stay_ids=[event.stay_id], at=event.at)


@handles(PersonPlaced)
def let_the_clocks_follow(event: PersonPlaced) -> None:
    """A clock belongs to the unit where the person lives."""
    watch.watch_stays(stay_ids=[event.stay_id], at=event.at)
