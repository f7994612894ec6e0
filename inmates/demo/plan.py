"""What a day holds for one person: the places where they are supposed to be, in minutes since midnight."""

from collections.abc import Iterator
from dataclasses import dataclass
from datetime import date
from random import Random

from corrections.demo.stage import Stage, minutes
from inmates.choices import CommitmentKind
from inmates.demo.sojourns import Sojourn

SATURDAY = 5
WORK, SCHOOL = CommitmentKind.WORK, CommitmentKind.SCHOOL


@dataclass(frozen=True)
class Slot:
    kind: CommitmentKind
    label: str
    place: str
    start: int
    end: int


def slot(kind: CommitmentKind, label: str, place: str, start: str, end: str) -> Slot:
    return Slot(kind, label, place, minutes(start), minutes(end))


def shop(label: str, place: str) -> tuple[Slot, ...]:
    return slot(WORK, label, place, "08:15", "11:30"), slot(WORK, label, place, "12:30", "14:45")


OCCUPATIONS: dict[str, tuple[Slot, ...]] = {
    "verksted": shop("Verksted, tre", "verksted"),
    "metall": shop("Metallverksted", "metall"),
    "gartneri": shop("Gartneri", "gartneri"),
    "systue": shop("Systue", "systue"),
    "skole": (slot(SCHOOL, "Skole", "skole", "08:30", "11:30"), slot(SCHOOL, "Skole", "skole", "12:30", "14:30")),
    "program": (slot(CommitmentKind.PROGRAMME, "Program", "moterom", "09:00", "11:00"),),
    "ute": (),
    "": (),
}
CHOICES: dict[str, str] = {
    "A1": "verksted metall metall skole skole program - - -",
    "A2": "verksted verksted metall skole skole program - - -",
    "B1": "verksted skole - - - - -",
    "B2": "- - - program",
    "C1": "gartneri gartneri metall metall skole program -",
    "K1": "systue systue systue skole skole program - -",
    "O1": "ute ute ute skole gartneri - -",
}
YARD = slot(CommitmentKind.YARD, "Luftegård", "luftegard", "10:00", "11:00")
LATE_YARD = slot(CommitmentKind.YARD, "Luftegård", "luftegard", "17:00", "18:00")
WEEKEND_YARD = slot(CommitmentKind.YARD, "Luftegård", "luftegard", "11:00", "12:00")
HEALTH = slot(CommitmentKind.HEALTH, "Til helse", "helse", "15:15", "15:30")
TALK = slot(CommitmentKind.MEETING, "Kontaktsamtale", "moterom", "15:45", "16:15")
VISIT = slot(CommitmentKind.VISIT, "Besøk", "besok", "17:00", "18:00")
WEEKEND_VISIT = slot(CommitmentKind.VISIT, "Besøk", "besok", "13:00", "14:00")
GYM = slot(CommitmentKind.LEISURE, "Treningsrom", "treningsrom", "18:15", "19:15")
LIBRARY = slot(CommitmentKind.LEISURE, "Bibliotek", "bibliotek", "18:30", "19:15")

PUT_IN_THE_STORY: dict[str, tuple[Slot, ...]] = {
    "Lervik": (HEALTH, VISIT, slot(CommitmentKind.MEETING, "Kontaktsamtale", "moterom", "19:00", "19:30")),
    "Rahimi": (HEALTH,),
    "Tveit": (HEALTH,),
    "Skogli": (HEALTH,),
    "Fosse": (YARD, HEALTH),
    "Hovde": (HEALTH,),
    "Karimi": (slot(CommitmentKind.HEALTH, "Til helse", "helse", "14:20", "14:55"),),
    "Nergård": (slot(CommitmentKind.YARD, "Luftegård", "luftegard", "13:10", "14:15"),),
    "Warsame": (GYM,),
    "Hauglid": (LIBRARY,),
    "Wrona": (GYM,),
    "Zieliński": (GYM,),
}


def occupation(stage: Stage, sojourn: Sojourn) -> str:
    """What somebody does on weekdays, for as long as they live on the unit."""
    if sojourn.part and sojourn.part.work:
        return sojourn.part.work
    chosen = stage.dice("occupation", *sojourn.figure.name).choice(CHOICES[sojourn.stints[-1].unit].split())
    return "" if chosen == "-" else chosen


def ordinary_day(work: str, day: date, dice: Random) -> list[Slot]:
    """A day as the routine has it, with what chance adds, no two at once."""
    return without_clashes(weekend(dice) if day.weekday() >= SATURDAY else weekday(work, day, dice))


def weekday(work: str, day: date, dice: Random) -> Iterator[Slot]:
    yield from OCCUPATIONS[work]
    if day.weekday() == 2 and dice.random() < 0.12:
        yield VISIT
    if not OCCUPATIONS[work] and dice.random() < 0.7:
        yield YARD
    elif dice.random() < 0.35:
        yield LATE_YARD
    if dice.random() < 0.1:
        yield HEALTH
    if dice.random() < 0.07:
        yield TALK
    if dice.random() < 0.2:
        yield GYM
    elif dice.random() < 0.1:
        yield LIBRARY


def weekend(dice: Random) -> Iterator[Slot]:
    if dice.random() < 0.6:
        yield WEEKEND_YARD
    if dice.random() < 0.12:
        yield WEEKEND_VISIT
    if dice.random() < 0.2:
        yield GYM


def story_day(sojourn: Sojourn, work: str, dice: Random) -> list[Slot]:
    """The day that is played today: always a weekday, and on B2 as it is drawn."""
    if sojourn.part is None:
        return without_clashes(weekday(work, date(2026, 11, 24), dice))
    return without_clashes([*OCCUPATIONS[work], *PUT_IN_THE_STORY.get(sojourn.part.family_name, ())])


def without_clashes(slots: Iterator[Slot] | list[Slot]) -> list[Slot]:
    """In order of time; of two that overlap, the one that was named first stays."""
    kept: list[Slot] = []
    for one in slots:
        if all(one.end <= other.start or other.end <= one.start for other in kept):
            kept.append(one)
    return sorted(kept, key=lambda one: one.start)
