"""Commands that read a JSON list and print one, with neither a database nor a network."""

import json
import sys
from collections import Counter
from collections.abc import Callable, Iterable
from math import isfinite
from pathlib import Path
from typing import Any

from django.conf import settings
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.utils import translation
from django.utils.translation import gettext

DEEPEST = 100  # levels of lists and objects: nobody writes more, and no reader of it ends in a trace
TOO_DEEP = "This is not JSON that can be read: it is nested too deeply."


class JsonListCommand(BaseCommand):
    """``manage.py name [FILE|-]``: each entry of the list gets its answer, in the same order."""

    requires_system_checks: list[str] = []  # they look at the database
    answer: Callable[[Any], dict[str, Any]]

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument(
            "file", nargs="?", default="-", help="a file with a JSON list; - or nothing reads the input"
        )
        parser.add_argument(
            "--language", default=settings.LANGUAGE_CODE, choices=[code for code, _ in settings.LANGUAGES]
        )

    def handle(self, *args: Any, **options: Any) -> None:
        entries = entries_of(text_of(options["file"]))
        with translation.override(options["language"]):
            answers = [self.reply(entry, options) for entry in entries]
            say_where_an_id_is_twice(answers)
        self.stdout.write(printable(answers, getattr(self.stdout, "encoding", None) or "utf-8"))

    def reply(self, entry: Any, options: dict[str, Any]) -> dict[str, Any]:
        """The answer to one entry."""
        return type(self).answer(entry)


def text_of(name: str) -> str:
    """The file, or the input, as UTF-8 whatever the machine's own encoding is; a mark of the byte order is let go."""
    try:
        if name != "-":
            return Path(name).read_text(encoding="utf-8-sig")
        raw = getattr(sys.stdin, "buffer", None)
        return raw.read().decode("utf-8-sig") if raw is not None else sys.stdin.read()
    except (OSError, ValueError) as error:  # ValueError: not UTF-8, or a name that no file can have
        raise CommandError(f"{name} cannot be read: {error}") from error


def entries_of(text: str) -> list[Any]:
    try:
        entries = json.loads(text, parse_constant=no_number, parse_float=finite, object_pairs_hook=once_each)
    except RecursionError as error:
        raise CommandError(TOO_DEEP) from error
    except ValueError as error:  # also a number of thousands of digits
        raise CommandError(f"This is not JSON: {error}") from error
    if is_too_deep(entries):
        raise CommandError(TOO_DEEP)
    if not isinstance(entries, list):
        raise CommandError("Write a JSON list, also for one entry: [{…}].")
    return entries


def no_number(name: str) -> Any:
    raise ValueError(f"{name} is no number in JSON")


def finite(text: str) -> float:
    """A number with a fraction; one that is beyond all numbers could not be written back."""
    number = float(text)
    if not isfinite(number):
        raise ValueError(f"{text[:40]} is too large for a number")
    return number


def is_too_deep(value: Any) -> bool:
    level = [value]
    for _level in range(DEEPEST):
        level = [inner for one in level for inner in inside(one)]
    return bool(level)


def inside(value: Any) -> Iterable[Any]:
    return value.values() if isinstance(value, dict) else value if isinstance(value, list) else ()


class Twice(dict[str, Any]):
    """An object in which names are written twice, so that nobody can say which value is meant: ``names``."""

    names: tuple[str, ...] = ()


def once_each(pairs: list[tuple[str, Any]]) -> dict[str, Any]:
    entry = Twice(pairs)
    names = [name for name, _value in pairs]
    entry.names = tuple(name for name in entry if names.count(name) > 1)
    return entry if entry.names else dict(entry)


def names_twice(value: Any) -> list[str]:
    """The names written twice in one object, anywhere in ``value``."""
    here = value.names if isinstance(value, Twice) else ()
    return [*here, *(name for one in inside(value) for name in names_twice(one))]


def say_where_an_id_is_twice(answers: list[dict[str, Any]]) -> None:
    """Answers keep the order of the entries; two with one id are told apart by that alone, so both say so."""
    ids = [json.dumps(answer.get("id")) for answer in answers]
    many = {each for each, times in Counter(ids).items() if times > 1 and each != "null"}
    for each, answer in zip(ids, answers, strict=True):
        if each in many:
            message = gettext("Another entry has the same id. The answers stand in the order of the entries.")
            answer.setdefault("warnings", []).append({"code": "id_twice", "message": message})


def printable(answers: list[dict[str, Any]], encoding: str) -> str:
    """As JSON in plain letters; escaped where the output cannot hold them."""
    text = json.dumps(answers, ensure_ascii=False, indent=2)
    try:
        text.encode(encoding)
    except UnicodeEncodeError:
        return json.dumps(answers, indent=2)
    return text
