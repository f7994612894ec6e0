"""What this floor announces: facts about people in custody, as ids. See ``corrections.events``."""

from dataclasses import dataclass
from datetime import datetime
from typing import ClassVar

from corrections.events import Event


# ---- where people are ----------------------------------------------------------------------------------------
@dataclass(frozen=True)
class PersonMoved(Event):
    """Left for a place inside the walls; ``to_place_id`` is empty for the own cell."""

    stay_id: int
    movement_id: int
    to_place_id: int | None


@dataclass(frozen=True)
class PersonArrived(Event):
    """The other end has seen the person arrive."""

    stay_id: int
    movement_id: int


@dataclass(frozen=True)
class MovementUndone(Event):
    stay_id: int
    movement_id: int


@dataclass(frozen=True)
class PersonDeparted(Event):
    """Left the prison. ``at`` is when they went through the gate."""

    stay_id: int
    absence_id: int
    kind: str
    expected_return_at: datetime | None


@dataclass(frozen=True)
class PersonReturned(Event):
    stay_id: int
    absence_id: int
    kind: str


# ---- where people are supposed to be ---------------------------------------------------------------------------
@dataclass(frozen=True)
class CommitmentBooked(Event):
    stay_id: int
    commitment_id: int
    kind: str


@dataclass(frozen=True)
class CommitmentCancelled(Event):
    stay_id: int
    commitment_id: int
    kind: str


# ---- who is in custody, where they live, and what must be known of them ------------------------------------------
@dataclass(frozen=True)
class PersonAdmitted(Event):
    """A stay began."""

    person_id: int
    stay_id: int
    prison_id: int | None


@dataclass(frozen=True)
class PersonPlaced(Event):
    """A person was given a bed: the first one, or another than before (``left_bed_id``)."""

    person_id: int
    stay_id: int
    placement_id: int
    bed_id: int
    left_bed_id: int | None


@dataclass(frozen=True)
class LegalStatusChanged(Event):
    """The legal basis of a stay is another from now on."""

    stay_id: int
    legal_status_id: int
    kind: str


@dataclass(frozen=True)
class PersonReleased(Event):
    """A stay ended. It stands whatever our software does with the news."""

    person_id: int
    stay_id: int

    must_stand: ClassVar[bool] = True


@dataclass(frozen=True)
class AlertRaised(Event):
    """A flag stands on a person from now on."""

    person_id: int
    alert_id: int
    code: str


@dataclass(frozen=True)
class PeopleKeptApart(Event):
    """Two people must not meet from now on."""

    first_id: int
    second_id: int
    non_association_id: int


@dataclass(frozen=True)
class ContactOfficerNamed(Event):
    """Somebody is a resident's contact officer, or the substitute, from now on."""

    stay_id: int
    officer_id: int
    is_substitute: bool


@dataclass(frozen=True)
class RegisterTakenOver(Event):
    """A prison's own register brought these stays in. They began earlier: nobody is received now."""

    stay_ids: tuple[int, ...]


# ---- out of the prison, and between prisons ----------------------------------------------------------------------
@dataclass(frozen=True)
class ReturnMoved(Event):
    """Somebody outside is expected back at another time than before."""

    stay_id: int
    absence_id: int
    expected_return_at: datetime


@dataclass(frozen=True)
class PersonAtLarge(Event):
    """Decided: unlawfully at large from ``at`` on. Time that does not count as served (straffegjennomføringsforskriften
    s. 3-3); ``left_absence_id`` is the absence that nobody came back from."""

    stay_id: int
    absence_id: int
    left_absence_id: int


@dataclass(frozen=True)
class TransferOrdered(Event):
    stay_id: int
    transfer_id: int
    to_prison_id: int


@dataclass(frozen=True)
class TransferDeparted(Event):
    """On the way to another prison from ``at`` on."""

    stay_id: int
    transfer_id: int
    expected_at: datetime


@dataclass(frozen=True)
class PersonTransferred(Event):
    """Arrived: another prison holds the person from ``at`` on."""

    stay_id: int
    transfer_id: int
    from_prison_id: int
    to_prison_id: int


@dataclass(frozen=True)
class TransferCalledOff(Event):
    """Cancelled before the departure, or turned back after it."""

    stay_id: int
    transfer_id: int


@dataclass(frozen=True)
class PeopleMerged(Event):
    """Two records were one person. ``loser_id`` stays as a pointer; everything stands on ``winner_id``."""

    loser_id: int
    winner_id: int
    merge_id: int
