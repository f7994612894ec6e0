"""Two weeks of keys at Fjordvik: the daily order, when the doors were turned, a short-staffed day, and one in B1 who is
kept from company and let out alone for an hour a day."""

from collections.abc import Sequence
from datetime import datetime, time, timedelta

from corrections.demo.estate import SLUG
from corrections.demo.load import copy
from corrections.demo.stage import OSLO, Stage
from corrections.models import Unit, User
from corrections.periods import since
from inmates.demo.day import hands_of_fjordvik
from inmates.models import Placement
from security.choices import DoorAct
from security.demo.observed import APART_CELL, BEGAN
from security.models import DailyTurn, LockEvent
from security.rules.locks import Line, expected

DAYS = 14
WEEKDAYS, WEEKEND = [1, 2, 3, 4, 5], [6, 7]
ORDER = (
    Line(DoorAct.UNLOCK, time(7), WEEKDAYS),
    Line(DoorAct.LOCK, time(11, 15), WEEKDAYS),
    Line(DoorAct.UNLOCK, time(12, 15), WEEKDAYS),
    Line(DoorAct.LOCK, time(20, 30), WEEKDAYS),
    Line(DoorAct.UNLOCK, time(8, 30), WEEKEND),
    Line(DoorAct.LOCK, time(17), WEEKEND),
)
SHORT = (("B1", 3, "13:10"), ("B2", 6, "14:40"))  # a unit, how many days ago, and when it was locked for want of staff
NOON = 12
HOUR, MINUTE = timedelta(hours=1), timedelta(minutes=1)
FRESH = 20 * MINUTE  # what has just come stands on the board, for whoever opens the demo to confirm
WHY = "Utelukket fra fellesskapet"
ALONE = "Luftegård alene"


def seed(stage: Stage) -> None:
    manager, begin = User.objects.get(username="dale"), stage.clock(DAYS + 1, "09:00")
    copy([
        DailyTurn(
            unit=unit, act=line.act, starts=line.starts, weekdays=list(line.weekdays), during=since(begin),
            ordered_at=begin, ordered_by=manager,
        )
        for unit in units()
        for line in ORDER
    ])  # fmt: skip
    refresh(stage)
    keep_apart(stage, manager)


def refresh(stage: Stage) -> None:
    """While the demo stood still, the officers turned the keys."""
    officers = hands_of_fjordvik().officers
    for unit in units():
        last = LockEvent.objects.standing().filter(unit=unit, stay=None).order_by("-at").first()
        begin = last.at + 30 * MINUTE if last else stage.clock(DAYS + 1, "20:00")
        copy(turned(stage, unit, officers.get(unit.code) or [], begin, last.act if last else ""))


def turned(stage: Stage, unit: Unit, officers: Sequence[int], begin: datetime, act: str) -> list[LockEvent]:
    """As the daily order says, a few minutes early or late; nobody locks what is locked."""
    rows: list[LockEvent] = []
    short = {stage.clock(ago, "00:00").date(): clock for code, ago, clock in SHORT if code == unit.code}
    for due in expected(ORDER, begin, stage.at - FRESH, OSLO) if officers else ():
        dice = stage.dice("doors", unit.code, due.at.isoformat())
        here = due.at.astimezone(OSLO)
        early = short.get(here.date()) if due.act == DoorAct.LOCK and here.hour > NOON else None
        at = due.at + dice.randint(-4, 8) * MINUTE
        if early:
            at = stage.clock((stage.today - here.date()).days, early)
        if due.act != act:
            rows.append(event(unit, due.act, at, dice.choice(officers)))
            act = due.act
    return rows


def event(unit: Unit, act: str, at: datetime, by: int) -> LockEvent:
    return LockEvent(unit=unit, act=act, at=at, registered_at=at, registered_by_id=by)


def keep_apart(stage: Stage, manager: User) -> None:
    """Since this morning, as the rounds say; with an hour outside alone where there has been time for it."""
    homes = Placement.objects.current().filter(bed__cell__unit__prison__slug=SLUG, bed__cell__code=APART_CELL)
    for home in homes.select_related("stay", "bed__cell__unit").order_by("bed__number")[:1]:
        begin, by = stage.at - BEGAN, manager.pk
        rows = [
            event(home.bed.cell.unit, act, begin + after, by)
            for act, after in ((DoorAct.LOCK, 0 * HOUR), (DoorAct.UNLOCK, 5 * HOUR), (DoorAct.LOCK, 6 * HOUR))
        ]
        for row in rows:
            row.stay, row.reason = home.stay, ALONE if row.act == DoorAct.UNLOCK else WHY
        copy(rows)


def units() -> list[Unit]:
    return list(Unit.objects.filter(prison__slug=SLUG).order_by("position", "code"))
