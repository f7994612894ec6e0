"""Everything of this floor, one file a subject."""

from security.models.counts import ActionStep, Count, CountEvent, CountLine, CountStateChange
from security.models.handover import (
    EquipmentCheck,
    Handover,
    HandoverItem,
    HandoverNote,
    HandoverReading,
    NoteReliance,
    NoteVerification,
    UnitEquipment,
)
from security.models.locks import DailyTurn, LockEvent
from security.models.plans import CountPlan
from security.models.regime import RegimeLoss, RegimePlan
from security.models.rounds import Observation, ObservationCheck

__all__ = [
    "ActionStep",
    "Count",
    "CountEvent",
    "CountLine",
    "CountPlan",
    "CountStateChange",
    "DailyTurn",
    "EquipmentCheck",
    "Handover",
    "HandoverItem",
    "HandoverNote",
    "HandoverReading",
    "LockEvent",
    "NoteReliance",
    "NoteVerification",
    "Observation",
    "ObservationCheck",
    "RegimeLoss",
    "RegimePlan",
    "UnitEquipment",
]
