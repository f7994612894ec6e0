"""The calm of a unit as its handovers tell it, beside what other sources count. No number that nobody counted."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from datetime import date, datetime, timedelta
from typing import Any

from django.db import connection
from django.utils import timezone
from django.utils.formats import number_format
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.choices import LogKind
from security.choices import Calm, ShiftName
from security.models import Handover
from security.picture import Counted, Point, steps
from security.registries import climate_sources
from security.rules.handover import BEFORE

SPANS = (30, 90)

OBSERVATIONS = """
SELECT (e.happened_at AT TIME ZONE %(zone)s)::date AS on, count(*)
FROM inmates_logentry e
WHERE e.unit_id = %(unit)s AND e.kind = %(kind)s
  AND e.happened_at >= (%(first)s::date::timestamp AT TIME ZONE %(zone)s)
  AND e.happened_at < ((%(last)s::date + 1)::timestamp AT TIME ZONE %(zone)s)
  AND NOT EXISTS (SELECT FROM inmates_logentry x WHERE x.corrects_id = e.id)
GROUP BY 1
"""


@dataclass(frozen=True, slots=True)
class Line:
    """One day in the table: the three shifts in words, and what each source counted."""

    day: str
    iso: str
    shifts: tuple[str, ...]
    counted: tuple[str, ...]


@dataclass(frozen=True, slots=True)
class Climate:
    picture: SafeString | str
    sentence: str
    shifts: tuple[str, ...]
    sources: tuple[str, ...]
    lines: tuple[Line, ...]
    missing: tuple[str, ...]


def climate_of(unit_id: int, access: Access, *, days: int, at: datetime) -> Climate:
    """The last ``days`` days, today the newest. One query for the calm, one for each source."""
    last = timezone.localtime(at).date()
    first = last - timedelta(days=days - 1)
    calm = calm_of(unit_id, first, last)
    sources = [
        Found(str(source.label), source.load(unit_id, first, last), source.decimals, source.gaps)
        for source in climate_sources.values()
        if not source.perm or access.may(source.perm, unit_id=unit_id)
    ]
    sentence = in_one_sentence(calm, days)
    rows = [Counted(source.label, source.load) for source in sources]
    return Climate(
        picture=steps(points(calm), rows, first, last, name=sentence) if calm else "",
        sentence=sentence,
        shifts=tuple(str(ShiftName(BEFORE[name].key).label) for name in ShiftName.values),
        sources=tuple(source.label for source in sources),
        lines=tuple(lines(calm, sources, first, last)),
        missing=tuple(
            _("%(what)s: nothing is known of these days.") % {"what": source.label}
            for source in sources
            if source.gaps and not source.load
        ),
    )


@dataclass(frozen=True, slots=True)
class Found:
    """What one source counted. A day that it does not know is no day without."""

    label: str
    load: Mapping[date, float]
    decimals: int
    gaps: bool

    def on(self, day: date) -> str:
        if self.gaps and day not in self.load:
            return "–"
        return number_format(self.load.get(day, 0), self.decimals)


Kept = dict[tuple[date, str], str]


def calm_of(unit_id: int, first: date, last: date) -> Kept:
    """What was said at each handover that somebody signed. One query."""
    found = Handover.objects.filter(unit=unit_id, on__range=(first, last)).exclude(calm="")
    return {(on, shift): calm for on, shift, calm in found.values_list("on", "shift", "calm")}


def points(calm: Kept) -> list[Point]:
    """In the order of the day: each is said of the shift that ended then."""
    order = ShiftName.values
    levels = Calm.values
    return [
        Point(on, order.index(shift), levels.index(calm[on, shift]))
        for on, shift in sorted(calm, key=lambda key: (key[0], order.index(key[1])))
    ]


def in_one_sentence(calm: Kept, days: int) -> str:
    if not calm:
        return _("No shift has said how calm the unit was in the last %(days)d days.") % {"days": days}
    said = list(calm.values())
    values = {"calm": said.count("CALM"), "uneasy": said.count("UNEASY"), "tense": said.count("TENSE")}
    text = _("The last %(days)d days: calm at %(calm)d handovers, uneasy at %(uneasy)d and tense at %(tense)d.")
    return text % (values | {"days": days})


def lines(calm: Kept, sources: Sequence[Found], first: date, last: date) -> list[Line]:
    """Every day, the newest first."""
    found = []
    for back in range((last - first).days + 1):
        on = last - timedelta(days=back)
        said = tuple(str(Calm(calm[on, name]).label) if (on, name) in calm else "–" for name in ShiftName.values)
        counted = tuple(source.on(on) for source in sources)
        found.append(Line(display.day(on), on.isoformat(), said, counted))
    return found


def observations(unit_id: int, first: date, last: date) -> dict[date, float]:
    """Entries of the kind observation in the unit's log, by the day on which it happened."""
    values: dict[str, Any] = {"unit": unit_id, "kind": LogKind.OBSERVATION, "first": first, "last": last}
    with connection.cursor() as cursor:
        cursor.execute(OBSERVATIONS, values | {"zone": timezone.get_default_timezone_name()})
        return {on: float(count) for on, count in cursor.fetchall()}
