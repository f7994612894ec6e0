"""The reintegration guarantee: what must be in place before somebody goes home, and when it is asked for (norway.md 6).

Ninety days before: somebody sees to each thing. Sixty: to those that nobody has taken on. Thirty: what is not arranged.
Fourteen: what is empty alarms a named person. A political promise and no right, so every number is local.
"""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, timedelta
from typing import Final

DOMAINS: Final = ("HOME", "OCCUPATION", "INCOME", "ID_PAPERS", "HEALTH", "DEBT", "NETWORK")


@dataclass(frozen=True, slots=True)
class Item:
    """How far one thing has come."""

    domain: str
    has_owner: bool = False
    is_settled: bool = False


@dataclass(frozen=True, slots=True)
class Due:
    """What is asked for one thing now. ``stage``: how many days before; ``due_on``: when the next stage asks again."""

    domain: str
    stage: int
    due_on: date
    is_alarm: bool = False


def stage_on(today: date, target: date, stages: Sequence[int]) -> int | None:
    """The stage that has been reached on ``today``, counted in calendar days; ``None`` before the first."""
    left = (target - today).days
    reached = [stage for stage in stages if left <= stage]
    return min(reached) if reached else None


def due(today: date, target: date, stages: Sequence[int], items: Mapping[str, Item]) -> list[Due]:
    """What is missing on ``today``. With an owner nothing is asked before the third stage; settled, nothing at all."""
    stage = stage_on(today, target, stages)
    if stage is None:
        return []
    in_order = sorted(stages, reverse=True)
    place = in_order.index(stage)
    is_last = place == len(in_order) - 1
    next_stage = 0 if is_last else in_order[place + 1]
    found = []
    for domain in DOMAINS:
        item = items.get(domain, Item(domain))
        if item.is_settled or (item.has_owner and place < len(in_order) // 2):
            continue
        found.append(Due(domain, stage, target - timedelta(days=next_stage), is_alarm=is_last))
    return found


def target_of(
    *,
    full: date,
    probation: date | None = None,
    eligible: bool = False,
    refused: bool = False,
    planned: date | None = None,
) -> date:
    """The day that everything counts back from: the planned release, else the earliest one that is not refused.

    A date that has passed stays the target: who could have gone yesterday must have everything in place now.
    """
    if planned is not None:
        return planned
    if probation is not None and eligible and not refused:
        return probation
    return full
