"""How serious each alert is: red restricts contact, amber needs care, grey is a need (UX.md 5)."""

from typing import Final

ALERT_LEVELS: Final[dict[str, str]] = {
    "COURT_RESTRICTION": "bad",
    "ESCAPE_RISK": "bad",
    "VIOLENCE_RISK": "bad",
    "NO_ONE_TO_ONE": "bad",
    "PHONE_CONTROL": "warn",
    "LETTER_CONTROL": "warn",
    "EVACUATION_HELP": "warn",
    "VULNERABLE": "warn",
    "YOUNG": "warn",
    "HOT_WORK_BAR": "warn",
    "NEEDS_INTERPRETER": "quiet",
    "READS_WITH_SOUND": "quiet",
    "HEARING": "quiet",
    "MOBILITY": "quiet",
}
SEVERITY: Final[dict[str, int]] = {"bad": 0, "warn": 1, "quiet": 2}
