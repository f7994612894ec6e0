"""How the lateness of a return shows, the same on every screen: amber is "follow up", red is overdue for too long."""

from datetime import datetime, timedelta

from inmates.choices import AbsenceKind
from inmates.selectors.whereabouts import Bucket, Whereabouts

RED_AFTER = timedelta(minutes=15)
RED_AFTER_OUTSIDE = timedelta(minutes=60)  # courts and hospitals seldom keep the minute
RED_AT_ONCE = frozenset({AbsenceKind.LEAVE, AbsenceKind.DAY_RELEASE})


def level_of(where: Whereabouts, at: datetime) -> str:
    """``bad``, ``warn``, or nothing for who is not late; nobody is late in their own cell."""
    if where.bucket is Bucket.CELL or where.until is None or where.until > at:
        return ""
    if where.bucket is Bucket.OUTSIDE:
        red_after = timedelta(0) if where.place_kind in RED_AT_ONCE else RED_AFTER_OUTSIDE
    else:
        red_after = RED_AFTER
    return "bad" if at - where.until >= red_after else "warn"
