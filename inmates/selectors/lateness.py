"""How the lateness of a return shows, the same on every screen: amber is "follow up", red is overdue for too long."""

from datetime import datetime, timedelta

from django.utils.translation import gettext, ngettext

from inmates.choices import AbsenceKind
from inmates.models import Absence
from inmates.selectors.whereabouts import Bucket, Whereabouts

RED_AFTER = timedelta(minutes=15)
RED_AFTER_OUTSIDE = timedelta(minutes=60)  # courts and hospitals seldom keep the minute
IN_DAYS_FROM = 48  # hours
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


def late_by(absence: Absence, at: datetime) -> str:
    """How long after the expected return somebody came back, or is waited for: ``35 minutes``; empty in time."""
    if absence.expected_return_at is None:
        return ""
    return spell(absence.expected_return_at, absence.returned_at or at)


def at_large(absence: Absence, at: datetime) -> str:
    """How long somebody is, or was, unlawfully at large; empty for every other absence."""
    return spell(absence.departed_at, absence.returned_at or at) if absence.kind == AbsenceKind.ESCAPE else ""


def spell(start: datetime, end: datetime) -> str:
    minutes = int((end - start).total_seconds() // 60)
    if minutes < 1:
        return ""
    hours, rest = divmod(minutes, 60)
    if hours >= IN_DAYS_FROM:
        return ngettext("%(n)d day", "%(n)d days", hours // 24) % {"n": hours // 24}
    if hours:
        return gettext("%(hours)d h %(minutes)02d min") % {"hours": hours, "minutes": rest}
    return ngettext("%(n)d minute", "%(n)d minutes", minutes) % {"n": minutes}
