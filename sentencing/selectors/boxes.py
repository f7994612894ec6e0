"""What the judgments and orders of one person come to: milestones, the picture, and how each date was worked out."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from datetime import date, datetime
from typing import Any

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from inmates.choices import LegalStatusKind
from inmates.registries import Subject
from sentencing import picture
from sentencing.models import RemandOrder
from sentencing.rules.dates import Dates, Step
from sentencing.selectors.courts import restricted_in_words, restrictions_today
from sentencing.selectors.dates import basis_of, dates_of_stay, latest_order
from sentencing.words import derivation

Box = dict[str, Any]


@dataclass(frozen=True, slots=True)
class Milestone:
    """One line of the overview. ``unconfirmed`` is said beside it: the method awaits the directorate's word."""

    label: str
    value: str
    level: str = ""
    unconfirmed: bool = False


def overview(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """The milestones with the small picture; ``None`` where nothing is entered."""
    if subject.stay_id is None:
        return None
    today = timezone.localtime(at).date()
    if basis_of(subject.stay_id, at) == LegalStatusKind.REMAND:
        order = latest_order(subject.stay_id)
        return {"milestones": list(of_remand(order, today)), "picture": ""} if order else None
    dates = dates_of_stay(subject.stay_id, today)
    if dates is None:
        return None
    return {
        "milestones": list(milestones(dates, today)),
        "picture": picture.small(dates, today),
        "full": dates.full,
    }


def tab(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """How every date was worked out, line by line, with its source."""
    if subject.stay_id is None:
        return None
    dates = dates_of_stay(subject.stay_id, timezone.localtime(at).date())
    if dates is None:
        return None
    return {
        "caption": _("How the dates were worked out"),
        "rows": [line_of(step) for step in dates.steps],
        "unconfirmed": any(not step.is_confirmed for step in dates.steps),
    }


# ---- in words ------------------------------------------------------------------------------------------------
def milestones(dates: Dates, today: date) -> Iterable[Milestone]:
    share = 100 * dates.served(today) // dates.total if dates.total else 100
    values = {"served": dates.served(today), "total": dates.total, "share": share}
    awaits = {step.what for step in dates.steps if not step.is_confirmed}
    yield Milestone(_("Served"), _("%(served)d of %(total)d days (%(share)d %%)") % values)
    if dates.half is not None:
        yield Milestone(_("Half of the term"), dated(dates.half, today), unconfirmed="half" in awaits)
    if dates.probation is not None:
        yield Milestone(_("Release on probation"), earliest(dates, today), unconfirmed="probation" in awaits)
    if dates.minimum_reached is not None:
        reached = dated(dates.minimum_reached, today)
        yield Milestone(_("Minimum term reached"), reached, unconfirmed="minimum" in awaits)
    if dates.extension_filed_by is not None:
        filed_by = dated(dates.extension_filed_by, today)
        yield Milestone(_("Extension filed by"), filed_by, unconfirmed="filing" in awaits)
    label = _("The frame expires") if dates.frame_expires else _("Full term")
    level = "bad" if dates.full < today else ""
    yield Milestone(label, dated(dates.full, today), level, unconfirmed=bool(awaits & {"full", "frame"}))


def earliest(dates: Dates, today: date) -> str:
    """Never "release date": it is the earliest day of a decision that can be refused (strgjfl. s. 42)."""
    if not dates.eligible:
        return ngettext(
            "Not ordinarily: %(days)d day would be left",
            "Not ordinarily: %(days)d days would be left",
            dates.remaining_days,
        ) % {"days": dates.remaining_days}
    return _("Earliest %(day)s") % {"day": dated(dates.probation, today) if dates.probation else ""}


def dated(day: date, today: date) -> str:
    return f"{display.day(day)}, {display.days_away(day, today)}"


def of_remand(order: RemandOrder, today: date) -> Iterable[Milestone]:
    yield of_order(order, today)
    if restricted := restricted_in_words(restrictions_today(order.stay_id, today)):
        yield Milestone(_("The court restricts"), restricted, "warn")


def of_order(order: RemandOrder, today: date) -> Milestone:
    level = "bad" if order.expires_on < today else ""
    return Milestone(_("Remand order to"), dated(order.expires_on, today), level)


def line_of(step: Step) -> Sequence[str]:
    """Date, what, how and source of one step, in the language that is active."""
    what, how, source = derivation(step)
    if not step.is_confirmed:
        what = _("%(what)s (unconfirmed)") % {"what": what}
    return display.day(step.on), what, how, source
