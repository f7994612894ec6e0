"""The board of a unit at one instant: everything on it, ready to print, in a constant number of queries."""

from inmates.selectors.board.board import Board, board_rows, columns, corridor_after, unit_of
from inmates.selectors.board.day import day_agenda
from inmates.selectors.board.facts import NoSuchUnit, UnitFacts, unit_facts
from inmates.selectors.board.viewer import Viewer

__all__ = [
    "Board",
    "NoSuchUnit",
    "UnitFacts",
    "Viewer",
    "board_rows",
    "columns",
    "corridor_after",
    "day_agenda",
    "unit_facts",
    "unit_of",
]
