"""The counting screen, ready to print: whom the dock shows, what it offers, and how far the round is."""

from datetime import datetime
from typing import Any
from uuid import uuid4

from django.utils.translation import gettext as _

from corrections import display
from corrections.access import Access
from corrections.models import User
from security.models import Count
from security.permissions import CountPerm
from security.selectors import counts, round_words
from security.selectors import round as rounds
from security.selectors.round import Round, RoundLine, Tally

AWAY = ("away", "out", "sure")


def page_of(
    here: Round, user: User, access: Access, at: datetime, *, line: int | None = None, after: int | None = None
) -> dict[str, Any]:
    """``line`` is shown in the dock, or whoever comes next ``after`` that one."""
    count, words, numbers = here.count, round_words.for_scripts(), here.tally
    may_take = access.may(CountPerm.TAKE, unit_id=count.unit_id)
    may_tap = may_take and here.is_open and not rounds.counted_first(count, user)
    chosen = here.chosen(line, after) if may_tap else None
    return {
        "round": here,
        "tally": numbers,
        "words": words,
        "title": counts.title(count),
        "under": under(count),
        "made": int(at.timestamp() * 1000),
        "tap_id": uuid4(),
        "may_tap": may_tap,
        "may_start": may_take and rounds.is_waiting(count),
        "chosen": chosen,
        **dock_of(words, chosen, numbers),
        **undo_of(words, here.last_tap(user) if may_tap else None),
        **progress(words, numbers),
        **({} if may_tap else ended(count, at)),
    }


def dock_of(words: dict[str, Any], chosen: RoundLine | None, numbers: Tally) -> dict[str, Any]:
    """What the scripts do in static/js/count-dock.js, for the page as it comes."""
    mode = chosen.state if chosen else "short" if numbers.missing else "done"
    texts = words["modes"][mode]
    values = {
        "at": display.clock(chosen.at) if chosen and chosen.at else "",
        "n": numbers.missing,
        "seen": numbers.seen + numbers.sure,
        "all": numbers.total,
    }
    dock = {key: [text.format(**values) for text in texts[key]] for key in ("main", "other")}
    return {
        "mode": mode,
        "dock": {
            **dock,
            "name": chosen.full if chosen else texts["name"].format(**values),
            "text": chosen.words if chosen else texts["text"].format(**values),
            "away": chosen is not None and chosen.state in AWAY,
        },
    }


def undo_of(words: dict[str, Any], back: RoundLine | None) -> dict[str, Any]:
    """Undo says what it takes back."""
    return {"back": back, "undo_text": words["undo"].format(who=f"{back.number} {back.name}") if back else ""}


def progress(words: dict[str, Any], numbers: Tally) -> dict[str, str]:
    return {
        "seen_text": words["of_seen"].format(n=numbers.here),
        "sure_text": words["of_sure"].format(n=numbers.away),
        "dev_text": words["dev_one" if numbers.missing == 1 else "dev_many"].format(n=numbers.missing),
    }


def ended(count: Count, at: datetime) -> dict[str, Any]:
    """A round that is not open to this officer says why."""
    level = "info" if count.missing is None else "bad" if count.missing else "ok"
    return {
        "over": round_words.how_it_stands(count, at),
        "over_level": level,
        "hurried": rounds.hurried(count) if count.submitted_at else [],
    }


def under(count: Count) -> str:
    """Unit, who counts and since when."""
    parts = [count.unit.name]
    taker, since = (count.recounter, count.recount_at) if count.recounter_id else (count.counter, count.started_at)
    if taker and since:
        parts += [taker.short_name, _("begun %(time)s") % {"time": display.clock(since)}]
    return " · ".join(parts)
