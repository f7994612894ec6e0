"""Telling the story: every app's chapter, in the order of the floors."""

from django.db import transaction
from django.utils.module_loading import autodiscover_modules

from corrections.demo.estate import SLUG
from corrections.demo.stage import Size, Stage
from corrections.models import Prison
from corrections.registries import demo_chapters


class DemoRefused(Exception):
    """This database is not the one to play in. The message says what to do."""


@transaction.atomic
def seed(stage: Stage) -> None:
    """Fill an empty database. Raises ``DemoRefused`` where there is a prison already."""
    if Prison.objects.exists():
        raise DemoRefused("There is a prison in this database: the demo is only seeded into an empty one.")
    autodiscover_modules("demo")
    for chapter in demo_chapters.values():
        if chapter.seed is not None:
            chapter.seed(stage)


@transaction.atomic
def multiply(stage: Stage, size: Size) -> None:
    """A national set in an empty database, for measuring. Raises ``DemoRefused`` where there is a prison already."""
    if Prison.objects.exists():
        raise DemoRefused("There is a prison in this database: the national set is only loaded into an empty one.")
    autodiscover_modules("demo")
    for chapter in demo_chapters.values():
        if chapter.multiply is not None:
            chapter.multiply(stage, size)


@transaction.atomic
def refresh(stage: Stage) -> None:
    """Move the demo to the present. Playing it twice at one moment adds nothing."""
    if not Prison.objects.filter(slug=SLUG).exists():
        raise DemoRefused("There is no demo prison in this database: run seed_demo without --refresh first.")
    autodiscover_modules("demo")
    for chapter in demo_chapters.values():
        if chapter.refresh is not None:
            chapter.refresh(stage)
