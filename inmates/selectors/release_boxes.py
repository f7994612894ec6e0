"""A release as others show it: the badge on the board, the box on the person's page, the rows of its own pages."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils.dateparse import parse_datetime
from django.utils.translation import gettext

from corrections import display
from corrections.access import Access
from inmates.choices import ReleaseKind, ReleaseState, ReleaseStep
from inmates.models import Release
from inmates.registries import BoardBadge, BoardSubject, Subject
from inmates.rules.releasing import OPEN
from inmates.selectors import releases
from inmates.selectors.release_checks import marks_of

# those of a day ahead, and a little more for the day that has 25 hours; ``badges`` keeps those of today
FACTS = f"""(SELECT json_agg(json_build_array(g.stay_id, g.planned_at) ORDER BY g.id)
  FROM inmates_release g WHERE g.state IN ({", ".join(f"'{state}'" for state in sorted(OPEN))})
    AND g.planned_at < %(at)s::timestamptz + interval '26 hours'
    AND EXISTS (SELECT FROM inmates_placement x JOIN corrections_bed xb ON xb.id = x.bed_id
                JOIN corrections_cell xc ON xc.id = xb.cell_id
                WHERE x.stay_id = g.stay_id AND x.during @> %(at)s::timestamptz AND xc.unit_id = u.id))"""  # noqa: S608

ICONS = {"stop": "alert", "warn": "info", "ok": "check-circle"}


def badges(subject: BoardSubject) -> dict[int, list[BoardBadge]]:
    """“Release today 14:00” on the tile; amber when the time has passed and nobody has gone.

    Read in the statement that reads the unit itself (``unit_facts``), so the board asks nothing more.
    """
    if not subject.live:
        return {}
    last = releases.end_of_day(subject.at)
    found = {stay_id: parse_datetime(planned_at) for stay_id, planned_at in subject.lent.get("release") or []}
    return {
        stay_id: [BoardBadge("door", badge_text(due, subject.at), "warn" if due <= subject.at else "quiet")]
        for stay_id, due in found.items()
        if due is not None and due <= last
    }


def badge_text(planned_at: datetime, at: datetime) -> str:
    if display.local(planned_at).date() == display.local(at).date():
        return gettext("Release today %(clock)s") % {"clock": display.clock(planned_at)}
    return gettext("Release since %(day)s") % {"day": display.short_day(planned_at)}


def of_person(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """The release that is under way, and how far it has come; ``None`` where there is none."""
    release = releases.open_of(subject.stay_id)
    if release is None:
        return None
    return {
        "when": when(release, at),
        "kind": str(ReleaseKind(release.kind).label),
        "state": str(ReleaseState(release.state).label),
        "href": reverse("release", args=[release.uuid]),
    }


def when(release: Release, at: datetime) -> str:
    day = display.local(release.planned_at).date()
    words = {"day": display.day(day), "clock": display.clock(release.planned_at)}
    away = display.days_away(day, display.local(at).date())
    return gettext("%(day)s at %(clock)s") % words + f", {away}"


@dataclass(frozen=True, slots=True)
class Stage:
    """One of the stages on the way to the gate."""

    title: str
    note: str
    state: str  # done, now, later


def stages(release: Release, at: datetime) -> list[Stage]:
    """Planned, prepared, confirmed, at the gate: who and when, what is next, what comes later."""
    stamps = (
        (gettext("Planned"), release.registered_at, release.registered_by),
        (gettext("Prepared by the first officer"), release.prepared_at, release.prepared_by),
        (gettext("Confirmed by the second officer"), release.confirmed_at, release.confirmed_by),
        (gettext("Released at the gate"), release.executed_at, release.executed_by),
    )
    found, is_next = [], True
    for title, moment, who in stamps:
        if moment is not None:
            found.append(Stage(title, f"{who or gettext('The system')}, {display.moment(moment, at)}", "done"))
            continue
        found.append(Stage(title, gettext("Next") if is_next else "", "now" if is_next else "later"))
        is_next = False
    return found


@dataclass(frozen=True, slots=True)
class StepRow:
    """A step before the gate, done or not."""

    code: str
    title: str
    note: str
    is_done: bool


def steps(release: Release, at: datetime) -> list[StepRow]:
    done = marks_of(release.pk)
    rows = []
    for step in ReleaseStep:
        mark = done.get(step)
        note = f"{mark.marked_by or gettext('The system')}, {display.moment(mark.marked_at, at)}" if mark else ""
        rows.append(StepRow(step.value, str(step.label), note, mark is not None))
    return rows
