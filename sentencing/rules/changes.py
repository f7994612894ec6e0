"""What a new calculation moves: the same date before and after, and by how many days."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date

from sentencing.rules.dates import Step


@dataclass(frozen=True, slots=True)
class Change:
    """One date. ``before`` is empty where it is new, ``after`` where it falls away."""

    what: str
    before: date | None
    after: date | None

    @property
    def moved(self) -> int:
        """Days by which the date comes later; below 0 it comes earlier."""
        return (self.after - self.before).days if self.before and self.after else 0

    @property
    def is_change(self) -> bool:
        return self.before != self.after


def changes(before: Iterable[Step], after: Iterable[Step]) -> list[Change]:
    """Every date of either, those of ``after`` first in their order, those that fall away last."""
    old = {step.what: step.on for step in before}
    new = {step.what: step.on for step in after}
    gone = [what for what in old if what not in new]
    return [Change(what, old.get(what), new.get(what)) for what in [*new, *gone]]
