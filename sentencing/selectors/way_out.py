"""The way out in words: the stairs of one person, what is in place, and the list of a prison, ready to print."""

from collections.abc import Mapping, Sequence
from dataclasses import dataclass, field
from datetime import date, datetime
from typing import Any

from django.urls import reverse
from django.utils.functional import Promise
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, ngettext

from corrections import display
from corrections.access import Access
from corrections.choices import Role
from corrections.models import Posting, Task, User
from inmates.choices import ReleaseKind, ReleaseState
from inmates.registries import Subject
from sentencing.choices import ItemState, ReleaseDomain, StepCode
from sentencing.models import ReleaseItem
from sentencing.permissions import VictimPerm, WayOutPerm
from sentencing.rules.guarantee import DOMAINS
from sentencing.rules.stairs import NO_JUDGMENT, ON_REMAND, PREVENTIVE, TOO_SHORT, Rung, Threshold, next_rung
from sentencing.selectors import stairs as selector
from sentencing.selectors.stairs import Case
from sentencing.words import citation, derivation

STATES: dict[str, tuple[str | Promise, str, str]] = {  # the word, the level, the drawing
    "barred": (gettext_lazy("Not open"), "quiet", "minus"),
    "reached": (gettext_lazy("Reached"), "ok", "check"),
    "later": (gettext_lazy("Not yet"), "quiet", "clock"),
    "open": (gettext_lazy("To be looked at"), "warn", "clipboard"),
    "asked": (gettext_lazy("The person is asked"), "info", "chat"),
    "applied": (gettext_lazy("Waits for a decision"), "warn", "decision"),
    "granted": (gettext_lazy("Granted"), "ok", "check"),
    "put_off": (gettext_lazy("Put off"), "quiet", "pause"),
}
WHY: dict[str, str | Promise] = {
    ON_REMAND: gettext_lazy("Nobody on remand takes a step out of prison."),
    PREVENTIVE: gettext_lazy("Preventive detention is served inside."),
    TOO_SHORT: gettext_lazy("The term is too short: no day of it would be left."),
    NO_JUDGMENT: gettext_lazy("No judgment is entered, so no date can be worked out."),
}
IN_PLACE: dict[str, str | Promise] = {
    "VICTIM": gettext_lazy("It is said whether somebody is told beforehand"),
    **{domain: ReleaseDomain(domain).label for domain in DOMAINS},
}
MONTHS_BEFORE = gettext_lazy("Twelve months before release at the earliest. No statute gives the day.")
Row = dict[str, Any]


# ---- one person ----------------------------------------------------------------------------------------------------
@dataclass(frozen=True, slots=True)
class Way:
    """What the page of one person shows. ``first`` is the step that comes next, ``days_left`` to the target."""

    rungs: list[Row]
    items: list[Row]
    first: Row | None
    target: str
    days_left: str
    alarm: bool
    officer: str
    unconfirmed: bool
    going: Row | None = None
    why_none: str = ""
    may_prepare: bool = field(default=False)


def of_person(subject: Subject, access: Access, at: datetime) -> Way | None:
    """Five statements and one for the items; nothing for a former resident."""
    case = selector.of_stay(subject.stay_id, at) if subject.stay_id else None
    if case is None:
        return None
    rungs = selector.rungs_of(case, selector.parameters_on(selector.STAIRS, at))
    shown = [rung_in_words(rung, case, subject, access) for rung in rungs]
    first = next_rung(rungs)
    asked = selector.asked_of(case, selector.parameters_on(selector.GUARANTEE, at)["stages"])
    alarms = {due.domain for due in asked if due.is_alarm}
    barred = {rung.why for rung in rungs if rung.state == "barred"}
    return Way(
        rungs=shown,
        items=items_in_words(case, subject, access, at, alarms),
        first=next((row for row in shown if first is not None and row["code"] == first.step), None),
        target=display.day(case.target) if case.target else "",
        days_left=display.days_away(case.target, case.today) if case.target else "",
        alarm=bool(alarms),
        officer=one_of(case.named()),
        going=going_in_words(case),
        unconfirmed=any(not rung.is_confirmed for rung in rungs if rung.on),
        why_none=str(WHY[ON_REMAND]) if barred == {ON_REMAND} else "",
        may_prepare=subject.allows(access, WayOutPerm.PREPARE),
    )


def going_in_words(case: Case) -> Row | None:
    """The release that is planned: why, on which day, how far it is, and whose turn it is."""
    going = case.going
    if going is None or case.planned is None:
        return None
    word = str(ReleaseState(going.state).label)
    whose = {
        ReleaseState.PLANNED: _("Planned by %(who)s. The first officer prepares it."),
        ReleaseState.PREPARED: _("Prepared by %(who)s. Another officer confirms it."),
        ReleaseState.CONFIRMED: _("Prepared by %(who)s and confirmed by another. It waits for the gate."),
    }[ReleaseState(going.state)]
    who = going.planned_by if going.state == ReleaseState.PLANNED else going.prepared_by
    return {
        "title": ReleaseKind(going.kind).label,
        "on": display.day(case.planned),
        "away": display.days_away(case.planned, case.today),
        "word": word,
        "level": "ok" if going.state == ReleaseState.CONFIRMED else "warn",
        "icon": "check" if going.state == ReleaseState.CONFIRMED else "clock",
        "whose": whose % {"who": who or _("the system")},
        "href": reverse("release", args=[going.uuid]),
    }


def rung_in_words(rung: Rung, case: Case, subject: Subject, access: Access) -> Row:
    word, level, icon = STATES[rung.state]
    sees_victim = subject.allows(access, VictimPerm.NOTICE)
    may = rung.state != "barred" and subject.allows(access, WayOutPerm.REVIEW)
    return {
        "code": rung.step,
        "title": StepCode(rung.step).label,
        "state": rung.state,
        "word": word,
        "level": level,
        "icon": icon,
        "on": display.day(rung.on) if rung.on else "",
        "away": display.days_away(rung.on, case.today) if rung.on else "",
        "again": display.day(rung.look_again_on) if rung.look_again_on else "",
        "source": citation(rung.source),
        "why": WHY.get(rung.why, ""),
        "ball": Role(rung.ball).label if rung.ball else "",
        "unconfirmed": rung.on is not None and not rung.is_confirmed,
        "thresholds": [
            threshold_in_words(one, rung, case) for one in rung.thresholds if one.code != "VICTIM" or sees_victim
        ],
        "href": reverse("person_step", args=[subject.uuid, rung.step]) if may else "",
    }


def threshold_in_words(threshold: Threshold, rung: Rung, case: Case) -> Row:
    text = str(IN_PLACE[threshold.code]) if threshold.code != "TIME" else time_in_words(threshold, case)
    return {"text": text, "is_met": threshold.is_met}


def time_in_words(threshold: Threshold, case: Case) -> str:
    """``12.05.2027: a third of 4 years, and four months in custody.``"""
    lines = case.dates.steps if case.dates else ()
    how = next((derivation(line)[1] for line in lines if (line.how, line.on) == (threshold.how, threshold.on)), "")
    return _("%(day)s. %(how)s") % {
        "day": display.day(threshold.on) if threshold.on else "",
        "how": how or MONTHS_BEFORE,
    }


def items_in_words(case: Case, subject: Subject, access: Access, at: datetime, alarms: set[str]) -> list[Row]:
    """All seven things, also those that nobody has touched."""
    found = {
        item.domain: item
        for item in ReleaseItem.objects.filter(stay=case.stay_id).select_related("owner", "changed_by").order_by("pk")
    }
    may = subject.allows(access, WayOutPerm.PREPARE)
    return [
        item_in_words(domain, found.get(domain), subject, at, may=may, alarm=domain in alarms) for domain in DOMAINS
    ]


def item_in_words(
    domain: str, item: ReleaseItem | None, subject: Subject, at: datetime, *, may: bool, alarm: bool
) -> Row:
    state = item.state if item else ItemState.OPEN
    level = "bad" if alarm else "ok" if state == ItemState.ARRANGED else "quiet"
    owner = (item.outside_owner or (item.owner.short_name if item.owner else "")) if item else ""
    return {
        "code": domain,
        "title": ReleaseDomain(domain).label,
        "word": ItemState(state).label,
        "level": level,
        "icon": "alert" if alarm else "check" if state != ItemState.OPEN else "minus",
        "owner": owner,
        "outside": bool(item and item.outside_owner),
        "evidence": item.evidence if item else "",
        "changed": f"{display.moment(item.changed_at, at)}, {item.changed_by.short_name}" if item else "",
        "href": reverse("person_release_item", args=[subject.uuid, domain]) if may else "",
    }


# ---- what the forms begin with ---------------------------------------------------------------------------------------
def item_of(stay_id: int | None, domain: str) -> ReleaseItem | None:
    return ReleaseItem.objects.filter(stay=stay_id, domain=domain).order_by("pk").first()


def last_said(stay_id: int | None, step: str, at: datetime) -> int | None:
    case = selector.of_stay(stay_id, at) if stay_id else None
    return case.said_ids.get(step) if case else None


def owners(prison_id: int | None, at: datetime) -> list[tuple[int, str]]:
    """Who can see to something here: staff who prepare releases, by surname."""
    roles = (Role.CONTACT_OFFICER, Role.CASEWORKER, Role.REINTEGRATION)
    posted = Posting.objects.filter(prison=prison_id, role__in=roles, during__contains=at).values("user")
    people = User.objects.filter(pk__in=posted, is_active=True).order_by("last_name", "first_name", "pk")
    return [(user.pk, user.short_name) for user in people]


def owner_of(pk: int | None) -> User | None:
    return User.objects.filter(pk=pk).order_by("pk").first() if pk else None


# ---- what the tasks say ----------------------------------------------------------------------------------------------
def of_step(detail: Mapping[str, Any]) -> str:
    """A step that comes, or that is open."""
    on = detail.get("on")
    values = {
        "number": detail.get("number", ""),
        "step": StepCode(detail["step"]).label,
        "day": display.day(date.fromisoformat(str(on))) if on else "",
    }
    if detail["step"] == StepCode.LOWER:
        return (
            _("%(number)s: lower security must be considered by %(day)s, a year before release is possible.") % values
        )
    return _("%(number)s: %(step)s is possible from %(day)s. Look at it with the person.") % values


def to_decide(detail: Mapping[str, Any]) -> str:
    return _("%(number)s has applied: %(step)s. Decide.") % {
        "number": detail.get("number", ""),
        "step": StepCode(detail["step"]).label,
    }


def of_item(detail: Mapping[str, Any]) -> str:
    days = int(detail["stage"])
    return ngettext(
        "%(number)s goes home in at most %(days)d day: %(what)s is not arranged. Say who sees to it.",
        "%(number)s goes home in at most %(days)d days: %(what)s is not arranged. Say who sees to it.",
        days,
    ) % {"number": detail.get("number", ""), "days": days, "what": ReleaseDomain(detail["domain"]).label}


def one_of(names: Sequence[str]) -> str:
    """The first, and who steps in when the first is away."""
    one, other = (*names, "", "")[:2]
    return _("%(one)s, or %(other)s") % {"one": one, "other": other} if other else one


def of_alarm(detail: Mapping[str, Any]) -> str:
    """Empty two weeks before: the leader, and by name who sees to it or follows the person."""
    values = {
        "number": detail.get("number", ""),
        "what": ReleaseDomain(detail["domain"]).label,
        "who": one_of(names_in(detail)) or _("the contact officer"),
        "days": int(detail["stage"]),
    }
    return (
        ngettext(
            "%(number)s goes home in at most %(days)d day, and this is empty: %(what)s. Settle it with %(who)s now.",
            "%(number)s goes home in at most %(days)d days, and this is empty: %(what)s. Settle it with %(who)s now.",
            int(detail["stage"]),
        )
        % values
    )


def names_in(detail: Mapping[str, Any]) -> Sequence[str]:
    """Tasks from before there were several carry one name."""
    who = detail.get("who") or ()
    return (who,) if isinstance(who, str) else who


def to_way_out(task: Task) -> str:
    uuid = task.detail.get("person")
    return reverse("person_way_out", args=[uuid]) if uuid else ""
