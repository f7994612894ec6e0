"""How many officers go along on a trip: by the security level the person lives under, and how the trip is guarded."""

from collections.abc import Mapping


def escorts_needed(level: str, risk: str, parameters: Mapping[str, Mapping[str, int]]) -> int:
    """``parameters`` are those of rule ESCORTS (local). Where nobody lives under a level, the strictest is taken."""
    of_level = parameters["level"]
    return of_level.get(level, max(of_level.values())) + parameters["risk"][risk]
