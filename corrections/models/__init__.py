"""The tables of the ground floor, one aggregate a file."""

from corrections.models.audit import ReadRecord, WriteRecord
from corrections.models.estate import Bed, Cell, CellClosure, Place, Prison, Region, Unit
from corrections.models.law import RuleVersion
from corrections.models.outbox import FailedReaction, OutboxMessage
from corrections.models.staff import Competence, Posting, PrisonGroupPermission, UnitGroupPermission, User
from corrections.models.work import Breach, Clock, Task

__all__ = [
    "Bed",
    "Breach",
    "Cell",
    "CellClosure",
    "Clock",
    "Competence",
    "FailedReaction",
    "OutboxMessage",
    "Place",
    "Posting",
    "Prison",
    "PrisonGroupPermission",
    "ReadRecord",
    "Region",
    "RuleVersion",
    "Task",
    "Unit",
    "UnitGroupPermission",
    "User",
    "WriteRecord",
]
