"""The tables of people and where they are, one aggregate a file."""

from inmates.models.board import BoardVersion
from inmates.models.care import Alert, ContactOfficer, NonAssociation
from inmates.models.imports import ImportRun
from inmates.models.log import LogEntry
from inmates.models.person import Alias, Identifier, Language, Need, NextOfKin, Person, Photo
from inmates.models.stay import LegalStatus, Stay
from inmates.models.whereabouts import Absence, Commitment, Movement, Placement, Reservation

__all__ = [
    "Absence",
    "Alert",
    "Alias",
    "BoardVersion",
    "Commitment",
    "ContactOfficer",
    "Identifier",
    "ImportRun",
    "Language",
    "LegalStatus",
    "LogEntry",
    "Movement",
    "Need",
    "NextOfKin",
    "NonAssociation",
    "Person",
    "Photo",
    "Placement",
    "Reservation",
    "Stay",
]
