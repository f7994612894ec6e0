"""Rules and deadlines as data: versions read from ``corrections/law/<country>/*.toml``, never changed."""

import hashlib
import json
import tomllib
from datetime import date
from pathlib import Path
from typing import Any

from django.conf import settings
from django.db import transaction
from django.db.backends.postgresql.psycopg_any import DateRange

from corrections.models import RuleVersion

FOLDER = Path(__file__).resolve().parent.parent / "law"


class LawChanged(Exception):
    """A rule version on disk differs from the one that decisions were made under: add a version instead."""


@transaction.atomic
def load_law(country: str | None = None) -> int:
    """Insert the versions that are not there yet. Returns how many. Raises ``LawChanged`` where one was edited."""
    country = country or settings.LAW_COUNTRY
    added = 0
    for entry in read_law(country):
        same = RuleVersion.objects.filter(country=country, rule_id=entry["id"], valid__startswith=entry["valid_from"])
        kept = same.order_by("pk").first()
        print_of = fingerprint(entry)
        if kept is None:
            RuleVersion.objects.create(
                country=country,
                rule_id=entry["id"],
                legal_ref=entry["source"],
                valid=DateRange(entry["valid_from"], entry.get("valid_to"), "[)"),
                parameters=entry["parameters"],
                is_confirmed=not entry.get("verify", False),
                fingerprint=print_of,
            )
            added += 1
        elif kept.fingerprint != print_of:
            raise LawChanged(f"{entry['id']} from {entry['valid_from']}: add a version, do not edit one")
    return added


def read_law(country: str) -> list[dict[str, Any]]:
    """Every version in the country's folder: ``[[rule]]`` tables with id, source, valid_from, parameters."""
    return read_table(country, "rule")


def read_table(country: str, name: str) -> list[dict[str, Any]]:
    """Every ``[[name]]`` table of the country's folder. Needs no database."""
    return [entry for file in read_files(country) for entry in file.get(name, [])]


def read_words(country: str) -> dict[str, dict[str, str]]:
    """What the folder's own texts are in other languages: ``{"nb": {English: Bokmål}}``."""
    words: dict[str, dict[str, str]] = {}
    for file in read_files(country):
        for code, _name in settings.LANGUAGES:
            words.setdefault(code, {}).update(file.get(code, {}))
    return words


def read_files(country: str) -> list[dict[str, Any]]:
    return [tomllib.loads(path.read_text(encoding="utf-8")) for path in sorted((FOLDER / country).glob("*.toml"))]


def fingerprint(entry: dict[str, Any]) -> str:
    meaning = {key: entry.get(key) for key in ("id", "source", "parameters", "verify")}
    return hashlib.sha256(json.dumps(meaning, sort_keys=True, default=str).encode()).hexdigest()


def rule_in_force(rule_id: str, on: date, country: str | None = None) -> RuleVersion:
    """The version of ``rule_id`` on the day ``on``. Raises ``RuleVersion.DoesNotExist`` where there was none."""
    return RuleVersion.objects.in_force(on).get(country=country or settings.LAW_COUNTRY, rule_id=rule_id)
