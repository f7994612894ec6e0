"""Which instant somebody means who types a clock time, also on the two nights when the clocks change.

An hour that happens twice (October) is read as the nearest to now; one that never happens (March) is no instant at all.
"""

from datetime import date, datetime, time, timedelta, tzinfo

DAY = timedelta(days=1)


def instants(on: date, clock: time, zone: tzinfo) -> list[datetime]:
    """The instants at which the clock on the wall shows ``clock`` on that date: one, two, or none; earliest first."""
    found: list[datetime] = []
    for fold in (0, 1):
        local = datetime.combine(on, clock, tzinfo=zone).replace(fold=fold)
        back = datetime.fromtimestamp(local.timestamp(), tz=zone)
        if (back.date(), back.time()) == (on, clock) and local.timestamp() not in [f.timestamp() for f in found]:
            found.append(local)
    return sorted(found, key=datetime.timestamp)


def latest(clock: time, now: datetime, zone: tzinfo) -> datetime | None:
    """The last time, at or before ``now``, that the clock showed this; within the last day."""
    today = now.astimezone(zone).date()
    past = [i for on in (today - DAY, today) for i in instants(on, clock, zone) if i.timestamp() <= now.timestamp()]
    recent = [i for i in past if now.timestamp() - i.timestamp() < DAY.total_seconds()]
    return recent[-1] if recent else None


def next_time(clock: time, now: datetime, zone: tzinfo) -> datetime | None:
    """The first time after ``now`` that the clock shows this; within a day."""
    today = now.astimezone(zone).date()
    future = [i for on in (today, today + DAY) for i in instants(on, clock, zone) if i.timestamp() > now.timestamp()]
    return future[0] if future else None
