"""The people of a country: those in custody with a day around them, and all who were here in the ten years before."""

from corrections.demo.bulk import unguarded
from corrections.demo.nation import build
from corrections.demo.stage import Size, Stage
from inmates.demo import formers, residents
from inmates.models import (
    Absence,
    Alert,
    Commitment,
    ContactOfficer,
    Identifier,
    LegalStatus,
    LogEntry,
    Movement,
    Person,
    Placement,
    Stay,
)

TABLES = (
    Person,
    Identifier,
    Stay,
    LegalStatus,
    Placement,
    ContactOfficer,
    Alert,
    Absence,
    Movement,
    Commitment,
    LogEntry,
)


def multiply(stage: Stage, size: Size) -> None:
    houses = build(stage, size)
    with unguarded(TABLES):
        residents.move_in(stage, size, houses)
        formers.remember(stage, size, houses)
