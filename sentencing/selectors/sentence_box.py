"""The sentence as one picture, with what comes next above it and the same facts as a list below it."""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from datetime import date, datetime, timedelta
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.selectors import work
from inmates.models import Stay
from inmates.registries import Subject
from sentencing.choices import StepCode
from sentencing.models import LeavePermission
from sentencing.permissions import LeavePerm, WayOutPerm
from sentencing.picture.large import drawings
from sentencing.picture.story import Story
from sentencing.rules.dates import Dates
from sentencing.rules.stairs import next_rung
from sentencing.selectors import calculations, leave, stairs, story
from sentencing.selectors.boxes import earliest
from sentencing.selectors.stairs import Case

BEFORE, AHEAD = timedelta(days=30), timedelta(days=365)


@dataclass(frozen=True, slots=True)
class Head:
    """One figure above the picture."""

    label: str
    value: str
    note: str = ""
    level: str = ""
    href: str = ""


def picture(subject: Subject, *, at: datetime, access: Access) -> dict[str, Any] | None:
    """``None`` for who is not in custody."""
    case = stairs.of_stay(subject.stay_id, at) if subject.stay_id else None
    if case is None:
        return None
    dates = None if case.basis == "REMAND" else case.dates
    told = story.of_subject(subject, dates, access, at)
    if told is None:
        return None
    standing = calculations.box(subject, at=at, access=access) if dates else None
    return {
        "heads": list(heads(case, dates, subject, access, at)),
        "whole": drawings(told.story),
        "near": drawings(nearer(told.story)) if is_long(told.story) else "",
        "facts": told.facts,
        "unconfirmed": dates is not None and any(not step.is_confirmed for step in dates.steps),
        "why_none": why_none(case),
        "standing": standing,
        "kinds": {dot.kind for lane in told.story.lanes for row in lane.rows for dot in row},
    }


def why_none(case: Case) -> str:
    if case.basis == "REMAND":
        return _("The person is on remand: there is no term to draw yet, only the order that holds.")
    return "" if case.dates else _("No judgment is entered, so there are no dates to draw.")


def is_long(told: Story) -> bool:
    """Whether the next year deserves a picture of its own."""
    return (told.last - told.first) > 2 * AHEAD and told.today < told.last


def nearer(told: Story) -> Story:
    return replace(
        told,
        title=_("The next twelve months of the same picture."),
        first=max(told.first, told.today - BEFORE),
        last=min(told.last, told.today + AHEAD),
    )


# ---- what comes next -------------------------------------------------------------------------------------------------
def heads(case: Case, dates: Dates | None, subject: Subject, access: Access, at: datetime) -> Iterable[Head]:
    yield deadline(case.stay_id, access, at)
    if dates is not None and case.planned is None and subject.allows(access, WayOutPerm.VIEW):
        yield next_step(case, at)
    if dates is not None and subject.allows(access, LeavePerm.VIEW):
        granted = list(LeavePermission.objects.filter(stay=case.stay_id).order_by("pk"))
        yield Head(_("Leave"), leave.quota_of(case.stay_id, granted, at) or _("None granted"))
    if case.planned is not None:
        yield Head(_("Release planned"), display.day(case.planned), display.days_away(case.planned, case.today))
    elif dates is not None:
        yield last_day(dates, case.today)


def deadline(stay_id: int, access: Access, at: datetime) -> Head:
    """The first of the tasks about this person that the user has."""
    own = (
        work.tasks(access).open().filter(subject_type=Stay._meta.label_lower, subject_id=stay_id, due_at__isnull=False)
    )
    rows = work.rows(own.order_by("due_at", "pk")[:1], at)
    if not rows:
        return Head(_("Next deadline"), _("None of yours"))
    [row] = rows
    due: date = timezone.localtime(row.task.due_at).date()
    return Head(
        _("Next deadline"), without_name(row.text), f"{display.day(due)}, {display.days_away(due, case_day(at))}",
        "bad" if row.level == "bad" else "", row.href,
    )  # fmt: skip


def without_name(text: str) -> str:
    """The sentence of a task without the person it begins with: the page is that person's own."""
    _name, colon, rest = text.partition(": ")
    return rest[:1].upper() + rest[1:] if colon else text


def case_day(at: datetime) -> date:
    return timezone.localtime(at).date()


def next_step(case: Case, at: datetime) -> Head:
    rung = next_rung(stairs.rungs_of(case, stairs.parameters_on(stairs.STAIRS, at)))
    if rung is None:
        return Head(_("Next step"), _("No step ahead"))
    on = rung.look_again_on or rung.on
    note = f"{display.day(on)}, {display.days_away(on, case.today)}" if on else ""
    return Head(_("Next step"), str(StepCode(rung.step).label), note)


def last_day(dates: Dates, today: date) -> Head:
    if dates.frame_expires is not None:
        day = dates.frame_expires
        return Head(_("The frame expires"), display.day(day), display.days_away(day, today))
    if dates.probation is not None and dates.eligible:
        day = dates.probation
        return Head(_("Release on probation, earliest"), display.day(day), display.days_away(day, today))
    level = "bad" if dates.full < today else ""
    note = earliest(dates, today) if dates.probation is not None else display.days_away(dates.full, today)
    return Head(_("Full term"), display.day(dates.full), note, level)
