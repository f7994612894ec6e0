"""What does not belong in the unit log: what is known of somebody's health stays with the health service."""

import re
from typing import Final

WORDS: Final = (
    "alzheimer", "bipolar", "blodtrykk", "cancer", "depresjon", "depression", "diabetes", "diagnos", "epilep",
    "hepatit", "insulin", "kreft", "legemid", "medicine", "medication", "medisin", "metadon", "methadone",
    "psykiat", "psykos", "psychiat", "psychos", "schizo", "subutex", "sykdom", "tablett", "utredning",
)  # fmt: skip
WHOLE: Final = ("adhd", "aids", "hiv")
PATTERN: Final = re.compile(rf"\b(?:(?:{'|'.join(WORDS)})\w*|(?:{'|'.join(WHOLE)})\b)", re.IGNORECASE)


def health_words(text: str) -> list[str]:
    """The words that look like health information, as they were written, each once."""
    return list(dict.fromkeys(match.group(0) for match in PATTERN.finditer(text)))
