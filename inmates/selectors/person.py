"""What stands in the boxes of a person's page. Each is asked for one ``Subject`` and answers ready to print."""

import json
from datetime import date, datetime, time, timedelta
from typing import Any
from zoneinfo import ZoneInfo

from django.conf import settings
from django.db import connection
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.registries import task_texts
from inmates import icons
from inmates.choices import AlertCode, AlertLevel, NonAssociationScope
from inmates.models import Absence, Alert, Alias, Commitment, Identifier, Language, Need, NextOfKin, Placement
from inmates.permissions import CustodyPerm, MeetingPerm, PersonPerm
from inmates.registries import Subject
from inmates.selectors import timeline
from inmates.selectors.beds import apart_from
from inmates.selectors.countries import language
from inmates.selectors.head import short_name

FAR_ENOUGH = timedelta(days=28)
MOST = 8
MOST_ROWS = 50
LATEST = 10
Box = dict[str, Any]


# ---- today and the weeks to come ---------------------------------------------------------------------------------
def today(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """What is booked today: what is past marked, what goes on now standing out."""
    if subject.stay_id is None:
        return None
    start, end = local_day(timezone.localtime(at).date())
    booked = Commitment.objects.touching(start, end).filter(stay=subject.stay_id, cancelled_at__isnull=True)
    return {"entries": [hour(entry, at) for entry in booked.select_related("place").order_by("during")]}


def hour(entry: Commitment, at: datetime) -> dict[str, Any]:
    begins, ends = entry.during.lower, entry.during.upper
    now = begins <= at < ends
    past = ends <= at
    return {
        "iso": display.iso(begins),
        "time": display.clock(begins),
        "text": entry.label,
        "strong": now,
        "note": _("until %(time)s") % {"time": display.clock(ends)} if now else entry.named_place,
        "state": "past" if past else "next" if now else "",
    }


COMING = """
(SELECT 'booked', lower(c.during), c.label, '{}'::jsonb FROM inmates_commitment c
 WHERE c.stay_id = %(stay)s AND c.cancelled_at IS NULL
   AND c.during && tstzrange(%(tomorrow)s::timestamptz, %(end)s::timestamptz)
   AND lower(c.during) >= %(tomorrow)s ORDER BY 2 LIMIT %(limit)s)
UNION ALL
(SELECT 'due', t.due_at, t.kind, t.detail FROM corrections_task t
 WHERE t.subject_type = 'inmates.stay' AND t.subject_id = %(stay)s AND t.done_at IS NULL AND t.due_at < %(end)s
 ORDER BY 2 LIMIT %(limit)s)
ORDER BY 2, 3 LIMIT %(limit)s
"""


def coming(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """What is booked in the next four weeks, and the deadlines that run on this person."""
    if subject.stay_id is None:
        return None
    today_is = timezone.localtime(at).date()
    tomorrow = local_day(today_is)[1]
    values: dict[str, Any] = {"stay": subject.stay_id, "tomorrow": tomorrow, "end": at + FAR_ENOUGH, "limit": MOST}
    with connection.cursor() as cursor:
        cursor.execute(COMING, values)
        found = cursor.fetchall()
    return {"entries": [ahead(row, today_is) for row in found]}


def ahead(row: tuple[Any, ...], today_is: date) -> dict[str, Any]:
    sort, moment, text, detail = row
    if sort == "booked":
        return dated(moment, text, display.clock(moment))
    away = display.days_away(timezone.localtime(moment).date(), today_is)
    return dated(moment, task_text(text, json.loads(detail)), away)


def dated(at: datetime, text: str, note: str) -> dict[str, Any]:
    return {"iso": display.iso(at), "time": display.short_day(at), "text": text, "note": note, "state": ""}


def task_text(kind: str, detail: dict[str, Any]) -> str:
    known = task_texts.get(kind)
    return str(known.text(detail)) if known else kind


def local_day(on: date) -> tuple[datetime, datetime]:
    """From midnight to midnight on the wall; 23 or 25 hours twice a year."""
    zone = ZoneInfo(settings.TIME_ZONE)
    return datetime.combine(on, time.min, zone), datetime.combine(on + timedelta(days=1), time.min, zone)


# ---- whom to ask and whom to call --------------------------------------------------------------------------------
CONTACTS = """
SELECT DISTINCT 1, 'caseworker', o.first_name, o.last_name, o.username, 0::bigint, false
FROM corrections_posting p JOIN corrections_user o ON o.id = p.user_id AND o.is_active
WHERE p.role = 'CASEWORKER' AND p.prison_id = %(prison)s AND p.during @> %(at)s::timestamptz
  AND (p.unit_id IS NULL OR p.unit_id = %(unit)s)
UNION ALL
SELECT 2, CASE WHEN k.is_substitute THEN 'substitute' ELSE 'contact' END,
       o.first_name, o.last_name, o.username, k.id, false
FROM inmates_contactofficer k JOIN corrections_user o ON o.id = k.officer_id
WHERE k.stay_id = %(stay)s AND upper(k.during) IS NULL
UNION ALL
SELECT 3, 'kin', n.name, n.relation, n.phone, n.position, n.may_be_called_at_night
FROM inmates_nextofkin n WHERE n.person_id = %(person)s AND %(kin)s
ORDER BY 1, 2, 6
"""


def contact(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Caseworker, contact officer and substitute; next of kin for those who may call them."""
    values = {
        "person": subject.person_id,
        "stay": subject.stay_id,
        "prison": subject.prison_id,
        "unit": subject.unit_id,
        "at": at,
        "kin": subject.allows(access, PersonPerm.VIEW_CONTACTS),
    }
    with connection.cursor() as cursor:
        cursor.execute(CONTACTS, values)
        return {"rows": [contact_row(*row[1:5], night=row[6]) for row in cursor.fetchall()]}


def contact_row(part: str, first: str, last: str, third: str, *, night: bool) -> dict[str, str]:
    """``first``, ``last``, ``third`` are the names of staff, or the name, relation and telephone of next of kin."""
    if part != "kin":
        return {"label": LABELS[part](), "value": short_name(first, last, third), "phone": ""}
    values = {"name": first, "relation": last}
    text = _("%(name)s (%(relation)s), may be called day and night") if night else _("%(name)s (%(relation)s)")
    return {"label": _("Next of kin"), "value": text % values, "phone": third}


LABELS = {
    "caseworker": lambda: _("Caseworker"),
    "contact": lambda: _("Contact officer"),
    "substitute": lambda: _("Substitute"),
}


# ---- who the person is -------------------------------------------------------------------------------------------
def needs(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """What the kitchen and the unit do, and the languages to speak."""
    standing = Need.objects.as_of(at).filter(person=subject.person_id).order_by("kind", "label")
    spoken = Language.objects.filter(person=subject.person_id).order_by("pk")
    return {
        "needs": [{"label": need.get_kind_display(), "value": need.label} for need in standing],
        "languages": [{"name": language(entry.code), "interpreter": entry.needs_interpreter} for entry in spoken],
    }


def numbers(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Identity numbers; who looks at them is recorded each time."""
    held = Identifier.objects.filter(person=subject.person_id).order_by("-during", "-pk")
    may_edit = subject.allows(access, PersonPerm.EDIT)
    return {
        "rows": [
            {
                "label": entry.get_kind_display(),
                "value": spaced(entry.value),
                "note": number_note(entry),
                "why": entry.why_ended,
                "is_wrong": entry.was_wrong,
                "edit": reverse("person_number_correct", args=[subject.uuid, entry.pk])
                if may_edit and entry.during.upper is None
                else "",
            }
            for entry in held
        ],
        "add": reverse("person_number", args=[subject.uuid]) if may_edit else "",
    }


def number_note(entry: Identifier) -> str:
    if entry.during.upper is None:
        return ""
    said = {"day": display.day(entry.during.upper)}
    return (_("wrong, taken away %(day)s") if entry.was_wrong else _("until %(day)s")) % said


def spaced(value: str) -> str:
    """Six and five digits, as people read a Norwegian number aloud."""
    return f"{value[:6]} {value[6:]}" if len(value) == len("01018012345") and value.isdigit() else value


def listed_kin(person_id: int) -> list[NextOfKin]:
    """Whom to call, first to last."""
    return list(NextOfKin.objects.filter(person=person_id).order_by("position", "pk"))


def kin(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Whom to call, and where the list is changed."""
    may_edit = subject.allows(access, PersonPerm.EDIT)
    return {
        "rows": listed_kin(subject.person_id),
        "edit": reverse("person_kin", args=[subject.uuid]) if may_edit else "",
    }


def aliases(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    known = Alias.objects.filter(person=subject.person_id).order_by("sort_key", "pk")
    may_edit = subject.allows(access, PersonPerm.EDIT)
    return {
        "rows": [{"name": str(alias).rstrip(", "), "note": alias.note} for alias in known],
        "edit": reverse("person_name", args=[subject.uuid]) if may_edit else "",
    }


# ---- what to take care of ----------------------------------------------------------------------------------------
def alerts(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Every alert, those that stand first, with who raised and who closed it."""
    raised = Alert.objects.filter(person=subject.person_id).select_related("raised_by", "closed_by")
    may_close = subject.allows(access, CustodyPerm.ALERT)
    rows = [alert_row(alert, subject, at, may_close=may_close) for alert in raised.order_by("-raised_at", "-pk")]
    return {
        "standing": [row for row in rows if row["stands"]],
        "ended": [row for row in rows if not row["stands"]],
        "add": reverse("person_alert", args=[subject.uuid]) if may_close else "",
    }


def alert_row(alert: Alert, subject: Subject, at: datetime, *, may_close: bool) -> dict[str, Any]:
    ends = alert.during.upper
    stands = ends is None or ends > at
    values = {
        "who": alert.raised_by or _("The system"),
        "day": display.day(alert.raised_at),
        "end": display.day(ends) if ends else "",
        "closer": alert.closed_by or "",
    }
    note = _("%(who)s, %(day)s") % values
    if ends is not None:
        note = (
            _("%(who)s, %(day)s until %(end)s") if stands else _("%(day)s to %(end)s, ended by %(closer)s")
        ) % values
        if not stands and not alert.closed_by:
            note = _("%(day)s to %(end)s") % values
    return {
        "stands": stands,
        "level": AlertLevel(alert.level).value,
        "icon": icons.ALERTS[alert.code],
        "text": str(AlertCode(alert.code).label),
        "detail": alert.note,
        "note": note,
        "close": reverse("person_alert_close", args=[subject.uuid, alert.pk]) if stands and may_close else "",
    }


def apart(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Whom the person must not meet: names for those who may know them, the number of people for the others."""
    others = apart_from(subject.person_id, at)
    if not subject.allows(access, CustodyPerm.VIEW_APART):
        return {"count": len(others), "rows": []}
    may_end = subject.allows(access, CustodyPerm.KEEP_APART)
    return {
        "count": len(others),
        "rows": [
            {
                "name": other.name,
                "cell": other.cell_code,
                "scope": str(NonAssociationScope(other.scope).label),
                "reason": other.reason,
                "end": reverse("person_apart_end", args=[subject.uuid, other.pair_id])
                if may_end and other.source == "pair"
                else "",
            }
            for other in others
        ],
        "add": reverse("person_apart", args=[subject.uuid]) if may_end else "",
        "allow": reverse("person_apart_allow", args=[subject.uuid])
        if others and subject.unit_id is not None and subject.allows(access, MeetingPerm.ALLOW)
        else "",
    }


# ---- where the person has lived ----------------------------------------------------------------------------------
def cells(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Each bed of each stay, the newest first."""
    held = Placement.objects.filter(stay__person=subject.person_id).select_related("bed__cell__unit", "placed_by")
    titles = [_("Cell"), _("Unit"), _("From"), _("To"), _("Placed by"), _("Why")]
    return table(
        _("Cells"),
        titles,
        [
            [
                entry.bed.cell.code,
                entry.bed.cell.unit.name,
                display.moment(entry.during.lower, at),
                display.moment(entry.during.upper, at) if entry.during.upper else _("now"),
                str(entry.placed_by or ""),
                entry.reason,
            ]
            for entry in held.order_by("-during")[:MOST_ROWS]
        ],
    )


def came_back(absence: Absence, at: datetime) -> str:
    """When; nobody has come back from an absence that became time at large."""
    if absence.returned_at is None or hasattr(absence, "continued_by"):
        return ""
    return display.moment(absence.returned_at, at)


def absences(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """Each time outside the walls, the newest first; whether the person came back in time."""
    away = Absence.objects.filter(stay__person=subject.person_id).select_related("continued_by")
    titles = [_("Why"), _("Where"), _("Left"), _("Expected back"), _("Back")]
    return table(
        _("Absences"),
        titles,
        [
            [
                entry.get_kind_display(),
                entry.destination,
                display.moment(entry.departed_at, at),
                display.moment(entry.expected_return_at, at) if entry.expected_return_at else "",
                came_back(entry, at),
            ]
            for entry in away.order_by("-departed_at", "-pk")[:MOST_ROWS]
        ],
    )


def table(caption: str, titles: list[str], rows: list[list[str]]) -> Box:
    """As ``ui/table.html`` reads it."""
    return {
        "caption": caption,
        "columns": [{"text": title} for title in titles],
        "rows": [{"cells": [{"text": text} for text in row]} for row in rows],
    }


# ---- what happened -----------------------------------------------------------------------------------------------
def events(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """The latest of everything that this user may see."""
    return {"days": timeline.page_of(subject, access, at, limit=LATEST).days}


def log(subject: Subject, *, at: datetime, access: Access) -> Box | None:
    """What was written about the person, newest first."""
    found = timeline.page_of(subject, access, at, kinds=["log"])
    more = f"{reverse('person_timeline', args=[subject.uuid])}?kind=log&before={found.older}" if found.older else ""
    return {"days": found.days, "more": more}
