"""How often officers look in on somebody for whom a signal of the health service asks it."""

from collections.abc import Iterable, Mapping
from typing import Final

MINUTES: Final[Mapping[str, int]] = {
    "OBSERVE_ALWAYS": 5,  # somebody is there; every five minutes it is written down that they are
    "OBSERVE_15": 15,
    "OBSERVE_30": 30,
    "OBSERVE_60": 60,
}


def interval(codes: Iterable[str]) -> int | None:
    """The shortest that is asked for."""
    return min((MINUTES[code] for code in codes if code in MINUTES), default=None)
