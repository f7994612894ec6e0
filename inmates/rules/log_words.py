"""What kind of entry the words of a line suggest. A suggestion: whoever writes chooses."""

import re
from typing import Final

from inmates.choices import LogKind

# Beginnings of words, Bokmål and English. The first kind that any word begins like wins: the rarer before the commoner.
STEMS: Final[dict[LogKind, tuple[str, ...]]] = {
    LogKind.TECHNICAL: (
        "alarmfeil", "avløp", "broken", "drain", "drift", "dusj", "dør", "heis", "kran ", "lampe", "lekk",
        "leak", "light bulb", "lock ", "låsen", "lyset", "nøkkel", "ovn", "plumb", "rør", "sensor", "sikring",
        "sluk", "tett", "toalett", "toilet", "ventila", "vindu", "window",
    ),
    LogKind.MOVEMENT: (
        "escorted", "flytt", "fremstill", "framstill", "fulgt", "hentet", "kjørt", "moved", "overfør",
        "returned", "sendt til", "taken to", "tilbake", "transport",
    ),
    LogKind.CONVERSATION: (
        "asked", "avtal", "ba om", "conversation", "fortalte", "forklar", "kontaktsamtale", "samtale", "snakk",
        "spurte", "talk", "told", "veiled",
    ),
    LogKind.OBSERVATION: (
        "aggress", "angry", "bekymr", "gråt", "høylytt", "isoler", "krangl", "lo ", "loud", "observ", "quarrel",
        "rastløs", "rolig", "restless", "seemed", "sint", "sliten", "spent", "tilsyn", "tired", "trist",
        "upset", "uro", "urolig", "virke", "våken", "worried",
    ),
}  # fmt: skip
PATTERNS: Final = {
    kind: re.compile(r"(?<!\w)(?:" + "|".join(re.escape(stem) for stem in stems) + ")", re.IGNORECASE)
    for kind, stems in STEMS.items()
}


def suggested_kind(text: str) -> LogKind:
    """The kind with most of its words in the text; the first of the table on a tie, a note where there is none."""
    hits = {kind: len(pattern.findall(f"{text} ")) for kind, pattern in PATTERNS.items()}
    most = max(hits.values())
    return next((kind for kind, count in hits.items() if count == most), LogKind.NOTE) if most else LogKind.NOTE
