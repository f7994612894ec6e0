"""Fill an empty database with the demo prison, or move the one that is there to the present."""

import os
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.utils import timezone

from corrections.access import now
from corrections.demo import play
from corrections.demo.stage import Size, Stage


class Command(BaseCommand):
    help = "Fill an empty database with the demo prison (only where PMS_DEMO=1 says that it is a demo)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--refresh", action="store_true", help="move the demo that is there to the present")
        parser.add_argument("--scale", type=float, help="load a national set instead: 1 is 3,500 people in custody")
        parser.add_argument("--history", type=int, default=1, help="with --scale: how many times the past")
        parser.add_argument("--at", type=datetime.fromisoformat, help="the present, instead of now")

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get("PMS_DEMO") != "1":
            raise CommandError(
                "This fills the database with invented people. It only runs where PMS_DEMO=1 says that this is a demo."
            )
        stage = Stage(at=to_the_minute(options["at"] or now()))
        try:
            if options["refresh"]:
                play.refresh(stage)
            elif options["scale"]:
                play.multiply(stage, Size(options["scale"], options["history"]))
            else:
                play.seed(stage)
        except play.DemoRefused as refused:
            raise CommandError(str(refused)) from refused


def to_the_minute(at: datetime) -> datetime:
    at = at if at.tzinfo else timezone.make_aware(at)
    return at.replace(second=0, microsecond=0)
