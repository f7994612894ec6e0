"""Slots of this floor that it and upper apps fill from their ``panels.py``, so that no arrow points up."""

from collections.abc import Callable, Collection, Mapping
from dataclasses import dataclass
from datetime import date, datetime
from enum import StrEnum
from typing import Any

from django.utils.functional import Promise

from corrections.registries import Slot
from inmates.registries import BoardSubject


# ---- handover between shifts -----------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class HandoverSubject:
    """A unit, everybody who lived there in ``[since, until]``, and who reads. ``allows`` asks about this unit."""

    unit_id: int
    prison_id: int
    person_ids: tuple[int, ...]
    stay_ids: tuple[int, ...]
    since: datetime
    until: datetime
    allows: Callable[[StrEnum | str], bool]


@dataclass(frozen=True, slots=True)
class Change:
    """Something that is otherwise than before: about a person, or with ``person_id`` empty about the unit itself."""

    key: str
    at: datetime
    text: str
    person_id: int | None = None
    title: str = ""
    icon: str = "info"
    level: str = ""


@dataclass(frozen=True, slots=True)
class Duty:
    """What the coming shift must do. ``key`` stays the same while it is the same thing; ``level``: "", warn, bad."""

    key: str
    title: str
    text: str = ""
    icon: str = "list"
    level: str = ""
    due_at: datetime | None = None
    href: str = ""


@dataclass(frozen=True, slots=True)
class HandoverSource:
    """One query for the whole unit, whatever its size; asked only of those who hold ``perm`` there."""

    load: Callable[..., Any]
    perm: StrEnum | str = ""


# load(HandoverSubject) -> [Change] · load(BoardSubject, start, end) -> [Duty]
handover_sources: Slot[HandoverSource] = Slot("handover_sources")
duty_sources: Slot[HandoverSource] = Slot("duty_sources")


@dataclass(frozen=True, slots=True)
class HandoverTotal:
    """A number of the top row, kept with the signature as codes, so that every language can print it.

    ``load(BoardSubject)`` gives what is kept (JSON), or ``None`` for nothing known, in one query;
    ``words(kept, at)`` gives ``(label, value, note, level)``.
    """

    load: Callable[[BoardSubject], Any]
    words: Callable[[Any, datetime], tuple[str, str, str, str]]


handover_totals: Slot[HandoverTotal] = Slot("handover_totals")


# ---- climate -----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class ClimateSource:
    """Something that stands beside the curve of calm, such as incidents: a number for each day that has one.

    ``load(unit_id, first, last)`` answers with one query; a day that is missing counts as nothing happened, or with
    ``gaps`` as not known.
    """

    label: str | Promise
    load: Callable[[int, date, date], dict[date, float]]
    perm: StrEnum | str = ""
    decimals: int = 0
    gaps: bool = False


climate_sources: Slot[ClimateSource] = Slot("climate_sources")


# ---- isolation ---------------------------------------------------------------------------------------------------
# load(stay_ids, at) -> {stay: the decision in words}, of those whom one in force keeps from company; one query
isolation_grounds: Slot[Callable[[Collection[int], datetime], Mapping[int, str]]] = Slot("isolation_grounds")
