"""Who could be in prison: figures put together by dice, no two of the same name."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from random import Random

from corrections.demo.stage import Stage
from inmates.demo.names import BACKGROUNDS, Background

CITIZEN_SHARE = 0.45
YOUNGEST, OLDEST = 19, 78
YEAR = 365.25


@dataclass(frozen=True)
class Figure:
    family_name: str
    given_name: str
    woman: bool
    born: date
    nationality: str
    background: str

    @property
    def name(self) -> tuple[str, str]:
        return self.family_name, self.given_name


class Casting:
    """Hands out figures; the dice are thrown in the order of the calls."""

    def __init__(self, stage: Stage, taken: Iterable[tuple[str, str]]) -> None:
        self.dice = stage.dice("figures")
        self.today = stage.today
        self.taken = set(taken)
        self.keys = list(BACKGROUNDS)
        self.weights = [BACKGROUNDS[key].weight for key in self.keys]

    def figure(self, *, woman: bool = False) -> Figure:
        key = self.dice.choices(self.keys, self.weights)[0]
        background = BACKGROUNDS[key]
        family, given = self.name(background, woman=woman)
        return Figure(
            family_name=family,
            given_name=given,
            woman=woman,
            born=birthday(self.today, self.dice),
            nationality="NOR" if self.dice.random() < CITIZEN_SHARE else background.country,
            background=key,
        )

    def name(self, background: Background, *, woman: bool) -> tuple[str, str]:
        """A pair that nobody has; where all are taken, a second given name is added."""
        families, givens = background.family(woman=woman), background.given(woman=woman)
        given = ""
        while True:
            given = f"{given} {self.dice.choice(givens)}".strip()
            pair = self.dice.choice(families), given
            if pair not in self.taken:
                self.taken.add(pair)
                return pair
            given = given if self.dice.random() < 1 / 3 and " " not in given else ""


def birthday(today: date, dice: Random) -> date:
    age = min(max(dice.gauss(37, 12), YOUNGEST), OLDEST)
    return today - timedelta(days=int(age * YEAR) + dice.randrange(365))
