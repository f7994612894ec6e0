"""The head of a person's page, ready to print (templates/ui/person_header.html)."""

from datetime import datetime
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from corrections import display
from corrections.access import Access
from corrections.choices import SecurityLevel
from inmates import icons
from inmates.choices import AbsenceKind, AlertCode, LegalStatusKind
from inmates.permissions import CustodyPerm, PersonPerm
from inmates.registries import PersonAct, PersonTab, Subject, person_acts, person_facts, person_tabs
from inmates.rules import SEVERITY
from inmates.rules.names import age
from inmates.selectors.alone import attempt
from inmates.selectors.countries import country
from inmates.selectors.head import Head
from inmates.selectors.whereabouts import Bucket, Whereabouts

MOST_FLAGS = 5


def ident(head: Head, here: Whereabouts | None, access: Access, at: datetime, tab: str) -> dict[str, Any]:
    """Everything that every tab shows of the person, and nothing that this user may not see."""
    flags = flags_of(head, access)
    return {
        "uuid": head.subject.uuid,
        "name": head.name,
        "number": head.number,
        **photo(head),
        "facts": facts(head, access, at),
        "flags": flags[:MOST_FLAGS],
        "flags_more": more(head, len(flags) - MOST_FLAGS, access),
        "now": now(head, here, at),
        "rows": rows(head, here, at),
        **acts(head, access),
        "tabs": tabs(head.subject, access, tab),
    }


def photo(head: Head) -> dict[str, str]:
    alt = _("Photo of %(name)s") % {"name": f"{head.given_name} {head.family_name}".strip()}
    if head.photo_id is None:
        return {"photo": "", "photo_alt": _("No photo"), "photo_note": ""}
    src = f"{reverse('person_photo', args=[head.subject.uuid])}?v={head.photo_id}"
    note = _("Photo %(day)s") % {"day": display.day(head.photo_taken_on)}
    return {"photo": src, "photo_alt": alt, "photo_note": note}


def facts(head: Head, access: Access, at: datetime) -> list[dict[str, str]]:
    today = timezone.localtime(at).date()
    found = []
    if head.birth_date and head.birth_date <= today:
        years = age(head.birth_date, today)
        found.append(
            ngettext("%(years)d year (%(born)s)", "%(years)d years (%(born)s)", years)
            % {"years": years, "born": display.day(head.birth_date)}
        )
    found.append(country(head.nationality))
    found.append(str(LegalStatusKind(head.legal_status).label) if head.legal_status else "")
    found.append(str(SecurityLevel(head.security_level).label) if head.security_level else "")
    main = next((o for o in head.officers if not o.is_substitute), None)
    if main and head.subject.allows(access, CustodyPerm.VIEW):
        found.append(_("Contact officer %(name)s") % {"name": main.name})
    found += lent(head.subject, access, at)
    return [{"text": fact} for fact in found if fact]


def lent(subject: Subject, access: Access, at: datetime) -> list[str]:
    """What the upper floors say after the name, such as the sentence."""
    return [
        attempt(f"fact {key}", lambda fact=fact: str(fact.load(subject, at=at, access=access)), "")  # type: ignore[misc]
        for key, fact in person_facts.items()
        if subject.allows(access, fact.perm)
    ]


# ---- what to take care of --------------------------------------------------------------------------------------
def flags_of(head: Head, access: Access) -> list[dict[str, str]]:
    """Red restricts contact, amber needs care, grey is a need; the worst first."""
    found: list[dict[str, str]] = []
    if head.subject.allows(access, CustodyPerm.VIEW):
        if head.apart:
            text = ngettext("Must not meet %(count)d person", "Must not meet %(count)d people", head.apart)
            found.append({"level": "bad", "icon": "keep-apart", "text": text % {"count": head.apart}})
        found += [alert_flag(alert) for alert in head.alerts]
    if head.subject.allows(access, PersonPerm.VIEW_NEEDS):
        found += [{"level": "quiet", "icon": icons.NEEDS[n["kind"]], "text": n["label"]} for n in head.needs]
    return sorted(found, key=lambda flag: SEVERITY[flag["level"]])


def alert_flag(alert: dict[str, Any]) -> dict[str, str]:
    label = str(AlertCode(alert["code"]).label)
    text = label
    if alert["until"]:
        text = _("%(alert)s until %(day)s") % {"alert": label, "day": display.short_day(alert["until"])}
    return {"level": alert["level"], "icon": icons.ALERTS[alert["code"]], "text": text}


def more(head: Head, left: int, access: Access) -> dict[str, str] | None:
    """Where the rest of the flags stand, and those that have ended."""
    ended = head.alerts_ended if head.subject.allows(access, CustodyPerm.VIEW) else 0
    hidden = max(left, 0)
    if not ended and not hidden:
        return None
    texts = {
        (True, True): _("%(hidden)d more, %(ended)d ended"),
        (True, False): ngettext("%(hidden)d more", "%(hidden)d more", hidden),
        (False, True): ngettext("%(ended)d ended", "%(ended)d ended", ended),
    }
    text = texts[bool(hidden), bool(ended)] % {"hidden": hidden, "ended": ended}
    return {"href": reverse("person_tab", args=[head.subject.uuid, "details"]), "text": text}


# ---- where -----------------------------------------------------------------------------------------------------
def now(head: Head, here: Whereabouts | None, at: datetime) -> dict[str, str]:
    """The largest thing after the name: the place, since when, and until when. Red when the person should be back."""
    if here is None:
        left = display.day(head.released_at) if head.released_at else ""
        return {
            "level": "",
            "place": _("Not in custody"),
            "note": _("released %(day)s") % {"day": left} if left else "",
        }
    overdue = here.bucket is not Bucket.CELL and here.until is not None and here.until < at
    return {"level": "bad" if overdue else "", "place": here.place_name, "note": when(here, at, overdue=overdue)}


def when(here: Whereabouts, at: datetime, *, overdue: bool) -> str:
    if here.since is None:
        return ""
    values = {"since": display.moment(here.since, at), "until": display.moment(here.until, at) if here.until else ""}
    if here.on_the_way:
        return _("on the way since %(since)s") % values
    if overdue:
        return _("from %(since)s, should be back %(until)s") % values
    return (_("from %(since)s, back %(until)s") if here.until else _("since %(since)s")) % values


def rows(head: Head, here: Whereabouts | None, at: datetime) -> list[dict[str, str]]:
    """The cell and since when; when somebody last saw the person, and who."""
    if here is None:
        return []
    cell = {"label": _("Cell"), "value": head.cell_code or _("None yet"), "note": head.prison_name}
    if head.placed_at is not None:
        cell["note"] = _("since %(day)s") % {"day": display.day(head.placed_at)}
    seen = {"label": _("Last seen"), "value": _("Not yet"), "note": ""}
    if here.place_kind == AbsenceKind.ESCAPE and here.since is not None:
        seen["value"] = _("Before %(when)s") % {"when": display.moment(here.since, at)}
    if here.seen_at is not None:
        seen["value"] = display.moment(here.seen_at, at)
        seen["note"] = seen_note(here, at)
    return [cell, seen]


def seen_note(here: Whereabouts, at: datetime) -> str:
    """How old it is, while that says more than the clock; and who saw."""
    assert here.seen_at is not None  # noqa: S101  (asked by the caller)
    age_of = display.ago(here.seen_at, at)
    if age_of == display.moment(here.seen_at, at):
        return here.seen_by
    return _("%(age)s, %(who)s") % {"age": age_of, "who": here.seen_by} if here.seen_by else age_of


# ---- what can be done and opened -------------------------------------------------------------------------------
def acts(head: Head, access: Access) -> dict[str, list[dict[str, Any]]]:
    """The buttons of the head: the first is the main one; ``more`` holds those that are used seldom."""
    shown: list[dict[str, Any]] = []
    seldom: list[dict[str, Any]] = []
    for key, act in person_acts.items():
        if not head.subject.allows(access, act.perm) or not applies(act, head):
            continue
        button = {"key": key, "href": act.href(head.subject), "icon": act.icon, "text": act.title, "sheet": act.sheet}
        (seldom if act.minor else shown).append(button | {"variant": "secondary" if shown else ""})
    return {"actions": shown, "more": seldom}


def applies(act: PersonAct, head: Head) -> bool:
    return (head.is_here or not act.needs_stay) and (head.is_placed or not act.needs_bed)


def tabs(subject: Subject, access: Access, current: str) -> list[dict[str, Any]]:
    return [
        {"href": address(key, tab, subject), "text": tab.title, "current": key == current}
        for key, tab in person_tabs.items()
        if subject.allows(access, tab.perm)
    ]


def address(key: str, tab: PersonTab, subject: Subject) -> str:
    if tab.url_name:
        return reverse(tab.url_name, args=[subject.uuid])
    return reverse("person_tab", args=[subject.uuid, key])
