"""The tables of people and where they are, one aggregate a file."""

from inmates.models.board import BoardVersion
from inmates.models.care import Alert, ContactOfficer, NonAssociation, StaffConflict
from inmates.models.decisions import Decision, DecisionAppeal, DecisionStep
from inmates.models.duplicates import DuplicatePair, Merge
from inmates.models.imports import ImportRun
from inmates.models.log import HealthNudge, LogEntry, LogMention, LogReliance, LogVerification
from inmates.models.meetings import ApartReview, GroupMembership, GroupNonAssociation, MeetingOverride, SecurityGroup
from inmates.models.person import Alias, Identifier, Language, Need, NextOfKin, Person, Photo
from inmates.models.property import MoneyHandling, PropertyItem, PropertyMove, PropertyReceipt, ReceiptLine
from inmates.models.reception import ExpectedArrival, Reception, ReceptionStep
from inmates.models.release import Release, ReleaseMark, ReleaseOverride
from inmates.models.signals import AskHealth, SeenByHealth, Signal
from inmates.models.stay import LegalStatus, LegalStatusCorrection, Stay
from inmates.models.transfers import Transfer
from inmates.models.trips import Escort, ReturnChange, Trip
from inmates.models.whereabouts import Absence, Commitment, Movement, Placement, Reservation

__all__ = [
    "Absence",
    "Alert",
    "Alias",
    "ApartReview",
    "AskHealth",
    "BoardVersion",
    "Commitment",
    "ContactOfficer",
    "Decision",
    "DecisionAppeal",
    "DecisionStep",
    "DuplicatePair",
    "Escort",
    "ExpectedArrival",
    "GroupMembership",
    "GroupNonAssociation",
    "HealthNudge",
    "Identifier",
    "ImportRun",
    "Language",
    "LegalStatus",
    "LegalStatusCorrection",
    "LogEntry",
    "LogMention",
    "LogReliance",
    "LogVerification",
    "MeetingOverride",
    "Merge",
    "MoneyHandling",
    "Movement",
    "Need",
    "NextOfKin",
    "NonAssociation",
    "Person",
    "Photo",
    "Placement",
    "PropertyItem",
    "PropertyMove",
    "PropertyReceipt",
    "ReceiptLine",
    "Reception",
    "ReceptionStep",
    "Release",
    "ReleaseMark",
    "ReleaseOverride",
    "Reservation",
    "ReturnChange",
    "SecurityGroup",
    "SeenByHealth",
    "Signal",
    "StaffConflict",
    "Stay",
    "Transfer",
    "Trip",
]
