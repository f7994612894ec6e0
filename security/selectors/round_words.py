"""What the counting screen says: of each person where to look, and what its scripts say when there is no network."""

from collections.abc import Callable
from datetime import datetime
from typing import Any, NamedTuple

from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from corrections import display
from inmates.choices import AbsenceKind
from security.choices import CountState, Expected
from security.models import Count, CountLine
from security.rules.counts import BEING_COUNTED, WAITING


class Said(NamedTuple):
    """``short`` stands on the tile, ``sentence`` in the dock."""

    short: str
    sentence: str


def said_of(line: CountLine, at: datetime) -> Said:
    since = display.moment(line.since, at) if line.since else ""
    place = line.place.name if line.place else destination(line.destination)
    if line.expected == Expected.CELL:
        return Said("", _("Expected in the cell."))
    if line.expected == Expected.UNIT:
        return Said(place, together(_("Expected on the unit: %(place)s") % {"place": place}, since))
    until = _("expected back %(time)s") % {"time": display.moment(line.until, at)} if line.until else ""
    said_by = _("Registered by %(name)s.") % {"name": line.told_by.short_name} if line.told_by else ""
    where = _("On the way to %(place)s") % {"place": place} if line.on_the_way else place
    return Said(place, f"{together(where, since, until)} {said_by}".strip())


def destination(words: str) -> str:
    """Of an absence the place it goes to, or where none is written down, its kind."""
    return str(AbsenceKind(words).label) if words in AbsenceKind.values else words


def together(what: str, since: str, until: str = "") -> str:
    parts = [_("since %(time)s") % {"time": since} if since else "", until]
    return ", ".join([what, *(part for part in parts if part)]) + "."


def how_it_stands(count: Count, at: datetime) -> str:
    """Of a round that is not open to this officer: why."""
    if count.state in WAITING:
        return _("The count has not begun. It is due at %(time)s.") % {"time": display.moment(count.due_at, at)}
    if count.state in BEING_COUNTED:
        taker = count.recounter or count.counter
        return _("%(who)s is counting.") % {"who": taker.short_name if taker else ""}
    if count.state == CountState.ABANDONED:
        return _("The count was abandoned: %(why)s") % {"why": count.abandon_reason}
    values = {
        "who": count.submitted_by.short_name if count.submitted_by else "",
        "time": display.moment(count.submitted_at, at) if count.submitted_at else "",
        "expected": count.expected,
        "seen": count.seen,
        "accounted": count.accounted,
        "missing": count.missing,
    }
    if count.missing:
        text = _("%(who)s handed in the count at %(time)s: it does not add up. Missing: %(missing)s.")
    else:
        text = _(
            "%(who)s handed in the count at %(time)s: it adds up. Should be %(expected)s, seen %(seen)s, "
            "accounted for elsewhere %(accounted)s."
        )
    return text % values


def for_scripts() -> dict[str, Any]:
    """Words with ``{n}`` and the like, filled in by static/js/count-screen.js."""
    return {
        "open_states": sorted(BEING_COUNTED),
        "now": pgettext("counting", "Now"),
        "not_counted": _("Not counted"),
        "not_here": _("Not here"),
        "ok": _("Seen"),
        "sure": _("Confirmed"),
        "of_seen": _("of {n} seen"),
        "of_sure": _("of {n} accounted for elsewhere"),
        **both("dev", lambda n: ngettext("{n} not here", "{n} not here", n)),
        **both("left", lambda n: ngettext("{n} left", "{n} left", n)),
        **both("kept", lambda n: ngettext("{n} tap saved on the tablet", "{n} taps saved on the tablet", n)),
        "done_floor": _("all answered for"),
        "not_there": _("{who} is not here"),
        "told": _("Marked and sent {at}. {words}"),
        "untold": _("Marked {at}, not sent yet. {words}"),
        "radio": _("{who}: the tablet has no network, and nobody else knows."),
        "undo": _("Undo {who}"),
        "others": _(
            "{n} taps by {who} are still on this tablet. They are sent when {who} signs in here, never in your name."
        ),
        "pill_ok": _("Saved"),
        "pill_wait": _("Sending"),
        "pill_off": _("No network"),
        "pill_auth": _("Sign in to send"),
        "modes": modes(),
    }


def modes() -> dict[str, dict[str, Any]]:
    """What the dock offers, by the state of the person it shows: two buttons as [what, label, small words]."""
    here, there = ["missing", _("Not here"), ""], ["missing", _("Not there"), ""]
    confirm = ["accounted", _("Accounted for"), _("confirmed by the other end")]
    on = ["next", _("Next person")]
    return {
        "todo": {"main": ["seen", _("Present"), _("signs of life seen")], "other": here},
        "away": {"main": confirm, "other": there},
        "out": {"main": confirm, "other": there},
        "dev": {"main": ["found", _("Found"), _("signs of life seen")], "other": [*on, ""]},
        "ok": {"main": [*on, _("seen {at}")], "other": here},
        "sure": {"main": [*on, _("confirmed {at}")], "other": there},
        "done": {
            "name": _("Everyone is answered for"),
            "text": _("{seen} of {all} seen or confirmed."),
            "main": ["submit", _("Hand in the count"), ""],
            "other": ["", "", ""],
        },
        "short": {
            "name": _("The round is done, but it does not add up"),
            "text": _("Not here: {n}. Handing it in opens the action card."),
            "main": ["submit", _("Hand in the count"), _("with the difference")],
            "other": ["", "", ""],
        },
        "held": {
            "name": _("Everyone is answered for"),
            "text": _("The count can be handed in when the taps have left the tablet."),
            "main": ["wait", _("Waiting for the network"), ""],
            "other": ["", "", ""],
        },
    }


def both(key: str, text: Callable[[int], str]) -> dict[str, str]:
    return {f"{key}_one": text(1), f"{key}_many": text(2)}
