"""What does not belong in the unit log: what is known of somebody's health stays with the health service."""

import re
from typing import Final

WORDS: Final = (
    "allergi", "alzheimer", "angstanfall", "antabus", "antidepress", "astma", "asthma", "autis", "bipolar",
    "blodprøve", "blodtrykk", "blood pressure", "blood test", "cancer", "chemotherap", "covid", "demens",
    "dementia", "depresjon", "depression", "diabetes", "diagnos", "diazepam", "epilep", "fever", "gravid",
    "hepatit", "hjerteinfarkt", "heart attack", "ibux", "infeksjon", "infection", "insulin", "kreft", "legemid",
    "medicine", "medication", "medisin", "metadon", "methadone", "migrene", "migraine", "morfin", "morphine",
    "oxazepam", "panikkanfall", "panic attack", "paracet", "pasient", "pregnan", "psykiat", "psykolog",
    "psykos", "psychiat", "psycholog", "psychos", "resept", "prescription", "ritalin", "schizo", "sobril",
    "sovetablett", "subutex", "suboxone", "sykdom", "sykehistor", "tablett", "tuberkul", "tubercul",
    "utredning", "valium",
)  # fmt: skip
WHOLE: Final = ("adhd", "aids", "feber", "hiv", "ocd", "ptsd")
PATTERN: Final = re.compile(rf"\b(?:(?:{'|'.join(WORDS)})\w*|(?:{'|'.join(WHOLE)})\b)", re.IGNORECASE)


def health_words(text: str) -> list[str]:
    """The words that look like health information, as they were written, each once."""
    return list(dict.fromkeys(match.group(0) for match in PATTERN.finditer(text)))
