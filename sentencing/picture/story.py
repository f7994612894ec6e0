"""What a picture of a sentence tells, before it is drawn: days with names, and lanes of periods and moments. Pure."""

from collections.abc import Sequence
from dataclasses import dataclass
from datetime import date


@dataclass(frozen=True, slots=True)
class Mark:
    """A day that has a name. ``is_confirmed`` is False while the method awaits somebody's word."""

    on: date
    names: tuple[str, ...]
    said: str
    is_past: bool
    is_confirmed: bool = True


@dataclass(frozen=True, slots=True)
class Bar:
    """A period, ``last`` not included. ``kind`` is its class in the style sheet."""

    first: date
    last: date
    text: str
    kind: str
    beside: bool = False  # where the text has no room in the bar, it stands after it
    short: str = ""  # said in its place where the text has no room


@dataclass(frozen=True, slots=True)
class Dot:
    """A moment: ``leave`` and ``planned`` round, ``out`` square, ``decided`` a diamond, ``step`` small."""

    on: date
    kind: str


@dataclass(frozen=True, slots=True)
class Lane:
    """``rows`` of things under one name. In thin ones the words stand beside their bar, or above where it is narrow."""

    name: str
    rows: tuple[tuple[Bar | Dot, ...], ...]
    is_thin: bool = False


@dataclass(frozen=True, slots=True)
class Story:
    """From ``first`` to ``last``, both drawn. ``title`` is the picture in one sentence."""

    title: str
    first: date
    last: date
    today: date
    today_said: str
    marks: Sequence[Mark]
    lanes: Sequence[Lane]


def both(one: Mark, other: Mark) -> Mark:
    is_confirmed = one.is_confirmed and other.is_confirmed
    return Mark(one.on, one.names + other.names, max(one.said, other.said, key=len), other.is_past, is_confirmed)


def merged(marks: Sequence[Mark]) -> list[Mark]:
    """Names of the same day under one leader, in the order of days."""
    found: dict[date, Mark] = {}
    for mark in sorted(marks, key=lambda one: one.on):
        same = found.get(mark.on)
        found[mark.on] = mark if same is None else both(same, mark)
    return list(found.values())
