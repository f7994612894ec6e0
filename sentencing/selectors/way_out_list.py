"""The list of a prison: who serves there, what comes next for each and who has the ball; narrowed, page by page."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass, replace
from datetime import datetime
from typing import Any, Final
from urllib.parse import urlencode
from uuid import UUID

from django.core.paginator import Page, Paginator
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections import display
from corrections.access import Access
from corrections.choices import Role
from sentencing.choices import StepCode
from sentencing.permissions import VictimPerm
from sentencing.rules.guarantee import DOMAINS
from sentencing.selectors import stairs as selector
from sentencing.selectors.stairs import Line
from sentencing.selectors.way_out import IN_PLACE, STATES, going_in_words

A_PAGE: Final = 40
NOBODY: Final = "none"
GOING: Final = "release"
EVERYBODY: Final = "all"


WORDS: Final[dict[str, str | Promise]] = {
    NOBODY: gettext_lazy("Nobody just now"),
    GOING: gettext_lazy("Release is prepared"),
    EVERYBODY: gettext_lazy("All"),
}


@dataclass(frozen=True, slots=True)
class ListRow:
    """One line, ready to print."""

    uuid: UUID
    name: str
    number: str
    cell: str
    next: str
    on: str
    away: str
    word: str | Promise
    level: str
    icon: str
    ball: str
    missing: str
    release: str
    in_place: str
    in_place_level: str
    dots: list[tuple[str, str, str]]
    going: dict[str, Any] | None = None


@dataclass(frozen=True, slots=True)
class Choice:
    key: str
    text: str
    number: int
    is_chosen: bool
    query: str


@dataclass(frozen=True, slots=True)
class Listed:
    """The list of a prison as it was asked for: one page of it, and what it can be narrowed to, with how many."""

    page: Page[Line]
    rows: list[ListRow]
    units: list[Choice]
    balls: list[Choice]
    query: str

    @property
    def is_narrowed(self) -> bool:
        return not (self.units[0].is_chosen and self.balls[0].is_chosen) or self.folded is not None

    @property
    def folded(self) -> Choice | None:
        """Who needs nobody now, where they are left out."""
        hidden = [one for one in self.balls if one.key == NOBODY]
        return hidden[0] if hidden and self.balls[0].is_chosen else None


def list_of(prison_id: int, access: Access, at: datetime, *, unit: str, ball: str, page: str) -> Listed:
    """Who comes next first. ``unit`` is the code of one; ``ball`` a role, a release that is prepared, nobody or all.

    Without one, whoever needs somebody now: the others are folded away, and counted.
    """
    lines = selector.of_prison(prison_id, access, at)
    here = [line for line in lines if unit in {"", line.case.unit_code}]
    asked = [line for line in here if ball in {ball_of(line), EVERYBODY} or (not ball and ball_of(line) != NOBODY)]
    shown = Paginator(asked, A_PAGE).get_page(page)
    units = Counter(line.case.unit_code for line in lines if line.case.unit_code)
    return Listed(
        page=shown,
        rows=[row_of(line, access) for line in shown],
        units=choices(units, "unit", unit, str, ball=ball),
        balls=choices_of_ball(Counter(ball_of(line) for line in here), ball, unit),
        query=f"{urlencode({'unit': unit, 'ball': ball})}&",
    )


def choices_of_ball(numbers: Counter[str], chosen: str, unit: str) -> list[Choice]:
    """Whoever needs somebody, then each that has the ball, then nobody, and all of them."""
    waiting = Counter({key: number for key, number in numbers.items() if key != NOBODY})
    first, *roles = choices(waiting, "ball", chosen, ball_in_words, unit=unit)
    last = [(NOBODY, numbers[NOBODY]), (EVERYBODY, numbers.total())]
    rest = [
        Choice(key, ball_in_words(key), number, key == chosen, urlencode({"ball": key, "unit": unit}))
        for key, number in last
        if number
    ]
    return [replace(first, text=_("Needs somebody")), *roles, *rest]


def ball_of(line: Line) -> str:
    if line.case.going:
        return GOING
    return line.next.ball if line.next and line.next.ball else NOBODY


def ball_in_words(ball: str) -> str:
    if ball in WORDS:
        return str(WORDS[ball])
    return str(Role(ball).label)


def choices(numbers: Counter[str], name: str, chosen: str, words: Callable[[str], str], **others: str) -> list[Choice]:
    """All of them first, then each that there is, in the order of the words."""
    found = sorted(((key, words(key), number) for key, number in numbers.items()), key=lambda one: one[1])
    every = [("", _("All"), numbers.total()), *found]
    return [Choice(key, text, n, key == chosen, urlencode({name: key, **others})) for key, text, n in every]


def row_of(line: Line, access: Access) -> ListRow:
    case, rung = line.case, line.next if line.case.going is None else None
    word, level, icon = STATES[rung.state] if rung else ("", "", "")
    on = (rung.look_again_on or rung.on) if rung else None
    sees = access.may(VictimPerm.NOTICE, prison_id=case.prison_id) if case.prison_id else False
    missing = [str(IN_PLACE[one.code]) for one in rung.missing if one.code in IN_PLACE] if rung else []
    if rung and not sees:
        missing = [text for text in missing if text != str(IN_PLACE["VICTIM"])]
    return ListRow(
        uuid=case.uuid,
        name=case.name,
        number=case.number,
        cell=case.cell,
        next=str(StepCode(rung.step).label) if rung else "",
        on=display.day(on) if on else "",
        away=display.days_away(on, case.today) if on else "",
        word=word,
        level=level,
        icon=icon,
        ball=str(Role(rung.ball).label) if rung and rung.ball else "",
        missing=", ".join(missing),
        release=release_in_words(line),
        in_place=_("%(n)d of %(all)d") % {"n": line.settled, "all": len(DOMAINS)},
        in_place_level="bad" if any(due.is_alarm for due in line.asked) else "warn" if line.asked else "",
        dots=list(dots_of(line)),
        going=going_in_words(case),
    )


def release_in_words(line: Line) -> str:
    target = line.case.target
    if target is None:
        return ""
    said = f"{display.day(target)}, {display.days_away(target, line.case.today)}"
    return _("Planned: %(day)s") % {"day": said} if line.case.planned else said


def dots_of(line: Line) -> Iterable[tuple[str, str, str]]:
    """All eight steps as marks: the state, and the words that stand for the mark."""
    for rung in line.rungs:
        word = STATES[rung.state][0]
        day = f", {display.day(rung.on)}" if rung.on else ""
        yield rung.state, f"{StepCode(rung.step).label}: {word}{day}", STATES[rung.state][2]
