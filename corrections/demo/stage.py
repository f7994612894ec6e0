"""What every chapter is told: when the present is, and dice that fall the same way each time.

The day of the demo is written as it stood at 14:32, the minute of the drawings. ``moment`` and ``planned`` move it to
the present, so that the board is alive at any hour: what began at 13:40 began 52 minutes ago.
"""

import random
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from zoneinfo import ZoneInfo

OSLO = ZoneInfo("Europe/Oslo")
STORY_NOW = 14 * 60 + 32
GRID = timedelta(minutes=5)


@dataclass(frozen=True)
class Stage:
    at: datetime
    seed: str = "fjordvik"

    @property
    def today(self) -> date:
        return self.at.astimezone(OSLO).date()

    def dice(self, *about: object) -> random.Random:
        """Dice of their own for each question, so that a change in one place leaves the rest as it was."""
        return random.Random(":".join(map(str, (self.seed, *about))))  # noqa: S311  (a play, no secrets)

    def moment(self, story: str | int) -> datetime:
        """When something happened, or will: the minute of the story, moved to the present."""
        return self.at + timedelta(minutes=minutes(story) - STORY_NOW)

    def planned(self, story: str | int) -> datetime:
        """The same for what was planned: on the nearest five minutes away from the present."""
        exact = self.moment(story)
        past = timedelta(minutes=exact.minute % 5)
        return exact - past if exact <= self.at or not past else exact - past + GRID

    def clock(self, days_ago: int, time: str | int) -> datetime:
        """A time of day on another day, in Oslo."""
        return oslo(self.today - timedelta(days=days_ago), time)


@dataclass(frozen=True)
class Size:
    """How large a national set is: 1 is 3,500 people in custody and 100,000 in all. ``history`` multiplies the past."""

    scale: float = 1.0
    history: int = 1

    def of(self, whole: int, least: int = 1) -> int:
        return max(least, round(whole * self.scale))

    @property
    def prisons(self) -> int:
        return self.of(58)

    @property
    def units(self) -> int:
        return self.of(250, least=4)

    @property
    def places(self) -> int:
        return self.of(3900, least=16)

    @property
    def in_custody(self) -> int:
        return self.of(3500, least=8)

    @property
    def people(self) -> int:
        return self.of(100_000, least=40)


def minutes(clock: str | int) -> int:
    """Minutes since midnight of ``"13:40"``."""
    if isinstance(clock, int):
        return clock
    hour, minute = clock.split(":")
    return int(hour) * 60 + int(minute)


def oslo(day: date, time: str | int) -> datetime:
    hour, minute = divmod(minutes(time), 60)
    return datetime(day.year, day.month, day.day, hour, minute, tzinfo=OSLO)
