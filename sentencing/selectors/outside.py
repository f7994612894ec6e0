"""Serving outside as the pages show it: what is granted and runs, who is out, the home, and what was broken."""

from dataclasses import dataclass
from datetime import datetime
from typing import Any

from django.db.models import Count, Q, QuerySet
from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from inmates.choices import LegalStatusKind
from inmates.models import Absence
from inmates.permissions import DecisionPerm
from inmates.registries import Subject
from inmates.selectors import decisions
from sentencing.choices import CheckKind, FollowUp, NoticeAct, NoticeChannel, OutsideKind, OutsideState
from sentencing.models import HouseholdMember, OutsideBreach, OutsideTerm, VictimDuty, VictimNotice
from sentencing.permissions import LeavePerm
from sentencing.rules import timetable
from sentencing.selectors.dates import basis_of
from sentencing.selectors.leave import held_by
from sentencing.selectors.outside_words import breach_what, ended_why

Row = dict[str, Any]
OPEN = (OutsideState.GRANTED, OutsideState.RUNNING)
LEVELS = {OutsideState.GRANTED: "info", OutsideState.RUNNING: "ok"}
LEAVE = "leave"
PREFIX = "outside-"


def in_sight(access: Access) -> QuerySet[OutsideTerm]:
    """Terms of those who live where this user may see leave, and of those on probation from such a prison."""
    people = ("granted_by", "started_by", "ended_by", "erased_by")
    found = OutsideTerm.objects.select_related("stay__person", "decision", "rule", "absence", "extends", *people)
    released = Q(decision__prison__in=access.prisons(LeavePerm.VIEW), stay__during__endswith__isnull=False)
    return found.filter(Q(stay__in=held_by(access)) | released)


def breaches_in_sight(access: Access) -> QuerySet[OutsideBreach]:
    return OutsideBreach.objects.select_related("term__stay__person", "term__rule").filter(term__in=in_sight(access))


def members_in_sight(access: Access) -> QuerySet[HouseholdMember]:
    return HouseholdMember.objects.select_related("stay__person").filter(stay__in=held_by(access))


# ---- one person ------------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class OfPerson:
    """What the page of one person shows. ``home`` is empty for who does not prepare or decide it."""

    terms: list[Row]
    home: list[Row] | None
    drafts: list[tuple[str, Any]]
    is_remand: bool
    may_add: bool


def of_person(subject: Subject, access: Access, at: datetime) -> OfPerson:
    found = OutsideTerm.objects.filter(stay__person=subject.person_id).select_related("granted_by", "ended_by")
    counted = found.annotate(open_breaches=Count("breaches", filter=Q(breaches__followed_at__isnull=True)))
    is_remand = subject.stay_id is not None and basis_of(subject.stay_id, at) == LegalStatusKind.REMAND
    prepares = subject.stay_id is not None and subject.allows(access, DecisionPerm.PREPARE)
    may_add = subject.stay_id is not None and subject.allows(access, LeavePerm.ASK)
    sees_home = may_add or (subject.stay_id is not None and subject.allows(access, LeavePerm.DECIDE))
    return OfPerson(
        terms=[term_row(term, at) for term in counted.order_by("-granted_at", "-pk")],
        home=members(subject.stay_id, at, may=may_add) if sees_home and not is_remand else None,
        drafts=drafts(PREFIX) if prepares and not is_remand else [],
        is_remand=is_remand,
        may_add=may_add,
    )


def drafts(prefix: str) -> list[tuple[str, Any]]:
    """The decisions that can be drafted from here, by their titles."""
    return [(key, kind.title) for key, kind in decisions.kinds_to_draft() if key.startswith(prefix)]


def term_row(term: Any, at: datetime) -> Row:
    return {
        "href": reverse("outside", args=[term.pk]),
        "title": OutsideKind(term.kind).label,
        "word": OutsideState(term.state).label,
        "level": LEVELS.get(OutsideState(term.state), "quiet"),
        "days": f"{display.day(term.first_on)} – {display.day(term.last_on)}",
        "where": term.place,
        "purpose": term.purpose,
        "breaches": getattr(term, "open_breaches", 0),
        "ended": ended_why(term.ended_why) if term.ended_at else "",
    }


def members(stay_id: int | None, at: datetime, *, may: bool) -> list[Row]:
    """Who lives in the home now, and what is missing."""
    living = HouseholdMember.objects.filter(stay=stay_id, left_at__isnull=True).order_by("-is_adult", "name", "pk")
    return [member_row(one, at, may=may) for one in living]


def member_row(one: HouseholdMember, at: datetime, *, may: bool) -> Row:
    if one.is_adult:
        word = _("Consents") if one.is_settled else _("Consent taken back") if one.withdrawn_at else _("Not asked yet")
        since = one.withdrawn_at or one.consented_at
        acts = ["take-back"] if one.is_settled else ["consent"]
    else:
        word, since = (_("Informed and heard") if one.is_settled else _("Not heard yet")), one.heard_at
        acts = [] if one.is_settled else ["hear"]
    return {
        "pk": one.pk,
        "name": one.name,
        "group": _("Adult") if one.is_adult else _("Under 18"),
        "word": word,
        "level": "ok" if one.is_settled else "bad" if one.withdrawn_at else "warn",
        "since": display.moment(since, at) if since else "",
        "said": one.heard_said,
        "acts": [(act_name(act), reverse("household_act", args=[one.pk, act])) for act in [*acts, "moved-out"]]
        if may
        else [],
    }


# ---- one term --------------------------------------------------------------------------------------------------------
def hours(term: OutsideTerm) -> list[Row]:
    """The timetable in words: ``Mon-Fri`` and ``07:30-16:00``."""
    names = [_("Mon"), _("Tue"), _("Wed"), _("Thu"), _("Fri"), _("Sat"), _("Sun")]
    slots = timetable.read(term.timetable) if term.timetable else ()
    return [{"days": timetable.days_of(slot, names), "hours": timetable.hours_of(slot)} for slot in slots]


def absence_of(term: OutsideTerm) -> Absence | None:
    """Where the person is because of this term, while they are not back."""
    of_term = Q(pk=term.absence_id) if term.absence_id else Q(pk__in=term.outings.values("absence"))
    return Absence.objects.filter(of_term, returned_at__isnull=True).order_by("-pk").first()


def checks(term: OutsideTerm, at: datetime) -> list[Row]:
    found = term.checks.select_related("noted_by").order_by("-held_at", "-pk")[:20]
    return [
        {
            "title": CheckKind(one.kind).label,
            "word": _("As agreed") if one.is_fine else _("Not as agreed"),
            "level": "ok" if one.is_fine else "bad",
            "note": one.note,
            "who": f"{display.moment(one.held_at, at)}, {one.noted_by.short_name}",
        }
        for one in found
    ]


def breaches(term: OutsideTerm, at: datetime) -> list[Row]:
    found = term.breaches.select_related("registered_by", "followed_by").order_by("-happened_at", "-pk")
    return [breach_row(one, at) for one in found]


def breach_row(one: OutsideBreach, at: datetime) -> Row:
    who = one.followed_by.short_name if one.followed_by else ""
    return {
        "pk": one.pk,
        "what": breach_what(one),
        "when": f"{display.moment(one.happened_at, at)}, {one.registered_by.short_name}",
        "word": FollowUp(one.follow_up).label if one.follow_up else _("Not followed up yet"),
        "level": "quiet" if one.follow_up else "bad",
        "why": one.followed_why,
        "who": f"{who}, {display.moment(one.followed_at, at)}" if one.followed_at else "",
        "is_open": one.followed_at is None,
    }


def notices(term: OutsideTerm, at: datetime) -> list[Row]:
    found = VictimNotice.objects.filter(outside=term).select_related("done_by").order_by("-pk")
    return [
        {
            "text": NoticeAct(one.act).label,
            "note": ", ".join(filter(None, (str(NoticeChannel(one.channel).label) if one.channel else "", one.reason))),
            "who": f"{one.done_by.short_name}, {display.moment(one.done_at, at)}",
        }
        for one in found
    ]


def is_settled(term: OutsideTerm) -> bool:
    """Whether it may begin, as far as the notice beforehand goes."""
    duty = VictimDuty.objects.filter(stay=term.stay_id).order_by("-pk").first()
    if duty is None:
        return False
    return not duty.is_due or VictimNotice.objects.filter(outside=term).exists()


# ---- the list of a prison --------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Listed:
    """Who serves outside or is on probation, and who is granted it and has not begun."""

    running: list[Row]
    granted: list[Row]


def of_prison(prison_id: int, access: Access, at: datetime) -> Listed:
    """One statement, whatever the number."""
    mine = in_sight(access).filter(decision__prison=prison_id, state__in=OPEN)
    met = mine.annotate(open_breaches=Count("breaches", filter=Q(breaches__followed_at__isnull=True)))
    rows = [list_row(term, at) for term in met.order_by("last_on", "pk")]
    return Listed(
        running=[row for row in rows if row["state"] == OutsideState.RUNNING],
        granted=[row for row in rows if row["state"] == OutsideState.GRANTED],
    )


def list_row(term: Any, at: datetime) -> Row:
    person = term.stay.person
    left = display.days_away(term.last_on, timezone.localtime(at).date())
    return {**term_row(term, at), "name": person.name, "number": person.number, "state": term.state, "left": left}


def act_name(act: str) -> str:
    """What is done about somebody in the home."""
    return {
        "consent": _("Consents"),
        "take-back": _("Takes the consent back"),
        "hear": _("The child is heard"),
        "moved-out": _("Has moved out"),
    }[act]
