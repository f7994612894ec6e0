"""Which drawing stands for which kind of place, absence and commitment. The word always stands beside it."""

from corrections.choices import PlaceKind
from inmates.choices import AbsenceKind, CommitmentKind

CELL = "lock"
ON_THE_WAY = "walk"
ELSEWHERE = "walk"

PLACES: dict[str, str] = {
    PlaceKind.COMMON_ROOM: "common-room",
    PlaceKind.KITCHEN: "kitchen",
    PlaceKind.LAUNDRY: "clothes",
    PlaceKind.YARD: "yard",
    PlaceKind.WORKSHOP: "workshop",
    PlaceKind.SCHOOL: "book",
    PlaceKind.LIBRARY: "books",
    PlaceKind.GYM: "gym",
    PlaceKind.CHAPEL: "candle",
    PlaceKind.HEALTH: "medical-cross",
    PlaceKind.VISITS: "people",
    PlaceKind.RECEPTION: "reception",
    PlaceKind.MEETING: "chat",
    PlaceKind.OTHER: ELSEWHERE,
}

ABSENCES: dict[str, str] = {
    AbsenceKind.COURT: "court",
    AbsenceKind.HOSPITAL: "hospital",
    AbsenceKind.LEAVE: "home",
    AbsenceKind.ESCORT: "car",
    AbsenceKind.DAY_RELEASE: "bus",
    AbsenceKind.TRANSFER: "truck",
    AbsenceKind.ESCAPE: "alert",
}

COMMITMENTS: dict[str, str] = {
    CommitmentKind.WORK: "workshop",
    CommitmentKind.SCHOOL: "book",
    CommitmentKind.PROGRAMME: "clipboard",
    CommitmentKind.LEISURE: "common-room",
    CommitmentKind.YARD: "yard",
    CommitmentKind.HEALTH: "medical-cross",
    CommitmentKind.VISIT: "people",
    CommitmentKind.MEETING: "chat",
    CommitmentKind.COURT: "court",
    CommitmentKind.TRANSPORT: "truck",
}
