"""The dates of sentences from a JSON list, without a database: see ``sentencing.cases``."""

from datetime import date
from typing import Any

from django.core.management.base import CommandParser
from django.utils import timezone

from corrections.json_lists import JsonListCommand
from sentencing import cases


class Command(JsonListCommand):
    help = "Read a JSON list of sentences, print the dates that follow from each, with how they were worked out."

    def add_arguments(self, parser: CommandParser) -> None:
        super().add_arguments(parser)
        parser.add_argument(
            "--on", type=date.fromisoformat, help="under the law of this day (YYYY-MM-DD), not of today"
        )

    def reply(self, entry: Any, options: dict[str, Any]) -> dict[str, Any]:
        return cases.answer(entry, on=options["on"] or timezone.localdate())
