"""Transfers between prisons (strgjfl. ss. 14 and 15): which grounds carry a transfer to a stricter regime."""

from dataclasses import dataclass
from typing import Final

SOURCE: Final = "strgjfl. s. 14"
LESS_STRICT: Final = "strgjfl. s. 15"
BEHAVIOUR: Final = "c"

# from the strictest on; a transfer to one further left is to a more restrictive regime
LEVELS: Final = ("PARTICULARLY_HIGH", "HIGH", "LOWER", "TRANSITION")
PLACED: Final = "p"  # by a decision of section 11, which weighs by itself how strict it may be
TO_STRICTER: Final = ("a", "b", "c", "d", "e", "f", "g", "j", "l", "n", PLACED)


def is_stricter(from_level: str, to_level: str) -> bool:
    """Whether ``to_level`` is more restrictive than ``from_level``; somebody without a level has none to compare."""
    return bool(from_level) and LEVELS.index(to_level) < LEVELS.index(from_level)


def ground_carries(ground: str, *, stricter: bool) -> bool:
    """To a more restrictive regime only for grounds a to g, j, l and n."""
    return not stricter or ground in TO_STRICTER


def stricter_pairs() -> list[tuple[str, str]]:
    """Every (from, to) that goes to a more restrictive regime: what the constraint of the table is made of."""
    return [(held, to) for place, held in enumerate(LEVELS) for to in LEVELS[:place]]


@dataclass(frozen=True, slots=True)
class GroundCase:
    """What the grounds ask about. ``held``: the level now; ``outcome``: what is proposed or decided, or nothing yet."""

    held: str = ""
    outcome: str = ""
    is_preventive: bool = False
    has_assessment: bool = False
    has_end: bool = False


def lacks(ground: str, case: GroundCase) -> str:
    """What the ground asks for and the case has not, as a code that has a sentence in the app; or nothing.

    The conversation that ground c asks for is looked up where the log is.
    """
    asked = {
        "f": (case.has_assessment, "assessment"),
        "g": (case.has_assessment, "assessment"),
        "h": (case.has_assessment, "assessment"),
        "i": (case.outcome not in ("IMPOSED", "NOT_IMPOSED"), "wish"),
        "j": (case.has_end, "end"),
        "k": (case.has_end, "end"),
        "l": (case.is_preventive and case.held == "PARTICULARLY_HIGH", "preventive_high"),
        "m": (case.is_preventive, "preventive"),
        "n": (case.held not in ("HIGH", "PARTICULARLY_HIGH"), "outside"),
    }
    holds, code = asked.get(ground, (True, ""))
    return "" if holds else code
