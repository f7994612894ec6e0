"""Which drawing stands for which kind of place, absence and commitment. The word always stands beside it."""

from corrections.choices import PlaceKind
from inmates.choices import AbsenceKind, AlertCode, CommitmentKind, LogKind, NeedKind

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
    AbsenceKind.INTERRUPTION: "pause",
    AbsenceKind.INSTITUTION: "hospital",
    AbsenceKind.OUTSIDE: "door",
    AbsenceKind.MONITORING: "home",
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

ALERTS: dict[str, str] = {
    AlertCode.COURT_RESTRICTION: "gavel",
    AlertCode.PHONE_CONTROL: "phone",
    AlertCode.LETTER_CONTROL: "mail",
    AlertCode.EVACUATION_HELP: "fire",
    AlertCode.ESCAPE_RISK: "road-block",
    AlertCode.VIOLENCE_RISK: "alert",
    AlertCode.VULNERABLE: "hand",
    AlertCode.YOUNG: "person",
    AlertCode.NEEDS_INTERPRETER: "language",
    AlertCode.READS_WITH_SOUND: "book",
    AlertCode.HEARING: "ear",
    AlertCode.MOBILITY: "wheelchair",
    AlertCode.NO_ONE_TO_ONE: "people",
    AlertCode.HOT_WORK_BAR: "wrench",
}

NEEDS: dict[str, str] = {NeedKind.DIET: "food", NeedKind.FAITH: "candle", NeedKind.ACCESS: "hand"}

LOGS: dict[str, str] = {
    LogKind.MOVEMENT: "arrow-right",
    LogKind.CONVERSATION: "people",
    LogKind.OBSERVATION: "eye",
    LogKind.TECHNICAL: "wrench",
}
