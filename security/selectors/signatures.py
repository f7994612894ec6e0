"""What a handover says of its signatures, and of where its changes begin, in words."""

from dataclasses import dataclass
from datetime import datetime

from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from corrections import display
from corrections.models import User
from security.choices import HandoverState
from security.models import Handover
from security.rules import handover as rules
from security.rules.handover import Slot
from security.selectors import changes


@dataclass(frozen=True, slots=True)
class Signature:
    """One side of the signing. ``state``: done, late (done or not, but after its time), or empty."""

    title: str
    text: str
    is_done: bool
    is_late: bool


def shift_name(key: str) -> str:
    names = {
        "day": pgettext("handover", "Day shift"),
        "evening": pgettext("handover", "Evening shift"),
        "night": pgettext("handover", "Night shift"),
    }
    return names[key]


def giver(slot: Slot, row: Handover | None, at: datetime) -> Signature:
    due = slot.at(timezone.get_default_timezone())
    given_at = row.given_at if row else None
    if row is not None and row.state == HandoverState.TAKEN and given_at is None:
        text = _("Nobody handed over: %(why)s") % {"why": row.alone_reason}
    else:
        text = signed_words(row.given_by if row else None, given_at, due, at)
    late = given_at is None or rules.is_late(due, given_at, at)
    title = _("%(shift)s hands over") % {"shift": shift_name(slot.ends.key)}
    return Signature(title, text, given_at is not None, late and rules.is_late(due, given_at, at))


def taker(slot: Slot, row: Handover | None, at: datetime) -> Signature:
    due = slot.at(timezone.get_default_timezone())
    taken_at = row.taken_at if row else None
    text = signed_words(row.taken_by if row else None, taken_at, due, at)
    title = _("%(shift)s takes over") % {"shift": shift_name(slot.begins.key)}
    return Signature(title, text, taken_at is not None, rules.is_late(due, taken_at, at))


def signed_words(who: User | None, when: datetime | None, due: datetime, at: datetime) -> str:
    late = int(((when or at) - due).total_seconds() // 60)
    values = {"who": who, "when": display.moment(when, at) if when else "", "minutes": late}
    if when is not None:
        if rules.is_late(due, when, at):
            return _("%(who)s %(when)s, %(minutes)d min late") % values
        return _("%(who)s %(when)s") % values
    if rules.is_late(due, None, at):
        return _("Not signed, should have been at %(due)s") % {"due": display.moment(due, at)}
    return _("Not signed yet")


def since_words(own: bool, since: datetime, *, whole: bool) -> str:
    values = {"when": display.moment(since, since), "day": display.long_day(since, year=False, opens=False)}
    if whole:
        return _("Since the unit was handed over last, %(day)s %(when)s.") % values
    if own:
        return _("Since your last shift here, %(day)s %(when)s.") % values
    return _("You have signed or read no handover here lately, so this is the last 24 hours.")


def people_words(rows: list[changes.Row]) -> str:
    people = sum(1 for row in rows if row.is_person)
    return ngettext("%(count)d person", "%(count)d people", people) % {"count": people}


def newer_words(rows: list[changes.Row], signed_at: datetime | None, at: datetime) -> str:
    newer = sum(1 for row in rows if row.is_new)
    if signed_at is None or not newer:
        return ""
    text = ngettext("%(count)d thing is new since %(when)s", "%(count)d things are new since %(when)s", newer)
    return text % {"count": newer, "when": display.moment(signed_at, at)}
