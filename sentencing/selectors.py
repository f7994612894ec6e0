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
from inmates.models import LegalStatus
from inmates.registries import Subject
from sentencing import picture
from sentencing.calculation import dates_of
from sentencing.choices import TermKind
from sentencing.models import Judgment, RemandOrder
from sentencing.rules.dates import Dates, Step
from sentencing.words import HOW, WHAT, citation

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
        return {"milestones": [of_order(order, today)], "picture": ""} if order else None
    dates = dates_of_stay(subject.stay_id)
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
    dates = dates_of_stay(subject.stay_id)
    if dates is None:
        return None
    return {
        "caption": _("How the dates were worked out"),
        "rows": [line_of(step) for step in dates.steps],
        "unconfirmed": any(not step.is_confirmed for step in dates.steps),
    }


def decided(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """What the courts decided: judgments and remand orders, newest first."""
    if subject.stay_id is None:
        return None
    judgments = Judgment.objects.filter(stay=subject.stay_id).select_related("registered_by")
    orders = RemandOrder.objects.filter(stay=subject.stay_id).select_related("registered_by")
    lines: list[tuple[date, str, str, str, Judgment | RemandOrder]] = [
        *((j.judged_on, str(TermKind(j.kind).label), in_words(j), credit_in_words(j), j) for j in judgments),
        *((o.expires_on, _("Remand order"), to_day(o), "", o) for o in orders),
    ]
    rows = [
        {"cells": [{"text": t} for t in (display.day(day), kind, term, credit, registered(entry, at))]}
        for day, kind, term, credit, entry in sorted(lines, key=lambda line: line[0], reverse=True)
    ]
    names = (_("Date"), _("What"), _("Term"), _("Deducted"), _("Entered"))
    return {"caption": _("Judgments and orders"), "columns": [{"text": name} for name in names], "rows": rows}


# ---- the dates of one stay -----------------------------------------------------------------------------------
def dates_of_stay(stay_id: int) -> Dates | None:
    judgments = list(Judgment.objects.filter(stay=stay_id).select_related("stay").order_by("judged_on", "pk"))
    if not judgments:
        return None
    return dates_of(judgments, timezone.localtime(judgments[0].stay.during.lower).date())


def basis_of(stay_id: int, at: datetime) -> str:
    basis = LegalStatus.objects.as_of(at).filter(stay=stay_id).order_by("pk").values_list("kind", flat=True)
    return next(iter(basis), "")


def latest_order(stay_id: int) -> RemandOrder | None:
    return RemandOrder.objects.filter(stay=stay_id).order_by("-expires_on", "-pk").first()


# ---- in words ------------------------------------------------------------------------------------------------
def milestones(dates: Dates, today: date) -> Iterable[Milestone]:
    share = 100 * dates.served(today) // dates.total if dates.total else 100
    values = {"served": dates.served(today), "total": dates.total, "share": share}
    yield Milestone(_("Served"), _("%(served)d of %(total)d days (%(share)d %%)") % values)
    if dates.half is not None:
        yield Milestone(_("Half of the term"), dated(dates.half, today), unconfirmed=True)
    if dates.probation is not None:
        yield Milestone(_("Release on probation"), earliest(dates, today), unconfirmed=True)
    if dates.minimum_reached is not None:
        yield Milestone(_("Minimum term reached"), dated(dates.minimum_reached, today), unconfirmed=True)
    if dates.extension_filed_by is not None:
        yield Milestone(_("Extension filed by"), dated(dates.extension_filed_by, today))
    label = _("The frame expires") if dates.frame_expires else _("Full term")
    level = "bad" if dates.full < today else ""
    yield Milestone(label, dated(dates.full, today), level, unconfirmed=not dates.steps[-1].is_confirmed)


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


def of_order(order: RemandOrder, today: date) -> Milestone:
    level = "bad" if order.expires_on < today else ""
    return Milestone(_("Remand order to"), dated(order.expires_on, today), level)


def in_words(judgment: Judgment) -> str:
    """``12 years 9 months``; of preventive detention also the minimum."""
    term = length(judgment.years, judgment.months, judgment.days)
    if judgment.kind != TermKind.PREVENTIVE or not (judgment.minimum_years or judgment.minimum_months):
        return term
    minimum = length(judgment.minimum_years, judgment.minimum_months, 0)
    return _("frame %(frame)s, minimum %(minimum)s") % {"frame": term, "minimum": minimum}


def to_day(order: RemandOrder) -> str:
    return _("to %(day)s") % {"day": display.day(order.expires_on)}


def length(years: int, months: int, days: int) -> str:
    parts = [
        ngettext("%(n)d year", "%(n)d years", years) % {"n": years} if years else "",
        ngettext("%(n)d month", "%(n)d months", months) % {"n": months} if months else "",
        ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else "",
    ]
    return " ".join(filter(None, parts))


def credit_in_words(judgment: Judgment) -> str:
    days = judgment.credit_days
    return ngettext("%(n)d day", "%(n)d days", days) % {"n": days} if days else ""


def registered(entry: Judgment | RemandOrder, at: datetime) -> str:
    who = entry.registered_by or _("The system")
    return f"{display.moment(entry.registered_at, at)}, {who}"


def line_of(step: Step) -> Sequence[str]:
    """Date, what, how and source of one step, in the language that is active."""
    values = {
        "length": length(*divmod(step.months, 12), step.days),
        "credit": step.credit,
        "not_counted": step.not_counted,
    }
    how = str(HOW[step.how]) % values
    if step.credit:
        how = f"{how} {_('Minus %(credit)s deducted days.') % values}"
    if step.not_counted:
        how = f"{how} {_('Plus %(not_counted)s days that do not count.') % values}"
    what = str(WHAT[step.what]) if step.is_confirmed else _("%(what)s (unconfirmed)") % {"what": WHAT[step.what]}
    return display.day(step.on), what, how, citation(step.source)
