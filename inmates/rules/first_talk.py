"""What an officer asks in the first conversation, and what a yes leads to. The answers themselves are not kept.

Nothing clinical: health is told *that* somebody wants to talk with them, never why (norway.md 8, EPR 42).
"""

from collections.abc import Collection
from dataclasses import dataclass
from typing import Final

HEALTH = "HEALTH"
HEALTH_NOW = "HEALTH_NOW"
OBSERVE = "OBSERVE"
APART = "APART"
DEPENDANTS = "DEPENDANTS"
# outcomes that are an alert, by the code of the alert
ALERTS: Final = {APART: "VULNERABLE", "EVACUATION": "EVACUATION_HELP"}


@dataclass(frozen=True, slots=True)
class Question:
    code: str
    outcomes: tuple[str, ...]


QUESTIONS: Final = (
    Question("TALK_TO_HEALTH", (HEALTH,)),
    Question("SAFE_TONIGHT", (HEALTH_NOW, OBSERVE)),
    Question("FIRST_TIME", (OBSERVE,)),
    Question("AFRAID_OF_SOMEBODY", (APART,)),
    Question("LEAVES_SOMEBODY", (DEPENDANTS,)),
    Question("HELP_IN_A_FIRE", ("EVACUATION",)),
)


def outcomes(said_yes: Collection[str]) -> list[str]:
    """What must be done, each once, in the order of the questions. Now comes instead of soon."""
    found = [outcome for question in QUESTIONS if question.code in said_yes for outcome in question.outcomes]
    if HEALTH_NOW in found:
        found = [outcome for outcome in found if outcome != HEALTH]
    return list(dict.fromkeys(found))
