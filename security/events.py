"""What this floor announces of head counts, as ids. See ``corrections.events``."""

from dataclasses import dataclass

from corrections.events import Event


@dataclass(frozen=True)
class CountDiffers(Event):
    """A count was handed in and somebody is not accounted for."""

    count_id: int
    unit_id: int
    missing: int


@dataclass(frozen=True)
class CountCertified(Event):
    """A count is closed: nobody is missing, or an incident says why."""

    count_id: int
    unit_id: int
