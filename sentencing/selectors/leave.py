"""Leave as the pages show it: what was granted, each time, what is left of the quota, and who is out or goes soon."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import datetime, timedelta
from typing import Any

from django.db.models import Exists, OuterRef, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy

from corrections import display
from corrections.access import Access
from inmates.choices import LegalStatusKind
from inmates.models import Placement
from inmates.permissions import DecisionPerm
from inmates.registries import Subject
from inmates.selectors import decisions
from sentencing.choices import LeaveKind, LeaveState, NoticeAct, NoticeChannel, PermissionState
from sentencing.models import Leave, LeavePermission, VictimDuty, VictimNotice
from sentencing.permissions import LeavePerm, VictimPerm
from sentencing.rules import leave as rules
from sentencing.rules.leave import Taken
from sentencing.selectors.dates import basis_of
from sentencing.selectors.outside_words import ended_why

AHEAD = timedelta(days=30)
OUT = gettext_lazy("Out on leave")
BACK = gettext_lazy("Back from leave")
AT_LARGE = gettext_lazy("At large")
KIND = "leave"
Row = dict[str, Any]


def in_sight(access: Access) -> QuerySet[Leave]:
    """Leaves of those who live where this user may see leave."""
    people = ("planned_by", "started_by", "cancelled_by", "interrupted_by")
    found = Leave.objects.select_related("stay__person", "permission__rule", "absence__continued_by", *people)
    return found.filter(stay__in=held_by(access))


def permissions_in_sight(access: Access) -> QuerySet[LeavePermission]:
    return LeavePermission.objects.select_related("stay__person", "decided_by").filter(stay__in=held_by(access))


def held_by(access: Access) -> QuerySet[Placement, Any]:
    units, prisons = access.units(LeavePerm.VIEW), access.prisons(LeavePerm.VIEW)
    here = Q(bed__cell__unit__in=units) | Q(bed__cell__unit__prison__in=prisons)
    return Placement.objects.current().filter(here).values("stay")


# ---- one person ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OfPerson:
    """What the leave page of one person shows. ``victim`` is empty for who may not know of it."""

    permissions: list[Row]
    leaves: list[Row]
    quota: str
    victim: Row | None
    may_plan: bool
    drafts: list[tuple[str, Any]]


def of_person(subject: Subject, access: Access, at: datetime) -> OfPerson | None:
    if subject.stay_id is None:
        return None
    granted = LeavePermission.objects.filter(stay=subject.stay_id).select_related("decided_by")
    permissions = list(granted.order_by("-asked_at", "-pk"))
    leaves = Leave.objects.filter(stay=subject.stay_id).select_related("permission", "absence__continued_by")
    rows = [leave_row(leave, at) for leave in leaves.order_by("-during", "-pk")]
    sees = subject.allows(access, VictimPerm.NOTICE)
    may_plan = subject.allows(access, LeavePerm.ASK)
    return OfPerson(
        permissions=[permission_row(one, at, may_plan=may_plan) for one in permissions],
        leaves=rows,
        quota=quota_of(subject.stay_id, permissions, at),
        victim=duty_row(subject.stay_id, at) if sees else None,
        may_plan=may_plan,
        drafts=drafts(subject, access, at),
    )


def drafts(subject: Subject, access: Access, at: datetime) -> list[tuple[str, Any]]:
    """The decision that leave is granted by, for whoever prepares decisions; never about somebody on remand."""
    if subject.stay_id is None or not subject.allows(access, DecisionPerm.PREPARE):
        return []
    if basis_of(subject.stay_id, at) == LegalStatusKind.REMAND:
        return []
    return [(key, kind.title) for key, kind in decisions.kinds_to_draft() if key == KIND]


def permission_row(permission: LeavePermission, at: datetime, *, may_plan: bool) -> Row:
    today = timezone.localtime(at).date()
    holds = permission.state == PermissionState.GRANTED and today <= permission.valid_to
    return {
        "pk": permission.pk,
        "title": LeaveKind(permission.kind).label,
        "word": PermissionState(permission.state).label if holds or not today > permission.valid_to else _("Run out"),
        "level": "ok" if holds else "quiet",
        "where": permission.destination,
        "purpose": permission.purpose,
        "days": f"{display.day(permission.valid_from)} – {display.day(permission.valid_to)}",
        "conditions": permission.conditions,
        "quota": permission.quota_days,
        "why": ended_why(permission.decided_why),
        "special": permission.special_reason,
        "who": f"{permission.decided_by.short_name}, {display.moment(permission.decided_at, at)}",
        "plan": reverse("leave_plan", args=[permission.pk]) if holds and may_plan else "",
        "withdraw": reverse("leave_withdraw", args=[permission.pk]) if holds else "",
    }


def leave_row(leave: Leave, at: datetime) -> Row:
    word, level = standing(leave, at)
    return {
        "href": reverse("leave", args=[leave.pk]),
        "title": LeaveKind(leave.permission.kind).label,
        "from": display.moment(leave.during.lower, at),
        "to": display.moment(leave.during.upper, at),
        "where": leave.permission.destination,
        "days": leave.days or "–",
        "word": word,
        "level": level,
    }


def standing(leave: Leave, at: datetime) -> tuple[str | Promise, str]:
    """In words: planned, out, back, late, at large, cancelled."""
    if leave.state != LeaveState.STARTED or leave.absence is None:
        return LeaveState(leave.state).label, "info" if leave.state == LeaveState.PLANNED else "quiet"
    away = leave.absence
    if hasattr(away, "continued_by"):
        return AT_LARGE, "bad"
    if away.returned_at is not None:
        return BACK, "ok"
    if away.expected_return_at is not None and away.expected_return_at < at:
        return _("Late"), "bad"
    return OUT, "warn"


def quota_of(stay_id: int, permissions: Iterable[LeavePermission], at: datetime) -> str:
    """``5 of 18 days are taken or planned from 18.09.2026 to 17.09.2027``; empty before anything is granted."""
    today = timezone.localtime(at).date()
    most = max((one.quota_days for one in permissions if one.state == PermissionState.GRANTED), default=0)
    if not most:
        return ""
    rows = Leave.objects.filter(stay=stay_id, days__gt=0).exclude(state=LeaveState.CANCELLED)
    taken = [Taken(timezone.localtime(on).date(), days) for on, days in rows.values_list("during__startswith", "days")]
    begins, ends = rules.quota_year(taken, today)
    return _("%(used)d of %(most)d days are taken or planned from %(begins)s to %(ends)s") % {
        "used": rules.used(taken, today),
        "most": most,
        "begins": display.day(begins),
        "ends": display.day(ends),
    }


# ---- the victim, for named roles alone -------------------------------------------------------------------------------
def duty_of(stay_id: int) -> VictimDuty | None:
    return VictimDuty.objects.filter(stay=stay_id).select_related("said_by").order_by("-pk").first()


def duty_row(stay_id: int, at: datetime) -> Row:
    duty = duty_of(stay_id)
    if duty is None:
        return {"text": _("Nobody has said yet whether somebody is told beforehand."), "level": "warn", "note": ""}
    text = _("Somebody is told before each leave and before the release.") if duty.is_due else _("Nobody is told.")
    note = f"{duty.reason} ({duty.said_by.short_name}, {display.moment(duty.said_at, at)})"
    return {"text": text, "level": "info" if duty.is_due else "quiet", "note": note}


def notice_rows(leave: Leave, at: datetime) -> list[Row]:
    found = VictimNotice.objects.filter(leave=leave).select_related("done_by").order_by("-pk")
    return [
        {
            "text": NoticeAct(one.act).label,
            "note": ", ".join(filter(None, (str(NoticeChannel(one.channel).label) if one.channel else "", one.reason))),
            "who": f"{one.done_by.short_name}, {display.moment(one.done_at, at)}",
        }
        for one in found
    ]


def is_settled(leave: Leave) -> bool:
    """Whether the leave may begin, as far as the notice beforehand goes."""
    duty = duty_of(leave.stay_id)
    if duty is None:
        return False
    return not duty.is_due or VictimNotice.objects.filter(leave=leave).exists()


# ---- the list of a prison --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Listed:
    """Who is out, who goes in the next thirty days. ``waits`` is said to named roles alone."""

    out: list[Row]
    coming: list[Row]


def of_prison(prison_id: int, access: Access, at: datetime) -> Listed:
    """Three statements, whatever the number."""
    due = VictimDuty.objects.filter(stay=OuterRef("stay"))
    told = VictimNotice.objects.filter(leave=OuterRef("pk"))
    here = Placement.objects.current().filter(bed__cell__unit__prison=prison_id).values("stay")
    found = in_sight(access).filter(stay__in=here).annotate(said=Exists(due), told=Exists(told))
    out = found.filter(state=LeaveState.STARTED, absence__returned_at__isnull=True).order_by("during", "pk")
    soon = found.filter(state=LeaveState.PLANNED, during__startswith__lte=at + AHEAD).order_by("during", "pk")
    return Listed([list_row(one, at) for one in out], [list_row(one, at) for one in soon])


def list_row(leave: Leave, at: datetime) -> Row:
    person = leave.stay.person
    return {**leave_row(leave, at), "name": person.name, "number": person.number}
