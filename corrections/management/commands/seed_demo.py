"""Fill an empty database with the demo prison, or move the one that is there to the present."""

import os
from argparse import ArgumentParser
from datetime import datetime
from typing import Any

from django.core.management.base import BaseCommand, CommandError
from django.db import transaction
from django.utils import timezone
from django.utils.module_loading import autodiscover_modules

from corrections.demo.estate import SLUG
from corrections.demo.stage import Stage
from corrections.models import Prison
from corrections.registries import demo_chapters


class Command(BaseCommand):
    help = "Fill an empty database with the demo prison (only where PMS_DEMO=1 says that it is a demo)."

    def add_arguments(self, parser: ArgumentParser) -> None:
        parser.add_argument("--refresh", action="store_true", help="move the demo that is there to the present")
        parser.add_argument("--at", type=datetime.fromisoformat, help="the present, instead of now")

    def handle(self, *args: Any, **options: Any) -> None:
        if os.environ.get("PMS_DEMO") != "1":
            raise CommandError(
                "This fills the database with invented people. It only runs where PMS_DEMO=1 says that this is a demo."
            )
        autodiscover_modules("demo")
        stage = Stage(at=to_the_minute(options["at"] or timezone.now()))
        with transaction.atomic():
            if options["refresh"]:
                self.refresh(stage)
            else:
                self.seed(stage)

    def seed(self, stage: Stage) -> None:
        if Prison.objects.exists():
            raise CommandError("There is a prison in this database: the demo is only seeded into an empty one.")
        for chapter in demo_chapters.values():
            if chapter.seed is not None:
                chapter.seed(stage)

    def refresh(self, stage: Stage) -> None:
        if not Prison.objects.filter(slug=SLUG).exists():
            raise CommandError("There is no demo prison in this database: run seed_demo without --refresh first.")
        for chapter in demo_chapters.values():
            if chapter.refresh is not None:
                chapter.refresh(stage)


def to_the_minute(at: datetime) -> datetime:
    at = at if at.tzinfo else timezone.make_aware(at)
    return at.replace(second=0, microsecond=0)
