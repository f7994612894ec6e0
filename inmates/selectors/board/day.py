"""A whole day of a unit, from midnight to midnight by the clock on the wall."""

from datetime import UTC, date, datetime, time, timedelta

from django.utils import timezone

from corrections.access import Access
from inmates.registries import BoardSubject
from inmates.selectors.board import agenda, facts
from inmates.selectors.board.agenda import AgendaView
from inmates.selectors.board.facts import UnitFacts
from inmates.selectors.board.tiles import NOTHING, tile_of
from inmates.selectors.board.viewer import LIVE


def day_agenda(unit_id: int, day: date, at: datetime, access: Access) -> tuple[UnitFacts, date, list[AgendaView]]:
    """What is booked, expected and planned on ``day`` for who lives there at ``at``. Raises ``NoSuchUnit``."""
    at = at.astimezone(UTC)
    unit = facts.unit_facts(unit_id, at)
    start = timezone.make_aware(datetime.combine(day, time.min))
    end = timezone.make_aware(datetime.combine(day + timedelta(days=1), time.min))
    names, rows = facts.cells(unit_id, at)
    stay_ids = [row[names.index("stay_id")] for row in rows if row[names.index("stay_id")] is not None]
    tiles = [tile_of(names, row, at, NOTHING, viewer=LIVE, code=unit.code) for row in rows]
    booked = facts.commitments(stay_ids, start, end)
    subject = BoardSubject(unit_id, unit.prison_id, tuple(stay_ids), at, lent=unit.lent)
    items = agenda.items(subject, tiles, booked, unit.places, access, start, end)
    return unit, day, agenda.view(items, len(stay_ids), at)
