"""How a board is looked at, and so where its tiles lead."""

from dataclasses import dataclass
from functools import lru_cache
from uuid import UUID

from django.urls import reverse

SOMEBODY = UUID(int=0)


@dataclass(frozen=True, slots=True)
class Viewer:
    """``live`` is false for the past, where nothing can be done; ``wall`` shows initials and leads nowhere."""

    wall: bool = False
    live: bool = True

    def person_link(self, uuid: UUID) -> str:
        if self.wall:
            return ""
        before, after = pattern("board_person" if self.live else "person")
        return f"{before}{uuid}{after}"

    def cell_link(self, cell_id: int) -> str:
        if self.wall:
            return ""
        return reverse("board_cell" if self.live else "cell", args=[cell_id])


LIVE = Viewer()


@lru_cache(maxsize=8)
def pattern(name: str) -> tuple[str, str]:
    """An address before and after the uuid: ``reverse`` costs more than the whole tile."""
    before, after = reverse(name, args=[SOMEBODY]).split(str(SOMEBODY))
    return before, after
