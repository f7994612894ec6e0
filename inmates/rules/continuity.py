"""Who should be somebody's contact officer: those who know the person, and who have room (norway.md 13).

Continuity is how well an officer knows a person, from 0 to 100: having been the contact officer before counts most,
then conversations. Load, the unit and recent duty decide between those who know the person as well.
"""

from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass, replace
from typing import Final

WAS_MAIN: Final = 60
WAS_SUBSTITUTE: Final = 35
A_TALK: Final = 8
MOST_FOR_TALKS: Final = 40
SAME_UNIT: Final = 20
ON_DUTY_LATELY: Final = 15
MAPPER: Final = 5
A_RESIDENT: Final = -6


@dataclass(frozen=True, slots=True)
class Candidate:
    """An officer as seen from one person. ``was_main_in`` and ``was_substitute_in`` are years of earlier stays."""

    officer_id: int
    name: str
    load: int = 0
    was_main_in: int | None = None
    was_substitute_in: int | None = None
    talks: int = 0
    same_unit: bool = False
    on_duty_lately: bool = False
    maps_needs: bool = False
    is_close: bool = False


@dataclass(frozen=True, slots=True)
class Recommended:
    """``continuity`` is shown; ``score`` orders; ``reasons`` are codes with their numbers, the weightiest first."""

    officer_id: int
    name: str
    continuity: int
    score: int
    reasons: tuple[tuple[str, int], ...]


def continuity(candidate: Candidate) -> int:
    before = WAS_MAIN if candidate.was_main_in else WAS_SUBSTITUTE if candidate.was_substitute_in else 0
    return min(100, before + min(MOST_FOR_TALKS, A_TALK * candidate.talks))


def recommend(candidate: Candidate) -> Recommended:
    """What speaks for and against one officer."""
    known = continuity(candidate)
    weighed = (
        ("was_main", candidate.was_main_in or 0, 0),
        ("was_substitute", 0 if candidate.was_main_in else candidate.was_substitute_in or 0, 0),
        ("talks", candidate.talks, 0),
        ("same_unit", int(candidate.same_unit), SAME_UNIT),
        ("on_duty_lately", int(candidate.on_duty_lately), ON_DUTY_LATELY),
        ("maps_needs", int(candidate.maps_needs), MAPPER),
    )
    reasons = [(code, value) for code, value, _weight in weighed if value]
    score = known + sum(weight for _code, value, weight in weighed if value) + A_RESIDENT * candidate.load
    return Recommended(candidate.officer_id, candidate.name, known, score, (*reasons, ("load", candidate.load)))


def ranked(candidates: Iterable[Candidate], *, besides: frozenset[int] = frozenset()) -> list[Recommended]:
    """The best first. Who is close to the person outside work, or holds the other part, is not there at all."""
    found = [recommend(one) for one in candidates if not one.is_close and one.officer_id not in besides]
    return sorted(found, key=lambda one: (-one.score, one.name, one.officer_id))


def propose(waiting: Mapping[int, Sequence[Candidate]], besides: Mapping[int, int | None]) -> dict[int, Recommended]:
    """One officer for each who waits, in their order; each proposal weighs on the load of the next."""
    added: dict[int, int] = {}
    proposed: dict[int, Recommended] = {}
    for stay_id, candidates in waiting.items():
        loaded = [replace(one, load=one.load + added.get(one.officer_id, 0)) for one in candidates]
        other = besides.get(stay_id)
        best = ranked(loaded, besides=frozenset({other} if other is not None else ()))
        if best:
            proposed[stay_id] = best[0]
            added[best[0].officer_id] = added.get(best[0].officer_id, 0) + 1
    return proposed
