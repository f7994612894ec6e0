"""Which cell is taken on which days. Days are counted back from today: 10 is ten days ago, 0 is today.

A use runs from the reception on ``first`` to the morning of ``last``, so ``first`` is the larger number.
A cell stands empty for a day between two people.
"""

from collections import defaultdict
from collections.abc import Iterable, Iterator
from random import Random

NOW = -1_000_000


class Ledger:
    def __init__(self) -> None:
        self.uses: defaultdict[str, list[tuple[int, int]]] = defaultdict(list)

    def book(self, cell: str, first: int, last: int = NOW) -> None:
        self.uses[cell].append((first, last))

    def is_free(self, cell: str, first: int, last: int) -> bool:
        return all(first < gone or began < last for began, gone in self.uses[cell])

    def find(self, cells: Iterable[str], first: int, last: int, dice: Random) -> str | None:
        free = [cell for cell in cells if self.is_free(cell, first, last)]
        return dice.choice(free) if free else None

    def gaps(self, cell: str, since: int) -> Iterator[tuple[int, int]]:
        """The free spans of the last ``since`` days, oldest first, up to yesterday."""
        start = since
        for first, last in sorted(self.uses[cell], reverse=True):
            if first + 1 < start:
                yield start, first + 1
            start = min(start, last - 1)
        if start > 1:
            yield start, 1
