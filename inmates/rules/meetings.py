"""Which meetings a non-association bars, and which alerts matter at a meeting (norway.md 9 and 12; peers.md 1.7).

What is wider bars what is narrower: who must not live on the same unit shares no room. A count and a tablet bring
nobody together, so they are no meetings.
"""

from typing import Final

CELL, UNIT, PRISON, ACTIVITY, VISIT, YARD, TRANSPORT = (
    "CELL", "UNIT", "PRISON", "ACTIVITY", "VISIT", "YARD", "TRANSPORT",
)  # fmt: skip
IN_A_ROOM: Final = frozenset({CELL, ACTIVITY, VISIT, YARD, TRANSPORT})
BARRED: Final = {
    "CELL": frozenset({CELL}),
    "PLACE": IN_A_ROOM,
    "UNIT": IN_A_ROOM | {UNIT},
    "PRISON": IN_A_ROOM | {UNIT, PRISON},
}
ALERTS: Final = {
    CELL: ("VIOLENCE_RISK", "VULNERABLE", "YOUNG", "COURT_RESTRICTION"),
    UNIT: ("COURT_RESTRICTION",),
    PRISON: ("COURT_RESTRICTION",),
    ACTIVITY: ("HOT_WORK_BAR", "VIOLENCE_RISK", "COURT_RESTRICTION"),
    VISIT: ("COURT_RESTRICTION", "YOUNG"),
    YARD: ("ESCAPE_RISK", "VIOLENCE_RISK", "VULNERABLE", "COURT_RESTRICTION"),
    TRANSPORT: ("ESCAPE_RISK", "VIOLENCE_RISK", "NO_ONE_TO_ONE", "COURT_RESTRICTION"),
}
BOOKED: Final = {
    "WORK": ACTIVITY,
    "SCHOOL": ACTIVITY,
    "PROGRAMME": ACTIVITY,
    "LEISURE": ACTIVITY,
    "HEALTH": ACTIVITY,
    "MEETING": ACTIVITY,
    "VISIT": VISIT,
    "YARD": YARD,
    "TRANSPORT": TRANSPORT,
    "COURT": TRANSPORT,
}
"""By the kind of a commitment: how two who are booked at one place at one time meet."""


def bars(scope: str, kind: str) -> bool:
    """Whether a non-association of this scope is broken by a meeting of this kind."""
    return kind in BARRED[scope]
