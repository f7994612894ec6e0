"""What does not belong in the unit log: what is known of somebody's health stays with the health service."""

import re
from typing import Final

WORDS: Final = (
    "adhd", "alzheimer", "bipolar", "blodtrykk", "cancer", "depresjon", "depression", "diabetes", "diagnos", "epilep",
    "hepatit", "hiv", "insulin", "kreft", "legemid", "medicine", "medication", "medisin", "metadon", "methadone",
    "psykiat", "psykos", "psychiat", "psychos", "schizo", "subutex", "sykdom", "tablett", "utredning",
)  # fmt: skip
PATTERN: Final = re.compile(r"\b(?:" + "|".join(WORDS) + r")\w*", re.IGNORECASE)


def health_words(text: str) -> list[str]:
    """The words that look like health information, as they were written, each once."""
    return list(dict.fromkeys(match.group(0) for match in PATTERN.finditer(text)))
