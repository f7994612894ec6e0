"""Who was held when, where and why: the present residents with the way they came, and a year of people released."""

from collections.abc import Iterator
from dataclasses import dataclass, field

from corrections.demo.estate import UNITS, UnitPlan
from corrections.demo.stage import Stage
from inmates.choices import LegalStatusKind
from inmates.demo.cast import B2, CLOSED, RESERVED, Part
from inmates.demo.figures import Casting, Figure
from inmates.demo.ledger import NOW, Ledger

YEAR_BACK = 365
REMAND, SENTENCED = LegalStatusKind.REMAND, LegalStatusKind.SENTENCED
PREVENTIVE, FINE = LegalStatusKind.PREVENTIVE, LegalStatusKind.FINE_DEFAULT
NEWCOMERS = {"A1": (0, 1), "A2": (1,), "B1": (0, 0, 1, 2), "C1": (1,), "K1": (1,)}
LENGTHS = {
    "A1": (25, 420),
    "A2": (20, 380),
    "B1": (3, 110),
    "B2": (30, 400),
    "C1": (12, 240),
    "K1": (8, 260),
    "O1": (8, 120),
}
CAME_FROM = {"A1": ("B1",), "A2": ("B1",), "B2": ("B1",), "C1": ("A1", "A2", ""), "O1": ("C1", "C1", "C1", "")}
CAME_SHARE = 0.6
RETURNS = 0.08
SHORTEST = 5
MOST_FINE_DAYS = 80


@dataclass(frozen=True)
class Stint:
    """Days in one cell, and on which basis."""

    cell: str
    first: int
    last: int
    basis: LegalStatusKind

    @property
    def is_open(self) -> bool:
        return self.last == NOW

    @property
    def unit(self) -> str:
        return self.cell.split("-")[0]


@dataclass
class Sojourn:
    """One stay, oldest stint first."""

    figure: Figure
    stints: list[Stint]
    part: Part | None = None
    dice_key: str = ""

    @property
    def first(self) -> int:
        return self.stints[0].first

    @property
    def last(self) -> int:
        return self.stints[-1].last

    @property
    def is_open(self) -> bool:
        return self.stints[-1].is_open

    def bases(self) -> list[Stint]:
        """The stints with neighbours on the same basis joined."""
        joined: list[Stint] = []
        for stint in self.stints:
            if joined and joined[-1].basis == stint.basis:
                joined[-1] = Stint(joined[-1].cell, joined[-1].first, stint.last, stint.basis)
            else:
                joined.append(stint)
        return joined


@dataclass
class Planner:
    stage: Stage
    ledger: Ledger = field(default_factory=Ledger)
    sojourns: list[Sojourn] = field(default_factory=list)

    def __post_init__(self) -> None:
        self.casting = Casting(self.stage, [(part.family_name, part.given_name) for part in B2])
        self.dice = self.stage.dice("sojourns")
        self.cells = {
            plan.code: [f"{plan.code}-{number:02d}" for number in range(1, sum(plan.floors) + 1)] for plan in UNITS
        }

    def plan(self) -> list[Sojourn]:
        for plan in UNITS:
            self.sojourns.extend(self.present(plan))
        for sojourn in self.sojourns:
            self.lead_back(sojourn)
        self.sojourns.extend(self.released())
        for place, sojourn in enumerate(self.sojourns):
            sojourn.dice_key = f"{place}"
        return self.sojourns

    # ---- those who are here -------------------------------------------------------------------------------------
    def present(self, plan: UnitPlan) -> Iterator[Sojourn]:
        taken = [part.cell for part in B2] if plan.code == "B2" else self.some_cells(plan)
        parts = {part.cell: part for part in B2}
        new = list(NEWCOMERS.get(plan.code, ()))
        for cell in taken:
            part = parts.get(cell)
            if part:
                figure = Figure(part.family_name, part.given_name, False, part.born, part.nationality, part.background)
                days = part.days_here or self.days(plan.code)
            else:
                figure = self.casting.figure(woman=plan.code == "K1")
                days = new.pop() if new else self.days(plan.code)
            self.ledger.book(cell, days)
            yield Sojourn(figure, [Stint(cell, days, NOW, self.basis(plan.code, days))], part)

    def some_cells(self, plan: UnitPlan) -> list[str]:
        return sorted(self.dice.sample(self.cells[plan.code], plan.residents))

    def days(self, unit: str) -> int:
        low, high = LENGTHS[unit]
        return low + int((high - low) * self.dice.random() ** 1.6)

    def basis(self, unit: str, days: int) -> LegalStatusKind:
        throw = self.dice.random()
        if unit == "B1" or (unit == "K1" and throw < 0.35):
            return REMAND
        if unit == "A1" and throw < 0.06:
            return PREVENTIVE
        return FINE if unit in ("C1", "A2") and throw > 0.9 and days < MOST_FINE_DAYS else SENTENCED

    def lead_back(self, sojourn: Sojourn) -> None:
        """The way that someone came: from remand to a sentenced unit, from there to lower security, and on."""
        if sojourn.part and sojourn.part.way:
            for unit, days in sojourn.part.way:
                self.add_earlier(sojourn, unit, days)
            return
        if sojourn.first < 3 or sojourn.stints[0].basis == FINE:
            return
        while self.dice.random() < CAME_SHARE:
            before = self.dice.choice(CAME_FROM.get(sojourn.stints[0].unit, ("",)))
            if not before or not self.add_earlier(sojourn, before, self.days(before)):
                return

    def add_earlier(self, sojourn: Sojourn, unit: str, days: int) -> bool:
        last = sojourn.first
        cell = self.ledger.find(self.cells[unit], last + days, last, self.dice)
        if cell is None:
            return False
        self.ledger.book(cell, last + days, last)
        basis = REMAND if unit == "B1" else sojourn.stints[0].basis
        sojourn.stints.insert(0, Stint(cell, last + days, last, basis))
        return True

    # ---- those who were --------------------------------------------------------------------------------------------
    def released(self) -> Iterator[Sojourn]:
        back = [sojourn for sojourn in self.sojourns if sojourn.part is None and sojourn.first < 120]
        for plan in UNITS:
            for cell in self.cells[plan.code]:
                for start, end in self.ledger.gaps(cell, YEAR_BACK):
                    yield from self.fill(plan, cell, start, end, back)

    def fill(self, plan: UnitPlan, cell: str, start: int, end: int, back: list[Sojourn]) -> Iterator[Sojourn]:
        """One person after another in a free cell, with days between them in which it stood empty."""
        quiet_until = {CLOSED: 30, RESERVED: 2}.get(cell, 1)
        day = start - self.dice.randrange(0, 21)
        end = max(end, quiet_until)
        while day - SHORTEST >= end:
            last = max(day - self.days(plan.code), end)
            yield Sojourn(self.someone(plan, last, back), [Stint(cell, day, last, self.basis(plan.code, day - last))])
            day = last - self.dice.randrange(1, 30)

    def someone(self, plan: UnitPlan, last: int, back: list[Sojourn]) -> Figure:
        """A new figure, or now and then someone who is here again."""
        if plan.code not in ("K1",) and self.dice.random() < RETURNS:
            for sojourn in back:
                if not sojourn.figure.woman and sojourn.first + 30 < last:
                    back.remove(sojourn)
                    return sojourn.figure
        return self.casting.figure(woman=plan.code == "K1")


def figures_of(sojourns: list[Sojourn]) -> list[Figure]:
    """Everybody once, in the order of their first reception."""
    first: dict[Figure, int] = {}
    for sojourn in sojourns:
        first[sojourn.figure] = max(sojourn.first, first.get(sojourn.figure, 0))
    return sorted(first, key=lambda figure: (-first[figure], figure.name))
