"""Looking at a board from a test: the whole of it, and one tile as its words or its shape."""

import re
from datetime import datetime
from typing import Any

from corrections.access import access_of
from inmates.selectors.board import Board, Viewer, board_rows
from tests.corrections.factories import NOW


def board_of(world: Any, at: datetime = NOW, **viewer: bool) -> Board:
    return board_rows(world.unit.pk, at, access_of(world.officer, at=NOW), Viewer(**viewer))


def tile(board: Board, cell: str) -> str:
    """The tile of a cell as text, without its markup."""
    html = "".join(str(floor.html) for floor in board.floors)
    (found,) = [part for part in html.split("</li>") if f"</span>{cell}</span>" in part]
    return " ".join(re.sub(r"<[^>]+>", " ", found).split())


def attributes(board: Board, cell: str) -> dict[str, str]:
    html = "".join(str(floor.html) for floor in board.floors)
    (found,) = [part for part in html.split("</li>") if f"</span>{cell}</span>" in part]
    return dict(re.findall(r'(href|data-in|data-lvl)="([^"]*)"', found.partition("<span")[0]))
