"""What must have happened in the first hours after an admission, each a clock of its own (law/no/first_hours.toml)."""

from typing import Final

HOME: Final = "NOR"
ITEMS: Final = ("RIGHTS", "CALL", "HEALTH", "FAMILY", "CONSULATE")


def rule_of(item: str) -> str:
    return f"FIRST_{item}"


def items_for(nationality: str) -> tuple[str, ...]:
    """The consulate only where the person is known to be a citizen of another country."""
    return tuple(item for item in ITEMS if item != "CONSULATE" or nationality not in ("", HOME))
