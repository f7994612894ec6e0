"""Unit B2 as it is drawn: who lives behind which door, and where each of them is at 14:32."""

from dataclasses import dataclass, field
from datetime import date

from inmates.choices import AbsenceKind


@dataclass(frozen=True)
class Trip:
    """From the cell to a place and back, in minutes of the story. ``back`` is empty while the person is still there."""

    place: str
    left: str
    arrived: str
    back: str = ""
    expected: str = ""
    seen_by: str = ""


@dataclass(frozen=True)
class Away:
    """Outside the walls. ``days`` is added to the expected return."""

    kind: AbsenceKind
    left: str
    expected: str
    destination: str = ""
    days: int = 0
    back: str = ""


@dataclass(frozen=True)
class Part:
    """One resident as the story has them."""

    cell: str
    family_name: str
    given_name: str
    born: date
    nationality: str = "NOR"
    background: str = "norwegian"
    trips: tuple[Trip, ...] = ()
    away: Away | None = None
    days_here: int = 0
    way: tuple[tuple[str, int], ...] = ()
    work: str = ""
    look: dict[str, object] = field(default_factory=dict)


WORKSHOP = (
    Trip("verksted", "08:12", "08:15", back="11:28", seen_by="vik"),
    Trip("verksted", "12:28", "12:31", expected="14:45", seen_by="vik"),
)
COMMON_ROOM = (Trip("b2-fellesrom", "13:39", "13:40"),)
KITCHEN = (Trip("b2-kjokken", "14:04", "14:05"),)

B2 = (
    Part("B2-01", "Lervik", "Andreas", date(1992, 3, 12), trips=WORKSHOP, days_here=175, way=(("A2", 445), ("B1", 96)),
         work="verksted",
         look={"hair": "side", "skin": 1, "tint": "brown", "beard": ""}),
    Part("B2-02", "Warsame", "Mohamed", date(1996, 8, 30), "SOM", "somali", trips=(Trip("skole", "08:28", "08:31", back="11:30"),),
         look={"hair": "buzz", "skin": 6, "tint": "black", "beard": "full"}),
    Part("B2-03", "Hauglid", "Tor-Arne", date(1967, 1, 19), trips=COMMON_ROOM,
         look={"hair": "bald", "skin": 0, "tint": "grey", "beard": "full"}),
    Part("B2-05", "Zieliński", "Piotr", date(1988, 11, 5), "POL", "polish", trips=WORKSHOP, work="verksted",
         look={"hair": "short", "skin": 0, "tint": "blond", "beard": ""}),
    Part("B2-06", "Myhre", "Kristoffer", date(1999, 4, 2), days_here=2, trips=(Trip("luftegard", "10:05", "10:07", back="10:58"),),
         look={"hair": "long", "skin": 0, "tint": "blond", "beard": ""}),
    Part("B2-07", "Eikeland", "Jonas", date(2001, 9, 14), work="skole", trips=(
            Trip("skole", "08:27", "08:30", back="11:29"), Trip("skole", "12:26", "12:30", expected="14:30")),
         look={"hair": "curl", "skin": 1, "tint": "auburn", "beard": ""}),
    Part("B2-08", "Rahimi", "Ahmad", date(1990, 5, 23), "AFG", "afghan", trips=COMMON_ROOM,
         look={"hair": "short", "skin": 4, "tint": "black", "beard": "full"}),
    Part("B2-09", "Sundbø", "Lars Petter", date(1971, 12, 8), days_here=240,
         look={"hair": "buzz", "skin": 0, "tint": "grey", "beard": ""}),
    Part("B2-10", "Kvalvåg", "Sondre", date(1994, 2, 17), trips=KITCHEN,
         look={"hair": "side", "skin": 1, "tint": "blond", "beard": ""}),
    Part("B2-11", "Tveit", "Odd Magne", date(1959, 6, 28),
         look={"hair": "bald", "skin": 1, "tint": "grey", "beard": ""}),
    Part("B2-13", "Brattland", "Emil", date(1998, 10, 3), away=Away(AbsenceKind.COURT, "09:10", "16:00", "Tingretten"),
         look={"hair": "short", "skin": 1, "tint": "dark", "beard": ""}),
    Part("B2-14", "Aydın", "Yusuf", date(1993, 7, 11), "TUR", "turkish", trips=COMMON_ROOM,
         look={"hair": "short", "skin": 2, "tint": "black", "beard": "full"}),
    Part("B2-15", "Solstad", "Henrik", date(1985, 3, 30), days_here=1,
         look={"hair": "curl", "skin": 0, "tint": "brown", "beard": ""}),
    Part("B2-16", "Wrona", "Tomasz", date(1982, 9, 21), "POL", "polish", trips=WORKSHOP, work="verksted",
         look={"hair": "buzz", "skin": 0, "tint": "dark", "beard": "full"}),
    Part("B2-17", "Nergård", "Ivar", date(1964, 4, 15), trips=(Trip("luftegard", "13:06", "13:08", expected="14:15"),),
         look={"hair": "side", "skin": 1, "tint": "grey", "beard": "full"}),
    Part("B2-19", "Hovde", "Magnus", date(1991, 12, 27),
         look={"hair": "short", "skin": 1, "tint": "auburn", "beard": ""}),
    Part("B2-20", "Karimi", "Ali", date(1997, 1, 9), "IRN", "afghan", trips=(
            Trip("skole", "08:27", "08:30", back="11:29"), Trip("helse", "14:18", "14:21")),
         look={"hair": "curl", "skin": 4, "tint": "black", "beard": ""}),
    Part("B2-21", "Rødseth", "Stian", date(1989, 8, 6), away=Away(AbsenceKind.LEAVE, "08:05", "18:00", days=1),
         look={"hair": "buzz", "skin": 0, "tint": "blond", "beard": ""}),
    Part("B2-22", "Fosse", "Daniel", date(1995, 5, 18), trips=(Trip("luftegard", "10:05", "10:07", back="10:58"),),
         look={"hair": "long", "skin": 1, "tint": "auburn", "beard": "full"}),
    Part("B2-24", "Skogli", "Erlend", date(1987, 11, 24), trips=KITCHEN,
         look={"hair": "bald", "skin": 0, "tint": "brown", "beard": "full"}),
)  # fmt: skip
CLOSED = "B2-12"
RESERVED = "B2-23"
NEW_WITHOUT_OFFICER = "Myhre"
GOES_TODAY, GOES_TOMORROW = "Sundbø", "Tveit"
