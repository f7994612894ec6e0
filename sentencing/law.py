"""The law of sentences as it stands on a day, read from ``corrections/law`` and not from the database.

A new number is a new version with a day that it holds from. Calculations of that day and later use it; one that was
made before keeps its ``rule_version``, its steps and its dates.
"""

from collections.abc import Mapping
from dataclasses import fields
from datetime import date
from functools import cache
from hashlib import sha256
from typing import Any, Final

from django.conf import settings

from corrections.services import law
from sentencing.rules import parameters as p

METHOD: Final = 2  # of the arithmetic itself, sentencing/rules: a change there is another version too
RULES: Final[Mapping[str, tuple[str, type[p.Parameters]]]] = {
    "terms": ("SENTENCE_TERM", p.Terms),
    "fines": ("SENTENCE_FINE", p.Fines),
    "preventive": ("SENTENCE_PREVENTIVE", p.Preventive),
    "stairs": ("SENTENCE_PREVENTIVE_STAIRS", p.Part),
    "method": ("SENTENCE_METHOD", p.Method),
    "probation": ("SENTENCE_PROBATION", p.Probation),
    "half": ("SENTENCE_HALF", p.Part),
    "leave": ("SENTENCE_LEAVE", p.Leave),
    "day_release": ("SENTENCE_DAY_RELEASE", p.Relief),
    "lower": ("SENTENCE_LOWER", p.Before),
    "monitoring": ("SENTENCE_MONITORING", p.Relief),
    "payment": ("SENTENCE_PAYMENT", p.Proportion),
    "community": ("SENTENCE_COMMUNITY", p.Community),
}
Entry = Mapping[str, Any]


def law_on(day: date) -> p.Law:
    """Every rule in force on ``day``; before its first version, that one."""
    return assemble(tuple(in_force(versions, day) for versions in entries().values()))


@cache
def entries() -> dict[str, list[Entry]]:
    """The versions of each rule by its name here, the earliest first."""
    found = law.read_law(settings.LAW_COUNTRY)
    return {
        name: sorted((entry for entry in found if entry["id"] == rule_id), key=lambda entry: entry["valid_from"])
        for name, (rule_id, _kind) in RULES.items()
    }


def in_force(versions: list[Entry], day: date) -> int:
    """Which of the versions holds on ``day``."""
    return max(0, sum(1 for entry in versions if entry["valid_from"] <= day) - 1)


@cache
def assemble(which: tuple[int, ...]) -> p.Law:
    chosen = {name: versions[at] for (name, versions), at in zip(entries().items(), which, strict=True)}
    values: dict[str, Any] = {name: read(RULES[name][1], entry) for name, entry in chosen.items()}
    return p.Law(version=version_of(chosen), **values)


def read(kind: type[p.Parameters], entry: Entry) -> p.Parameters:
    """One rule. Fails where a number is missing or none of ours: nothing counts with half a law."""
    given = {name: value for name, value in entry["parameters"].items() if name != "what"}
    if missing := {field.name for field in fields(kind)} ^ {"source", "is_confirmed", *given}:
        raise ValueError(f"{entry['id']} from {entry['valid_from']}: {', '.join(sorted(missing))}")
    values = {name: frozen(value) for name, value in given.items()}
    return kind(source=entry["source"], is_confirmed=not entry.get("verify", False), **values)


def frozen(value: Any) -> Any:
    return tuple(map(frozen, value)) if isinstance(value, list) else value


def version_of(chosen: Mapping[str, Entry]) -> str:
    """``no-20260101-1f0a9c3e``: the country, the day of the latest change, and what the numbers come to."""
    prints = [str(METHOD), *(law.fingerprint(dict(entry)) for entry in chosen.values())]
    latest = max(entry["valid_from"] for entry in chosen.values())
    return f"{settings.LAW_COUNTRY}-{latest:%Y%m%d}-{sha256(' '.join(prints).encode()).hexdigest()[:8]}"


def forget() -> None:
    """Read the folder again: for tests that put another version into it."""
    entries.cache_clear()
    assemble.cache_clear()
