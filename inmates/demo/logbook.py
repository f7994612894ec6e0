"""A year of the unit log, and today's entries."""

from collections.abc import Iterator, Sequence
from datetime import datetime, timedelta

from corrections.demo.estate import SLUG, UNITS
from corrections.demo.load import copy
from corrections.demo.stage import Stage
from corrections.models import Cell, Unit
from inmates.choices import LogKind
from inmates.demo.cast import CLOSED
from inmates.demo.custody import Resident
from inmates.demo.day import Hands
from inmates.demo.phrases import ABOUT_ALL, ABOUT_ONE, B2_NAMES, B2_TODAY, B2_TOLD, B2_UNVERIFIED, LERVIK
from inmates.models import Absence, LogEntry, LogMention, Stay

YEAR = 365
RECENTLY = timedelta(hours=18)


def write_year(
    stage: Stage, pairs: Sequence[Resident], away: dict[int, list[Absence]], hands: Hands, days_back: int = YEAR
) -> None:
    units = {unit.code: unit for unit in Unit.objects.filter(prison__slug=SLUG)}
    living = by_unit(pairs)
    copy(
        [
            entry
            for plan in UNITS
            for days in range(days_back, 0, -1)
            for entry in day_of(stage, units[plan.code], days, at_home(stage, living[plan.code], away, days), hands)
        ]
    )


def by_unit(pairs: Sequence[Resident]) -> dict[str, list[tuple[int, int, Stay]]]:
    """First and last day of each stint, and whose it is."""
    living: dict[str, list[tuple[int, int, Stay]]] = {plan.code: [] for plan in UNITS}
    for sojourn, stay in pairs:
        for stint in sojourn.stints:
            living[stint.unit].append((stint.first, stint.last, stay))
    return living


def at_home(stage: Stage, living: list[tuple[int, int, Stay]], away: dict[int, list[Absence]], days: int) -> list[Stay]:
    morning, night = stage.clock(days, "06:00"), stage.clock(days, "23:00")
    here = (stay for first, last, stay in living if first > days > last)
    return [stay for stay in here if not any(touches(row, morning, night) for row in away.get(stay.pk, ()))]


def touches(absence: Absence, start: datetime, end: datetime) -> bool:
    back = absence.during.upper
    return absence.departed_at < end and (back is None or back > start)


def day_of(stage: Stage, unit: Unit, days: int, residents: list[Stay], hands: Hands) -> Iterator[LogEntry]:
    dice = stage.dice("log", unit.code, stage.today - timedelta(days=days))
    for _line in range(dice.randrange(2, 6)):
        at = stage.clock(days, dice.randrange(7 * 60, 22 * 60))
        author = dice.choice(hands.officers[unit.code])
        if residents and dice.random() < 0.65:
            stay = dice.choice(residents)
            kind, text = dice.choice(ABOUT_ONE)
            yield entry(unit, at, kind, text.format(name=stay.person.family_name), author, stay.person_id)
        else:
            kind, text = dice.choice(ABOUT_ALL)
            yield entry(unit, at, kind, text, author)


def entry(unit: Unit, at: datetime, kind: LogKind, text: str, author_id: int, person_id: int | None = None) -> LogEntry:
    return LogEntry(
        unit=unit,
        happened_at=at,
        kind=kind,
        text=text,
        person_id=person_id,
        written_at=at + timedelta(minutes=1),
        written_by_id=author_id,
    )


# ---- today -------------------------------------------------------------------------------------------------------
def write_today(stage: Stage, present: Sequence[Resident], hands: Hands) -> None:
    """What has been written so far today. What stands there from a start earlier today is not written again."""
    units = {unit.code: unit for unit in Unit.objects.filter(prison__slug=SLUG)}
    b2 = units["B2"]
    rows = [
        *b2_today(stage, b2, present, hands),
        *b2_told(stage, b2, hands),
        *elsewhere_today(stage, units, present, hands),
    ]
    recent = LogEntry.objects.filter(unit__in=units.values(), happened_at__gt=stage.at - RECENTLY)
    known = set(recent.values_list("unit_id", "text"))
    new = [row for row in rows if (row.unit_id, row.text) not in known and row.happened_at <= stage.at]
    mention(copy(new), present)


def mention(lines: Sequence[LogEntry], present: Sequence[Resident]) -> None:
    """Lines that name more than one."""
    people = {sojourn.part.family_name: stay.person_id for sojourn, stay in present if sojourn.part}
    named = [(line, name) for line in lines for part, names in B2_NAMES.items() if part in line.text for name in names]
    copy([LogMention(entry=line, person_id=people[name], happened_at=line.happened_at) for line, name in named])


def b2_today(stage: Stage, unit: Unit, present: Sequence[Resident], hands: Hands) -> Iterator[LogEntry]:
    people = {sojourn.part.family_name: stay.person_id for sojourn, stay in present if sojourn.part}
    for time, kind, text, about, author in B2_TODAY:
        row = entry(unit, stage.moment(time), kind, text, hands.staff[author], people.get(about))
        row.written_at = row.happened_at
        if CLOSED in text:
            row.cell = Cell.objects.get(code=CLOSED, unit=unit)
        yield row


def b2_told(stage: Stage, unit: Unit, hands: Hands) -> Iterator[LogEntry]:
    for time, kind, text, source, author in B2_TOLD:
        row = entry(unit, stage.moment(time), kind, text, hands.staff[author])
        row.source, row.is_verified = source, False
        yield row


def elsewhere_today(
    stage: Stage, units: dict[str, Unit], present: Sequence[Resident], hands: Hands
) -> Iterator[LogEntry]:
    for code, unit in units.items():
        residents = [stay for sojourn, stay in present if sojourn.stints[-1].unit == code and sojourn.first > 1]
        dice = stage.dice("log", code, stage.today)
        for kind, text in (*dice.sample(ABOUT_ONE, 3), dice.choice(ABOUT_ALL)) if code != "B2" and residents else ():
            stay = dice.choice(residents) if "{name}" in text else None
            line = text.format(name=stay.person.family_name) if stay else text
            at = stage.moment(dice.randrange(7 * 60 + 10, 14 * 60 + 25))
            yield entry(unit, at, kind, line, dice.choice(hands.officers[code]), stay.person_id if stay else None)


def write_about_lervik(stage: Stage, present: Sequence[Resident], hands: Hands) -> None:
    unit = Unit.objects.get(code="B2", prison__slug=SLUG)
    person_id = next(stay.person_id for sojourn, stay in present if sojourn.figure.family_name == "Lervik")
    copy(
        [
            entry(unit, stage.clock(days, time), kind, text, hands.staff[author], person_id)
            for days, time, kind, text, author in LERVIK
        ]
    )


def write_what_nobody_verified(stage: Stage, hands: Hands) -> None:
    unit = Unit.objects.get(code="B2", prison__slug=SLUG)
    rows = [
        entry(unit, stage.clock(days, time), kind, text, hands.staff[author])
        for days, time, kind, text, _source, author in B2_UNVERIFIED
    ]
    for row, (*_what, source, _author) in zip(rows, B2_UNVERIFIED, strict=True):
        row.source, row.is_verified = source, False
    copy(rows)
