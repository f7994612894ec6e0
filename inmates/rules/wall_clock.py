"""Which instant somebody means who types a clock time, also on the two nights when the clocks change.

An hour that happens twice (October) is read as the nearest to now; one that never happens (March) is no instant at all.
"""

from datetime import UTC, date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)


def instants(on: date, clock: time, zone: tzinfo) -> list[datetime]:
    """The instants at which the clock on the wall shows ``clock`` on that date: one, two, or none; earliest first.

    In UTC: two times of one zone compare by their clocks, and so cannot tell the hour that happens twice.
    """
    found = set()
    for fold in (0, 1):
        local = datetime.combine(on, clock, tzinfo=zone).replace(fold=fold)
        instant = local.astimezone(UTC)
        if instant.astimezone(zone).replace(fold=0) == local.replace(fold=0):
            found.add(instant)
    return sorted(found)


def latest(clock: time, now: datetime, zone: tzinfo) -> datetime | None:
    """The last time, at or before ``now``, that the clock showed this; within the last day.

    None in the night when the clock jumped over it: nobody means the night before.
    """
    here = now.astimezone(zone)
    now, today = now.astimezone(UTC), here.date()
    if clock <= here.time() and not instants(today, clock, zone):
        return None
    recent = [i for on in (today - DAY, today) for i in instants(on, clock, zone) if now - DAY < i <= now]
    return recent[-1] if recent else None


def next_time(clock: time, now: datetime, zone: tzinfo) -> datetime | None:
    """The first time after ``now`` that the clock shows this; within a day."""
    now = now.astimezone(UTC)
    today = now.astimezone(zone).date()
    future = [i for on in (today, today + DAY) for i in instants(on, clock, zone) if now < i]
    return future[0] if future else None
