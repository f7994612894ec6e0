"""Numbers about groups of people, shown so that nobody in a small one can be recognised."""

from typing import Final

FEWEST: Final = 5  # below it a number could point somebody out
STEP: Final = 5
SHARE_FROM: Final = 20  # a share of fewer says nothing


def shown(number: int) -> int | None:
    """Rounded to the nearest five, so that no hidden number can be worked out from a sum; none where it is too few."""
    if number == 0:
        return 0
    return None if number < FEWEST else STEP * ((number + STEP // 2) // STEP)


def share(part: int, whole: int) -> int | None:
    """Whole per cent, to the nearest five; none where the group is small, or the part could point somebody out."""
    if whole < SHARE_FROM or 0 < part < FEWEST:
        return None
    return STEP * round(100 * part / whole / STEP)


def middle(value: float, whole: int) -> int | None:
    """A median in whole units; none where the group is so small that it would tell of one of them."""
    return None if whole < SHARE_FROM else round(value)
