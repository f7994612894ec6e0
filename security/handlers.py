"""Where people are changes while they are counted or observed: the line follows, and so do the rounds."""

from typing import Any

from corrections.events import handles
from corrections.models import User
from inmates.events import (
    MovementUndone,
    PersonArrived,
    PersonDeparted,
    PersonMoved,
    PersonPlaced,
    PersonReleased,
    PersonReturned,
    PersonTransferred,
)
from security.services import following, observing

MOVES = (
    PersonMoved,
    PersonArrived,
    MovementUndone,
    PersonDeparted,
    PersonReturned,
    PersonPlaced,
    PersonTransferred,  # who arrives with no cell yet lives on the old unit no more
    PersonReleased,
)


def follow_the_person(event: Any) -> None:
    """Whatever has moved the person, the count that runs on the unit knows."""
    by = User.objects.get(pk=event.by_id) if event.by_id else None
    following.follow(stay_id=event.stay_id, by=by, at=event.at)
    observing.follow(stay_id=event.stay_id, by=by, at=event.at)


for kind in MOVES:
    handles(kind)(follow_the_person)
