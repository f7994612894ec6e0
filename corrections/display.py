"""How moments, icons and names are written on the screen. Pure but for the active language and time zone.

Selectors use these to hand over rows that are ready to print; templates use them through ``templatetags/ui``.
Nothing here reads the clock: whoever asks for a relative time says what *now* is.
"""

import datetime as dt
import re
from functools import lru_cache

from django.templatetags.static import static
from django.utils import timezone
from django.utils.dateformat import format as format_date
from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString
from django.utils.text import capfirst
from django.utils.translation import get_language, gettext, ngettext, pgettext

HOUR = dt.timedelta(hours=1)
NIGHT = 6 * HOUR
MINUTE = dt.timedelta(minutes=1)


# ---- moments -----------------------------------------------------------------------------------------------
def local(at: dt.datetime) -> dt.datetime:
    """In the one time zone there is. As ``timezone.localtime``, which first asks whether this thread has another."""
    return at.astimezone(timezone.get_default_timezone())


def clock(at: dt.datetime) -> str:
    """``14:32``; in the hour that happens twice in October it also says which of the two is meant."""
    here = local(at)
    text = f"{here:%H:%M}"
    first, second = here.replace(fold=0).utcoffset(), here.replace(fold=1).utcoffset()
    if first == second:
        return text
    which = gettext("summer time") if here.fold == 0 else gettext("winter time")
    return f"{text} ({which})"


def day(on: dt.date | dt.datetime) -> str:
    """``24.11.2026``."""
    return f"{_local_date(on):%d.%m.%Y}"


def short_day(on: dt.date | dt.datetime) -> str:
    """``24.11.``, for lists where the year is plain."""
    return f"{_local_date(on):%d.%m.}"


def long_day(on: dt.date | dt.datetime, *, year: bool = True, opens: bool = True) -> str:
    """``Tuesday 24 November 2026`` in the active language; with a capital where it opens a line (``tirsdag`` else)."""
    pattern = pgettext("date format", "l j F Y") if year else pgettext("date format", "l j F")
    written = format_date(_local_date(on), pattern)
    if opens:
        return capfirst(written)
    return written if (get_language() or "").startswith("en") else written.lower()  # Django's own Bokmål has Søndag


def uncapped(text: str) -> str:
    """Words that open a line elsewhere, in the middle of a sentence: ``In cell, not counted``."""
    return text[:1].lower() + text[1:]


def moment(at: dt.datetime, now: dt.datetime) -> str:
    """The clock alone today, ``24.11. 14:32`` on another day, with the year in another year."""
    here, today = local(at), local(now)
    if here.date() == today.date():
        return clock(at)
    date = short_day(here) if here.year == today.year else day(here)
    return f"{date} {clock(at)}"


def near(at: dt.datetime, now: dt.datetime) -> str:
    """The clock alone within six hours on either side of midnight, where nobody can mistake it; else the moment."""
    return clock(at) if abs(at - now) < NIGHT else moment(at, now)


def ago(at: dt.datetime, now: dt.datetime) -> str:
    """``2 min ago`` under an hour, else the moment itself: old things are told by the clock."""
    age = now - at
    if age < dt.timedelta(0) or age >= HOUR:
        return moment(at, now)
    minutes = age // MINUTE
    if minutes == 0:
        return gettext("just now")
    return gettext("%(minutes)d min ago") % {"minutes": minutes}


def until(at: dt.datetime, now: dt.datetime) -> str:
    """``in 28 min`` within the hour, else the moment itself."""
    left = at - now
    if left <= dt.timedelta(0) or left >= HOUR:
        return moment(at, now)
    return gettext("in %(minutes)d min") % {"minutes": max(1, left // MINUTE)}


def days_away(on: dt.date, today: dt.date) -> str:
    """How far a deadline is: ``in 7 days``, ``today``, ``3 days ago``."""
    days = (on - today).days
    if days == 0:
        return gettext("today")
    if days > 0:
        return ngettext("in %(days)d day", "in %(days)d days", days) % {"days": days}
    return ngettext("%(days)d day ago", "%(days)d days ago", -days) % {"days": -days}


def iso(at: dt.datetime | dt.date) -> str:
    """For ``<time datetime>``: local time with its offset, or the bare date."""
    if isinstance(at, dt.datetime):
        return local(at).isoformat(timespec="minutes")
    return at.isoformat()


def _local_date(on: dt.date | dt.datetime) -> dt.date:
    return local(on).date() if isinstance(on, dt.datetime) else on


# ---- icons and marks ---------------------------------------------------------------------------------------
@lru_cache(maxsize=512)
def icon(name: str, size: str = "") -> SafeString:
    """An icon of the sprite, for sighted readers only: the word beside it carries the meaning. Size: "", s, l."""
    css = f"i i--{size}" if size else "i"
    return format_html(
        '<svg class="{}" aria-hidden="true" focusable="false"><use href="{}#i-{}"/></svg>',
        css,
        static("sprite.svg"),
        name,
    )


def marks(*pairs: tuple[str, str]) -> SafeString:
    """Small icons in the corner of a tile, each with its words for those who do not see it."""
    return format_html_join("", '{}<span class="sr"> {}</span>', ((icon(name), words) for name, words in pairs))


def chip(level: str, icon_name: str, text: str) -> SafeString:
    """A short state on a tile. Levels: quiet, warn, bad."""
    return format_html('<span class="chip" data-lvl="{}">{}{}</span>', level, icon(icon_name, "s"), text)


def whereabouts(icon_name: str, text: str) -> SafeString:
    """The line of a tile that says where its person is."""
    return format_html('<span class="cell__where">{}{}</span>', icon(icon_name, "s"), text)


# ---- the law -----------------------------------------------------------------------------------------------
def law(reference: str) -> str:
    """A reference to the law as the language on the screen writes it: ``strgjfl. ss. 14 and 15`` is §§ 14 og 15."""
    if (get_language() or "")[:2] not in ("nb", "nn", "no"):
        return reference
    for said, written in (("ss. ", "§§ "), ("s. ", "§ "), (" and ", " og "), (" to ", " til "), ("local", "lokalt")):
        reference = re.sub(rf"(?<!\w){said}" if said[0] != " " else said, written, reference)
    return reference
